"""The database is locked, gone or cut off: one sentence, nothing changed, and afterwards it works."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import postgres
from kernel.accounts import actor_named
from kernel.database import LOCK_WAIT_SECONDS
from kernel.errors import Unavailable
from meetings.convening.convene import add_unit
from meetings.queries import find_meeting
from service import demo_data as data
from thread import PostgresCopies, Thread, name_of, speaking
from thread_elsewhere import Elsewhere
from thread_steps import freeze, scan

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

GONE = {
    "zh": "无法连接或写入数据库，未作任何改动。请检查 PANEL_DATABASE_URL 和数据库服务。",
    "en": "The database cannot be reached or written; nothing was changed.",
}


def test_a_database_that_is_locked_for_long_is_given_up_after_five_seconds(
    thread_at: AtStep, two_processes: tuple[Elsewhere, Elsewhere]
) -> None:
    """Another process holds a write transaction; reads go on meanwhile."""
    thread = thread_at("convened")
    thread.at("11-30T08:30")
    holder, _ = two_processes
    before = thread.dump()
    holder.hold(thread)

    began = time.monotonic()
    refusal = thread.refusal("convener", *freeze(thread))
    waited = time.monotonic() - began

    assert refusal.exit_code == 6
    assert refusal.text == "数据库正被占用，未作任何改动，请稍后再试。"
    assert LOCK_WAIT_SECONDS - 0.5 < waited < LOCK_WAIT_SECONDS + 2.5
    assert thread.read("convener", "meetings", "show", thread["meeting"])["state"] == "preparing"
    assert thread.dump() == before
    holder.release(thread)
    assert thread.run("convener", *freeze(thread))


def test_a_lock_that_ends_in_time_is_waited_for(
    thread_at: AtStep, two_processes: tuple[Elsewhere, Elsewhere]
) -> None:
    thread = thread_at("convened")
    thread.at("11-30T08:30")
    holder, worker = two_processes
    thread.desk.close()
    holder.hold(thread)
    worker.start(thread, "convener", *freeze(thread))
    assert worker.waits()

    holder.release(thread)
    assert worker.end().exit_code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sentence_of_a_locked_database_is_there_in_both_languages(
    sqlite_thread_at: AtStep, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("kernel.database.LOCK_WAIT_SECONDS", 0.1)
    thread = sqlite_thread_at("convened")
    same = Thread(thread.url, thread.home, thread.clock, thread.entropy, thread.facts)
    with thread.desk.database.transaction() as session:
        session.execute(text("SELECT 1"))
        refusal = same.refusal("convener", *freeze(thread), language=language)
    same.desk.close()

    expected = {"zh": "数据库正被占用", "en": "The database is busy; nothing was changed."}
    assert (refusal.exit_code, expected[language] in refusal.text) == (6, True), refusal


def test_a_database_file_that_is_gone_is_not_replaced_by_an_empty_one(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("issued")
    send = ("filings", "send", thread["filing"], *scan(thread))
    before = thread.dump()
    thread.desk.close()
    path = Path(thread.url.removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".away"))

    for language, sentence in (
        ("zh", "数据库结构尚未建立或版本不符，请先运行 panel db upgrade。"),
        ("en", "The database is not set up or of another version. Run panel db upgrade first."),
    ):
        refusal = thread.refusal("convener", *send, language=language)
        assert (refusal.exit_code, refusal.text) == (6, sentence)
        assert not path.exists()

    path.with_suffix(".away").rename(path)
    assert thread.dump() == before
    thread.run("convener", *send)


def test_a_database_that_may_not_be_written_changes_nothing(sqlite_thread_at: AtStep) -> None:
    """The file is a folder's: SQLite cannot even open it."""
    thread = sqlite_thread_at("issued")
    thread.desk.close()
    path = Path(thread.url.removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".away"))
    path.mkdir()

    for language in ("zh", "en"):
        refusal = thread.refusal("office", "filings", "list", language=language)
        assert (refusal.exit_code, GONE[language] in refusal.text) == (6, True), refusal
    path.rmdir()


def test_a_file_that_is_no_database_is_told_apart_from_one_that_is_gone(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("issued")
    thread.desk.close()
    path = Path(thread.url.removeprefix("sqlite:///"))
    path.write_bytes(b"no database at all, but longer than a header of one hundred bytes" * 4)

    refusal = thread.refusal("office", "filings", "list")
    assert refusal.exit_code == 6, refusal


on_postgres = pytest.mark.parametrize("thread_at", ["postgres"], indirect=True)


@on_postgres
def test_a_connection_cut_in_the_middle_of_a_transaction_changes_nothing(
    thread_at: AtStep, pg_socket: str
) -> None:
    thread = thread_at("convened")
    before = thread.dump()
    for language, sentence in GONE.items():
        with (
            speaking(language),
            pytest.raises(Unavailable) as gone,
            thread.desk.acting(lambda session: actor_named(session, "convener")) as act,
        ):
            meeting = find_meeting(act.session, thread["meeting"])
            add_unit(act, meeting, data.INSPECTION.uscc)
            postgres.administer(
                pg_socket,
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(thread.url)}'",
            )
            add_unit(act, meeting, data.OFFICE.uscc)
        with speaking(language):
            assert sentence in str(gone.value)
        assert gone.value.exit_code == 6
    assert thread.dump() == before
    thread.run("convener", "meetings", "add-unit", thread["meeting"], data.INSPECTION.uscc)


@on_postgres
def test_a_connection_that_died_between_two_commands_is_made_anew(thread_at: AtStep, pg_socket: str) -> None:
    thread = thread_at("convened")
    thread.dump()
    name = name_of(thread.url)
    postgres.administer(
        pg_socket, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )

    assert thread.read("convener", "meetings", "show", thread["meeting"])["state"] == "preparing"


@on_postgres
def test_a_database_that_was_dropped_is_reported_and_works_again_from_its_copy(
    thread_at: AtStep, pg_socket: str
) -> None:
    thread = thread_at("issued")
    before = thread.dump()
    thread.desk.close()
    copies = PostgresCopies(pg_socket)
    backup = copies.copy(thread.url)
    copies.drop(thread.url)

    for language, sentence in GONE.items():
        refusal = thread.refusal(
            "convener", "filings", "send", thread["filing"], *scan(thread), language=language
        )
        assert (refusal.exit_code, sentence in refusal.text) == (6, True), refusal

    postgres.administer(pg_socket, f"ALTER DATABASE {name_of(backup)} RENAME TO {name_of(thread.url)}")
    assert thread.dump() == before
    thread.run("convener", "filings", "send", thread["filing"], *scan(thread))


@on_postgres
def test_a_server_that_is_not_there_is_reported(thread_at: AtStep, tmp_path: Path) -> None:
    thread = thread_at("filed")
    away = Thread(
        postgres.url(str(tmp_path), "anything"), thread.home, thread.clock, thread.entropy, thread.facts
    )

    refusal = away.refusal("clerk", "cases", "list")
    assert (refusal.exit_code, refusal.text) == (6, GONE["zh"])


@on_postgres
def test_the_plain_postgresql_url_is_understood(thread_at: AtStep) -> None:
    """`postgresql://…`, as administrators write it."""
    thread = thread_at("filed")
    url = thread.url.replace("postgresql+psycopg://", "postgresql://")
    plain = Thread(url, thread.home, thread.clock, thread.entropy, thread.facts)

    assert len(plain.read("clerk", "cases", "list")) == 2
    plain.desk.close()
