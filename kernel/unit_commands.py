"""`panel units`: the units 单位, their present and their former names."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, show
from kernel.messages import word
from kernel.sheets.door import Wanted, import_options
from kernel.sheets.hand_out import to_option


@click.group(help=both("单位：导入、查找。", "Units: import and search."))
def units() -> None:
    pass


@units.command("import", help=both("导入单位名录，先预览。", "Take in a list of units; preview first."))
@import_options
@desk_command
def import_command(desk: Desk, wanted: Wanted) -> None:
    from kernel.read_units import COLUMNS, preview_units, store_units
    from kernel.sheets.door import take_in

    take_in(
        desk,
        wanted,
        COLUMNS,
        lambda act, sheets, _: preview_units(act, sheets),
        lambda act, preview, _: store_units(act, preview),
    )


@units.command("list", help=both("列出全部单位。", "List all units."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    _show(desk, "", as_json=as_json)


@units.command(help=both("按名称、曾用名或代码查找单位。", "Search units by name, former name or code."))
@click.argument("words")
@json_option
@desk_command
def find(desk: Desk, words: str, *, as_json: bool) -> None:
    _show(desk, words, as_json=as_json)


@units.command(help=both("导出单位名录，可再导入。", "Export the units; the file reads in again."))
@to_option
@desk_command
def export(desk: Desk, path: Path) -> None:
    from kernel.read_units import HEADER, SHEET, unit_rows
    from kernel.sheets.hand_out import hand_out
    from kernel.units import find_units

    with desk.reading("units.read") as session:
        rows = list(unit_rows(find_units(session, "")))
    hand_out(path, SHEET, HEADER, rows)


def _show(desk: Desk, words: str, *, as_json: bool) -> None:
    from kernel.units import find_units

    with desk.reading("units.read") as session:
        rows = [
            {
                "name": unit.name,
                "uscc": unit.uscc,
                "kind": unit.kind if as_json else word("unit", unit.kind),
                "code": unit.document_code,
                "former": [former.name for former in unit.former_names],
            }
            for unit in find_units(session, words)
        ]
    show(rows, as_json=as_json)
