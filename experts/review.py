"""The office reviews applications 审核: by another person than the one who entered them, one by one."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.apply import place, refuse_known
from experts.appoint import appoint, check_term, next_certificate
from experts.known import Known, find_former, find_one
from experts.life_models import (
    APPLICATION_TRANSITIONS,
    ApplicationState,
    ExpertApplication,
    ExpertCertificate,
)
from experts.models import ExpertState
from experts.record import ExpertRecord, Term
from experts.register import enter_as, readmit_as
from experts.steps import Step, write_history
from experts.whole import from_text
from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, authorize
from kernel.text import clean
from ledger.record import record


def find_application(session: Session, key: str) -> ExpertApplication:
    """The application with that public id.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(select(ExpertApplication).where(ExpertApplication.public_id == key))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "application"), key=key)
    return found


def take_up(act: Act, application: ExpertApplication) -> None:
    """Begin the review 受理.

    Raises:
        Refused: the reviewer entered it, or it is not waiting for review.
    """
    by = _reviewer(act, application)
    _move(act, application, ApplicationState.UNDER_REVIEW)
    facts = {"application": application.public_id}
    record(act, by, "application.taken_up", application.public_id, facts)


def admit(act: Act, application: ExpertApplication, opinion: str, term: Term) -> ExpertCertificate:
    """Admit the person 入库: an expert, for the first time or again, with a term and a letter of appointment.

    Raises:
        InputError: no opinion, or a term that is over.
        Refused: the reviewer entered it, it is not under review, or the person is in the register meanwhile.
    """
    by = _reviewer(act, application)
    check_term(act, term)
    why, number = clean("opinion", opinion), next_certificate(act)
    refuse_known(act, application.identity)
    sealed = act.vault.open(application.record, place(application.public_id))
    known = _entered(act, by, application.identity, replace(from_text(sealed), terms=(term,)))
    step = Step(ExpertState.ACTIVE, why, evidence=application.evidence)
    write_history(act, by, [(known.id, known.version)], step)
    _decide(act, by, application, ApplicationState.ADMITTED, why, known.id)
    facts = {"application": application.public_id, "expert": known.public_id}
    record(act, by, "application.admitted", application.public_id, facts)
    return appoint(act, by, known.public_id, term, number)


def reject(act: Act, application: ExpertApplication, opinion: str) -> None:
    """Do not admit the person 不予入库; the opinion says why, and the person may apply again.

    Raises:
        InputError: no opinion.
        Refused: the reviewer entered it, or it is decided already.
    """
    by = _reviewer(act, application)
    _decide(act, by, application, ApplicationState.REJECTED, clean("opinion", opinion), None)
    facts = {"application": application.public_id}
    record(act, by, "application.rejected", application.public_id, facts)


def _entered(act: Act, by: By, identity: str, record: ExpertRecord) -> Known:
    """The expert that an admission makes, or makes again, in the version that it makes."""
    gone = find_former(act.session, identity)
    if gone:
        readmit_as(act, by, gone, record)
        return find_one(act.session, gone.public_id)
    return find_one(act.session, enter_as(act, by, [record])[0])


def _reviewer(act: Act, application: ExpertApplication) -> By:
    by = authorize(act.actor, "experts.review")
    if by.public_id == application.entered_by:
        raise Refused("experts.own_application", id=application.public_id)
    return by


def _move(act: Act, application: ExpertApplication, to: ApplicationState) -> None:
    what = f"{word('thing', 'application')}{application.public_id}"
    move(act.session, application, to, APPLICATION_TRANSITIONS, what)


def _decide(
    act: Act,
    by: By,
    application: ExpertApplication,
    to: ApplicationState,
    opinion: str,
    expert_id: int | None,
) -> None:
    hold(act.session, application)
    application.opinion, application.decided_by = opinion, by.public_id
    application.decided_at, application.expert_id = act.clock.now(), expert_id
    act.session.flush()
    _move(act, application, to)
