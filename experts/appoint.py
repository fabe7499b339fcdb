"""Letters of appointment 聘书: one for each term, numbered by the leading group office."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.known import find_one
from experts.life_models import ExpertCertificate
from experts.models import Expert, ExpertTerm
from experts.record import Term
from kernel import numbering
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, NotFound
from kernel.office import unit_of_role
from kernel.roles import By, Role, authorize
from ledger.record import record


def certify(act: Act, expert: str) -> ExpertCertificate:
    """Number a letter of appointment for the latest term of an expert, such as one from a roster.

    Raises:
        NotFound: there is no such expert.
        Refused: the term has its letter already, or the expert has left.
    """
    by = authorize(act.actor, "experts.keep")
    number = next_certificate(act)
    known = find_one(act.session, expert)
    latest = select(ExpertTerm).where(ExpertTerm.expert_id == known.id).order_by(ExpertTerm.ends.desc())
    term = act.session.scalars(latest.limit(1)).one()
    return appoint(act, by, expert, Term(term.begins, term.ends), number)


def next_certificate(act: Act) -> str:
    """The next number of the leading group office's certificates, such as `示信聘〔2026〕3号`.

    Asked for before anything is written: of two acts that issue a letter, one waits here and nowhere else.

    Raises:
        NotFound: no account of the leading group office has a unit yet.
    """
    office = unit_of_role(act.session, Role.OFFICE).uscc
    return numbering.next_number(act.session, office, numbering.APPOINTMENT, act.clock.now())


def appoint(act: Act, by: By, expert: str, term: Term, number: str) -> ExpertCertificate:
    """The letter for a term of an expert, given by public id; the caller has asked whether `by` may.

    Raises:
        Refused: the term has its letter already.
    """
    expert_id = act.session.scalars(select(Expert.id).where(Expert.public_id == expert)).one()
    certificate = ExpertCertificate(
        number=number,
        expert_id=expert_id,
        begins=term.begins,
        ends=term.ends,
        issued_on=local(act.clock.now()).date(),
        by=str(by),
    )
    act.session.add(certificate)
    act.session.flush()
    facts = {
        "expert": expert,
        "number": certificate.number,
        "begins": str(term.begins),
        "ends": str(term.ends),
    }
    record(act, by, "expert.appointed", expert, facts, idem=certificate.number)
    return certificate


def check_term(act: Act, term: Term) -> None:
    """A term to appoint somebody for has its days in order and is not over.

    Raises:
        InputError: it is.
    """
    if term.ends < term.begins:
        raise InputError("experts.term_reversed", begins=term.begins, ends=term.ends)
    if term.ends < local(act.clock.now()).date():
        raise InputError("experts.term_over", ends=term.ends)


def find_certificate(session: Session, number: str) -> tuple[ExpertCertificate, Expert]:
    """The letter with that number, and whose it is.

    Raises:
        NotFound: there is none.
    """
    wanted = select(ExpertCertificate, Expert).join(Expert, Expert.id == ExpertCertificate.expert_id)
    found = session.execute(wanted.where(ExpertCertificate.number == number)).one_or_none()
    if found is None:
        raise NotFound("experts.no_certificate", number=number)
    return found[0], found[1]
