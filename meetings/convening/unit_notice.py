"""Units are summoned 会议通知: which, and how each is told, in the transaction that summons it."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import local
from kernel.errors import Refused
from kernel.outbox import enqueue
from kernel.units import Unit
from kernel.work_calendar import work_calendar
from meetings.calendar.due import NOTICE_DAYS, notice_due
from meetings.models import AgendaItem, Meeting, MeetingUnit

MAIL, PAPER = "mail", "paper"


def refuse_short_notice(act: Act, meeting: Meeting) -> None:
    """Do nothing if units can still be summoned in time.

    Raises:
        Refused: fewer than `NOTICE_DAYS` working days remain before the meeting.
    """
    latest = notice_due(work_calendar(act.session), meeting.starts_at)
    if local(act.clock.now()).date() > latest.on:
        raise Refused("meetings.notice_short", meeting=meeting.number, days=NOTICE_DAYS, latest=latest)


def summon(act: Act, meeting: Meeting, uscc: str, name: str, *, determining: bool = False) -> None:
    """Enter a unit among those of a meeting; it is told by `notify`.

    Args:
        name: what to call a unit that is not entered among the units.
        determining: whether it presents a case of its own.
    """
    known = act.session.get(MeetingUnit, (meeting.id, uscc))
    if known is not None:
        known.determining = known.determining or determining
        return
    unit = act.session.get(Unit, uscc)
    summoned = MeetingUnit(
        meeting_id=meeting.id,
        uscc=uscc,
        name=unit.name if unit else name,
        determining=determining,
        noticed=MAIL if unit and unit.email else PAPER,
        noticed_at=act.clock.now(),
    )
    act.session.add(summoned)
    act.session.flush()


def notify(act: Act, meeting: Meeting, units: Iterable[MeetingUnit], kind: str = "request") -> None:
    """Tell units the meeting's present time, place and agenda, or that it does not take place.

    Args:
        kind: `request` or `cancel`; a later request takes the place of one that was not delivered.
    """
    revision = revision_of(act.session, meeting)
    for summoned in units:
        unit = act.session.get(Unit, summoned.uscc)
        summoned.noticed = MAIL if unit and unit.email else PAPER
        summoned.noticed_at = act.clock.now()
        if summoned.noticed == MAIL:
            content = {
                "meeting": meeting.public_id,
                "revision": revision,
                "sequence": meeting.sequence,
                "unit": summoned.uscc,
            }
            key = f"meeting/{meeting.public_id}/{summoned.uscc}/{kind}/{meeting.sequence}/{revision}"
            enqueue(act, key, f"unit.{kind}", content)
    act.session.flush()


def revision_of(session: Session, meeting: Meeting) -> int:
    """How often the agenda has changed: it rises with every item that comes or is taken off."""
    count = select(func.count(AgendaItem.id) + func.count(AgendaItem.withdrawn))
    return session.execute(count.where(AgendaItem.meeting_id == meeting.id)).scalar_one()
