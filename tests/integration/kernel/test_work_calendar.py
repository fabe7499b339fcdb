"""The work calendar as the office keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.errors import InputError, NotAllowed, Refused
from kernel.roles import Actor, Role
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.reading import read_workbook
from kernel.work_calendar import CalendarDay, DayKind, work_calendar, year_of
from ledger.queries import entries_of
from meetings.calendar.import_calendar import preview_days, store_days
from meetings.calendar.keep_calendar import EnteredDay, confirm, seed, set_days

NOTICE = "演示用通知〔2025〕7号"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    desk = Desk(config, SetClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC)), RepeatableEntropy(b"calendar"))
    yield desk
    desk.close()


@contextmanager
def acting(desk: Desk, role: Role = Role.OFFICE) -> Iterator[Act]:
    with desk.acting(lambda _: Actor("o" * 26, "演示办公室", frozenset({role}))) as act:
        yield act


def set_day(act: Act, day: date, kind: DayKind, name: str, source: str) -> int:
    return set_days(act, [EnteredDay(day, kind, name)], source)


def days(desk: Desk, year: int) -> dict[date, CalendarDay]:
    with desk.database.reading() as session:
        return {day.day: day for day in year_of(session, year)[1]}


def seeded(desk: Desk, year: int = 2026) -> None:
    with acting(desk) as act:
        seed(act, year)


def test_a_new_database_has_no_year_and_counts_monday_to_friday(desk: Desk) -> None:
    with desk.database.reading() as session:
        due = work_calendar(session).after(date(2026, 9, 30), 1)

    assert (due.on, due.estimated) == (date(2026, 10, 1), True)


def test_a_seeded_year_names_the_package_as_its_source(desk: Desk) -> None:
    with acting(desk) as act:
        entered, changed = seed(act, 2026)

    found = days(desk, 2026)
    assert (entered, changed) == (len(found), 0) == (28, 0)
    assert found[date(2026, 2, 14)].kind == DayKind.WORK
    assert found[date(2026, 10, 1)].name == "国庆节"
    assert all(day.source.startswith("holidays 0.") for day in found.values())


def test_seeded_days_count_but_their_deadlines_stay_estimates_until_the_year_is_confirmed(desk: Desk) -> None:
    seeded(desk)
    with desk.database.reading() as session:
        assert str(work_calendar(session).after(date(2026, 2, 13), 3)) == "2026-02-25（预计）"

    with acting(desk) as act:
        confirm(act, 2026, NOTICE)
    with desk.database.reading() as session:
        assert str(work_calendar(session).after(date(2026, 2, 13), 3)) == "2026-02-25"
        year, _ = year_of(session, 2026)
        assert year is not None
        assert (year.source, year.confirmed_by) == (NOTICE, "o" * 26)


def test_a_day_is_edited_with_its_source_and_outlives_a_new_seeding(desk: Desk) -> None:
    seeded(desk, 2027)
    with acting(desk) as act:
        set_day(act, date(2027, 1, 9), DayKind.WORK, "调休上班", NOTICE)
    seeded(desk, 2027)

    edited = days(desk, 2027)[date(2027, 1, 9)]
    assert (edited.kind, edited.source) == (DayKind.WORK, NOTICE)
    with desk.database.reading() as session:
        assert work_calendar(session).is_working_day(date(2027, 1, 9))


def test_an_edited_day_of_the_package_is_not_seeded_over(desk: Desk) -> None:
    seeded(desk)
    with acting(desk) as act:
        set_day(act, date(2026, 10, 6), DayKind.WORK, "改为上班", NOTICE)
        entered, _ = seed(act, 2026)

    assert entered == 27
    assert days(desk, 2026)[date(2026, 10, 6)].kind == DayKind.WORK


def test_a_confirmed_year_is_edited_day_by_day_and_not_seeded_again(desk: Desk) -> None:
    seeded(desk)
    with acting(desk) as act:
        confirm(act, 2026, NOTICE)
    with pytest.raises(Refused, match="已确认"):
        seeded(desk)
    with pytest.raises(Refused, match="已确认"), acting(desk) as act:
        confirm(act, 2026, NOTICE)
    with acting(desk) as act:
        set_day(act, date(2026, 9, 3), DayKind.HOLIDAY, "临时放假", NOTICE)
    with desk.database.reading() as session:
        assert str(work_calendar(session).after(date(2026, 9, 2), 1)) == "2026-09-04"


def test_a_year_that_nobody_has_seeded_is_neither_edited_nor_confirmed(desk: Desk) -> None:
    for change in (
        lambda act: confirm(act, 2026, NOTICE),
        lambda act: set_day(act, date(2026, 10, 1), DayKind.HOLIDAY, "国庆节", NOTICE),
    ):
        with pytest.raises(Refused, match="panel calendar seed 2026"), acting(desk) as act:
            change(act)


@pytest.mark.parametrize(("name", "source"), [(" ", NOTICE), ("国庆节", ""), ("国庆\x00节", NOTICE)])
def test_a_day_without_name_or_source_is_refused(desk: Desk, name: str, source: str) -> None:
    seeded(desk)
    with pytest.raises(InputError), acting(desk) as act:
        set_day(act, date(2026, 10, 1), DayKind.HOLIDAY, name, source)


def test_a_year_is_not_confirmed_without_the_notice(desk: Desk) -> None:
    seeded(desk)
    with pytest.raises(InputError, match="source"), acting(desk) as act:
        confirm(act, 2026, "  ")


def test_only_the_office_keeps_the_calendar(desk: Desk) -> None:
    with pytest.raises(NotAllowed), acting(desk, Role.CONVENER) as act:
        seed(act, 2026)


def test_every_change_of_the_calendar_is_on_the_ledger(desk: Desk) -> None:
    seeded(desk)
    with acting(desk) as act:
        set_day(act, date(2026, 10, 6), DayKind.WORK, "改为上班", NOTICE)
        set_day(act, date(2026, 10, 6), DayKind.REST, "又改回", NOTICE)
        confirm(act, 2026, NOTICE)
    with desk.database.reading() as session:
        events = [entry.type for entry in entries_of(session, "calendar")]

    assert events == ["workdays.seeded", "workdays.edited", "workdays.edited", "workdays.confirmed"]


def table(*rows: str) -> bytes:
    """A spreadsheet program's csv."""
    return "\r\n".join(["演示用放假安排", "日期,类别,名称", *rows, ""]).encode("gb18030")


def previewed(act: Act, content: bytes) -> Preview[EnteredDay]:
    return preview_days(act, read_workbook("放假安排.csv", content))


def test_days_are_taken_in_from_a_table_and_the_same_table_changes_nothing(desk: Desk) -> None:
    seeded(desk, 2027)
    content = table("2027-01-09,上班,调休上班", "2027年10月7日,休息,调休", "2027/10/1,法定节假日,国庆节")
    with acting(desk) as act:
        preview = previewed(act, content)
        assert [row.state for row in preview.rows] == [RowState.NEW, RowState.NEW, RowState.SAME]
        store_days(act, preview, NOTICE)
    with acting(desk) as act:
        assert {row.state for row in previewed(act, content).rows} == {RowState.SAME}

    found = days(desk, 2027)
    assert (found[date(2027, 1, 9)].kind, found[date(2027, 1, 9)].source) == (DayKind.WORK, NOTICE)
    assert found[date(2027, 10, 1)].source.startswith("holidays")


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("2027-02-30,上班,甲", "日期", "2027-02-30"),
        ("2027-01-09,加班,甲", "类别", "上班、休息、法定节假日"),
        ("2027-01-09,上班,", "名称", "不能为空"),
        ("2031-01-09,上班,甲", "日期", "panel calendar seed 2031"),
    ],
)
def test_a_bad_day_is_named_with_its_cell(desk: Desk, row: str, column: str, what: str) -> None:
    seeded(desk, 2027)
    with acting(desk) as act:
        [bad] = previewed(act, table(row)).bad()

    [problem] = bad.problems
    assert (problem.column, bad.place.row) == (column, 3)
    assert what in problem.what


def test_a_day_that_stands_in_the_table_twice_is_named(desk: Desk) -> None:
    seeded(desk, 2027)
    with acting(desk) as act:
        [bad] = previewed(act, table("2027-01-09,上班,甲", "2027-01-09,休息,乙")).bad()
    assert "出现两次" in bad.problems[0].what
