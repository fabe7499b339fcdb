import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from experts.card import show_expert
from experts.life_models import ExpertDeclaration, ExpertEvaluation, ExpertLeave
from experts.merge import merge
from experts.models import Expert, ExpertLeaf
from experts.record import Employment
from experts.register import enter, reinstate, suspend
from experts.roster import RosterRow
from kernel.act import Act
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Role
from kernel.sheets.tables import Place
from ledger.models import LogEntry, LogPayload
from register_people import person
from rosters import preview

Acting = Callable[..., AbstractContextManager[Act]]
AT = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def twins(acting: Acting) -> tuple[str, str]:
    """Public ids of one person's two records: the number of the second is mistyped."""
    with acting() as act:
        right, wrong = enter(act, [person(1), replace(person(2), name=person(1).name)])
    return right, wrong


def test_the_dropped_record_leaves_and_the_kept_one_stays(acting: Acting, twins: tuple[str, str]) -> None:
    keep, drop = twins
    with acting() as act:
        merge(act, keep, drop, "身份证号抄错")
        kept, dropped = (show_expert(act.session, act.vault, expert) for expert in twins)
        current = act.session.scalars(
            select(ExpertLeaf.expert_id).where(ExpertLeaf.is_current.is_(True))
        ).all()
    assert (kept.state, dropped.state, dropped.leaf) == ("ACTIVE", "MERGED", None)
    assert [(change.state, change.reason) for change in dropped.state_changes] == [("MERGED", "身份证号抄错")]
    assert len(current) == 1


def test_the_ledger_has_the_end_of_the_one_and_the_merge(acting: Acting, twins: tuple[str, str]) -> None:
    keep, drop = twins
    with acting() as act:
        merge(act, keep, drop, "身份证号抄错")
        entries = act.session.scalars(select(LogEntry).order_by(LogEntry.seq)).all()
        payload = act.session.scalars(select(LogPayload.payload).order_by(LogPayload.seq)).all()[-1]
    assert [(entry.type, entry.subject) for entry in entries[2:]] == [
        ("expert.left", drop),
        ("expert.merged", keep),
    ]
    assert json.loads(payload or b"") == {"dropped": drop, "kept": keep, "reason": "身份证号抄错"}


def test_employers_of_both_can_still_bar(acting: Acting) -> None:
    same = Employment("演示甲单位", None, date(2015, 1, 1), date(2020, 1, 1))
    other = Employment("演示乙单位", "91510700XNX002026T", date(2020, 1, 2))
    with acting() as act:
        records = [
            replace(person(1), employments=(same,)),
            replace(person(2), employments=(replace(same, ends=date(2024, 1, 1)), other)),
        ]
        keep, drop = enter(act, records)
        merge(act, keep, drop, "同一人")
        card = show_expert(act.session, act.vault, keep)
    assert card.version == 2
    assert list(card.employments) == [replace(same, ends=date(2024, 1, 1)), other]


def test_declarations_evaluations_and_leave_go_over(acting: Acting, twins: tuple[str, str]) -> None:
    declared = {
        "ground": "R05",
        "party_name": "演示公司",
        "relation": "诉讼",
        "begins": date(2025, 1, 1),
        "source": "DECLARATION",
        "evidence": "0" * 64,
        "by": "registrar:a",
        "at": AT,
    }
    leave = {"ends": date(2026, 5, 9), "reason": "出国", "by": "registrar:a", "at": AT}
    evaluated = {"score": 90, "veto": False, "deductions": [], "by": "convener:a", "at": AT}
    keep, drop = twins
    with acting() as act:
        act.session.execute(insert(ExpertDeclaration), [{"expert_id": 2, **declared}])
        act.session.execute(
            insert(ExpertLeave), [{"expert_id": one, "begins": date(2026, 5, one), **leave} for one in (1, 2)]
        )
        act.session.execute(
            insert(ExpertEvaluation),
            [
                {"expert_id": 1, "meeting": "m1", **evaluated},
                {"expert_id": 2, "meeting": "m1", **evaluated},
                {"expert_id": 2, "meeting": "m2", **evaluated},
            ],
        )
        merge(act, keep, drop, "同一人")
        kept, dropped = (show_expert(act.session, act.vault, expert) for expert in twins)
    assert [relation.party_name for relation in kept.declarations] == ["演示公司"]
    assert [leave.begins.day for leave in kept.leaves] == [1, 2]
    assert [one.meeting for one in kept.evaluations] == ["m1", "m2"]
    assert [one.meeting for one in dropped.evaluations] == ["m1"]


def test_what_was_merged_before_follows(acting: Acting) -> None:
    with acting() as act:
        one, two, three = enter(act, [person(1), person(2), person(3)])
        merge(act, two, one, "同一人")
        merge(act, three, two, "同一人")
        merged = act.session.scalars(select(Expert.merged_into).order_by(Expert.id)).all()
    assert merged == [3, 3, None]


def test_the_dropped_number_does_not_come_in_again(acting: Acting, twins: tuple[str, str]) -> None:
    row = RosterRow(Place("专家", 2), replace(person(2), name=person(1).name))
    with acting() as act:
        merge(act, *twins, "身份证号抄错")
        assert "退出专家库（已并入）" in preview(act, [row]).problems(1)[0]


def test_a_suspension_cannot_be_merged_away(acting: Acting, twins: tuple[str, str]) -> None:
    keep, drop = twins
    with acting() as act:
        suspend(act, drop, "核查")
    with pytest.raises(Refused, match="已暂停"), acting() as act:
        merge(act, keep, drop, "同一人")
    with acting() as act:
        suspend(act, keep, "核查")
        merge(act, keep, drop, "同一人")
        reinstate(act, keep, "核查结束")


def test_a_record_is_not_merged_with_itself_or_with_nobody(acting: Acting, twins: tuple[str, str]) -> None:
    keep, drop = twins
    with pytest.raises(InputError, match="同一条记录"), acting() as act:
        merge(act, keep, keep, "同一人")
    with pytest.raises(NotFound), acting() as act:
        merge(act, keep, "nobody", "同一人")
    with pytest.raises(InputError, match="不能为空"), acting() as act:
        merge(act, keep, drop, " ")


def test_who_has_left_is_not_merged(acting: Acting, twins: tuple[str, str]) -> None:
    with acting() as act:
        merge(act, *twins, "同一人")
    with pytest.raises(Refused, match="已退出专家库"), acting() as act:
        merge(act, *twins, "同一人")


def test_only_a_registrar_merges(acting: Acting, twins: tuple[str, str]) -> None:
    with pytest.raises(NotAllowed), acting(Role.OFFICE) as act:
        merge(act, *twins, "同一人")
