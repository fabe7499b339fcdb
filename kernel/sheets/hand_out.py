"""A table handed out as a file: csv where its name ends so, else xlsx."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from kernel.cli import both, say, write_new
from kernel.sheets.export import write_csv, write_xlsx
from kernel.sheets.sheet import Cell

to_option = click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=both("新文件，.xlsx或.csv", "a new file, .xlsx or .csv"),
)


def hand_out(
    path: Path, sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell | int | None]]
) -> None:
    """Write the table into a file that must not exist yet, and say so; raises as `write_new` does."""
    table = list(rows)
    as_csv = path.suffix.lower() == ".csv"
    write_new(path, write_csv(header, table) if as_csv else write_xlsx(sheet_name, header, table))
    say("sheets.exported", count=len(table), path=path)
