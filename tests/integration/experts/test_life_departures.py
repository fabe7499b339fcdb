"""Leaving the register, leave, and the machine of states: every illegal move has its sentence."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from experts.card import ExpertCard, show_expert
from experts.depart import decease, dismiss, resign
from experts.leave import cancel_leave, take_leave
from experts.models import DismissalGround, ExpertLeaf, ExpertState, ExpertStateChange
from experts.queries import candidates, list_experts, register_leaves
from experts.register import amend, enter, reinstate, suspend
from experts.terms import expire_ended, renew
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Actor
from ledger.models import LogEntry, LogPayload
from register_people import NEXT_TERM, REGISTRAR, REVIEWER, person

As = Callable[[Actor], AbstractContextManager[Act]]
Move = Callable[[Act, str], object]
MOVES: dict[str, Move] = {
    "suspend": lambda act, expert: suspend(act, expert, "核查"),
    "reinstate": lambda act, expert: reinstate(act, expert, "核查结束"),
    "expire": lambda act, _: expire_ended(act),
    "renew": lambda act, expert: renew(act, expert, NEXT_TERM, "考核合格"),
    "dismiss": lambda act, expert: dismiss(act, expert, "LEAK", "向他人透露表决情况"),
    "resign": lambda act, expert: resign(act, expert, "本人申请"),
    "decease": lambda act, expert: decease(act, expert, "单位来函"),
}
LEAVING = {"dismiss": "DISMISSED", "resign": "RESIGNED", "decease": "DECEASED"}
PATHS: dict[ExpertState, tuple[str, ...]] = {
    ExpertState.ACTIVE: (),
    ExpertState.SUSPENDED: ("suspend",),
    ExpertState.EXPIRED: ("expire",),
    ExpertState.DISMISSED: ("dismiss",),
    ExpertState.RESIGNED: ("suspend", "resign"),
    ExpertState.DECEASED: ("expire", "decease"),
}
"""How each state is reached."""
LEGAL = {
    ExpertState.ACTIVE: {"suspend", "expire", "renew", *LEAVING},
    ExpertState.SUSPENDED: {"reinstate", "expire", "renew", *LEAVING},
    ExpertState.EXPIRED: {"renew", *LEAVING},
}
"""The registrar's moves; back into the register leads an application, see `test_life_applications`."""


@pytest.fixture
def expert(as_: As) -> str:
    with as_(REGISTRAR) as act:
        return enter(act, [person()])[0]


def play(desk: Desk, as_: As, expert: str, move: str) -> None:
    if move == "expire":
        assert isinstance(desk.clock, SetClock)
        desk.clock.set(datetime(2029, 1, 1, 1, tzinfo=UTC))
    with as_(REGISTRAR) as act:
        MOVES[move](act, expert)


def card(desk: Desk, expert: str) -> ExpertCard:
    with desk.database.reading() as session:
        return show_expert(session, desk.vault, expert)


@pytest.mark.parametrize("state", PATHS)
def test_every_state_allows_its_moves_and_refuses_the_others_with_a_sentence(
    desk: Desk, as_: As, expert: str, state: ExpertState
) -> None:
    for move in PATHS[state]:
        play(desk, as_, expert, move)
    assert card(desk, expert).state == state
    for move in set(MOVES) - LEGAL.get(state, set()) - {"expire"}:
        with pytest.raises(Refused, match=r"已退出专家库|现为“|须续聘后"), as_(REGISTRAR) as act:
            MOVES[move](act, expert)
    assert card(desk, expert).state == state


@pytest.mark.parametrize(
    ("state", "move"), [(state, move) for state in LEGAL for move in sorted(LEGAL[state])]
)
def test_every_legal_move_is_made_and_kept_in_the_history(
    desk: Desk, as_: As, expert: str, state: ExpertState, move: str
) -> None:
    for before in PATHS[state]:
        play(desk, as_, expert, before)
    play(desk, as_, expert, move)
    shown = card(desk, expert)
    assert len(shown.state_changes) == len(PATHS[state]) + 1
    assert shown.state_changes[-1].state == shown.state


@pytest.mark.parametrize("move", LEAVING)
def test_whoever_leaves_has_no_current_leaf_and_is_in_no_pool(
    desk: Desk, as_: As, expert: str, move: str
) -> None:
    with desk.database.reading() as session:
        leaf = session.scalars(select(ExpertLeaf.leaf)).one()
    play(desk, as_, expert, move)
    with desk.database.reading() as session:
        assert session.scalars(select(ExpertLeaf.is_current)).all() == [False]
        assert list(register_leaves(session)) == []
        assert list(candidates(session)) == []
        entry = session.scalars(select(LogEntry).order_by(LogEntry.seq.desc())).first()
        payload = session.scalars(select(LogPayload.payload).order_by(LogPayload.seq.desc())).first()
        assert [line.state for line in list_experts(session)] == [LEAVING[move]]
    assert entry is not None
    assert (entry.type, entry.subject) == ("expert.left", expert)
    assert json.loads(payload or b"") == {"expert": expert, "leaf": leaf, "version": 1}
    shown = card(desk, expert)
    assert (shown.state, shown.leaf, shown.version, shown.name) == (LEAVING[move], None, None, "演示甲0")


@pytest.mark.parametrize("ground", DismissalGround)
def test_a_dismissal_has_its_ground_reason_and_paper(
    desk: Desk, as_: As, expert: str, ground: DismissalGround
) -> None:
    with as_(REGISTRAR) as act:
        dismiss(act, expert, ground.value, "  事实清楚。 ", "e" * 64)
    (step,) = card(desk, expert).state_changes
    assert (step.state, step.ground, step.reason, step.evidence) == (
        "DISMISSED",
        ground,
        "事实清楚。",
        "e" * 64,
    )


def test_a_dismissal_without_a_known_ground_or_a_reason_is_refused(as_: As, expert: str) -> None:
    with (
        pytest.raises(InputError, match="没有解聘事由“BORING”。可用：UNFIT（不再符合入库条件）"),
        as_(REGISTRAR) as act,
    ):
        dismiss(act, expert, "BORING", "事实")
    with pytest.raises(InputError, match="不能为空"), as_(REGISTRAR) as act:
        dismiss(act, expert, "LEAK", " ")


def test_only_the_registrar_moves_anybody(as_: As, expert: str) -> None:
    for name in set(MOVES) - {"expire"}:
        with pytest.raises(NotAllowed), as_(REVIEWER) as act:
            MOVES[name](act, expert)


def test_the_record_of_who_has_left_does_not_change_any_more(as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        resign(act, expert, "本人申请")
    with pytest.raises(Refused, match="已退出专家库（辞聘）"), as_(REGISTRAR) as act:
        amend(act, {expert: person()})
    with pytest.raises(Refused), as_(REGISTRAR) as act:
        enter(act, [person()])


@pytest.mark.usefixtures("expert")
@pytest.mark.parametrize(
    "change",
    [
        {"state": "DISMISSED"},
        {"state": "RESIGNED", "ground": "LEAK"},
        {"state": "DISMISSED", "ground": "BORING"},
        {"state": "GONE"},
        {"state": "ACTIVE", "reason": ""},
    ],
    ids=str,
)
def test_the_database_itself_refuses_a_history_that_cannot_be(desk: Desk, change: dict[str, str]) -> None:
    line = {"expert_id": 1, "version": 9, "reason": "事实", "by": "x", "at": desk.clock.now(), **change}
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.execute(insert(ExpertStateChange).values(**line))


def test_leave_is_kept_day_by_day(desk: Desk, as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        take_leave(act, expert, date(2026, 4, 1), date(2026, 4, 10), "出国讲学")
        take_leave(act, expert, date(2026, 4, 11), date(2026, 4, 11), "体检")
    assert [(str(leave.begins), str(leave.ends), leave.reason) for leave in card(desk, expert).leaves] == [
        ("2026-04-01", "2026-04-10", "出国讲学"),
        ("2026-04-11", "2026-04-11", "体检"),
    ]
    assert card(desk, expert).state == "ACTIVE"


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("2026-03-25", "2026-04-01"), ("2026-04-10", "2026-05-01"), ("2026-04-03", "2026-04-03")],
)
def test_two_leaves_do_not_overlap(as_: As, expert: str, begins: str, ends: str) -> None:
    with as_(REGISTRAR) as act:
        take_leave(act, expert, date(2026, 4, 1), date(2026, 4, 10), "出国讲学")
    with pytest.raises(Refused, match="2026-04-01至2026-04-10重叠"), as_(REGISTRAR) as act:
        take_leave(act, expert, date.fromisoformat(begins), date.fromisoformat(ends), "体检")


def test_leave_that_is_over_or_runs_backwards_is_refused(as_: As, expert: str) -> None:
    for begins, ends in ((date(2026, 4, 2), date(2026, 4, 1)), (date(2026, 2, 1), date(2026, 3, 1))):
        with pytest.raises(InputError, match="止日不能早于起日"), as_(REGISTRAR) as act:
            take_leave(act, expert, begins, ends, "出国讲学")


def test_a_leave_taken_back_is_gone_and_stays_on_the_ledger(desk: Desk, as_: As, expert: str) -> None:
    for _ in range(2):
        assert isinstance(desk.clock, SetClock)
        desk.clock.advance(minutes=1)
        with as_(REGISTRAR) as act:
            take_leave(act, expert, date(2026, 4, 1), date(2026, 4, 10), "出国讲学")
        with as_(REGISTRAR) as act:
            cancel_leave(act, expert, date(2026, 4, 1))
    assert card(desk, expert).leaves == []
    with desk.database.reading() as session:
        types = session.scalars(select(LogEntry.type).order_by(LogEntry.seq)).all()
    assert types[1:] == ["expert.on_leave", "expert.leave_cancelled"] * 2
    with pytest.raises(NotFound, match="没有从2026-04-01起的请假"), as_(REGISTRAR) as act:
        cancel_leave(act, expert, date(2026, 4, 1))
