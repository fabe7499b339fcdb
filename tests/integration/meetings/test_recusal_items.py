"""What becomes known after the draw: who may not sit any more, in which item, and who gets to see it."""

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import update

from experts.models import Expert, ExpertState
from kernel.accounts import actor_named
from kernel.act import Act
from kernel.roles import By, Role
from meetings.models import AgendaItem, ItemRecusal
from meetings.queries import find_item, find_meeting
from meetings.recusals.recusal import parties_of, reasons_for
from meetings.recusals.recuse import recuse_barred
from panel.panels import candidate, find_draw
from recusal_world import AtStep, declare, expert, go_on_leave
from service import demo_data as data
from thread import Thread, speaking
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

MEETING = date(2026, 12, 2)
CHAIR = By(Role.CHAIR.value, "c" * 26)
KINSHIP = ("--ground", "R04", "--relation", "演示配偶任职", "--from", "2020-01-01")


def acting(thread: Thread) -> AbstractContextManager[Act]:
    return thread.desk.acting(lambda session: actor_named(session, "chair"))


def members(thread: Thread) -> list[tuple[str, str]]:
    """Tag and name of every member, by seat."""
    tags = [seat["tag"] for seat in thread.read("convener", "draw", "show", thread["draw"])["panel"]]
    with thread.desk.database.reading() as session:
        draw = find_draw(session, thread["draw"])
        ids = [candidate(session, draw, tag).expert_id for tag in tags]
        return [(tag, session.get_one(Expert, id_).name) for tag, id_ in zip(tags, ids, strict=True)]


def seen_by(thread: Thread, who: str) -> dict[str, Any]:
    facts: dict[str, Any] = thread.read(who, "recusals", "show", thread["meeting"])
    return facts


def test_parties_are_everybody_whom_the_agenda_concerns(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    with acting(thread) as act:
        concerned = parties_of(act, find_meeting(act.session, thread["meeting"]))
    assert {(party.part.value, party.name) for party in concerned} == {
        ("subject", data.SUBJECT.name),
        ("subject", data.PARTNERSHIP.name),
        ("determining", data.SAFETY.name),
        ("supervising", data.INSPECTION.name),
    }


def test_members_are_tested_again_for_another_day(thread_at: AtStep) -> None:
    """Leave and state count as they are now; the seats of this very meeting do not make anybody busy."""
    thread = thread_at("invited")
    names = [name for _, name in members(thread)]
    on_leave, dismissed, *_ = names
    with thread.desk.database.transaction() as session:
        go_on_leave(session, on_leave, date(2026, 12, 9), date(2026, 12, 9))
        session.execute(
            update(Expert).where(Expert.name == dismissed).values(state=ExpertState.DISMISSED.value)
        )
    with acting(thread) as act:
        meeting = find_meeting(act.session, thread["meeting"])
        ids = {expert(act.session, name).id: name for name in names}
        found = reasons_for(act, meeting, ids.keys(), date(2026, 12, 9))
        again = reasons_for(act, meeting, ids.keys(), MEETING)
    assert {ids[own]: [ground.reason.value for ground in held] for own, held in found.items()} == {
        on_leave: ["LEAVE"],
        dismissed: ["SUSP"],
    }
    assert {ids[own] for own in again} == {dismissed}


def test_a_conflict_declared_in_the_invitation_recuses_from_the_items_it_concerns(thread_at: AtStep) -> None:
    """The second case has another subject: there the expert stays. Who recused already is left as it is."""
    thread = thread_at("in_session")
    (tag, code), *_ = sitting(thread).items()
    thread.run("", "conflicts", "declare", "--party", data.SUBJECT.name, *KINSHIP, "--code", code)

    with acting(thread) as act:
        made = [recuse_barred(act, CHAIR, find_item(act.session, thread[item])) for item in ("item", "item2")]
        recused = {
            item.public_id: {recusal.ref: recusal.reason for recusal in item.recusals}
            for item in act.session.query(AgendaItem)
        }
    assert [[recusal.ref for recusal in entered] for entered in made] == [[tag], []]
    assert recused[thread["item"]] == {
        tag: "与当事人有亲属关系",
        thread["recused"]: "有合作项目，主动回避",
    }
    assert recused[thread["item2"]] == {}


def test_leave_or_a_term_that_ended_recuses_from_no_item(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("in_session")
    first = members(thread)[0][1]
    with thread.desk.database.transaction() as session:
        go_on_leave(session, first, MEETING, MEETING)
    with acting(thread) as act:
        assert recuse_barred(act, CHAIR, find_item(act.session, thread["item"])) == []
        assert act.session.query(ItemRecusal).count() == 1


def test_only_the_chair_of_the_meeting_enters_a_recusal(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("in_session")
    other = ("--display", "演示另一主持人", "--role", "chair", "--unit", data.SAFETY.uscc)
    thread.run("admin", "accounts", "add", "other-chair", *other)
    tag = members(thread)[0][0]

    thread.refused(
        "other-chair",
        *("meetings", "recuse", thread["item"], "--tag", tag, "--reason", "有利害关系"),
        zh="主持人",
        en="chair",
        exit_code=4,
    )


def test_a_challenge_upheld_after_the_draw_is_offered_to_the_supervisor(thread_at: AtStep) -> None:
    thread = thread_at("invited")
    tag, name = members(thread)[1]
    challenge = thread.run(
        *("clerk", "challenges", "raise", thread["case"], "--kind", "expert", "--person", name),
        *("--grounds", "演示理由", "--on", "2026-11-29"),
    )
    assert seen_by(thread, "supervisor")["panel"] == []
    thread.run("leader", "challenges", "decide", challenge, "--uphold", "--reason", "演示：情况属实")

    assert seen_by(thread, "supervisor")["panel"] == [
        {"draw": thread["draw"], "tag": tag, "cause": "R08", "grounds": ["回避申请获准"]}
    ]
    printed = thread.output("supervisor", "recusals", "show", thread["meeting"])
    assert f"panel draw depart {thread['draw']} {tag} --kind recused --cause R08" in printed
    assert name not in printed

    thread.run("supervisor", "draw", "depart", thread["draw"], tag, "--kind", "recused", "--cause", "R08")
    assert tag not in [seat for seat, _ in members(thread)]
    assert seen_by(thread, "supervisor")["panel"] == []


def test_the_convener_sees_numbers_only(thread_at: AtStep) -> None:
    thread = thread_at("invited")
    tag, name = members(thread)[0]
    with thread.desk.database.transaction() as session:
        declare(session, name, "R05")

    for who in ("convener", "office", "chair"):
        facts = seen_by(thread, who)
        assert facts["excluded"] == {"R01": 3, "R06": 2, "TERM": 2}
        assert facts["panel"] == {"R05": 1}
        assert [item["experts"] for item in facts["items"]] == [{"R05": 1}, {}]
        assert tag not in str(facts)
        assert name not in str(facts)
        assert "演示关系" not in str(facts)


def test_the_supervisor_sees_names_and_evidence_when_the_names_are_unsealed(thread_at: AtStep) -> None:
    thread = thread_at("arrived")
    tag, name = members(thread)[0]
    with thread.desk.database.transaction() as session:
        declare(session, name, "R05")
    sealed = seen_by(thread, "supervisor")
    member = {"draw": thread["draw"], "tag": tag, "cause": "R05"}
    assert sealed["panel"] == [{**member, "grounds": ["其他可能影响公正的关系"]}]
    thread.at("12-02T09:00")
    thread.run("supervisor", "meetings", "unseal", thread["meeting"])

    told = f"其他可能影响公正的关系：{data.SUBJECT.name}，演示关系（2020-01-01至今，申报第1号）"
    unsealed = seen_by(thread, "supervisor")
    assert unsealed["panel"] == [{**member, "name": name, "grounds": [told]}]
    assert [item["experts"] for item in unsealed["items"]] == [unsealed["panel"], []]
    assert seen_by(thread, "convener")["panel"] == {"R05": 1}


def test_before_the_freeze_there_is_nothing_to_see_of_experts(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    facts = seen_by(thread, "convener")
    assert (facts["draw"], facts["excluded"], facts["panel"]) == (None, {}, {})
    assert [item["officials"] for item in facts["items"]] == [[], []]


def test_recusals_are_not_for_everybody(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    show = ("recusals", "show", thread["meeting"])
    for who in ("clerk", "registrar", "rep1", "liaison"):
        thread.refused(who, *show, zh="无权办理此事", en="may not do this", exit_code=4)


def test_grounds_come_in_english_too(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    relation = ("--ground", "R02", "--party", data.SUBJECT.name, "--relation", "adviser")
    days = ("--from", "2020-01-01", "--to", "2026-01-31")
    thread.run("chair", "conflicts", "declare", *relation, *days)
    with speaking("en"):
        ((official,), _) = [item["officials"] for item in seen_by(thread, "convener")["items"]]
    evidence = f"{data.SUBJECT.name}, adviser (2020-01-01 to 2026-01-31, declaration 1)"
    assert official["grounds"] == [f"director or supervisor within three years: {evidence}"]
    assert official["role"] == "chair"
