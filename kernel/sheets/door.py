"""The door of every import: preview first, stored when confirmed, no bad row lost without a word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kernel.attachments import read_upload
from kernel.cli import Desk, both, existing_file, json_option, say, show, warn, write_new
from kernel.errors import Refused
from kernel.messages import sentence
from kernel.sheets.bad_rows import write_bad_rows
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.reading import Sheet, read_workbook
from kernel.sheets.tables import Columns, Progress

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from kernel.act import Act

V = TypeVar("V")
MOST_SHOWN = 50  # lines of each kind
TOLD = {RowState.CHANGED: "sheets.row_changed", RowState.DUPLICATE: "sheets.row_duplicate"}
ROWS_PER_LINE = 5000  # smaller files are done before anybody wonders


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked an import to do.

    file: what to read.
    confirm: store it; else only show what storing would do.
    bad_rows: where the bad rows go, a file that does not exist yet.
    as_json: answer for a program.
    """

    file: Path
    confirm: bool
    bad_rows: Path | None
    as_json: bool


def import_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and options of every import, handed over as one `Wanted` before its own."""

    @click.argument("file", type=existing_file)
    @click.option("--confirm", is_flag=True, help=both("确认导入；不加则只预览", "store; else preview only"))
    @click.option(
        "--bad-rows",
        type=click.Path(path_type=Path, dir_okay=False),
        help=both("有误的行另存为此xlsx，改正后可再导入", "write bad rows to this xlsx, to be mended"),
    )
    @json_option
    def run(file: Path, bad_rows: Path | None, *, confirm: bool, as_json: bool, **own: Any) -> None:
        command(Wanted(file, confirm, bad_rows, as_json), **own)

    return update_wrapper(run, command)


def take_in(
    desk: Desk,
    wanted: Wanted,
    columns: Columns,
    prepare: "Callable[[Act, Sequence[Sheet], Progress], Preview[V]]",
    store: "Callable[[Act, Preview[V], Progress], object]",
) -> None:
    """Read a file, show what storing it would do, and store it if that is wanted.

    Args:
        desk: where the command is carried out.
        wanted: what was asked for.
        columns: those of the importer, for the file of bad rows.
        prepare: compares the sheets with the database and stores nothing; authorises.
        store: stores what is new and changed of the preview; never its bad rows.

    Raises:
        InputError: the file cannot be used, or that of the bad rows exists already.
        Refused: there are bad rows, and nobody said where to put them.
    """
    sheets = read_workbook(wanted.file.name, read_upload(wanted.file))
    with desk.acting() as act:
        preview = prepare(act, sheets, progress_lines())
        bad = len(preview.bad())
        if not wanted.as_json:
            _report(preview)
        if wanted.confirm and bad and not wanted.bad_rows:
            raise Refused("sheets.bad_rows_left", count=bad)
        if wanted.bad_rows and bad:
            write_new(wanted.bad_rows, write_bad_rows(preview, sheets, columns))
        if wanted.confirm:
            store(act, preview, progress_lines())
    if wanted.as_json:
        show(_as_json(preview, stored=wanted.confirm), as_json=True)
        return
    if wanted.bad_rows and bad:
        say("sheets.bad_rows_written", count=bad, file=wanted.bad_rows)
    say("sheets.stored" if wanted.confirm else "sheets.only_preview")


def progress_lines() -> Progress:
    """Says on standard error how far a long work is, every 5,000 rows."""
    last = 0

    def progress(count: int, total: int) -> None:
        nonlocal last
        if total > ROWS_PER_LINE and (count - last >= ROWS_PER_LINE or count == total > last):
            last = count
            warn(sentence("sheets.progress", count=count, total=total))

    return progress


def _report(preview: Preview[Any]) -> None:
    """What a person has to look at: not the rows that are new or as they stand, only how many they are."""
    told = (row for row in preview.rows if row.state in TOLD)
    for row in islice(told, MOST_SHOWN):
        say(TOLD[row.state], sheet=row.place.sheet, row=row.place.row, key=row.key)
    for said in preview.problems(MOST_SHOWN):
        click.echo(said)
    more = sum(len(row.problems) for row in preview.rows) - MOST_SHOWN
    if more > 0:
        say("sheets.more_problems", count=more)
    click.echo(preview.summary())


def _as_json(preview: Preview[Any], *, stored: bool) -> dict[str, Any]:
    rows = [
        {
            "sheet": row.place.sheet,
            "row": row.place.row,
            "state": row.state,
            "key": row.key,
            "problems": [
                {"column": problem.column, "severity": problem.severity, "what": problem.what}
                for problem in row.problems
            ],
        }
        for row in preview.rows
    ]
    return {"stored": stored, "counts": preview.counts(), "rows": rows}
