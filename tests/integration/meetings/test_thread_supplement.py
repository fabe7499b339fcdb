"""A supplement beside its panel: frozen for the seats that stayed open, drawn, sitting, held, closed with it."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from experts.life_models import ExpertLeave
from experts.models import Expert
from experts.whole import record_of
from meeting_steps import LATER, new_mails, shown, to
from panel.models import Candidate
from panel.panels import find_draw, seated
from recusal_world import declare, go_on_leave
from service import demo_data as data
from supplement_steps import (
    CAUSE,
    RARE_SEAT,
    THIN,
    ceremony,
    code_of,
    decline,
    held_by,
    learn,
    learned,
    on_leave,
    reveal,
    supplement,
    supplement_drawn,
    supplement_invited,
    supplement_published,
)
from thread import Thread
from thread_steps import (
    add_account,
    arrived,
    counted,
    drafted,
    held,
    in_session,
    issued,
    opined,
    reviewed,
    sealed,
    signed,
    voted,
    voting,
)

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
VERIFIER = Path(__file__).parents[3] / "verifiers" / "verify_draw.py"
SEATED = {"kind": "recused", "cause": "SEATED"}


def facts_of(thread: Thread, draw: str) -> dict[str, Any]:
    facts: dict[str, Any] = thread.read("supervisor", "draw", "show", draw)
    return facts


def exported(thread: Thread, draw: str, folder: Path) -> Path:
    """The transcript with the audit files."""
    thread.run("supervisor", "draw", "export", draw, "--to", folder, "--audit", "--purpose", "演示")
    return folder


def verified(thread: Thread, folder: Path) -> bool:
    """Whether both programs find everything in a transcript right."""
    report = thread.read("", "verify", folder)
    ours = report["exit_code"]
    alone = subprocess.run([sys.executable, VERIFIER, folder], capture_output=True, check=False).returncode
    return (ours, alone) == (0, 0)


def person(thread: Thread, draw: str, tag: str) -> int:
    with thread.desk.database.reading() as session:
        return session.get_one(Candidate, (find_draw(session, draw).id, tag)).expert_id


def states(thread: Thread) -> dict[str, str]:
    """The state of every invitation by tag."""
    rows = thread.read("convener", "invitations", "list", thread["meeting"])
    return {row["tag"]: row["state"] for row in rows}


def everybody(thread: Thread) -> list[int]:
    """Who sits, the panel's first."""
    with thread.desk.database.reading() as session:
        return [holder.person for holder in seated(session, thread["meeting"])]


def back_from_leave(thread: Thread) -> None:
    with thread.desk.database.transaction() as session:
        session.execute(delete(ExpertLeave))


def test_whoever_leaves_a_seat_open_is_told_of_the_supplement(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("seat_open")
    assert "席位空缺；召集人可作补充抽取：panel draw supplement。" in thread["told"]
    assert RARE_SEAT not in held_by(thread, thread["draw"])


def test_a_supplement_fills_the_open_seats_and_names_the_plan_they_belong_to(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("supplement_published")
    with thread.desk.database.reading() as session:
        panel, further = (find_draw(session, thread[name]) for name in ("draw", "supplement"))
        plan = json.loads(further.plan or "")
        assert (plan["kind"], plan["attempt"], plan["cause"]) == ("supplement", 1, CAUSE)
        assert plan["parent"] == panel.plan_digest
        assert plan["seats"] == [{"count": 1, "fields": ["I03"], "id": "S1", "where": {"region": ["CITY"]}}]
        assert (plan["unit_cap"], plan["publish"]) == (panel.unit_cap, panel.publish)
        assert plan["carried"] == sorted(plan["carried"])
        assert len(plan["carried"]) == len(held_by(thread, thread["draw"])) == 4


def test_everybody_ever_seated_is_excluded_for_that_last_of_all_reasons(sqlite_thread_at: AtStep) -> None:
    """Two declined the rare seat; one of them is on leave as well, and that comes first."""
    thread = sqlite_thread_at("seat_open")
    thread.at("11-30T14:00")
    gone = [departure["tag"] for departure in facts_of(thread, thread["draw"])["departures"]]
    on_leave(thread, person(thread, thread["draw"], gone[0]))
    draw = supplement(thread)

    assert facts_of(thread, draw)["excluded"] == {"LEAVE": 1, "SEATED": 1}
    grounds = [row["grounds"] for row in thread.read("supervisor", "recusals", "pool", draw)]
    assert sorted(map(len, grounds)) == [1, 2]
    assert all(words[-1] == "已在或曾在座" for words in grounds)


def test_the_panel_sits_on_while_a_supplement_is_drawn(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("seat_open")
    before = states(thread)
    thread = sqlite_thread_at("supplement_drawn")

    assert shown(thread, thread["meeting"])["state"] == "locked"
    assert states(thread) == before
    assert len(set(everybody(thread))) == 5


def test_when_every_seat_has_its_supplement_no_other_is_drawn(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_drawn")

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-11-30T18:00"),
        zh="没有空缺待补的席位，不需要补充抽取。",
        en="No seat is open that has no supplement yet; nothing is to be drawn.",
    )


def test_one_supplement_is_on_its_way_at_a_time(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_frozen")

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-11-30T18:00"),
        zh="该案已有未结束的抽取，不能再冻结一次。",
        en="A draw for this case is open already; it cannot be frozen a second time.",
    )


@pytest.mark.parametrize(
    ("option", "zh", "en", "exit_code"),
    [
        (("--cause", " "), "cause", "cause", 2),
        (("--reveal-by", "2026-11-30T13:59"), "揭示截止时间须在将来", "has to lie in the future", 2),
        (("--reveal-by", "2026-12-02T07:01"), "的抽取须在", "has to be over by", 1),
    ],
)
def test_a_supplement_that_makes_no_sense_is_refused(
    sqlite_thread_at: AtStep, option: tuple[str, str], zh: str, en: str, exit_code: int
) -> None:
    thread = sqlite_thread_at("seat_open")
    thread.at("11-30T14:00")
    words = {"--cause": CAUSE, "--reveal-by": "2026-11-30T18:00"} | dict([option])

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], *(word for pair in words.items() for word in pair)),
        zh=zh,
        en=en,
        exit_code=exit_code,
    )


def test_the_convener_of_another_unit_draws_no_supplement(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("seat_open")
    thread.at("11-30T14:00")
    add_account(thread, "stranger", "演示他人", "convener", data.LAND)

    thread.refused(
        "stranger",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-11-30T18:00"),
        zh=f"此事只能由{data.SAFETY.uscc}办理。",
        en=f"Only {data.SAFETY.uscc} may do this.",
        exit_code=4,
    )


def test_with_nobody_left_the_supplement_is_refused_with_what_it_cost(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("seat_open")
    on_leave(thread, *learned(thread))
    thread.at("11-30T14:00")

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-11-30T18:00"),
        zh="合格专家还差1人。符合专业但被排除的：请假3、已在或曾在座2。",
        en="1 eligible experts too few. Excluded among those who fit: on leave3、sits or sat for the case2.",
    )


def test_a_supplement_that_is_stopped_leaves_the_panel_sitting(sqlite_thread_at: AtStep) -> None:
    """Before its plan was published no attempt was made, and the next one is the first again."""
    thread = sqlite_thread_at("supplement_frozen")
    said = thread.output("supervisor", "draw", "stop", thread["supplement"], "--cause", "设备故障")

    assert "专家组不变" in said
    assert shown(thread, thread["meeting"])["state"] == "locked"
    assert len(everybody(thread)) == 4
    again = supplement(thread)
    assert facts_of(thread, again)["attempt"] == 1


@pytest.mark.parametrize("how", ["stopped", "lapsed"])
def test_a_void_supplement_is_counted_and_another_needs_the_approval_of_a_third_person(
    sqlite_thread_at: AtStep, tmp_path: Path, how: str
) -> None:
    thread = sqlite_thread_at("supplement_published")
    void = thread["supplement"]
    if how == "stopped":
        thread.run("supervisor", "draw", "stop", void, "--cause", "设备故障")
    else:
        reveal(thread, void, "convener")
        thread.at("11-30T18:01")
        assert "演示监督人未在截止前揭示" in thread.output("convener", "draw", "lapse", void)
    thread.at("12-01T09:00")
    words = ("draw", "supplement", thread["meeting"], "--cause", "演示：再次补充", "--reveal-by")

    thread.refused(
        "convener",
        *(*words, "2026-12-01T12:00"),
        zh="上一次抽取已流抽，须由非抽取参与人批准后才能重新抽取。",
        en="The last attempt is void; another one needs the approval of a person who is no contributor.",
    )
    thread.run("office", "draw", "approve", void, "--cause", "演示：同意重抽")
    second = thread.facts["supplement"] = thread.run("convener", *words, "2026-12-01T12:00")
    ceremony(thread, second)
    with thread.desk.database.reading() as session:
        plan = json.loads(find_draw(session, second).plan or "")
        assert (plan["attempt"], plan["parent"]) == (2, find_draw(session, void).plan_digest)
        assert plan["cause"] == "演示：再次补充"
    assert len(set(everybody(thread))) == 5
    for draw in (void, second):
        assert verified(thread, exported(thread, draw, tmp_path / draw))
    thread.refused("convener", *words, "2026-12-01T12:00", zh="没有空缺待补的席位", en="No seat is open")


def test_a_member_of_the_supplement_who_declines_is_replaced_from_its_own_pool(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("supplement_invited")
    first = held_by(thread, thread["supplement"])[0]
    assert states(thread)[first] == "invited"
    said = decline(thread, thread["supplement"], 0)

    second = held_by(thread, thread["supplement"])[0]
    assert f"递补并邀请{second[:8]}" in said
    assert states(thread)[second] == "invited"
    decline(thread, thread["supplement"], 0)
    assert "panel draw supplement" in decline(thread, thread["supplement"], 0)
    assert held_by(thread, thread["supplement"]) == {}


def test_who_is_silent_in_the_supplement_is_timed_out_with_the_others(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_invited")
    silent = held_by(thread, thread["supplement"])[0]
    thread.at("11-30T18:31")
    thread.run("liaison", "invitations", "time-out", thread["meeting"])

    departure = facts_of(thread, thread["supplement"])["departures"][0]
    assert (departure["tag"], departure["kind"], departure["cause"]) == (silent, "timeout", "SILENT")


def test_whom_the_panel_calls_leaves_the_supplement_in_the_same_act(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("supplement_invited")
    draw, further = thread["draw"], thread["supplement"]
    tag = held_by(thread, further)[0]
    called = person(thread, further, tag)
    code = code_of(thread, tag)
    thread.run("", "invitations", "accept", code)

    while person(thread, draw, held_by(thread, draw)[0]) != called:
        decline(thread, draw, 0)

    departure = facts_of(thread, further)["departures"][0]
    assert (departure["tag"], departure["successor"]) == (tag, held_by(thread, further)[0])
    assert {name: departure[name] for name in SEATED} == SEATED
    now = states(thread)
    assert (now[tag], now[held_by(thread, draw)[0]], now[departure["successor"]]) == (
        "gone",
        "invited",
        "invited",
    )
    assert thread.refusal("", "invitations", "decline", code, "--cause", "ILL").text.endswith("“已离开”。")
    assert len(set(everybody(thread))) == 5
    for name in (draw, further):
        assert verified(thread, exported(thread, name, tmp_path / name))


def test_what_the_clock_enters_for_a_second_seat_is_entered_by_the_clock(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_drawn")
    called = person(thread, thread["supplement"], held_by(thread, thread["supplement"])[0])
    while person(thread, thread["draw"], held_by(thread, thread["draw"])[0]) != called:
        decline(thread, thread["draw"], 0)

    entries = [row for row in thread.dump()["log_entry"] if "member.replaced" in row]
    ours = [row for row in entries if thread["supplement"] in row]
    assert len(ours) == 1
    assert "clock:service" in str(ours[0])
    assert entries[-1] == ours[0]


def test_a_successor_in_a_supplement_is_invited_with_its_members_and_not_before(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("supplement_drawn")
    called = person(thread, thread["supplement"], held_by(thread, thread["supplement"])[0])
    while person(thread, thread["draw"], held_by(thread, thread["draw"])[0]) != called:
        decline(thread, thread["draw"], 0)

    tag = held_by(thread, thread["supplement"])[0]
    assert tag not in states(thread)
    supplement_invited(thread)
    assert states(thread)[tag] == "invited"


def one_after_the_other(thread: Thread) -> None:
    """A supplement of one candidate, who comes onto the panel before it is drawn; then another supplement."""
    first, *others = learned(thread)
    on_leave(thread, *others)
    thread.at("11-30T14:00")
    thread.facts["supplement"] = supplement(thread)
    supplement_published(thread)
    decline(thread, thread["draw"], 0)
    assert person(thread, thread["draw"], held_by(thread, thread["draw"])[0]) == first
    supplement_drawn(thread)
    back_from_leave(thread)


def test_who_came_onto_the_panel_meanwhile_leaves_the_supplement_at_once(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("seat_open")
    one_after_the_other(thread)

    [departure] = facts_of(thread, thread["supplement"])["departures"]
    assert {name: departure[name] for name in SEATED} == SEATED
    assert (departure["rule"], departure["successor"]) == (4, None)
    assert len(set(everybody(thread))) == len(everybody(thread)) == 4
    assert verified(thread, exported(thread, thread["supplement"], tmp_path / "one"))


def test_a_seat_that_stays_open_in_a_supplement_has_a_supplement_of_its_own(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("seat_open")
    one_after_the_other(thread)
    thread.at("11-30T16:00")
    second = supplement(thread)
    ceremony(thread, second)

    with thread.desk.database.reading() as session:
        plan = json.loads(find_draw(session, second).plan or "")
        assert plan["parent"] == find_draw(session, thread["supplement"]).plan_digest
        assert (plan["attempt"], plan["pool"]["excluded"]) == (1, {"SEATED": 3})
    assert len(set(everybody(thread))) == len(everybody(thread)) == 5
    assert verified(thread, exported(thread, second, tmp_path / "two"))


def test_two_supplements_of_one_panel_both_name_its_plan(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    """The panel's last lawyers leave after the first supplement was drawn: other seats stay open."""
    thread = sqlite_thread_at("supplement_invited")
    draw = thread["draw"]
    while {0, 1} & held_by(thread, draw).keys():
        decline(thread, draw, min({0, 1} & held_by(thread, draw).keys()))
    newcomers = [number for number in everybody_of(thread, "C01") if number not in everybody(thread)][:3]
    for number in newcomers:
        learn(thread, number, field="L01")
    thread.at("11-30T16:00")
    second = supplement(thread)
    ceremony(thread, second)

    with thread.desk.database.reading() as session:
        panel = find_draw(session, draw)
        plan = json.loads(find_draw(session, second).plan or "")
        assert plan["parent"] == panel.plan_digest
        assert plan["seats"] == [{"count": 2, "fields": ["L01"], "id": "S1", "where": {}}]
        numbers = [holder.number for holder in seated(session, thread["meeting"])]
    assert numbers == sorted(set(numbers))
    assert len(set(everybody(thread))) == len(everybody(thread))
    assert verified(thread, exported(thread, second, tmp_path / "two"))


def everybody_of(thread: Thread, field: str) -> list[int]:
    listed = thread.read("registrar", "experts", "list", "--field", field, "--limit", 1000)
    keys = [line["public_id"] for line in listed]
    with thread.desk.database.reading() as session:
        return list(session.scalars(select(Expert.id).where(Expert.public_id.in_(keys)).order_by(Expert.id)))


def test_who_sits_counts_for_the_cap_of_the_supplement(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    """Only a colleague of a sitting member learns the rare field, then somebody from elsewhere."""
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    freeze = ("draw", "freeze", thread["meeting"], *THIN, "--cap", 1, "--reveal-by", "2026-11-30T12:00")
    draw = thread.facts["draw"] = thread.run("convener", *freeze)
    ceremony(thread, draw)
    thread.at("11-30T09:00")
    supplement_invited(thread)
    while RARE_SEAT in held_by(thread, draw):
        decline(thread, draw, RARE_SEAT)
    at_work = {employer(thread, number): number for number in everybody(thread)}
    outsiders = [number for number in everybody_of(thread, "C01") if employer(thread, number) not in at_work]
    colleagues = [number for number in everybody_of(thread, "C01") if employer(thread, number) in at_work]
    thread.at("11-30T14:00")
    learn(thread, colleagues[0])

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-11-30T18:00"),
        zh=f"在同单位至多1人的限制下坐不满。人数超限的单位：{employer(thread, colleagues[0])}",
        en="cannot be filled with at most 1 per employer",
    )
    learn(thread, outsiders[0])
    further = supplement(thread)
    ceremony(thread, further)
    assert outsiders[0] in everybody(thread)
    assert verified(thread, exported(thread, further, tmp_path / "capped"))


def employer(thread: Thread, expert: int) -> str:
    with thread.desk.database.reading() as session:
        key = session.get_one(Expert, expert).public_id
        record = record_of(session, thread.desk.vault, key)
        return next(work.employer for work in record.employments if work.ends is None)


def test_names_stay_sealed_while_a_supplement_is_on_its_way(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_published")
    arrived(thread)
    thread.at("12-02T09:00")
    unseal = ("meetings", "unseal", thread["meeting"])

    thread.refused(
        "supervisor",
        *unseal,
        zh="补充抽取尚未结束，须先完成或中止，才能开会。",
        en="A supplement draw is under way",
    )
    thread.run("convener", "draw", "lapse", thread["supplement"])
    assert "演示" in thread.output("supervisor", *unseal)


def test_no_supplement_once_the_session_has_begun(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("seat_open")
    arrived(thread)
    in_session(thread)

    thread.refused(
        "convener",
        *("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", "2026-12-02T10:00"),
        zh="补充抽取在专家组抽出之后、会议开始之前进行",
        en="a supplement is drawn while a panel sits and before the session begins",
    )


def test_a_member_of_the_supplement_is_barred_and_departs_like_any_other(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_invited")
    tag = held_by(thread, thread["supplement"])[0]
    with thread.desk.database.transaction() as session:
        declare(session, session.get_one(Expert, person(thread, thread["supplement"], tag)).name, "R05")

    facts = thread.read("supervisor", "recusals", "show", thread["meeting"])
    assert facts["supplements"] == [{"draw": thread["supplement"], "excluded": {"SEATED": 2}}]
    assert [(member["draw"], member["tag"]) for member in facts["panel"]] == [(thread["supplement"], tag)]
    printed = thread.output("supervisor", "recusals", "show", thread["meeting"])
    command = f"draw depart {thread['supplement']} {tag} --kind recused --cause R05"
    assert command in printed
    thread.run("supervisor", *command.split())
    assert held_by(thread, thread["supplement"])[0] != tag


def test_a_postponement_asks_both_and_stops_what_is_not_drawn(sqlite_thread_at: AtStep) -> None:
    under_way = sqlite_thread_at("supplement_published")
    said = under_way.output("convener", "meetings", "postpone", under_way["meeting"], *to(LATER))
    assert "未完成的补充抽取已作流抽处理，专家组不变。" in said
    assert shown(under_way, under_way["meeting"])["state"] == "locked"
    assert facts_of(under_way, under_way["supplement"])["state"] == "void"
    assert [state for state in states(under_way).values() if state != "gone"] == ["invited"] * 4

    drawn = sqlite_thread_at("supplement_invited")
    tag = held_by(drawn, drawn["supplement"])[0]
    drawn.run("", "invitations", "accept", code_of(drawn, tag))
    drawn.run("convener", "meetings", "postpone", drawn["meeting"], *to(LATER))
    assert states(drawn)[tag] == "invited"
    assert len(new_mails(drawn, "request")) == 5


def test_who_cannot_sit_on_the_new_day_leaves_the_supplement(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_invited")
    tag = held_by(thread, thread["supplement"])[0]
    with thread.desk.database.transaction() as session:
        name = session.get_one(Expert, person(thread, thread["supplement"], tag)).name
        go_on_leave(session, name, date(2026, 12, 16), date(2026, 12, 16))
    thread.run("convener", "meetings", "postpone", thread["meeting"], *to(LATER))

    [departure] = facts_of(thread, thread["supplement"])["departures"]
    assert (departure["tag"], departure["kind"], departure["cause"]) == (tag, "absent", "LEAVE")
    assert states(thread)[departure["successor"]] == "invited"


def test_a_cancellation_closes_both_draws_and_calls_everybody_off(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("supplement_invited")
    thread.run("convener", "meetings", "cancel", thread["meeting"], "--cause", "演示：停电")

    assert {facts_of(thread, thread[name])["state"] for name in ("draw", "supplement")} == {"closed"}
    assert set(states(thread).values()) == {"gone"}


def test_a_meeting_is_held_with_panel_and_supplement(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    """From the answer of the supplement's member to the package of the filing, which proves both draws."""
    thread = sqlite_thread_at("supplement_invited")
    tag = held_by(thread, thread["supplement"])[0]
    thread.run("", "invitations", "accept", code_of(thread, tag))
    arrived(thread)
    in_session(thread)
    assert thread["recused"] == tag, "the last expert takes no part in the first item"
    for play in (opined, voting, voted, counted, held):
        play(thread)

    with thread.desk.database.reading() as session:
        name = session.get_one(Expert, person(thread, thread["supplement"], tag)).name
    due = thread.read("convener", "evaluations", "due")
    assert {(row["tag"], row["name"]) for row in due} >= {(tag, name)}
    assert len(due) == 5
    for number, draw in enumerate((thread["draw"], thread["supplement"])):
        assert facts_of(thread, draw)["state"] == "closed"
        assert verified(thread, exported(thread, draw, tmp_path / f"audit{number}"))
        thread.run("auditor", "draw", "export", draw, "--to", tmp_path / f"public{number}")
        assert verified(thread, tmp_path / f"public{number}")
    for play in (drafted, reviewed, signed, sealed, issued):
        play(thread)
    package = package_of(thread)
    assert {"data/专家/抽取记录表.docx", "data/专家/补充抽取记录表（1）.docx"} <= package
    assert {"data/专家/抽取记录/plan.json", "data/专家/补充抽取记录（1）/plan.json"} <= package


def package_of(thread: Thread) -> set[str]:
    """The files of the filing's package."""
    path = thread.home / "package.zip"
    thread.run("office", "filings", "export", thread["filing"], "--to", path)
    with zipfile.ZipFile(path) as package:
        return {name.partition("/")[2] for name in package.namelist()}


@pytest.mark.parametrize("seed", range(40 if os.environ.get("SOAK") else 2))
def test_whoever_leaves_in_whatever_order_nobody_sits_twice_and_both_records_stay_right(
    sqlite_thread_at: AtStep, tmp_path: Path, seed: int
) -> None:
    thread = sqlite_thread_at("supplement_invited")
    draws = [thread["draw"], thread["supplement"]]
    for turn in range(10):
        lawyers = [(draw, seat) for draw in draws for seat in held_by(thread, draw) if seat < 2]
        decline(thread, *lawyers[(seed + (5 + seed) * turn) % len(lawyers)])
        sitting = everybody(thread)
        assert len(set(sitting)) == len(sitting)
        open_ = {tag for tag, state in states(thread).items() if state != "gone"}
        assert open_ == {tag for draw in draws for tag in held_by(thread, draw).values()}
    causes = {departure["cause"] for departure in facts_of(thread, thread["supplement"])["departures"]}
    assert "SEATED" in causes
    for number, draw in enumerate(draws):
        assert verified(thread, exported(thread, draw, tmp_path / str(number)))
