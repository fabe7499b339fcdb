"""What the thread keeps to itself: personal numbers and addresses everywhere, names until the unsealing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from thread import Plays, Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def thread(request: pytest.FixtureRequest) -> Iterator[Thread]:
    """Read only: one copy of each kind serves all tests."""
    plays: Plays = request.getfixturevalue(f"{request.param}_plays")
    with plays.lent("accepted") as thread:
        yield thread


def people(thread: Thread) -> list[list[str]]:
    """Name, document number, mobile and address of all sixty."""
    lines = (thread.home / "given" / "roster.csv").read_text(encoding="gb18030").splitlines()[1:]
    found = [line.split(",")[:4] for line in lines]
    assert len(found) == 60
    return found


def readable(rows: list[tuple[object, ...]]) -> str:
    """All values of a table's rows, bytes as the text they may hold."""
    values = [value for row in rows for value in row]
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values
    )


def test_no_table_holds_a_number_or_address_of_an_expert_in_clear(thread: Thread) -> None:
    for table, rows in thread.dump(left_out=()).items():
        text = readable(rows)
        for _, *personal in people(thread):
            assert not any(value in text for value in personal), table


def test_no_page_of_the_database_file_holds_one_either(
    sqlite_thread_at: Callable[[str], Thread],
) -> None:
    thread = sqlite_thread_at("accepted")
    content = Path(thread.url.removeprefix("sqlite:///")).read_bytes()
    assert thread["meeting"].encode() in content
    for _, *personal in people(thread):
        assert not any(value.encode() in content for value in personal)


@pytest.mark.parametrize("table", ["log_entry", "log_payload", "outbox"])
def test_neither_ledger_nor_outbox_names_an_expert(thread: Thread, table: str) -> None:
    rows = thread.dump()[table]
    assert len(rows) >= 9
    text = readable(rows)

    assert not any(name in text for name, *_ in people(thread))


def test_names_stand_in_the_register_alone(thread: Thread) -> None:
    for table, rows in thread.dump().items():
        if table != "expert":
            text = readable(rows)
            assert not any(name in text for name, *_ in people(thread)), table


def test_before_the_unsealing_nothing_a_convener_can_read_names_an_expert(
    thread_at: Callable[[str], Thread],
) -> None:
    thread = thread_at("arrived")
    meeting, draw = thread["meeting"], thread["draw"]
    commands: list[tuple[object, ...]] = [
        ("draw", "show", draw),
        ("invitations", "list", meeting),
        ("meetings", "show", meeting),
        ("meetings", "list"),
        ("cases", "show", thread["case"]),
        ("cases", "list"),
    ]
    printed = "".join(
        thread.output("convener", *words, *flag) for words in commands for flag in ((), ("--json",))
    )
    assert all(tag in printed for tag in sitting(thread))

    for name, *personal in people(thread):
        assert name not in printed
        assert not any(value in printed for value in personal)


def test_answers_and_successions_are_told_without_names(thread_at: Callable[[str], Thread]) -> None:
    thread = thread_at("drawn")
    thread.at("11-30T09:00")
    printed = thread.output("convener", "invitations", "send", thread["meeting"])
    printed += thread.output("liaison", "invitations", "deliver", "--to", thread.home / "mail")
    thread.at("11-30T13:00")
    printed += thread.output("liaison", "invitations", "time-out", thread["meeting"])

    assert printed.count("递补") == 5
    assert not any(name in printed for name, *_ in people(thread))


def test_the_unsealing_names_those_who_sit_and_nobody_else(thread_at: Callable[[str], Thread]) -> None:
    thread = thread_at("arrived")
    thread.at("12-02T09:00")
    printed = thread.output("supervisor", "meetings", "unseal", thread["meeting"])

    assert len([name for name, *_ in people(thread) if name in printed]) == 5
