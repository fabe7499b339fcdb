"""Reading cases for people: which ones somebody sees, the list with its counts, where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from kernel.accounts import Account, AccountRole
from kernel.clock import SHANGHAI, local
from kernel.errors import NotFound
from kernel.messages import word
from kernel.paging import PAGE, Key, Slice, sliced
from kernel.roles import POLICY, Actor, Role, authorize
from meetings.catalogue.groups import LEADING_GROUP
from meetings.models import Case, CaseItem, CaseReview, CaseState, CatalogueItemRow, SpecialGroup
from meetings.models.case import IN_PREPARATION
from meetings.queries import BARE

MOST = 10_000
"""Rows of an export; nobody reads more of them in a spreadsheet."""

_PASSED = exists().where(CaseReview.case_id == Case.id, CaseReview.passed)
_TO_REVIEW = and_(Case.state == CaseState.READY, ~_PASSED)
VIEWS: Mapping[str, ColumnElement[bool]] = {
    "preparing": Case.state.in_(IN_PREPARATION),
    "review": _TO_REVIEW,
    "ready": and_(Case.state == CaseState.READY, _PASSED),
    "scheduled": Case.state == CaseState.SCHEDULED,
    "over": Case.state.in_([CaseState.DECIDED, CaseState.NOT_DETERMINED]),
    "withdrawn": Case.state == CaseState.WITHDRAWN,
}
"""The saved views of the list; every case stands in exactly one."""

SORTS: Mapping[str, tuple[Sequence[Key], bool]] = {
    "new": ((Case.id,), True),
    "subject": ((Case.subject_name, Case.id), False),
}
"""By what the list is ordered, and whether downwards."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of a list.

    words: in the number, the subject's name or its code.
    month: the first day of the month in which the cases were filed.
    """

    view: str = ""
    words: str = ""
    domain: str = ""
    polarity: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    id: str
    number: str
    state: str
    polarity: str
    subject: str
    subject_code: str
    items: Sequence[str]
    domains: Sequence[str]
    unit: str
    group: str
    term_months: int
    filed_on: date


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Which cases somebody sees: all of them, the own unit's, the own group's, or those that are to be reviewed.

    Raises:
        NotAllowed: no role of the actor reads cases.
    """
    authorize(actor, "cases.read")
    held = actor.roles & POLICY["cases.read"]
    seen: list[ColumnElement[bool]] = []
    if held & {Role.OFFICE, Role.AUDIT_ADMIN}:
        return Case.id.is_not(None)
    if Role.LEGAL_REVIEWER in held:
        seen += [Case.state == CaseState.READY, exists().where(CaseReview.case_id == Case.id)]
    if held & {Role.UNIT_CLERK, Role.CONVENER}:
        seen.append(Case.unit_uscc == actor.unit)
    if Role.CONVENER in held:
        seen.append(_of_led_group(actor.unit))
    return or_(*seen)


def _of_led_group(unit: str | None) -> ColumnElement[bool]:
    """The cases on which a unit convenes: of the groups it leads, and as the office of the leading group itself."""
    led = select(SpecialGroup.name).where(SpecialGroup.lead_unit_uscc == unit)
    is_office = (
        select(Account.id).join(AccountRole).where(AccountRole.role == Role.OFFICE, Account.unit_uscc == unit)
    )
    return or_(Case.special_group.in_(led), and_(Case.special_group == LEADING_GROUP, is_office.exists()))


def find_seen(session: Session, actor: Actor, key: str) -> Case:
    """The bare case with that public id, if the actor sees it.

    Raises:
        NotFound: there is none, or not for this account: the two look the same.
    """
    found = session.scalar(select(Case).where(Case.public_id == key, seen_by(actor)).options(BARE))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "case"), key=key)
    return found


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many cases each view has, and all of them under "", in one statement."""
    columns = [func.count().filter(condition) for condition in VIEWS.values()]
    row = session.execute(select(func.count(), *columns).select_from(Case).where(seen_by(actor))).one()
    return dict(zip(("", *VIEWS), row, strict=True))


def listed(
    session: Session, actor: Actor, wanted: Wanted, sort: str, cursor: str = "", *, size: int = PAGE
) -> Slice[CaseLine]:
    """A page of the list, in three statements.

    Args:
        sort: a key of `SORTS`.
        size: rows of a page.

    Raises:
        InputError: the cursor is none of this list.
    """
    keys, descending = SORTS[sort]
    shown = (joinedload(Case.unit), selectinload(Case.items).joinedload(CaseItem.listed))
    rows = select(Case).where(seen_by(actor), *_conditions(wanted)).options(*shown, BARE)
    found = sliced(session, rows, keys, cursor, descending=descending, size=size)
    return Slice([_line(case) for case in found.rows], found.total, found.before, found.after)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [VIEWS[wanted.view]] if wanted.view in VIEWS else []
    if wanted.words:
        searched = (Case.number, Case.subject_name, Case.subject_uscc, Case.subject_mask)
        found.append(or_(*(column.contains(wanted.words, autoescape=True) for column in searched)))
    if wanted.domain:
        found.append(exists().where(CaseItem.case_id == Case.id, *_in_domain(wanted.domain)))
    if wanted.polarity:
        found.append(Case.polarity == wanted.polarity)
    if wanted.month:
        begins, ends = _begins(wanted.month), _begins(_next_month(wanted.month))
        found.append(and_(Case.filed_at >= begins, Case.filed_at < ends))
    return found


def _in_domain(domain: str) -> tuple[ColumnElement[bool], ...]:
    row = CatalogueItemRow
    return row.edition == CaseItem.edition, row.code == CaseItem.code, row.domain == domain


def _line(case: Case) -> CaseLine:
    return CaseLine(
        id=case.public_id,
        number=case.number,
        state=case.state,
        polarity=case.polarity,
        subject=case.subject_name,
        subject_code=case.subject_code,
        items=[f"{item.code} {item.listed.title}" for item in case.items],
        domains=list(dict.fromkeys(item.listed.domain for item in case.items)),
        unit=case.unit.name,
        group=case.special_group,
        term_months=case.term_months,
        filed_on=local(case.filed_at).date(),
    )


@dataclass(frozen=True, slots=True)
class DomainMonths:
    """How many cases of a domain were filed in each of the months shown, the oldest first."""

    domain: str
    months: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.months)


def months_until(now: datetime, count: int = 6) -> list[date]:
    """The first days of the last months, the present one included, the oldest first."""
    first = local(now).date().replace(day=1)
    found = [first]
    while len(found) < count:
        found.append(_month_before(found[-1]))
    return found[::-1]


def by_domain(session: Session, actor: Actor, months: Sequence[date]) -> list[DomainMonths]:
    """The cases filed in these months by domain; one that rests on two domains counts in both."""
    begins = [_begins(month) for month in months] + [_begins(_next_month(months[-1]))]
    columns = [
        func.count(Case.id.distinct()).filter(Case.filed_at >= first, Case.filed_at < last)
        for first, last in pairwise(begins)
    ]
    row = CatalogueItemRow
    counted = (
        select(row.domain, *columns)
        .select_from(Case)
        .join(CaseItem, CaseItem.case_id == Case.id)
        .join(row, and_(row.edition == CaseItem.edition, row.code == CaseItem.code))
        .where(seen_by(actor))
        .group_by(row.domain)
        .order_by(row.domain)
    )
    return [DomainMonths(domain, list(numbers)) for domain, *numbers in session.execute(counted)]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _month_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
