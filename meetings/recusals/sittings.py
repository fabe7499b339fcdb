"""Where experts sit besides, and where they sat before: what caps, clashes and complaints ask for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

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
    is_last = Meeting.id == _last_held(meeting)
    rows = session.execute(
        select(SITTER, Meeting.number, Meeting.starts_at, Meeting.ends_at, is_last)
        .join_from(Invitation, Expert, Expert.id == Invitation.expert_id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(
            Meeting.id != meeting.id,
            Meeting.state != MeetingState.CANCELLED,
            Invitation.state != InvitationState.GONE,
            or_(
                and_(Meeting.starts_at >= first, Meeting.starts_at < last),
                and_(Meeting.starts_at < meeting.ends_at, Meeting.ends_at > meeting.starts_at),
                is_last,
            ),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found: dict[int, list[Sitting]] = defaultdict(list)
    for expert_id, number, starts_at, ends_at, last_of_group in rows:
        on = local(starts_at).date()
        found[expert_id].append(Sitting(number, on, starts_at, ends_at, bool(last_of_group)))
    return found


def _last_held(meeting: Meeting) -> ScalarSelect[int]:
    """The internal id of the last meeting that the special group held before; NULL if there is none."""
    earlier = aliased(Meeting)
    held = select(earlier.id).where(
        earlier.special_group == meeting.special_group,
        earlier.state == MeetingState.HELD,
        earlier.starts_at < meeting.starts_at,
    )
    return held.order_by(earlier.starts_at.desc(), earlier.id.desc()).limit(1).scalar_subquery()


def earlier_sitters(
    session: Session, cases: Collection[Case], *, besides: Meeting | None = None
) -> dict[int, list[str]]:
    """Who sat when a matter was determined before (R09): a complaint's panel never contains the first one.

    Args:
        cases: the matters now; it is the same where the subject is, and an item of the catalogue.
        besides: a meeting that does not count, the new one.

    Returns:
        By the expert's internal id the numbers of the meetings in which the expert sat on one of the matters.
    """
    now, listed, before = aliased(Case), aliased(CaseItem), aliased(CaseItem)
    same_matter = (
        select(now.id)
        .join(listed, listed.case_id == now.id)
        .join(before, before.code == listed.code)
        .where(
            now.id.in_([case.id for case in cases]),
            now.subject_number == Case.subject_number,
            before.case_id == Case.id,
        )
    )
    rows = session.execute(
        select(SITTER, Meeting.number, Meeting.starts_at, Meeting.id)
        .join_from(Invitation, Expert, Expert.id == Invitation.expert_id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(
            same_matter.exists(),
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
