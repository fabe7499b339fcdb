"""Somebody applies to be an expert, or is recommended 入库申请、推荐."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from experts.leaf import identity_digest
from experts.life_models import ApplicationState, ExpertApplication
from experts.models import MAY_RETURN, Expert
from experts.record import ExpertRecord, current_employment
from experts.whole import to_text
from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.errors import InputError, Refused
from kernel.messages import word
from kernel.roles import By, authorize
from ledger.record import record as enter_in_ledger


@dataclass(frozen=True, slots=True)
class Candidacy:
    """What is handed in.

    record: of the person, without terms: these come with the admission.
    consent_on: when the person consented to the use of the data (PIPL 13, 17).
    evidence: digest of the papers, among the attachments.
    """

    record: ExpertRecord
    consent_on: date
    evidence: str | None = None


def apply(act: Act, candidacy: Candidacy) -> ExpertApplication:
    """Enter a person's own application 个人申请, as the registrar received it.

    Raises:
        InputError: the day of consent has not come yet.
        Refused: the person is in the register, or has applied already.
    """
    return _enter(act, authorize(act.actor, "experts.keep"), candidacy, "OWN", None)


def recommend(act: Act, unit: str, candidacy: Candidacy) -> ExpertApplication:
    """Enter a unit's recommendation; the unit's own clerk does, or the registrar from paper.

    Whoever works there is recommended as its own 单位推荐, anybody else by the department 部门推荐.

    Args:
        unit: credit code of the unit that recommends.

    Raises:
        NotAllowed: a clerk of another unit.
        InputError, Refused: as `apply`.
    """
    by = authorize(act.actor, "experts.apply", unit=unit)
    work = current_employment(candidacy.record.employments, local(act.clock.now()).date())
    own = work is not None and work.uscc == unit
    return _enter(act, by, candidacy, "UNIT" if own else "DEPARTMENT", unit)


def _enter(
    act: Act, by: By, candidacy: Candidacy, source: str, recommended_by: str | None
) -> ExpertApplication:
    now = act.clock.now()
    if candidacy.consent_on > local(now).date():
        raise InputError("experts.consent_in_future", day=candidacy.consent_on)
    identity = identity_digest(act.vault.register_key, candidacy.record.document)
    refuse_known(act, identity)
    given = public_id(act.entropy)
    application = ExpertApplication(
        public_id=given,
        state=ApplicationState.APPLIED,
        source=source,
        recommended_by=recommended_by,
        identity=identity,
        record=act.vault.seal(act.entropy, to_text(candidacy.record), place(given)),
        consent_on=candidacy.consent_on,
        evidence=candidacy.evidence,
        entered_by=by.public_id,
        entered_at=now,
    )
    act.session.add(application)
    act.session.flush()
    facts = {"application": given, "source": source, "unit": recommended_by, "evidence": candidacy.evidence}
    enter_in_ledger(act, by, "application.entered", given, facts)
    return application


def refuse_known(act: Act, identity: str) -> None:
    """Somebody who is in the register does not enter it anew; whoever resigned or was dismissed may.

    Raises:
        Refused: naming the state in which the person is there.
    """
    state = act.session.scalar(select(Expert.state).where(Expert.identity == identity))
    if state is not None and state not in MAY_RETURN:
        raise Refused("experts.in_register", state=word("expert", state))


def place(application: str) -> str:
    """What the sealed record of an application is bound to."""
    return f"application/{application}/record"
