"""One meeting as its page shows it: where it stands, agenda, units, officers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kernel.accounts import Account
from kernel.roles import Actor
from kernel.units import Unit
from meetings.convening.happenings import Happening, happenings
from meetings.convening.progress import progress_of
from meetings.convening.read_standing import standings
from meetings.convening.standing import Standing
from meetings.convening.steps import Progress
from meetings.drawing.within import meeting_within
from meetings.models import (
    AgendaItem,
    Attendance,
    Case,
    CaseItem,
    CatalogueItemRow,
    Decision,
    Meeting,
    MeetingOfficer,
    MeetingUnit,
)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the agenda; `withdrawn`: why it was taken off."""

    id: str
    position: int
    withdrawn: str | None
    case: str
    case_number: str
    subject: str
    polarity: str
    term_months: int
    titles: Sequence[str]
    decision: str | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the meeting; `here_at`: when its representative checked in."""

    uscc: str
    name: str
    determining: bool
    noticed: str
    noticed_at: datetime
    here_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting with all that its page shows.

    officers: the names of chair and recorder, by role.
    """

    meeting: Meeting
    lead_unit: str
    officers: Mapping[str, str]
    standing: Standing
    progress: Progress
    agenda: Sequence[AgendaLine]
    withdrawn: Sequence[AgendaLine]
    units: Sequence[UnitLine]
    happenings: Sequence[Happening]


def meeting_view(session: Session, actor: Actor, key: str, now: datetime) -> MeetingView:
    """A meeting for whoever may read it.

    Raises:
        NotAllowed: no role of the actor reads meetings.
        NotFound: there is none, or it is another unit's.
    """
    meeting = meeting_within(session, actor, "meetings.read", key)
    standing = standings(session, [meeting], now)[meeting.id]
    items = _agenda(session, meeting)
    lead_unit, officers = _officers(session, meeting)
    return MeetingView(
        meeting=meeting,
        lead_unit=lead_unit,
        officers=officers,
        standing=standing,
        progress=progress_of(standing, now),
        agenda=[item for item in items if item.withdrawn is None],
        withdrawn=[item for item in items if item.withdrawn is not None],
        units=_units(session, meeting),
        happenings=happenings(session, meeting),
    )


def _officers(session: Session, meeting: Meeting) -> tuple[str, Mapping[str, str]]:
    """The name of the lead unit, and those of chair and recorder."""
    rows = session.execute(
        select(Unit.name, MeetingOfficer.role, Account.display_name)
        .select_from(Unit)
        .outerjoin(MeetingOfficer, MeetingOfficer.meeting_id == meeting.id)
        .outerjoin(Account, Account.public_id == MeetingOfficer.account)
        .where(Unit.uscc == meeting.lead_unit_uscc)
    ).all()
    return rows[0][0], {role: name for _, role, name in rows if role}


def _agenda(session: Session, meeting: Meeting) -> list[AgendaLine]:
    rows = session.execute(
        select(
            *(AgendaItem.public_id, AgendaItem.position, AgendaItem.withdrawn, Case.public_id.label("case")),
            *(Case.number, Case.subject_name, Case.polarity, Case.term_months),
            *(CatalogueItemRow.title, Decision.state.label("decision")),
        )
        .join(Case, Case.id == AgendaItem.case_id)
        .join(CaseItem, CaseItem.case_id == Case.id)
        .join(
            CatalogueItemRow,
            and_(CatalogueItemRow.edition == CaseItem.edition, CatalogueItemRow.code == CaseItem.code),
        )
        .outerjoin(Decision, Decision.item_id == AgendaItem.id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, CaseItem.code)
    ).all()
    first = {row.public_id: row for row in reversed(rows)}
    return [
        AgendaLine(
            id=row.public_id,
            position=row.position,
            withdrawn=row.withdrawn,
            case=row.case,
            case_number=row.number,
            subject=row.subject_name,
            polarity=row.polarity,
            term_months=row.term_months,
            titles=[other.title for other in rows if other.public_id == row.public_id],
            decision=row.decision,
        )
        for row in sorted(first.values(), key=lambda row: row.position)
    ]


def _units(session: Session, meeting: Meeting) -> list[UnitLine]:
    here = and_(
        Attendance.meeting_id == MeetingUnit.meeting_id,
        Attendance.kind == "unit",
        Attendance.ref == MeetingUnit.uscc,
    )
    rows = session.execute(
        select(
            *(MeetingUnit.uscc, MeetingUnit.name, MeetingUnit.determining, MeetingUnit.noticed),
            *(MeetingUnit.noticed_at, Attendance.at),
        )
        .outerjoin(Attendance, here)
        .where(MeetingUnit.meeting_id == meeting.id)
        .order_by(MeetingUnit.determining.desc(), MeetingUnit.name)
    )
    return [UnitLine(*row) for row in rows]
