"""How far a meeting has come 会议进度: its steps, what closes the present one, who must act. Pure."""

from collections.abc import Callable
from datetime import datetime

from meetings.convening.blockers import (
    Closed,
    before_decide,
    before_draw,
    before_file,
    before_invite,
    before_meet,
)
from meetings.convening.standing import Standing
from meetings.convening.steps import How, Progress, Said, Step, StepStanding, say
from meetings.models import MeetingState

_JUDGES: dict[Step, Callable[[Standing, datetime], Closed]] = {
    Step.DRAW: before_draw,
    Step.INVITE: before_invite,
    Step.MEET: before_meet,
    Step.DECIDE: before_decide,
    Step.FILE: before_file,
}


def progress_of(standing: Standing, now: datetime) -> Progress:
    """The progress of a meeting that stands so at `now`."""
    current = _current(standing, now)
    blockers, gate = _JUDGES[current](standing, now) if current else ([], None)
    red = any(not blocker.waits for blocker in blockers)
    steps = tuple(_step(step, current, standing, len(blockers), red=red) for step in Step)
    return Progress(steps, current, tuple(blockers), gate)


def _current(standing: Standing, now: datetime) -> Step | None:
    if standing.state == MeetingState.CANCELLED:
        return None
    if standing.state == MeetingState.PREPARING or not standing.seats:
        return Step.DRAW
    if standing.state == MeetingState.LOCKED and now < standing.doors_at:
        supplement = standing.draw is not None and standing.draw.under_way
        waits = standing.uninvited or standing.open_seats or standing.answers.outstanding or supplement
        return Step.INVITE if waits else Step.MEET
    if standing.state != MeetingState.HELD:
        return Step.MEET
    to_decide = [item for item in standing.items if item.determined]
    if any(not item.is_issued for item in to_decide):
        return Step.DECIDE
    return Step.FILE if any(not item.is_filed for item in to_decide) else None


def _step(step: Step, current: Step | None, standing: Standing, closed: int, *, red: bool) -> StepStanding:
    order = list(Step)
    if standing.state == MeetingState.CANCELLED:
        return StepStanding(step, How.LATER, say("meetings.step_cancelled"))
    if current is None or order.index(step) < order.index(current):
        return StepStanding(step, How.DONE, _done_note(step, standing))
    if step != current:
        return StepStanding(step, How.LATER, _later_note(step, standing))
    if red:
        return StepStanding(step, How.BLOCKED, say("meetings.step_blocked", n=closed))
    return StepStanding(step, How.NOW, say("meetings.step_waiting" if closed else "meetings.step_now"))


def _done_note(step: Step, standing: Standing) -> Said:
    if step is Step.PREPARE:
        return say("meetings.step_prepared", units=standing.units)
    if step is Step.DRAW:
        return say("meetings.step_drawn", seats=standing.seats)
    if step is Step.INVITE:
        return say("meetings.step_answered", n=standing.answers.accepted)
    return say("meetings.step_done")


def _later_note(step: Step, standing: Standing) -> Said:
    if step is Step.MEET:
        return say("meetings.step_starts", at=standing.starts_at)
    if step is Step.FILE:
        return say("meetings.step_filing")
    return say("meetings.step_later")
