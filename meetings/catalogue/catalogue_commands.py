"""`panel catalogue`: the catalogue 目录清单 at the command line; here the reading, beside it the rest."""

from dataclasses import asdict
from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word
from kernel.sheets.hand_out import to_option
from meetings.catalogue.edition_commands import confirm, import_, publish
from meetings.catalogue.submission_commands import return_, submissions, submit, take, withdraw

one_edition = click.argument("edition", required=False)


@click.group(
    help=both(
        "目录清单：报送、公布、查询。不指明版本时为最新版。",
        "The catalogue: submit, publish, look up. Where no edition is named, the latest.",
    )
)
def catalogue() -> None:
    pass


for command in (import_, publish, confirm, submit, withdraw, submissions, take, return_):
    catalogue.add_command(command)


@catalogue.command(help=both("导出一个版本，可再导入。", "Export an edition; the file reads in again."))
@one_edition
@to_option
@desk_command
def export(desk: Desk, edition: str | None, path: Path) -> None:
    from kernel.sheets.hand_out import hand_out
    from meetings.catalogue.columns import SHEET
    from meetings.catalogue.export_catalogue import HEADER, item_rows
    from meetings.catalogue.queries import content_of, named_or_latest

    with desk.reading("catalogue.read") as session:
        content = content_of(session, named_or_latest(session, edition))
    hand_out(path, SHEET, HEADER, item_rows(content.items))


@catalogue.command("list", help=both("列出全部版本。", "List the editions."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from meetings.catalogue.queries import editions

    with desk.reading("catalogue.read") as session:
        rows = [
            {
                "edition": edition.edition,
                "title": edition.title,
                "from": edition.valid_from,
                "to": edition.valid_to,
                "items": items,
                "digest": edition.digest,
            }
            for edition, items in editions(session)
        ]
    show(rows, as_json=as_json)


@catalogue.command("show", help=both("查看一个版本的事项。", "Show the items of an edition."))
@one_edition
@json_option
@desk_command
def show_command(desk: Desk, edition: str | None, *, as_json: bool) -> None:
    from meetings.catalogue.queries import content_of, named_or_latest

    with desk.reading("catalogue.read") as session:
        items = content_of(session, named_or_latest(session, edition)).items
    rows = [
        {
            "code": item.code,
            "polarity": item.polarity if as_json else word("polarity", item.polarity),
            "title": item.title,
            "domain": item.domain,
            "unit": item.unit_name,
            "term": [item.term_min_months, item.term_max_months],
            "measures": [measure.code for measure in item.measures],
        }
        for item in items
    ]
    show(rows, as_json=as_json)


@catalogue.command("item", help=both("查看某日施行的一个事项。", "Show an item as in force on a day."))
@click.argument("code")
@click.option("--on", required=True, help=both("哪一天", "on which day"))
@json_option
@desk_command
def item_command(desk: Desk, code: str, on: str, *, as_json: bool) -> None:
    from kernel.text import parse_date
    from meetings.catalogue.queries import item_on
    from meetings.catalogue.show import item_facts

    day = parse_date("on", on)
    with desk.reading("catalogue.read") as session:
        item = item_on(session, code, day)
    show(item_facts(item, as_json=as_json), as_json=as_json)


@catalogue.command(help=both("查看一个版本的变更记录。", "Show what an edition changed."))
@one_edition
@json_option
@desk_command
def changes(desk: Desk, edition: str | None, *, as_json: bool) -> None:
    from meetings.catalogue.queries import changes_of, named_or_latest
    from meetings.catalogue.show import part_word

    with desk.reading("catalogue.read") as session:
        log = changes_of(session, named_or_latest(session, edition).edition)
    rows = [
        {
            "code": line.code,
            "kind": line.kind if as_json else word("change", line.kind),
            "parts": line.parts if as_json else [part_word(part) for part in line.parts],
        }
        for line in log
    ]
    show(rows, as_json=as_json)


@catalogue.command(help=both("各领域的事项数。", "How many items each domain has."))
@one_edition
@json_option
@desk_command
def domains(desk: Desk, edition: str | None, *, as_json: bool) -> None:
    from meetings.catalogue import queries

    with desk.reading("catalogue.read") as session:
        chosen = queries.named_or_latest(session, edition)
        rows = [asdict(count) for count in queries.domains(session, chosen.edition)]
    show(rows, as_json=as_json)


@catalogue.command(help=both("依据不足或待核的事项。", "Where a basis is insufficient or not checked."))
@one_edition
@json_option
@desk_command
def report(desk: Desk, edition: str | None, *, as_json: bool) -> None:
    from meetings.catalogue.basis_report import findings
    from meetings.catalogue.queries import items_of, named_or_latest

    with desk.reading("catalogue.read") as session:
        found = findings(items_of(session, named_or_latest(session, edition).edition))
    rows = [
        {
            "place": finding.place,
            "concern": finding.concern if as_json else word("concern", finding.concern),
            "level": finding.basis.level if as_json else word("level", finding.basis.level),
            "basis": finding.basis.text,
        }
        for finding in found
    ]
    show(rows, as_json=as_json)
    if not rows and not as_json:
        say("catalogue.all_sound")


@catalogue.command(
    help=both("各单位的职责：牵头、认定、实施。", "What each unit leads, determines, implements.")
)
@json_option
@desk_command
def duties(desk: Desk, *, as_json: bool) -> None:
    from kernel.roles import scope
    from meetings.catalogue.duties import duties as all_duties

    with desk.reading("catalogue.read") as session:
        lines = all_duties(session, scope(desk.actor(session), "catalogue.read"))
    rows = [{**asdict(line), "duty": line.duty if as_json else word("duty", line.duty)} for line in lines]
    show(rows, as_json=as_json)
