"""How far a meeting has come, from plain facts: the present step, what closes it, who must act."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.roles import Role
from meetings.convening.progress import progress_of
from meetings.convening.standing import Answers, DrawStanding, ItemStanding, Standing
from meetings.convening.steps import Blocker, How, Place, Progress, Step
from meetings.invitations.seats import Asked, Departed, DrawnPanel, SeatState, seats_of
from meetings.models import DecisionState, FilingState, MeetingState, VoteState
from panel.models import DrawState

START = datetime(2026, 12, 2, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 30)
GROUP = {"id": "S1", "count": 2, "fields": ["L01"], "where": {}}
PANEL = DrawnPanel(1, "panel", [GROUP], [{"seat": 0, "tag": "a"}, {"seat": 1, "tag": "b"}], [])
DRAW = DrawStanding(
    kind="panel",
    state=DrawState.FROZEN,
    reveal_by=NOW + timedelta(hours=3),
    approved=False,
    plan_out=False,
    committed=frozenset(),
    revealed=frozenset(),
)
BEFORE = Standing(
    state=MeetingState.PREPARING,
    starts_at=START,
    doors_at=START - timedelta(hours=2),
    draw_until=START - timedelta(hours=2),
    draw_from=FIRST_DAY,
    units=5,
)


def asked(state: str, answer_by: datetime | None = START) -> Asked:
    return Asked(state, NOW, answer_by, None)


DRAWN = replace(
    BEFORE,
    state=MeetingState.LOCKED,
    draw_from=None,
    draw=replace(DRAW, state=DrawState.DRAWN),
    table=tuple(seats_of([PANEL], {}, NOW)),
)
ALL_COMING = replace(
    DRAWN,
    table=tuple(seats_of([PANEL], {(1, "a"): asked("accepted"), (1, "b"): asked("accepted")}, NOW)),
    answers=Answers(asked=2, accepted=2),
)


def titles(progress: Progress) -> list[str]:
    return [
        blocker.what.code.removeprefix("meetings.").removesuffix("_title") for blocker in progress.blockers
    ]


def hows(progress: Progress) -> list[How]:
    return [step.how for step in progress.steps]


def only(progress: Progress) -> Blocker:
    [blocker] = progress.blockers
    return blocker


def test_before_the_first_day_of_the_draw_time_alone_is_missing() -> None:
    progress = progress_of(BEFORE, NOW - timedelta(days=2))
    assert progress.current is Step.DRAW
    assert titles(progress) == ["draw_early"]
    assert only(progress).waits
    assert progress.gate is not None
    assert not progress.gate.is_open
    assert hows(progress) == [How.DONE, How.NOW, How.LATER, How.LATER, How.LATER, How.LATER]


def test_from_that_day_on_the_convener_may_freeze() -> None:
    progress = progress_of(BEFORE, NOW)
    assert progress.blockers == ()
    assert progress.gate is not None
    assert progress.gate.is_open
    assert progress.gate.who == {Role.CONVENER}
    assert progress.gate.place.of("m", "n") == "/meetings/m/draw/"


def test_too_late_for_a_draw_is_the_conveners_to_mend() -> None:
    progress = progress_of(BEFORE, START - timedelta(hours=1))
    assert titles(progress) == ["draw_late"]
    assert only(progress).who is Role.CONVENER
    assert hows(progress)[1] is How.BLOCKED


def test_a_void_attempt_waits_for_the_office_unless_its_plan_was_never_out() -> None:
    void = replace(DRAW, state=DrawState.VOID, plan_out=True)
    assert only(progress_of(replace(BEFORE, draw=void), NOW)).who is Role.OFFICE
    for again in (replace(void, approved=True), replace(void, plan_out=False)):
        assert progress_of(replace(BEFORE, draw=again), NOW).blockers == ()


@pytest.mark.parametrize(
    ("draw", "who"),
    [
        (DRAW, [Role.CONVENER, Role.SUPERVISOR]),
        (replace(DRAW, committed=frozenset({Role.CONVENER})), [Role.SUPERVISOR]),
        (replace(DRAW, state=DrawState.COMMITTED), [Role.CONVENER]),
        (replace(DRAW, state=DrawState.PLANNED, revealed=frozenset({Role.CONVENER})), [Role.SUPERVISOR]),
        (replace(DRAW, state=DrawState.REVEALED), [None]),
    ],
)
def test_in_the_ceremony_each_party_is_named(draw: DrawStanding, who: list[Role | None]) -> None:
    standing = replace(BEFORE, state=MeetingState.LOCKED, draw_from=None, draw=draw)
    assert [blocker.who for blocker in progress_of(standing, NOW).blockers] == who


def test_after_the_draw_invitations_go_out() -> None:
    progress = progress_of(DRAWN, NOW)
    assert progress.current is Step.INVITE
    assert titles(progress) == ["uninvited"]
    assert progress.gate is not None
    assert progress.gate.place is Place.INVITATIONS


def test_answers_are_waited_for_and_silence_is_entered() -> None:
    invited = {(1, "a"): asked("invited"), (1, "b"): asked("invited", NOW)}
    table = tuple(seats_of([PANEL], invited, NOW))
    standing = replace(DRAWN, table=table, answers=Answers(asked=2, outstanding=2, late=1, next_by=START))
    progress = progress_of(standing, NOW)
    assert titles(progress) == ["late", "unanswered"]
    assert [blocker.who for blocker in progress.blockers] == [Role.CONVENER, Role.EXPERT]
    assert [seat.state for seat in table] == [SeatState.ASKED, SeatState.LATE]


def test_an_open_seat_asks_for_a_supplement_which_covers_it() -> None:
    left = Departed("b", 1, "declined", {"panel": None, "successor": None})
    panel = replace(PANEL, departures=[left])
    invited = {(1, "a"): asked("accepted")}
    standing = replace(
        DRAWN, table=tuple(seats_of([panel], invited, NOW)), answers=Answers(asked=1, accepted=1)
    )
    assert titles(progress_of(standing, NOW)) == ["seats_open"]
    further = DrawnPanel(2, "supplement", [{**GROUP, "count": 1}], [{"seat": 0, "tag": "c"}], [])
    seats = seats_of([panel, further], {**invited, (2, "c"): asked("accepted")}, NOW)
    assert [seat.state for seat in seats] == [SeatState.COMING, SeatState.COVERED, SeatState.COMING]
    full = replace(standing, table=tuple(seats))
    assert (full.seats, full.open_seats) == (2, 0)
    assert progress_of(full, NOW).current is Step.MEET


def test_a_successor_takes_the_seat_and_a_reseating_moves_everybody() -> None:
    called = Departed("b", 1, "timeout", {"panel": None, "successor": "c"})
    moved = Departed(
        "a", 0, "declined", {"panel": [{"seat": 0, "tag": "c"}, {"seat": 1, "tag": "d"}], "successor": "d"}
    )
    [first, second] = seats_of([replace(PANEL, departures=[called, moved])], {}, NOW)
    assert (first.tag, second.tag) == ("c", "d")
    assert [gone.tag for gone in second.before] == ["b"]
    assert [gone.tag for gone in first.before] == ["a"]


def test_the_doors_open_the_experts_come_the_supervisor_unseals() -> None:
    progress = progress_of(ALL_COMING, NOW)
    assert progress.current is Step.MEET
    assert titles(progress) == ["doors"]
    at_the_door = progress_of(ALL_COMING, START - timedelta(hours=1))
    assert titles(at_the_door) == ["absent"]
    here = replace(ALL_COMING, answers=Answers(asked=2, accepted=2, here=2))
    assert only(progress_of(here, START)).who is Role.SUPERVISOR


def test_in_session_the_chair_votes_and_the_recorder_closes() -> None:
    session = replace(ALL_COMING, state=MeetingState.IN_SESSION)
    open_items = replace(session, items=(ItemStanding(vote=VoteState.OPEN), ItemStanding()))
    assert only(progress_of(open_items, START)).who is Role.CHAIR
    voted = replace(session, items=(ItemStanding(vote=VoteState.CLOSED),))
    assert only(progress_of(voted, START)).who is Role.RECORDER


@pytest.mark.parametrize(
    ("decision", "filing", "step", "who"),
    [
        (None, None, Step.DECIDE, Role.CONVENER),
        (DecisionState.DRAFT, None, Step.DECIDE, Role.LEGAL_REVIEWER),
        (DecisionState.RETURNED, None, Step.DECIDE, Role.CONVENER),
        (DecisionState.REVIEWED, None, Step.DECIDE, Role.SIGNING_LEADER),
        (DecisionState.SIGNED, None, Step.DECIDE, Role.SEAL_KEEPER),
        (DecisionState.SEALED, None, Step.DECIDE, Role.CONVENER),
        (DecisionState.ISSUED, FilingState.PENDING, Step.FILE, Role.CONVENER),
        (DecisionState.ISSUED, FilingState.SENT, Step.FILE, Role.OFFICE),
        (DecisionState.ISSUED, FilingState.RECEIVED, Step.FILE, Role.OFFICE),
        (DecisionState.ISSUED, FilingState.RETURNED, Step.FILE, Role.CONVENER),
    ],
)
def test_after_the_meeting_each_paper_has_its_hand(
    decision: str | None, filing: str | None, step: Step, who: Role
) -> None:
    item = ItemStanding(VoteState.CLOSED, decision=decision, filing=filing, filing_due=FIRST_DAY)
    rejected = ItemStanding(VoteState.CLOSED, determined=False)
    progress = progress_of(replace(ALL_COMING, state=MeetingState.HELD, items=(item, rejected)), START)
    assert progress.current is step
    assert only(progress).who is who


def test_a_meeting_is_done_when_everything_is_on_file_or_nothing_passed() -> None:
    filed = ItemStanding(VoteState.CLOSED, decision=DecisionState.ISSUED, filing=FilingState.ACCEPTED)
    rejected = ItemStanding(VoteState.CLOSED, determined=False)
    for items in ((filed, rejected), (rejected,)):
        progress = progress_of(replace(ALL_COMING, state=MeetingState.HELD, items=items), START)
        assert progress.current is None
        assert set(hows(progress)) == {How.DONE}


def test_a_cancelled_meeting_waits_for_nobody() -> None:
    progress = progress_of(replace(DRAWN, state=MeetingState.CANCELLED), NOW)
    assert (progress.current, progress.blockers, progress.gate) == (None, (), None)
    assert set(hows(progress)) == {How.LATER}
