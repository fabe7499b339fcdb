"""A monitor over the whole log of a meeting: in the database, and in the folder that was exported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import SystemClock
from kernel.entropy import SystemEntropy
from kernel.roles import By
from ledger.append import append
from ledger.entry import Visibility
from ledger.queries import entries_of, payload_of
from panel.draw.plan import plan_digest
from thread import Thread, speaking

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def enter(
    thread: Thread,
    type_: str,
    payload: dict[str, Any],
    *,
    subject: str = "",
    visibility: Visibility = Visibility.CLOSED,
) -> int:
    """What an operator who owns the database could enter, for the thread's draw if for no other."""
    with thread.desk.database.transaction() as session:
        entry = append(
            session,
            clock=SystemClock(),
            entropy=SystemEntropy(),
            type=type_,
            subject=subject or thread["draw"],
            by=By("clock", "service"),
            payload=payload,
            visibility=visibility,
            idem=f"forged/{type_}",
        )
    return entry.n


def test_a_whole_meeting_shows_nothing_in_the_database_and_elsewhere(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("accepted")
    folder = thread.home / "log"
    assert "1份抽取方案（其中0份内容不公开" in thread.output("auditor", "ledger", "monitor")

    thread.run("office", "ledger", "export", "--to", folder)
    assert "1份抽取方案（其中0份内容不公开" in thread.output("", "ledger", "monitor", "--from", folder)
    elsewhere = thread.home / "audit"
    thread.run("auditor", "ledger", "export", "--to", elsewhere, "--closed", "年度审计")
    assert thread.read("", "ledger", "monitor", "--from", elsewhere) == {
        "plans": 1,
        "withheld": 0,
        "findings": [],
    }


def test_an_outsider_finds_a_second_plan_for_a_case_in_the_public_export(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    with thread.desk.database.reading() as session:
        published = [entry for entry in entries_of(session, thread["draw"]) if entry.type == "plan.published"]
        payload = payload_of(session, published[0]) or {}
    second = {**payload["plan"], "draw": "0" * 32}  # type: ignore[dict-item]  # our own JSON
    facts = {"draw": "0" * 32, "plan": second, "plan_digest": plan_digest(second)}  # type: ignore[arg-type]  # as above
    enter(thread, "plan.published", facts, subject="0" * 32, visibility=Visibility.PUBLIC)
    thread.run("office", "ledger", "export", "--to", thread.home / "log")

    found = thread.read("", "ledger", "monitor", "--from", thread.home / "log")["findings"]
    assert "monitor.two_open_plans" in {finding["code"] for finding in found}


def test_a_replacement_after_the_close_is_named_with_its_entries(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("accepted")
    n = enter(thread, "member.replaced", {})

    assert thread.run("auditor", "ledger", "monitor") == 1
    told = thread.output("auditor", "ledger", "monitor")
    assert f"抽取{thread['draw']}了结之后仍有递补：条目" in told
    assert f"、{n}。" in told
    with speaking("en"):
        told = thread.output("auditor", "ledger", "monitor")
    assert "Somebody was replaced in draw" in told
    assert "1 findings: ask about each." in told


def changed(folder: Path) -> dict[str, Callable[[], object]]:
    log, lines = folder / "1", folder / "1" / "files" / "000.jsonl"
    text = lines.read_bytes()
    rows = text.splitlines(keepends=True)

    def write(data: bytes) -> Callable[[], object]:
        return lambda: lines.write_bytes(data)

    return {
        "an entry gone": write(b"".join(rows[:5] + rows[6:])),
        "the last entry gone": write(b"".join(rows[:-1])),
        "an entry twice": write(b"".join([*rows, rows[-1]])),
        "two entries exchanged": write(b"".join([rows[1], rows[0], *rows[2:]])),
        "an actor changed": write(text.replace(b'"by":"', b'"by":"x', 1)),
        "a line that is no entry": write(b"{}\n" + text),
        "no entries": lines.unlink,
        "another root": lambda: (log / "checkpoint").write_bytes(
            (log / "checkpoint").read_bytes().replace(b"\n", b"\nA", 2)
        ),
        "no key": (log / "log.vkey").unlink,
    }


CASES = [
    *("an entry gone", "the last entry gone", "an entry twice", "two entries exchanged", "an actor changed"),
    *("a line that is no entry", "no entries", "another root", "no key"),
]


def test_a_folder_that_was_changed_is_not_read(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("drawn")
    for number, case in enumerate(CASES):
        folder = thread.home / f"log{number}"
        thread.run("office", "ledger", "export", "--to", folder)
        changed(folder)[case]()
        refusal = thread.refusal("", "ledger", "monitor", "--from", folder)
        assert refusal.exit_code in {1, 2}, case
        assert "异常" not in refusal.text, case


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_folder_without_a_log_is_told(sqlite_thread_at: AtStep, name: str) -> None:
    thread = sqlite_thread_at("drawn")
    refusal = thread.refusal("", "ledger", "monitor", "--from", thread.home / name)
    assert (refusal.exit_code, "不是导出的日志文件夹" in refusal.text) == (2, True)
