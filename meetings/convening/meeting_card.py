"""What one meeting looks like to those who prepare it: agenda, units, officers, changes, and what is due when."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.accounts import Account
from kernel.clock import local_text
from kernel.messages import word
from kernel.work_calendar import work_calendar
from meetings.calendar.due import earliest_draw, latest_draw, minutes_due, notice_due
from meetings.models import AgendaItem, Case, Meeting, MeetingChange, MeetingOfficer


def meeting_card(session: Session, meeting: Meeting, *, as_json: bool) -> dict[str, object]:
    """The facts of a meeting.

    Args:
        as_json: states and kinds as programs know them, else in words.
    """
    return {
        "id": meeting.public_id,
        "number": meeting.number,
        "kind": meeting.kind if as_json else word("meetingkind", meeting.kind),
        "state": meeting.state if as_json else word("meeting", meeting.state),
        "title": meeting.title,
        "special_group": meeting.special_group,
        "start": local_text(meeting.starts_at),
        "end": local_text(meeting.ends_at),
        "place": meeting.place,
        "officers": _officers(session, meeting),
        **_agenda(session, meeting),
        "units": [{"uscc": unit.uscc, "name": unit.name, "noticed": unit.noticed} for unit in meeting.units],
        "due": _due(session, meeting),
        "changes": _changes(session, meeting, as_json=as_json),
    }


def _officers(session: Session, meeting: Meeting) -> dict[str, str]:
    """The names of chair and recorder, by role."""
    names = (
        select(MeetingOfficer.role, Account.display_name)
        .join(Account, Account.public_id == MeetingOfficer.account)
        .where(MeetingOfficer.meeting_id == meeting.id)
    )
    return dict(session.execute(names.order_by(MeetingOfficer.role)).all())


def _agenda(session: Session, meeting: Meeting) -> dict[str, list[dict[str, str | None]]]:
    """The items that stand on the agenda, and those that were taken off."""
    items = (
        select(AgendaItem.public_id, AgendaItem.withdrawn, Case.number, Case.subject_name)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(AgendaItem.meeting_id == meeting.id)
    )
    agenda: list[dict[str, str | None]] = []
    withdrawn: list[dict[str, str | None]] = []
    for item, reason, case, subject in session.execute(items.order_by(AgendaItem.position)):
        if reason is None:
            agenda.append({"item": item, "case": case, "subject": subject})
        else:
            withdrawn.append({"item": item, "case": case, "reason": reason})
    return {"agenda": agenda, "withdrawn": withdrawn}


def _due(session: Session, meeting: Meeting) -> dict[str, str]:
    calendar = work_calendar(session)
    return {
        "notice": str(notice_due(calendar, meeting.starts_at)),
        "draw_from": str(earliest_draw(calendar, meeting.starts_at)),
        "draw_until": local_text(latest_draw(meeting.starts_at)),
        "minutes": str(minutes_due(calendar, meeting.ends_at)),
    }


def _changes(session: Session, meeting: Meeting, *, as_json: bool) -> list[dict[str, str]]:
    made = select(MeetingChange).where(MeetingChange.meeting_id == meeting.id)
    return [
        {
            "kind": change.kind if as_json else word("meetingchange", change.kind),
            "was": f"{local_text(change.was_starts_at)}，{change.was_place}",
            "cause": change.cause,
        }
        for change in session.scalars(made.order_by(MeetingChange.sequence))
    ]
