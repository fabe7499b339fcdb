"""Whom a case concerns, with everything by which an employment or a declaration may name them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from experts.parties import Part, Parties, Party
from kernel.accounts import Account, AccountRole
from kernel.roles import Role
from kernel.units import FormerName, Unit
from meetings.models import Case

SUPERVISING = (
    select(Account.unit_uscc)
    .join(AccountRole)
    .where(AccountRole.role == Role.SUPERVISOR, Account.disabled.is_(False), Account.unit_uscc.is_not(None))
)
"""The units of everybody who may supervise."""


@dataclass(frozen=True, slots=True)
class _Body:
    """A unit with its present and former names, and whether somebody of it may supervise."""

    uscc: str
    name: str
    former: tuple[str, ...]
    supervises: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.name, *self.former))


def subjects(session: Session, cases: Collection[Case]) -> Parties:
    """The subjects of the cases: all that concerns a chair and a unit's representative."""
    known = _bodies(session, Unit.uscc.in_(_subject_codes(cases)))
    return Parties(_subject(case, known) for case in cases)


def parties(session: Session, cases: Collection[Case]) -> Parties:
    """Subjects, determining units, who made the documents that the cases rest on, and who may supervise.

    One statement, however many cases.
    """
    organs = {case.document_organ for case in cases}
    once = select(FormerName.uscc).where(FormerName.name.in_(organs))
    known = _bodies(
        session,
        or_(
            Unit.uscc.in_({*_subject_codes(cases), *(case.unit_uscc for case in cases)}),
            Unit.name.in_(organs),
            Unit.uscc.in_(once),
            Unit.uscc.in_(SUPERVISING),
        ),
    )
    concerned = [party for case in cases for party in _of_case(case, known)]
    watching = [body for body in known.values() if body.supervises]
    return Parties([*concerned, *(_party(Part.SUPERVISING, body) for body in watching)])


def _subject_codes(cases: Collection[Case]) -> set[str]:
    return {case.subject_uscc for case in cases if case.subject_uscc}


def _bodies(session: Session, wanted: ColumnElement[bool]) -> Mapping[str, _Body]:
    """The units by code."""
    rows = session.execute(
        select(Unit.uscc, Unit.name, Unit.uscc.in_(SUPERVISING).label("supervises"), FormerName.name)
        .outerjoin(FormerName, FormerName.uscc == Unit.uscc)
        .where(wanted)
        .order_by(Unit.uscc, FormerName.name)
    )
    found: dict[str, _Body] = {}
    for uscc, name, supervises, former in rows:
        before = found[uscc].former if uscc in found else ()
        found[uscc] = _Body(uscc, name, (*before, former) if former else before, bool(supervises))
    return found


def _of_case(case: Case, known: Mapping[str, _Body]) -> Iterator[Party]:
    yield _subject(case, known)
    unit = known[case.unit_uscc]
    organs: Sequence[_Body] = [body for body in known.values() if case.document_organ in body.names]
    for body in {body.uscc: body for body in (unit, *organs)}.values():
        yield Party(Part.DETERMINING, body.name, body.uscc, body.former, case.document_on)
    if not organs:
        yield Party(Part.DETERMINING, case.document_organ, handled_on=case.document_on)


def _subject(case: Case, known: Mapping[str, _Body]) -> Party:
    unit = known.get(case.subject_uscc or "")
    return Party(Part.SUBJECT, case.subject_name, case.subject_uscc, unit.former if unit else ())


def _party(part: Part, body: _Body) -> Party:
    return Party(part, body.name, body.uscc, body.former)
