"""Taking in days of the work calendar from a table 工作日历导入, each row one day."""

from collections.abc import Sequence
from datetime import date

from kernel.act import Act
from kernel.messages import chinese_word, sentence
from kernel.roles import authorize
from kernel.sheets import cells
from kernel.sheets.header import Columns
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Row, read_tables
from kernel.work_calendar import CalendarDay, CalendarYear, DayKind
from meetings.calendar.keep_calendar import EnteredDay, set_days

DAY, KIND, NAME = "日期", "类别", "名称"
COLUMNS = Columns(required=(DAY, KIND, NAME))
KINDS = {chinese_word("daykind", kind): kind for kind in DayKind}


def preview_days(act: Act, sheets: Sequence[Sheet]) -> Preview[EnteredDay]:
    """Every row with its state.

    Raises:
        InputError: no sheet is a list of days.
    """
    authorize(act.actor, "calendar.keep")
    rows, met = [], set[date]()
    for row in read_tables(sheets, COLUMNS):
        day = EnteredDay(
            day=row.read(DAY, cells.day, date.min),
            kind=row.read(KIND, cells.choice(KINDS), DayKind.REST),
            name=row.read(NAME, cells.text, ""),
        )
        state = _state(act, row, day, met)
        rows.append(PreviewRow(row.place, state, str(day.day), row.problems, day))
    return Preview(rows)


def _state(act: Act, row: Row, day: EnteredDay, met: set[date]) -> RowState:
    if row.bad:
        return RowState.BAD
    if act.session.get(CalendarYear, day.day.year) is None:
        row.note(DAY, sentence("calendar.not_seeded", year=day.day.year))
        return RowState.BAD
    if day.day in met:
        row.note(DAY, sentence("calendar.day_twice", day=day.day))
        return RowState.BAD
    met.add(day.day)
    known = act.session.get(CalendarDay, day.day)
    if known is None:
        return RowState.NEW
    return RowState.SAME if (known.kind, known.name) == (day.kind, day.name) else RowState.CHANGED


def store_days(act: Act, preview: Preview[EnteredDay], source: str) -> int:
    """Enter the new and changed days of a preview. Returns how many deadlines changed.

    Args:
        source: the notice that the table follows.

    Raises:
        InputError: no source.
    """
    return set_days(act, [row.value for row in preview.good()], source)
