"""The same thread on SQLite and on PostgreSQL: the same panel, papers and ledger, byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.queries import read_head
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture(scope="module")
def both(sqlite_plays: Plays, postgres_plays: Plays) -> Iterator[tuple[Thread, Thread]]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("accepted") as one, postgres_plays.lent("accepted") as other:
        yield one, other


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_both_databases_draw_the_same_panel(both: tuple[Thread, Thread]) -> None:
    shown = [thread.read("convener", "draw", "show", thread["draw"]) for thread in both]

    assert shown[0] == shown[1]
    assert len(shown[0]["panel"]) == 5
    assert [event["kind"] for event in shown[0]["departures"]] == ["declined", "timeout"]


def test_both_databases_make_the_same_papers(both: tuple[Thread, Thread], tmp_path: Path) -> None:
    made = []
    for number, thread in enumerate(both):
        folder = tmp_path / str(number)
        thread.run("convener", "decisions", "export", thread["decision"], "--to", folder)
        thread.run("office", "filings", "export", thread["filing"], "--to", folder / "package.zip")
        made.append(files(folder))

    assert made[0] == made[1]
    assert len(made[0]) == 7  # decision, filing report, minutes, sign-in, tally, draw record; package


def test_both_databases_send_the_same_mail(both: tuple[Thread, Thread]) -> None:
    mails = [files(thread.home / "mail") for thread in both]

    assert mails[0] == mails[1]
    assert len([name for name in mails[0] if name.endswith(".eml")]) == 14


def test_both_databases_have_the_same_ledger(both: tuple[Thread, Thread]) -> None:
    heads = []
    for thread in both:
        with thread.desk.database.reading() as session:
            heads.append(read_head(session))

    assert heads[0] == heads[1]
    assert heads[0].size > 100


def test_both_databases_hold_the_same_rows(both: tuple[Thread, Thread]) -> None:
    dumps = [thread.dump(left_out=()) for thread in both]

    for table, rows in dumps[0].items():
        assert rows == dumps[1][table], table


def test_the_whole_ledger_holds_on_both_databases(both: tuple[Thread, Thread]) -> None:
    for thread in both:
        thread.run("auditor", "ledger", "checkpoint")
        (facts,) = thread.read("auditor", "ledger", "fsck")
        assert facts["checkpoints"] > 5
        assert facts["faults"] == []
