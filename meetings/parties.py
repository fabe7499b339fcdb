"""Whom a case concerns, with everything by which an employment or a declaration may name them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from experts.parties import Part, Parties, Party
from kernel.accounts import Account, AccountRole
from kernel.roles import Role
from kernel.units import FormerName, Unit
from meetings.models import Case


def subjects(session: Session, cases: Iterable[Case]) -> Parties:
    """The subjects of the cases: all that concerns a chair and a unit's representative."""
    return Parties(_subject(session, case) for case in cases)


def parties(session: Session, cases: Iterable[Case]) -> Parties:
    """Subjects, determining units, who made the documents that the cases rest on, and who may supervise."""
    concerned = [party for case in cases for party in _of_case(session, case)]
    return Parties([*concerned, *_supervising(session)])


def _of_case(session: Session, case: Case) -> Iterator[Party]:
    yield _subject(session, case)
    handlers = {case.unit.uscc: case.unit} | {
        unit.uscc: unit for unit in _named(session, case.document_organ)
    }
    for unit in handlers.values():
        yield Party(Part.DETERMINING, unit.name, unit.uscc, _former(unit), case.document_on)
    if len(handlers) == 1 and case.document_organ not in {case.unit.name, *_former(case.unit)}:
        yield Party(Part.DETERMINING, case.document_organ, handled_on=case.document_on)


def _subject(session: Session, case: Case) -> Party:
    unit = session.get(Unit, case.subject_uscc) if case.subject_uscc else None
    return Party(Part.SUBJECT, case.subject_name, case.subject_uscc, _former(unit) if unit else ())


def _supervising(session: Session) -> Iterator[Party]:
    watching = (
        select(Account)
        .join(AccountRole)
        .where(AccountRole.role == Role.SUPERVISOR, Account.disabled.is_(False))
        .order_by(Account.id)
    )
    for account in session.scalars(watching):
        if account.unit:
            yield Party(Part.SUPERVISING, account.unit.name, account.unit.uscc, _former(account.unit))


def _named(session: Session, name: str) -> list[Unit]:
    former = select(FormerName.uscc).where(FormerName.name == name)
    return list(session.scalars(select(Unit).where(or_(Unit.name == name, Unit.uscc.in_(former)))))


def _former(unit: Unit) -> tuple[str, ...]:
    return tuple(former.name for former in unit.former_names)
