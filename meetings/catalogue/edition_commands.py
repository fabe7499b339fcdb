"""`panel catalogue import|publish|confirm`: what the office does with an edition."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, say
from kernel.sheets.door import Wanted, import_options

if TYPE_CHECKING:
    from kernel.act import Act
    from kernel.sheets.preview import Preview
    from kernel.sheets.sheet import Sheet
    from meetings.catalogue.outlook import Outlook
    from meetings.catalogue.read_groups import Value

edition_option = click.option("--edition", required=True, help=both("版本，如2026-1", "such as 2026-1"))
title_option = click.option("--title", required=True, help=both("名称", "the edition's title"))
from_option = click.option("--from", "first_day", required=True, help=both("施行日期", "its first day"))


@click.command(
    "import", help=both("导入目录清单并整版公布，先预览。", "Take in a catalogue, publish it whole.")
)
@edition_option
@title_option
@from_option
@import_options
@desk_command
def import_(desk: Desk, wanted: Wanted, edition: str, title: str, first_day: str) -> None:
    from kernel.sheets.door import take_in
    from kernel.text import parse_date
    from meetings.catalogue.columns import COLUMNS
    from meetings.catalogue.edition import EditionDraft
    from meetings.catalogue.import_catalogue import listed_items, preview_edition, store_edition
    from meetings.catalogue.outlook import outlook_of

    day = parse_date("from", first_day)
    outlook: list[Outlook] = []

    def prepare(act: "Act", sheets: "Sequence[Sheet]", _progress: object) -> "Preview[Value]":
        preview = preview_edition(act, sheets, edition)
        if not preview.bad():
            draft = EditionDraft(edition, title, day, listed_items(preview))
            outlook.append(outlook_of(act, draft))
        return preview

    take_in(
        desk,
        wanted,
        COLUMNS,
        prepare,
        lambda act, preview, _: store_edition(act, preview, edition, title, day),
    )
    if outlook and not wanted.as_json:
        _say(outlook[0], published=wanted.confirm)


@click.command(
    help=both("汇总已采纳的报送并公布新版，先预览。", "Publish the latest edition with what was taken.")
)
@edition_option
@title_option
@from_option
@click.option("--confirm", is_flag=True, help=both("确认公布；不加则只预览", "publish; else preview only"))
@desk_command
def publish(desk: Desk, edition: str, title: str, first_day: str, *, confirm: bool) -> None:
    from kernel.roles import authorize
    from kernel.text import parse_date
    from meetings.catalogue.compile import compile_edition, publish_compiled
    from meetings.catalogue.outlook import outlook_of

    day = parse_date("from", first_day)
    with desk.acting() as act:
        authorize(act.actor, "catalogue.publish")
        found = outlook_of(act, compile_edition(act.session, edition, title, day))
        if confirm:
            publish_compiled(act, edition, title, day)
    _say(found, published=confirm)


@click.command(
    help=both(
        "记录依据已核。依据按报告中的位置指明，如YS-01或YS-01/CS-01。",
        "Record that bases were checked, named as in the report: YS-01 or YS-01/CS-01.",
    )
)
@click.argument("places", nargs=-1, required=True)
@desk_command
def confirm(desk: Desk, places: tuple[str, ...]) -> None:
    from meetings.catalogue.confirm import basis_at
    from meetings.catalogue.confirm import confirm as enter

    with desk.acting() as act:
        count = enter(act, [basis_at(act.session, place) for place in places])
    if count:
        say("catalogue.confirmed", count=count)
    else:
        say("catalogue.nothing_to_confirm", key="、".join(places))


def _say(found: "Outlook", *, published: bool) -> None:
    if found.again:
        say("catalogue.unchanged", edition=found.edition)
        return
    say("catalogue.published" if published else "catalogue.would_publish", **asdict(found))
