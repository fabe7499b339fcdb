"""The record of how an expert did in a meeting, and the expert's comment."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from experts.card import show_expert
from experts.evaluate import comment, evaluate
from experts.life_models import ExpertEvaluation
from experts.models import Expert
from experts.register import enter
from experts.scoring import Deduction, Item
from kernel.act import Act
from kernel.cli import Desk
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Actor
from ledger.models import LogEntry
from register_people import CONVENER, EXPERT, REGISTRAR, person
from service.demo_data import OFFICE, SAFETY

As = Callable[[Actor], AbstractContextManager[Act]]
Statements = Callable[[Session], AbstractContextManager[list[str]]]
LATE = Deduction(Item.PUNCTUAL, 10, " 迟到四十分钟 ")
VAGUE = Deduction(Item.OPINION, 5, "意见书未说明理由")
MEETING = "m" * 26


@pytest.fixture
def expert(as_: As) -> int:
    with as_(REGISTRAR) as act:
        enter(act, [person()])
        return act.session.scalars(select(Expert.id)).one()


def test_an_evaluation_is_kept_with_its_deductions(desk: Desk, as_: As, expert: int) -> None:
    with as_(CONVENER) as act:
        done = evaluate(act, expert, MEETING, SAFETY.uscc, [LATE, VAGUE], veto=False)
    assert (done.score, done.veto) == (85, False)
    with desk.database.reading() as session:
        (public_id,) = session.scalars(select(Expert.public_id)).all()
        (shown,) = show_expert(session, desk.vault, public_id).evaluations
        types = session.scalars(select(LogEntry.type).order_by(LogEntry.seq)).all()
    assert (shown.meeting, shown.score, shown.comment) == (MEETING, 85, None)
    assert shown.deductions == [
        {"item": "PUNCTUAL", "points": 10, "reason": "迟到四十分钟"},
        {"item": "OPINION", "points": 5, "reason": "意见书未说明理由"},
    ]
    assert types[-1] == "expert.evaluated"


def test_nothing_follows_from_a_veto_by_itself(desk: Desk, as_: As, expert: int) -> None:
    leak = Deduction(Item.SECRECY, 100, "泄露表决情况")
    with as_(CONVENER) as act:
        assert evaluate(act, expert, MEETING, SAFETY.uscc, [leak], veto=True).score == 0
    with desk.database.reading() as session:
        assert session.scalars(select(Expert.state)).all() == ["ACTIVE"]


def test_a_veto_says_why(as_: As, expert: int) -> None:
    with pytest.raises(InputError, match="一票否决须写明"), as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [], veto=True)


@pytest.mark.parametrize(
    "deductions",
    [
        [LATE, LATE],
        [Deduction(Item.PUNCTUAL, 0, "迟到")],
        [Deduction(Item.PUNCTUAL, -5, "迟到")],
        [Deduction(Item.PUNCTUAL, 60, "迟到"), Deduction(Item.OPINION, 41, "无理由")],
        [Deduction(Item.PUNCTUAL, 5, " ")],
    ],
)
def test_deductions_that_cannot_be_are_refused(
    desk: Desk, as_: As, expert: int, deductions: list[Deduction]
) -> None:
    with pytest.raises(InputError), as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, deductions, veto=False)
    with desk.database.reading() as session:
        assert session.scalars(select(ExpertEvaluation)).all() == []


def test_an_expert_is_evaluated_once_for_each_meeting(as_: As, expert: int) -> None:
    with as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [], veto=False)
        evaluate(act, expert, "n" * 26, SAFETY.uscc, [], veto=False)
    with pytest.raises(Refused, match="已经记录，不能更改"), as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [LATE], veto=False)


def test_only_the_convener_of_the_lead_unit_evaluates(as_: As, expert: int) -> None:
    for actor, unit in ((CONVENER, OFFICE.uscc), (REGISTRAR, SAFETY.uscc), (EXPERT, SAFETY.uscc)):
        with pytest.raises(NotAllowed), as_(actor) as act:
            evaluate(act, expert, MEETING, unit, [], veto=False)


def test_the_expert_comments_once(desk: Desk, as_: As, expert: int) -> None:
    with pytest.raises(NotFound, match="评价尚未记录"), as_(EXPERT) as act:
        comment(act, expert, MEETING, "当日道路中断。")
    with as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [LATE], veto=False)
    with as_(EXPERT) as act:
        comment(act, expert, MEETING, " 当日道路中断。 ")
    with pytest.raises(Refused, match="已对本次评价提出过意见"), as_(EXPERT) as act:
        comment(act, expert, MEETING, "补充。")
    with desk.database.reading() as session:
        kept = session.scalars(select(ExpertEvaluation)).one()
    assert (kept.comment, kept.commented_at, kept.score) == ("当日道路中断。", desk.clock.now(), 90)


def test_only_the_expert_comments_and_not_with_nothing(as_: As, expert: int) -> None:
    with as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [LATE], veto=False)
    with pytest.raises(NotAllowed), as_(CONVENER) as act:
        comment(act, expert, MEETING, "同意。")
    with pytest.raises(InputError, match="不能为空"), as_(EXPERT) as act:
        comment(act, expert, MEETING, " ")


@pytest.mark.parametrize("values", [{"score": 101}, {"score": -1}, {"comment": "无时间"}], ids=str)
def test_the_database_itself_refuses_an_evaluation_that_cannot_be(
    desk: Desk, as_: As, expert: int, values: dict[str, object]
) -> None:
    with as_(CONVENER) as act:
        evaluate(act, expert, MEETING, SAFETY.uscc, [LATE], veto=False)
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.execute(update(ExpertEvaluation).values(**values))


def test_one_expert_takes_at_most_ten_statements_to_show(
    desk: Desk, as_: As, expert: int, statements: Statements
) -> None:
    with as_(CONVENER) as act:
        for number in range(20):
            evaluate(act, expert, f"m{number}", SAFETY.uscc, [LATE, VAGUE], veto=False)
    with desk.database.reading() as session:
        (public_id,) = session.scalars(select(Expert.public_id)).all()
        with statements(session) as sent:
            assert len(show_expert(session, desk.vault, public_id).evaluations) == 20
    assert len(sent) <= 10
