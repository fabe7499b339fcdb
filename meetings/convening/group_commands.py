"""`panel groups`: the special groups 专项小组, their lead units and domains."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, show
from kernel.sheets.door import Wanted, import_options
from kernel.sheets.hand_out import to_option


@click.group(help=both("专项小组：牵头单位和领域。", "Special groups: lead units and domains."))
def groups() -> None:
    pass


@groups.command("import", help=both("导入专项小组分工，先预览。", "Take in the groups; preview first."))
@import_options
@desk_command
def import_command(desk: Desk, wanted: Wanted) -> None:
    from kernel.sheets.door import take_in
    from kernel.sheets.preview import Preview
    from meetings.catalogue.import_catalogue import store_groups
    from meetings.catalogue.read_groups import COLUMNS, preview_groups

    take_in(
        desk,
        wanted,
        COLUMNS,
        lambda act, sheets, _: Preview(preview_groups(act, sheets)),
        lambda act, preview, _: store_groups(act, preview),
    )


@groups.command("list", help=both("列出专项小组。", "List the groups."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from meetings.catalogue.groups import groups as all_groups

    with desk.reading("catalogue.read") as session:
        rows = [
            {
                "name": group.name,
                "lead": group.lead_unit.name,
                "domains": [row.domain for row in group.domains],
            }
            for group in all_groups(session)
        ]
    show(rows, as_json=as_json)


@groups.command(help=both("导出专项小组分工，可再导入。", "Export the groups; the file reads in again."))
@to_option
@desk_command
def export(desk: Desk, path: Path) -> None:
    from kernel.sheets.hand_out import hand_out
    from meetings.catalogue.export_catalogue import group_rows
    from meetings.catalogue.groups import groups as all_groups
    from meetings.catalogue.read_groups import COLUMNS, SHEET

    with desk.reading("catalogue.read") as session:
        rows = list(group_rows(all_groups(session)))
    hand_out(path, SHEET, COLUMNS.required, rows)
