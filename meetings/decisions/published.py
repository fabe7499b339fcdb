"""Published decisions 公开的认定决定: what anybody may read of them, and no more.

House rule: of a natural person only a reward is published, under the first character of the name; of a
punishment only legal persons' and other organisations', and only while it is in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Bundle, Session, join, joinedload

from credit.port import Polarity, SubjectType
from kernel.clock import SHANGHAI
from kernel.errors import NotFound
from kernel.messages import word
from kernel.paging import Slice, sliced
from kernel.units import Unit
from meetings.models import AgendaItem, Case, CaseItem, CaseMeasure, Decision, DecisionState, Meeting
from meetings.queries import BARE

_FROM = join(
    join(
        join(join(Decision, AgendaItem), Meeting, Meeting.id == AgendaItem.meeting_id),
        Case,
        Case.id == AgendaItem.case_id,
    ),
    Unit,
    Unit.uscc == Meeting.lead_unit_uscc,
)
_COLUMNS: Bundle[Any] = Bundle(
    "line",
    Decision.public_id,
    Decision.number,
    Decision.issued_at,
    Decision.ends_on,
    Case.subject_name,
    Case.subject_type,
    Case.polarity,
    Case.term_months,
    Case.special_group,
    Unit.name.label("unit"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of the list. month: the first day of the month of issue."""

    words: str = ""
    unit: str = ""
    domain: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published decision in a list; `subject` is masked where it is a person's."""

    id: str
    number: str
    issued_at: datetime
    ends_on: date
    subject: str
    polarity: str
    term_months: int
    domain: str
    unit: str


@dataclass(frozen=True, slots=True)
class Published:
    """A published decision. code: of a legal person or organisation; of a person nothing."""

    decision: Decision
    case: Case
    unit: str
    subject: str
    code: str

    @property
    def last_day(self) -> date:
        """On which it is in force."""
        return self.decision.ends_on - timedelta(days=1)


def is_published(today: date) -> ColumnElement[bool]:
    """Which decisions anybody may read."""
    open_kinds = Case.subject_type.in_([SubjectType.LEGAL, SubjectType.UNINC])
    return and_(
        Decision.state == DecisionState.ISSUED,
        Decision.ends_on > today,
        or_(open_kinds, Case.polarity == Polarity.REWARD),
    )


def listed(
    session: Session, wanted: Wanted, today: date, cursor: str = "", *, size: int
) -> Slice[PublishedLine]:
    """The published decisions, the newest first, page by page.

    Raises:
        InputError: the cursor is none of this list.
    """
    found = select(_COLUMNS).select_from(_FROM).where(is_published(today), *_conditions(wanted))
    page = sliced(session, found, (Decision.id,), cursor, descending=True, size=size)
    return Slice([_line(row) for row in page.rows], page.total, page.before, page.after)


def choices(session: Session, today: date) -> tuple[Sequence[tuple[str, str]], Sequence[str]]:
    """The units, by code and name, and the domains that have published decisions."""
    rows = session.execute(
        select(Unit.uscc, Unit.name, Case.special_group)
        .select_from(_FROM)
        .where(is_published(today))
        .distinct()
    ).all()
    units = {row.uscc: row.name for row in rows}
    return sorted(units.items(), key=lambda unit: unit[1]), sorted({row.special_group for row in rows})


def find_published(session: Session, key: str, today: date) -> Published:
    """The published decision with that public id.

    Raises:
        NotFound: there is none, or it is not published: the two look the same.
    """
    of_case = joinedload(Decision.item).joinedload(AgendaItem.case)
    options = (
        joinedload(Decision.item).joinedload(AgendaItem.meeting).joinedload(Meeting.lead_unit),
        of_case.joinedload(Case.unit),
        of_case.selectinload(Case.items).joinedload(CaseItem.listed),
        of_case.selectinload(Case.measures).joinedload(CaseMeasure.listed),
        BARE,
    )
    wanted = (
        select(Decision)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(Decision.public_id == key, is_published(today))
    )
    found = session.scalars(wanted.options(*options)).first()
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "decision"), key=key)
    case = found.item.case
    subject = masked(case.subject_name, case.subject_type)
    return Published(found, case, found.item.meeting.lead_unit.name, subject, case.subject_uscc or "")


def masked(name: str, subject_type: str) -> str:
    """A natural person's name but for its first character; other names as they are."""
    return f"{name[:1]}＊＊" if subject_type == SubjectType.PERSON else name


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.words:
        is_person = Case.subject_type == SubjectType.PERSON
        by_name = and_(~is_person, Case.subject_name.contains(wanted.words, autoescape=True))
        conditions.append(or_(Decision.number.contains(wanted.words, autoescape=True), by_name))
    if wanted.unit:
        conditions.append(Unit.uscc == wanted.unit)
    if wanted.domain:
        conditions.append(Case.special_group == wanted.domain)
    if wanted.month:
        after = date(wanted.month.year + wanted.month.month // 12, wanted.month.month % 12 + 1, 1)
        begins, ends = (datetime.combine(on, time(), SHANGHAI) for on in (wanted.month, after))
        conditions += [Decision.issued_at >= begins, Decision.issued_at < ends]
    return conditions


def _line(row: Any) -> PublishedLine:
    return PublishedLine(
        row.public_id,
        row.number,
        row.issued_at,
        row.ends_on,
        masked(row.subject_name, row.subject_type),
        row.polarity,
        row.term_months,
        row.special_group,
        row.unit,
    )
