"""Past decisions and running measures on day one, and the measures that issued decisions begin."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import InputError
from kernel.numbering import NumberSeries
from kernel.sheets.export import write_csv
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.sheet import Cell, Sheet
from meetings.decisions import day_one_rows as rows
from meetings.decisions.day_one import prepare, store
from meetings.decisions.day_one_rows import Draft
from meetings.models import PastDecision, RunningMeasure
from service import demo_data as data
from thread import Thread
from thread_steps import application

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
PAST = Path(__file__).parents[3] / "demo_data" / "past_decisions.xlsx"
DECISION_COLUMNS = [rows.DECISION, rows.SUBJECT, rows.ITEM, rows.STARTS, rows.ENDS, *rows.OF_DECISIONS]
MEASURE_COLUMNS = [rows.DECISION, rows.SUBJECT, rows.ITEM, rows.STARTS, rows.ENDS, *rows.OF_MEASURES]
DECISION: list[Cell] = [
    *("示罚〔2026〕1号", "YS-1", "YS-AQ-01", "2026-03-01", "2027-02-28"),
    *(data.SAFETY.name, data.SAFETY.uscc, data.SUBJECT.name, "联合惩戒", "2026年2月10日"),
]
MEASURE: list[Cell] = [
    *("示罚〔2026〕1号", "YS-1", "YS-AQ-01", "2026-03-01", "2027-02-28"),
    *("CS-01", "限制取得政府供应土地", data.LAND.name, data.LAND.uscc),
]


def changed(row: list[Cell], **cells: Cell) -> list[Cell]:
    """A row with other cells, by the position `a`, `b`, … of the column."""
    return [cells.get("abcdefghij"[at], cell) for at, cell in enumerate(row)]


def decisions(*table: list[Cell]) -> Sheet:
    return Sheet("既往决定", [DECISION_COLUMNS, *table])


def measures(*table: list[Cell]) -> Sheet:
    return Sheet("在施措施", [MEASURE_COLUMNS, *table])


def take_in(thread: Thread, *sheets: Sheet) -> Preview[Draft]:
    thread.desk.actor_name = "office"
    with thread.desk.acting() as act:
        preview = prepare(act, sheets, lambda _done, _total: None)
        store(act, preview, lambda _done, _total: None)
        return preview


def states(preview: Preview[Draft]) -> list[RowState]:
    return [row.state for row in preview.rows]


def running(thread: Thread) -> list[RunningMeasure]:
    with thread.desk.database.reading() as session:
        return list(session.scalars(select(RunningMeasure).order_by(RunningMeasure.id)))


def on_quarry(thread: Thread) -> list[object]:
    """An application against a subject that an earlier decision binds until 2027-05-31."""
    words = application(thread, data.SUBJECT)
    words[words.index("--subject") + 1] = "YS-9"
    return words


def test_the_demonstration_s_past_is_taken_in_and_the_same_again_changes_nothing(thread_at: AtStep) -> None:
    thread = thread_at("registered")
    said = thread.read("office", "measures", "import", PAST, "--confirm")
    assert said["counts"] == {"new": 85, "changed": 0, "same": 0, "duplicate": 0, "bad": 0}
    before = thread.dump()
    again = thread.read("office", "measures", "import", PAST, "--confirm")
    assert again["counts"] == {"new": 0, "changed": 0, "same": 85, "duplicate": 0, "bad": 0}
    assert thread.dump() == before


def test_nothing_is_stored_until_it_is_confirmed(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    before = thread.dump()
    thread.run("office", "measures", "import", PAST)
    assert thread.dump() == before


def test_what_runs_from_the_past_is_not_applied_for_until_it_has_ended(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    thread.run("office", "measures", "import", PAST, "--confirm")

    thread.refused(
        "clerk",
        *on_quarry(thread),
        zh="该主体因目录项YS-AQ-01已有在施措施，不得重复实施。",
        en="Measures under item YS-AQ-01 are in force on this subject already.",
    )
    thread.clock.set(thread.clock.now().replace(year=2027, month=6, day=1))
    thread.run("clerk", *on_quarry(thread))


def test_a_measure_whose_last_day_is_over_is_stored_as_ended(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")  # 2026-11-16
    past = [
        changed(MEASURE, e="2026-11-15"),
        changed(MEASURE, e="2026-11-16", f="CS-02"),
        changed(MEASURE, e="", f="CS-03"),
    ]
    take_in(thread, decisions(DECISION), measures(*past))
    assert [row.state for row in running(thread)] == ["ended", "running", "running"]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (changed(MEASURE, a="示罚〔2026〕9号"), "决定文号", "都没有决定“示罚〔2026〕9号”"),
        (changed(MEASURE, b="YS-2"), "主体编号", "决定“示罚〔2026〕1号”的主体编号是YS-1"),
        (changed(MEASURE, c="YS-AQ-02"), "事项编码", "决定“示罚〔2026〕1号”的事项编码是YS-AQ-01"),
        (changed(MEASURE, d="二月"), "起始日期", "“二月”"),
        (changed(MEASURE, e="2026-02-28"), "截止日期", "截止日期早于起始日期2026-03-01"),
        (changed(MEASURE, f=""), "措施编码", "不能为空"),
        (changed(MEASURE, i="123"), "实施单位代码", "“123”不是统一社会信用代码"),
    ],
)
def test_a_bad_measure_is_named_by_its_cell_and_not_stored(
    sqlite_thread_at: AtStep, row: list[Cell], column: str, what: str
) -> None:
    thread = sqlite_thread_at("registered")
    preview = take_in(thread, decisions(DECISION), measures(row))
    assert states(preview) == [RowState.NEW, RowState.BAD]
    (said,) = preview.problems(10)
    assert "“在施措施”第2行" in said
    assert column in said
    assert what in said
    assert running(thread) == []


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (changed(DECISION, j="2026-11-17"), "决定日期不能晚于今天（2026-11-16）"),
        (changed(DECISION, i="处罚"), "联合惩戒、联合激励"),
        (changed(DECISION, h=""), "不能为空"),
    ],
)
def test_a_bad_decision_is_named_and_keeps_its_measures_out(
    sqlite_thread_at: AtStep, row: list[Cell], what: str
) -> None:
    thread = sqlite_thread_at("registered")
    preview = take_in(thread, measures(MEASURE), decisions(row))
    assert states(preview) == [RowState.BAD, RowState.BAD]
    assert what in "\n".join(preview.problems(10))


def test_one_measure_runs_under_one_decision(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    second = "示罚〔2026〕2号"
    preview = take_in(
        thread,
        decisions(DECISION, changed(DECISION, a=second)),
        measures(MEASURE, changed(MEASURE, a=second)),
    )
    assert states(preview) == [RowState.NEW, RowState.NEW, RowState.NEW, RowState.BAD]
    assert "已依决定“示罚〔2026〕1号”在施" in "\n".join(preview.problems(10))


def test_rows_that_stand_twice_count_once_and_changed_ones_are_amended(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    twice = take_in(thread, decisions(DECISION, DECISION, changed(DECISION, h="另名")))
    assert states(twice) == [RowState.NEW, RowState.DUPLICATE, RowState.BAD]

    amended = take_in(thread, decisions(changed(DECISION, e="2027-08-31")))
    assert states(amended) == [RowState.CHANGED]
    with thread.desk.database.reading() as session:
        assert session.scalars(select(PastDecision.ends_on)).one() == date(2027, 8, 31)


def test_decisions_and_measures_do_not_share_a_table(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    columns = [*DECISION_COLUMNS, rows.MEASURE]
    with pytest.raises(InputError, match="把决定和措施混在一张表里"):
        take_in(thread, Sheet("混合", [columns, [*DECISION, "CS-01"]]))


def test_only_the_office_takes_in_the_past(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    thread.refused("clerk", "measures", "import", PAST, "--confirm", zh="无权办理", en="may not", exit_code=4)


def test_a_csv_of_one_table_will_do(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    file = thread.home / "past.csv"
    file.write_bytes(write_csv(DECISION_COLUMNS, [DECISION]))
    assert thread.read("office", "measures", "import", file, "--confirm")["counts"]["new"] == 1


def test_p32d_measures_in_force_are_looked_up_with_a_purpose_that_is_logged(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("registered")
    thread.run("office", "measures", "import", PAST, "--confirm")
    shown = thread.read("clerk", "measures", "list", "YS-9", "--purpose", "行政许可审查")
    assert {row["state"] for row in shown["measures"]} == {"running"}
    assert len(shown["past_decisions"]) == 1
    assert "行政许可审查" in {row[3] for row in thread.dump(())["query_log"]}


def test_an_issued_decision_puts_its_measures_in_force_until_the_day_before_its_end(
    thread_at: AtStep,
) -> None:
    thread = thread_at("issued")
    started = running(thread)
    assert [row.measure_code for row in started] == list(data.MEASURE_CODES)
    assert {(row.subject_number, row.starts_on, row.ends_on, row.state) for row in started} == {
        ("YS-1", date(2026, 12, 8), date(2027, 12, 7), "running")
    }
    thread.refused(
        "clerk",
        *application(thread, data.SUBJECT),
        zh="该主体因目录项YS-AQ-01已有在施措施，不得重复实施。",
        en="Measures under item YS-AQ-01 are in force on this subject already.",
    )


def test_the_database_lets_no_measure_run_twice(thread_at: AtStep) -> None:
    thread = thread_at("sealed")
    take_in(thread, decisions(DECISION), measures(MEASURE))
    thread.refused(
        "convener",
        *("decisions", "issue", thread["decision"]),
        zh="同一主体、同一事项的同一措施已在施，未作任何改动。",
        en="The same measure is in force on the same subject and item already",
    )


def test_an_ended_measure_makes_room_for_a_new_one(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    take_in(thread, decisions(DECISION), measures(changed(MEASURE, e="2026-12-01")))
    thread.at("12-02T09:00")
    second = "示罚〔2026〕2号"
    take_in(thread, decisions(changed(DECISION, a=second)), measures(changed(MEASURE, a=second)))
    assert [row.state for row in running(thread)] == ["ended", "running"]


def test_numbers_go_on_after_those_of_the_past(thread_at: AtStep) -> None:
    thread = thread_at("registered")
    with thread.desk.database.reading() as session:
        before = next_free(session, "示应急", 2026)
    thread.run("office", "measures", "import", PAST, "--confirm")
    with thread.desk.database.reading() as session:
        assert (before, next_free(session, "示应急", 2026)) == (1, 5)
    thread.run("office", "measures", "import", PAST, "--confirm")
    with thread.desk.database.reading() as session:
        assert next_free(session, "示应急", 2026) == 5


def next_free(session: Session, series: str, year: int) -> int:
    known = session.get(NumberSeries, (series, year))
    return known.last + 1 if known else 1
