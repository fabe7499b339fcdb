"""An expert's own leaf at any time, and the own line of a pool once nobody can be called from it any more."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from experts.models import Expert
from panel.models import Candidate, Draw
from thread import Plays, Thread
from thread_steps import SEATS, sitting

pytest_plugins = ["thread_fixtures"]

VERIFIER = Path(__file__).parents[3] / "verifiers" / "verify_draw.py"
AtStep = Callable[[str], Thread]
NOT_YET = {
    "zh": "会议结束前，任何人都不能得知自己是否在候选池中。",
    "en": "Nobody learns before the meeting is over whether they are in its pool.",
}


@pytest.fixture(scope="module")
def held(sqlite_plays: Plays) -> Iterator[Thread]:
    """After the meeting; read only but for what was looked at."""
    with sqlite_plays.lent("held") as thread:
        yield thread


@pytest.fixture(scope="module")
def public(held: Thread) -> Path:
    folder = held.home / "public"
    held.run("convener", "draw", "export", held["draw"], "--to", folder)
    return folder


def someone(thread: Thread, *, candidate: bool, excluded: bool = False) -> str:
    """The own code of an expert who is in the pool, excluded or not, or of one who is not."""
    pool = (
        select(Candidate.expert_id)
        .join(Draw, Draw.id == Candidate.draw_id)
        .where(Draw.public_id == thread["draw"])
    )
    if candidate:
        pool = pool.where(Candidate.reason.isnot(None) if excluded else Candidate.reason.is_(None))
    wanted = Expert.id.in_(pool) if candidate else Expert.id.not_in(pool)
    with thread.desk.database.reading() as session:
        expert = session.scalars(select(Expert.public_id).where(wanted).order_by(Expert.id)).first()
    return str(thread.run("registrar", "experts", "code", expert))


def opening(thread: Thread, code: str) -> tuple[object, ...]:
    return "", "self", "opening", thread["draw"], "--code", code


@pytest.mark.parametrize("step", ["frozen", "published", "drawn", "in_session"])
def test_nobody_learns_before_the_end_whether_they_are_in_the_pool(
    sqlite_thread_at: AtStep, step: str
) -> None:
    thread = sqlite_thread_at(step)
    asking = [
        someone(thread, candidate=True),
        someone(thread, candidate=True, excluded=True),
        someone(thread, candidate=False),
    ]

    answers = {thread.refusal(*opening(thread, code)).text for code in asking}
    assert len(answers) == 1
    for code in asking:
        thread.refused(*opening(thread, code), **NOT_YET)
        assert thread.read("", "self", "draws", "--code", code) == []


def test_who_sits_does_not_learn_it_early_by_the_code_of_the_invitation(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("arrived")

    for code in sitting(thread).values():
        thread.refused(*opening(thread, code), **NOT_YET)


@pytest.mark.parametrize("excluded", [False, True])
def test_after_the_meeting_everybody_of_the_pool_sees_the_own_line(held: Thread, *, excluded: bool) -> None:
    code = someone(held, candidate=True, excluded=excluded)

    assert [draw["draw"] for draw in held.read("", "self", "draws", "--code", code)] == [held["draw"]]
    [line] = held.read(*opening(held, code))
    assert line["line"].endswith("X" if excluded else "-")
    assert line["line"].startswith(line["opening"]["tag"])
    assert (line["reason"] is not None) == excluded
    assert ("未列入可抽之列，事由：" in held.output(*opening(held, code))) == excluded


def test_who_sat_sees_the_own_line_by_the_code_of_the_invitation(held: Thread) -> None:
    for tag, code in sitting(held).items():
        [line] = held.read(*opening(held, code))
        assert line["opening"]["tag"] == tag


def test_who_was_not_in_the_pool_is_told_so_afterwards(held: Thread) -> None:
    held.refused(
        *opening(held, someone(held, candidate=False)),
        zh="您不在该次抽取的候选池中",
        en="You were not in the pool of this draw",
    )


@pytest.mark.parametrize("excluded", [False, True])
def test_a_strangers_program_accepts_the_bundle(
    held: Thread, public: Path, tmp_path: Path, *, excluded: bool
) -> None:
    """The file is an `openings.json` as it stands."""
    code = someone(held, candidate=True, excluded=excluded)
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", public, copy], check=True)
    (copy / "openings.json").unlink()
    held.run(*opening(held, code), "--out", copy / "openings.json")

    report = held.read("", "verify", copy)
    assert report["exit_code"] == 0
    assert any(step["en"] == "The opened leaves fit the pool." for step in report["steps"])

    alone = subprocess.run(
        [sys.executable, "-I", VERIFIER, copy], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 0, alone.stdout

    [opened] = json.loads((copy / "openings.json").read_bytes())
    assert opened.keys() == {"blind", "leaf", "tag"}
    for name, value in (("salt", "0" * 64), ("fields", ["L99"]), ("employer", "0" * 64)):
        wrong = {**opened, "leaf": {**opened["leaf"], name: value}}
        (copy / "openings.json").write_text(json.dumps([wrong]))
        assert held.run("", "verify", copy) == 1, name


def test_the_three_lines_for_a_terminal_find_the_line(held: Thread, public: Path) -> None:
    code = someone(held, candidate=True)
    [line] = held.read(*opening(held, code))
    *_, leaf, tag, grep = held.output(*opening(held, code)).splitlines()

    done = subprocess.run(
        ["bash", "-c", f"{leaf}\n{tag}\n{grep}"], cwd=public, capture_output=True, text=True, check=True
    )
    own = held.read("", "self", "leaf", "--code", code)["leaf"]
    assert done.stdout.splitlines() == [own, line["opening"]["tag"], line["line"]]


def test_the_own_leaf_can_be_had_at_any_time(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("registered")
    [first] = thread.read("registrar", "experts", "list", "--limit", 1)
    code = thread.run("registrar", "experts", "code", first["public_id"])

    own = thread.read("", "self", "leaf", "--code", code)
    assert own["leaf"] == thread.read("registrar", "experts", "show", first["public_id"])["leaf"]
    thread.run("", "self", "leaf", "--code", code, "--out", tmp_path / "leaf.json")
    assert json.loads((tmp_path / "leaf.json").read_bytes()) == own["opening"]
    line = thread.output("", "self", "leaf", "--code", code).splitlines()[-1]
    assert subprocess.check_output(["bash", "-c", line], text=True).strip() == own["leaf"]


def test_a_draw_that_came_to_nothing_is_shown_until_the_next_attempt(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("lapsed")
    code = someone(thread, candidate=True)
    assert len(thread.read(*opening(thread, code))) == 1

    thread.run("office", "draw", "approve", thread["draw"], "--cause", "演示")
    thread.run("convener", "draw", "freeze", thread["meeting"], *SEATS, "--reveal-by", "2026-11-30T18:00")

    thread.refused(*opening(thread, code), **NOT_YET)
    assert thread.read("", "self", "draws", "--code", code) == []


def test_a_wrong_code_opens_nothing(held: Thread) -> None:
    code = someone(held, candidate=True)
    other = someone(held, candidate=False)
    swapped = f"{code.split('-')[0]}-{other.split('-')[1]}"

    for wrong in ("", "-", swapped, f"{code[:-1]}7", code.split("-")[0]):
        for words in (("opening", held["draw"]), ("draws",), ("leaf",), ("show",)):
            refusal = held.refusal("", "self", *words, "--code", wrong)
            assert refusal.exit_code == 5, (wrong, words)


def test_that_a_code_was_asked_for_is_on_the_ledger(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    [first] = thread.read("registrar", "experts", "list", "--limit", 1)
    before = len(thread.dump()["log_entry"])
    thread.run("registrar", "experts", "code", first["public_id"])

    entries = thread.dump()["log_entry"]
    assert len(entries) == before + 1
    assert any("expert.code_handed" in map(str, row) for row in entries)
