"""Where experts sit besides, and where they sat before: what caps, clashes and complaints ask for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from experts.eligibility import Sitting
from experts.models import Expert
from kernel.clock import SHANGHAI, local
from meetings.models import AgendaItem, Case, CaseItem, Invitation, InvitationState, Meeting, MeetingState

SITTER = func.coalesce(Expert.merged_into, Expert.id).label("expert_id")
"""Whoever sat under a record that was merged since, sat under the record that stays."""


def sittings(session: Session, meeting: Meeting) -> dict[int, list[Sitting]]:
    """The seats that experts hold or held in other meetings, by internal id, as far as they count here.

    Counted is who was invited and has not gone, in meetings not cancelled: all of the year of `meeting`, those
    at the same time, and the last that the same special group held before it.
    """
    year = local(meeting.starts_at).year
    first, last = (datetime(number, 1, 1, tzinfo=SHANGHAI) for number in (year, year + 1))
    before = _last_held(session, meeting)
    rows = session.execute(
        select(SITTER, Meeting.id, Meeting.number, Meeting.starts_at, Meeting.ends_at)
        .join_from(Invitation, Expert, Expert.id == Invitation.expert_id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(
            Meeting.id != meeting.id,
            Meeting.state != MeetingState.CANCELLED,
            Invitation.state != InvitationState.GONE,
            or_(
                and_(Meeting.starts_at >= first, Meeting.starts_at < last),
                and_(Meeting.starts_at < meeting.ends_at, Meeting.ends_at > meeting.starts_at),
                Meeting.id == before,
            ),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found: dict[int, list[Sitting]] = defaultdict(list)
    for expert_id, meeting_id, number, starts_at, ends_at in rows:
        on = local(starts_at).date()
        found[expert_id].append(Sitting(number, on, starts_at, ends_at, meeting_id == before))
    return found


def _last_held(session: Session, meeting: Meeting) -> int | None:
    held = select(Meeting.id).where(
        Meeting.special_group == meeting.special_group,
        Meeting.state == MeetingState.HELD,
        Meeting.starts_at < meeting.starts_at,
    )
    return session.scalars(held.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1)).first()


def earlier_sitters(
    session: Session, subject_number: str, item_codes: Collection[str], *, besides: Meeting | None = None
) -> dict[int, list[str]]:
    """Who sat when a matter was determined before (R09): a complaint's panel never contains the first one.

    Args:
        subject_number: the subject in the credit store.
        item_codes: of the catalogue; one of them in common makes it the same matter.
        besides: a meeting that does not count, the new one.

    Returns:
        By the expert's internal id the numbers of the meetings in which the expert sat on the matter.
    """
    rows = session.execute(
        select(SITTER, Meeting.number, Meeting.starts_at, Meeting.id)
        .join_from(Invitation, Expert, Expert.id == Invitation.expert_id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(
            Case.subject_number == subject_number,
            Case.id.in_(select(CaseItem.case_id).where(CaseItem.code.in_(sorted(item_codes)))),
            AgendaItem.withdrawn.is_(None),
            Meeting.state.in_((MeetingState.IN_SESSION, MeetingState.HELD)),
            Invitation.state != InvitationState.GONE,
            Meeting.id != (besides.id if besides else 0),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .distinct()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.expert_id].append(row.number)
    return found
