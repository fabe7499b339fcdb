"""Before the freeze: chances and what is missing agree with what the freeze then says; a dry run leaves no trace."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from experts.eligibility import Reason
from experts.fields import FIELDS
from experts.models import ExpertLeaf
from kernel.messages import word as word_of
from meetings.models import AgendaItem
from meetings.queries import find_agenda, find_meeting
from meetings.recusals.recusal import bars_of
from panel.models import Draw
from panel.panels import find_draw
from panel.rehearse import survey, throwaway_pool
from panel.seats import parse_seats
from service import demo_data as data
from thread import Thread, speaking
from thread_steps import REVEAL_BY, add_account

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
Terms = tuple[list[str], int | None]

USUAL: Terms = (["L01:2", "I05:2", "C01:1"], None)
SHORT: Terms = (["L01:17", "C01:2"], None)
CAPPED: Terms = (["L01:15", "I05:15", "C01:1"], 1)


def asked(thread: Thread, what: str, terms: Terms) -> list[object]:
    """The command that asks about these seats and this cap."""
    groups, cap = terms
    wanted = [word for group in groups for word in ("--seats", group)]
    return ["draw", what, thread["meeting"], *wanted, *(["--cap", cap] if cap else [])]


def freezing(thread: Thread, terms: Terms) -> list[object]:
    return [*asked(thread, "freeze", terms), "--reveal-by", REVEAL_BY]


def outlook(thread: Thread, terms: Terms, who: str = "convener") -> dict[str, Any]:
    found: dict[str, Any] = thread.read(who, *asked(thread, "chances", terms))
    return found


def ready_to_freeze(at: AtStep) -> Thread:
    thread = at("convened")
    thread.at("11-30T08:30")
    return thread


def relaxed(terms: Terms, relaxation: dict[str, Any]) -> Terms:
    """The terms as a relaxation would have them."""
    groups, cap = terms
    if relaxation["kind"] == "cap":
        return groups, (cap or 0) + relaxation["steps"]
    place = int(relaxation["group"][1:]) - 1
    fields, count = groups[place].split(":")
    if relaxation["kind"] == "seats":
        changed = f"{fields}:{int(count) - relaxation['steps']}"
    else:
        changed = f"{fields}+{relaxation['field']}:{count}"
    return [*groups[:place], changed, *groups[place + 1 :]], cap


def test_the_chances_are_those_that_the_freeze_then_has(thread_at: AtStep) -> None:
    thread = ready_to_freeze(thread_at)
    terms: Terms = (["L01:2", "L02:1"], None)
    ahead = outlook(thread, terms)
    draw = thread.run("convener", *freezing(thread, terms))

    shown = thread.read("convener", "draw", "show", draw)
    assert {p["type"]: p["chance"] for p in ahead["prospects"] if p["eligible"]} == shown["chances"]
    by_reason = {reason: count for filling in ahead["fillings"] for reason, count in filling["costs"]}
    assert by_reason.keys() == shown["excluded"].keys()


def test_what_is_missing_and_what_it_cost_is_what_the_freeze_then_names(thread_at: AtStep) -> None:
    thread = ready_to_freeze(thread_at)
    fillings = {filling["group"]: filling for filling in outlook(thread, SHORT)["fillings"]}
    law = fillings["S1"]
    refusal = thread.refusal("convener", *freezing(thread, SHORT)).text

    assert fillings["S2"]["missing"] == 0
    assert (law["eligible"], law["seats"], law["missing"]) == (15, 17, 2)
    assert f"还差{law['missing']}人" in refusal
    assert law["costs"] == [["R01", 1], ["R06", 1], ["TERM", 1]]
    assert all(f"{word_of('reason', Reason(reason))}{count}" in refusal for reason, count in law["costs"])


def test_a_cap_that_binds_gives_the_number_of_employers_and_no_name(thread_at: AtStep) -> None:
    thread = ready_to_freeze(thread_at)
    printed = thread.output("convener", *asked(thread, "chances", CAPPED))
    refusal = thread.refusal("convener", *freezing(thread, CAPPED)).text

    named = [body for body in data.EMPLOYERS if body.name in refusal]
    assert outlook(thread, CAPPED)["binding"] == len(named) == 7
    assert "7个单位人数超限" in printed
    assert not any(body.name in printed for body in data.EMPLOYERS)


@pytest.mark.parametrize(
    ("terms", "kinds"),
    [
        (SHORT, {("seats", 2)}),
        (CAPPED, {("cap", 1), ("seats", 8)}),
        ((["L01:2", "I02:1"], None), {("field", 1)}),
        ((["L01:2", "I05:17"], None), {("field", 1), ("seats", 2)}),
    ],
)
def test_every_relaxation_does_alone(
    sqlite_thread_at: AtStep, terms: Terms, kinds: set[tuple[str, int]]
) -> None:
    """A seat less would leave an even number, and a field more no seat for the law: the rules forbid both."""
    ahead = outlook(ready_to_freeze(sqlite_thread_at), terms)
    steps = [relaxation["steps"] for relaxation in ahead["relaxations"]]
    assert steps == sorted(steps)
    assert {(relaxation["kind"], relaxation["steps"]) for relaxation in ahead["relaxations"]} == kinds

    for relaxation in ahead["relaxations"]:
        thread = ready_to_freeze(sqlite_thread_at)
        assert thread.run("convener", *freezing(thread, relaxed(terms, relaxation))), relaxation


def test_no_field_is_left_out_that_would_do(sqlite_thread_at: AtStep) -> None:
    terms: Terms = (["L01:2", "I05:17"], None)
    thread = ready_to_freeze(sqlite_thread_at)
    proposed = {r["field"] for r in outlook(thread, terms)["relaxations"] if r["kind"] == "field"}

    assert proposed == {"C01", "C02", "I03", "I13", "L01", "L02"}
    for field in FIELDS.keys() - proposed - {"I05"}:
        widened = relaxed(terms, {"kind": "field", "group": "S2", "field": field})
        assert thread.refusal("convener", *freezing(thread, widened)).exit_code == 1, field


def test_the_report_is_a_table_with_a_chart_in_both_languages(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    for language, head, filled in (
        ("zh", "类型  合格  机会", "S1 法律（行政法）2席：合格15人，席位2个，坐得满。"),
        ("en", "type  eligible  chance", "15 eligible for 2 seats, enough."),
    ):
        with speaking(language):
            lines = thread.output("convener", *asked(thread, "chances", USUAL)).splitlines()
        assert lines[0].startswith(head)
        assert "2/15" in lines[1]
        assert "13.33%" in lines[1]
        assert "  ###.................  " in lines[1]
        assert "1/8" in lines[1]
        assert "12.50%" in lines[1]
        assert any(filled in line for line in lines)


def test_what_would_do_is_said_in_words_in_both_languages(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    for language, less, higher in (
        ("zh", "S1 法律（行政法）17席减少2席", "同单位上限提高1，至2人"),
        ("en", "2 seats less in S1", "raise the cap by 1, to 2 per employer"),
    ):
        with speaking(language):
            assert less in thread.output("convener", *asked(thread, "chances", SHORT))
            assert higher in thread.output("convener", *asked(thread, "chances", CAPPED))


def test_it_is_said_when_nothing_alone_would_do(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    hopeless: Terms = (["L01:40", "I02:1", "I01:2"], None)
    assert outlook(thread, hopeless)["relaxations"] == []
    assert "任何一项都不足以单独解决" in thread.output("convener", *asked(thread, "chances", hopeless))


@pytest.mark.parametrize("cap", [None, 1])
def test_a_dry_run_says_so_in_every_line_and_leaves_no_trace(thread_at: AtStep, cap: int | None) -> None:
    thread = ready_to_freeze(thread_at)
    before = thread.dump(left_out=())
    terms = (USUAL[0], cap)
    command = [*asked(thread, "rehearse", terms), "--trials", 5]

    for language, mark in (("zh", "【试抽】"), ("en", "[rehearsal]")):
        with speaking(language):
            lines = thread.output("supervisor", *command).splitlines()
        assert len(lines) == 1 + 5 + (3 if cap else 0)
        assert all(line.startswith(mark) for line in lines)
    found = thread.read("convener", *command)
    assert found["rehearsal"] is True
    assert [seat["group"] for seat in found["seats"]] == ["S1", "S1", "S2", "S2", "S3"]
    assert {name for seat in found["seats"] for name in seat} == {"seat", "group", "type", "passed_over"}
    assert (found["trials"] or {}).get("runs") == (5 if cap else None)
    assert thread.dump(left_out=()) == before


def test_a_dry_run_names_no_expert_employer_tag_or_key(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    printed = json.dumps(thread.read("convener", *asked(thread, "rehearse", USUAL)), ensure_ascii=False)
    assert "演示" not in printed
    assert not any(len(part) >= 16 for part in printed.split('"'))


def test_a_dry_run_shows_whom_the_cap_passes_over(sqlite_thread_at: AtStep) -> None:
    """Fifteen know administrative law and as many safety; with so few seats left over somebody is passed."""
    thread = ready_to_freeze(sqlite_thread_at)
    terms: Terms = (["L01:11", "I05:11", "C01:1"], 1)
    found = thread.read("convener", *asked(thread, "rehearse", terms), "--trials", 3)
    assert any(seat["passed_over"] for seat in found["seats"])
    assert "有人因同单位上限被越过" in thread.output(
        "convener", *asked(thread, "rehearse", terms), "--trials", 3
    )


@pytest.mark.parametrize("terms", [SHORT, CAPPED])
def test_what_cannot_be_filled_is_not_rehearsed(sqlite_thread_at: AtStep, terms: Terms) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    thread.refused(
        "convener",
        *asked(thread, "rehearse", terms),
        zh="坐不满，不能试抽：",
        en="Cannot be filled, so nothing is rehearsed: ",
    )


@pytest.mark.parametrize("what", ["chances", "rehearse"])
def test_nothing_is_estimated_after_the_freeze(sqlite_thread_at: AtStep, what: str) -> None:
    thread = sqlite_thread_at("frozen")
    thread.refused(
        "supervisor",
        *asked(thread, what, USUAL),
        zh="示应急会〔2026〕1号的候选池已冻结，机会已经确定",
        en="The pool of 示应急会〔2026〕1号 is frozen: the chances stand",
    )


@pytest.mark.parametrize("what", ["chances", "rehearse"])
def test_only_those_may_look_who_may_see_the_draw(sqlite_thread_at: AtStep, what: str) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    assert outlook(thread, USUAL, who="supervisor") == outlook(thread, USUAL)
    add_account(thread, "stranger", "演示他人", "convener", data.LAND)
    for who, zh, en, exit_code in (
        ("clerk", "无权办理此事", "may not", 4),
        ("stranger", "没有找到会议", "There is no", 5),
    ):
        thread.refused(who, *asked(thread, what, USUAL), zh=zh, en=en, exit_code=exit_code)


def test_the_register_is_read_with_three_statements_whatever_its_size(thread_at: AtStep) -> None:
    thread = ready_to_freeze(thread_at)
    thread.desk.actor_name = "convener"
    groups = parse_seats(USUAL[0])
    with thread.desk.acting() as act:
        bars = bars_of(act, find_meeting(act.session, thread["meeting"]))
        for size in (data.COUNT, 0):
            with statements(act.session) as sent:
                assert sum(survey(act.session, groups, bars).counted.values()) == size
            assert len(sent) == 3
            with statements(act.session) as sent:
                assert bool(throwaway_pool(act.session, act.entropy, groups, bars).size) == bool(size)
            assert len(sent) == 3
            act.session.execute(update(ExpertLeaf).values(is_current=False))


@pytest.mark.parametrize("cases", [1, 2])
def test_the_whole_outlook_takes_ten_statements_however_many_cases(
    sqlite_thread_at: AtStep, cases: int
) -> None:
    """Besides who asks: one for the agenda, six for what bars experts, three for the register."""
    thread = ready_to_freeze(sqlite_thread_at)
    groups = parse_seats(USUAL[0])
    thread.desk.actor_name = "convener"
    with thread.desk.acting() as act:
        if cases == 1:
            act.session.execute(delete(AgendaItem).where(AgendaItem.position > 1))
        act.session.expire_all()
        with statements(act.session) as sent:
            meeting = find_agenda(act.session, thread["meeting"])
            assert len(meeting.agenda) == cases
            survey(act.session, groups, bars_of(act, meeting))
        assert len(sent) == 10, sent


def test_the_chart_is_a_file_in_the_readers_language(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    for language, title, spoken in (
        (
            "zh",
            "每名合格专家被抽中的机会",
            "S1 法律（行政法）2席：合格15人，机会2/15 = 13.33%，再多1人时1/8 = 12.50%",
        ),
        ("en", "chance of a seat", "15 eligible, chance 2/15 = 13.33%, with one more 1/8 = 12.50%"),
    ):
        path = tmp_path / f"{language}.svg"
        with speaking(language):
            printed = thread.output("convener", *asked(thread, "chances", USUAL), "--chart", path)
        assert str(path) in printed
        svg = ET.parse(path).getroot()
        told = {element.tag.rpartition("}")[2]: str(element.text) for element in svg}
        assert title in told["title"]
        assert spoken in told["desc"]
        assert path.read_text(encoding="utf-8").count('fill="#14548a"') == 1 + 3
    thread.refused(
        *("convener", *asked(thread, "chances", USUAL), "--chart", path),
        zh="不会覆盖",
        en="is not overwritten",
        exit_code=2,
    )


def test_in_english_no_chinese_word_is_left(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    wishes: Terms = (["L01+L02:17", "I05+I06:2:region=CITY,PROVINCE", "C01:2"], None)
    path = tmp_path / "chart.svg"
    with speaking("en"):
        printed = [
            thread.output("convener", *asked(thread, "chances", wishes), "--chart", path),
            path.read_text(encoding="utf-8").partition("sans-serif")[2],
            *(
                thread.output("convener", *asked(thread, "chances", terms))
                for terms in (SHORT, CAPPED, USUAL)
            ),
            thread.output("convener", *asked(thread, "rehearse", (USUAL[0], 1)), "--trials", 2),
            thread.refusal("convener", *asked(thread, "rehearse", SHORT), language="en").text,
        ]
    for text in printed:
        assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text), text


def test_two_short_groups_are_mended_together(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    terms: Terms = (["L01:17", "I05:18"], None)
    ahead = outlook(thread, terms)
    assert ahead["relaxations"] == []
    assert [(less["group"], less["steps"]) for less in ahead["together"]] == [("S1", 3), ("S2", 3)]
    assert "合起来即可：" in thread.output("convener", *asked(thread, "chances", terms))

    for less in ahead["together"]:
        terms = relaxed(terms, less)
    assert thread.run("convener", *freezing(thread, terms))


def test_nothing_of_a_dry_run_can_become_a_draw(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    """It has no id; its pool, seed and seats are not those of the draw that follows, nor known to anything."""
    thread = ready_to_freeze(sqlite_thread_at)
    rehearsed = thread.read("convener", *asked(thread, "rehearse", USUAL))
    (tmp_path / "transcript").mkdir()
    for name in ("plan.json", "reveals.json", "result.json", "events.json", "openings.json"):
        (tmp_path / "transcript" / name).write_text(json.dumps(rehearsed))
    assert thread.run("", "verify", tmp_path / "transcript") != 0

    for guess in (thread["meeting"], "rehearsal", "0" * 32, ""):
        for command in ("commit", "publish", "reveal"):
            secret = ("--secret", tmp_path / "none.json") if command != "publish" else ()
            assert thread.refusal("convener", "draw", command, guess, *secret).exit_code in {2, 5}

    with thread.desk.acting() as act:
        groups = parse_seats(USUAL[0])
        bars = bars_of(act, find_meeting(act.session, thread["meeting"]))
        thrown_away = {throwaway_pool(act.session, act.entropy, groups, bars).digest for _ in range(3)}
    draw = thread.run("convener", *freezing(thread, USUAL))
    assert len(thrown_away) == 3
    with thread.desk.database.reading() as session:
        assert session.scalars(select(Draw.pool_digest)).all() == [find_draw(session, draw).pool_digest]
        assert find_draw(session, draw).pool_digest not in thrown_away


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The statements sent inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield sent
    event.remove(session.get_bind(), "before_cursor_execute", note)
