"""A party challenges somebody: who enters it, who decides it, and what the decision changes."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from kernel.accounts import actor_named
from kernel.errors import Refused
from meetings.models import CaseState, Challenge
from meetings.queries import find_case
from meetings.recusals.officials import barred, refuse_barred
from recusal_world import LAW, TABLES, AtStep, expert, pool
from service import demo_data as data
from thread import Thread
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]


def challenging(thread: Thread, person: str, kind: str = "expert", on: str = "2026-11-24") -> list[object]:
    """The command by which the clerk enters a challenge."""
    named = ("--person", person, "--grounds", "演示理由：曾任对方代理人")
    return ["challenges", "raise", thread["case"], "--kind", kind, *named, "--on", on]


def challenge(thread: Thread, person: str, kind: str = "expert") -> str:
    return str(thread.run("clerk", *challenging(thread, person, kind)))


def decide(challenge: str, how: str = "--uphold", *more: object) -> list[object]:
    return ["challenges", "decide", challenge, how, "--reason", "演示：情况属实", *more]


def test_an_upheld_challenge_keeps_the_expert_out_of_the_pool(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    raised = challenge(thread, LAW)
    thread.run("leader", *decide(raised))

    assert pool(thread)[LAW] == [f"回避申请获准：回避申请{raised}"]
    assert thread.read("convener", "draw", "show", thread["draw"])["excluded"]["R08"] == 1


def test_work_goes_on_until_a_challenge_is_decided(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    challenge(thread, LAW)

    assert LAW not in pool(thread)


def test_a_rejected_challenge_changes_nothing_and_keeps_its_reason(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    raised = challenge(thread, LAW)
    thread.run("leader", *decide(raised, "--reject"))

    assert LAW not in pool(thread)
    (listed,) = thread.read("leader", "challenges", "list")
    assert (listed["state"], listed["reason"]) == ("rejected", "演示：情况属实")
    assert listed["person"] == LAW


def test_a_challenge_is_decided_once(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    raised = challenge(thread, LAW)
    thread.run("leader", *decide(raised, "--reject"))

    thread.refused(
        "leader",
        *decide(raised),
        zh="回避申请现为“驳回”，不能转为“准予回避”。",
        en="challenge is now “rejected” and cannot become “upheld”.",
    )


def test_who_entered_a_challenge_does_not_decide_it(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    both = ("--display", "演示两职", "--role", "unit_clerk", "--role", "signing_leader")
    thread.run("admin", "accounts", "add", "both", *both, "--unit", data.SAFETY.uscc)
    raised = str(thread.run("both", *challenging(thread, LAW)))

    thread.refused(
        "both",
        *decide(raised),
        zh="录入回避申请的人不能作出决定。",
        en="Whoever entered a challenge cannot decide it.",
    )
    with (
        pytest.raises(IntegrityError, match="two_people"),
        thread.desk.database.transaction() as session,
    ):
        session.execute(update(Challenge).values(decided_by=Challenge.entered_by))


def test_a_challenge_needs_somebody_of_that_name(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")

    thread.refused(
        "leader", *decide(challenge(thread, "演示无此人")), zh="演示无此人", en="演示无此人", exit_code=5
    )
    thread.run("leader", *decide(challenge(thread, "演示无此人"), "--reject"))


def test_of_several_of_one_name_the_decision_says_which(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        other = expert(session, "演示己壹")
        other.name, meant = LAW, other.public_id
    raised = challenge(thread, LAW)

    thread.refused("leader", *decide(raised), zh=f"有多人叫“{LAW}”", en=f"Several people are called “{LAW}”")
    thread.refused(
        "leader", *decide(raised, "--uphold", "--ref", "nobody"), zh="nobody", en="nobody", exit_code=5
    )
    thread.run("leader", *decide(raised, "--uphold", "--ref", meant))
    with thread.desk.database.reading() as session:
        assert session.scalars(select(Challenge.ref)).one() == meant


def test_a_rejection_points_at_nobody(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")

    thread.refused(
        "leader",
        *decide(challenge(thread, LAW), "--reject", "--ref", "anybody"),
        zh="驳回时不需指明是谁。",
        en="A rejection needs nobody pointed out.",
        exit_code=2,
    )


@pytest.mark.parametrize("part", ["--person", "--grounds"])
def test_a_challenge_says_whom_and_why(sqlite_thread_at: AtStep, part: str) -> None:
    thread = sqlite_thread_at("convened")
    command = challenging(thread, LAW)
    command[command.index(part) + 1] = " "

    field = part.removeprefix("--")
    thread.refused("clerk", *command, zh=f"{field}", en=f"{field}", exit_code=2)


def test_a_challenge_to_come_is_none(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")

    thread.refused(
        "clerk",
        *challenging(thread, LAW, on="2026-11-26"),
        zh="提出日期2026-11-26不能晚于今天。",
        en="2026-11-26, is after today.",
        exit_code=2,
    )


@pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.NOT_DETERMINED, CaseState.WITHDRAWN])
def test_nobody_is_challenged_in_a_case_that_is_over(sqlite_thread_at: AtStep, state: CaseState) -> None:
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        case = find_case(session, thread["case"])
        case.state, case.withdrawal = state, "演示撤回"

    thread.refused(
        "clerk", *challenging(thread, LAW), zh="不能再申请回避。", en="no challenge can be raised any more."
    )


def test_the_clerk_of_another_unit_neither_enters_nor_sees_a_challenge(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    add_account(thread, "stranger", "演示他人", "unit_clerk", data.LAND)
    challenge(thread, LAW)

    command = challenging(thread, LAW)
    thread.refused("stranger", *command, zh="此事只能由", en=data.SAFETY.uscc, exit_code=4)
    assert thread.read("stranger", "challenges", "list") == []
    assert len(thread.read("clerk", "challenges", "list")) == 1


def test_only_the_head_decides(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    raised = challenge(thread, LAW)

    for who in ("clerk", "convener", "office", "supervisor"):
        thread.refused(who, *decide(raised), zh="无权办理此事", en="may not do this", exit_code=4)
    thread.refused("leader", *decide("none"), zh="none", en="none", exit_code=5)


def test_the_ledger_has_raising_and_decision_and_nobody_s_name(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.run("leader", *decide(challenge(thread, LAW)))

    entry, payload = TABLES["log_entry"], TABLES["log_payload"]
    with thread.desk.database.reading() as session:
        last = select(entry.c.type, payload.c.payload).join(payload, payload.c.seq == entry.c.seq)
        rows = session.execute(last.order_by(entry.c.seq.desc()).limit(2)).all()
    assert [row.type for row in rows] == ["challenge.decided", "challenge.raised"]
    assert all(LAW not in str(row.payload) for row in rows)


def test_an_upheld_challenge_of_the_chair_bars_from_that_case_only(thread_at: AtStep) -> None:
    """By display name, which is all that a party knows."""
    thread = thread_at("convened")
    thread.run("leader", *decide(challenge(thread, "演示主持人", "official")))

    with thread.desk.acting(lambda session: actor_named(session, "chair")) as act:
        case, case2 = find_case(act.session, thread["case"]), find_case(act.session, thread["case2"])
        assert [ground.reason for ground in barred(act, act.actor.public_id, case)] == ["R08"]
        assert barred(act, act.actor.public_id, case2) == ()
        with pytest.raises(Refused, match=r"应当回避案件.*回避申请获准"):
            refuse_barred(act, act.actor, case)
        refuse_barred(act, act.actor, case2)


def test_the_database_takes_no_decision_without_reason_person_or_ref(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    challenge(thread, LAW)
    decided = {"decided_by": "演示", "reason": "演示", "ref": "演示"}
    for missing, rule in (("decided_by", "decided"), ("reason", "decided"), ("ref", "ref")):
        with (
            pytest.raises(IntegrityError, match=f"ck_challenge_{rule}"),
            thread.desk.database.transaction() as session,
        ):
            session.execute(update(Challenge).values({"state": "upheld", **decided, missing: None}))
