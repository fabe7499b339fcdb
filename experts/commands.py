"""`panel experts`: the register at the command line."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from experts.declare_commands import DECLARATIONS
from experts.fields import FIELDS
from experts.life_commands import LIFE, card_in_words, evidence_option, keep, reason_option
from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word
from kernel.sheets.door import Wanted, import_options, take_in
from kernel.sheets.hand_out import hand_out, to_option
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Progress


@click.group(help=both("专家库", "the register of experts"))
def experts() -> None: ...


@experts.command(
    "import", help=both("导入专家花名册（xlsx、xls、ods或csv）", "take in a roster (xlsx, xls, ods or csv)")
)
@import_options
@desk_command
def import_(desk: Desk, wanted: Wanted) -> None:
    from experts.import_roster import import_roster
    from experts.preview_roster import Intake, preview_roster
    from experts.roster import read_roster
    from experts.roster_row import COLUMNS
    from kernel.act import Act
    from kernel.bulk import many_objects
    from kernel.clock import local
    from kernel.roles import authorize
    from kernel.sheets.preview import Preview

    def prepare(act: Act, sheets: Sequence[Sheet], progress: Progress) -> Preview[Intake]:
        authorize(act.actor, "experts.import")
        rows = read_roster(sheets, local(act.clock.now()).date(), progress)
        return preview_roster(act.session, act.vault, rows, act.clock)

    with many_objects():
        take_in(desk, wanted, COLUMNS, prepare, import_roster)


@experts.command("export", help=both("导出专家花名册（xlsx或csv）", "write the roster (xlsx or csv)"))
@to_option
@desk_command
def export_(desk: Desk, path: Path) -> None:
    from experts.export_roster import SHEET, export_roster

    with desk.acting() as act:
        roster = export_roster(act)
    hand_out(path, SHEET, roster.header, roster.rows)  # after the commit: no file without its ledger entry
    say("experts.keep_safe")


@experts.command(
    "merge",
    help=both(
        "同一人以两个身份证号在库：并入其一", "one person is in the register under two numbers: keep one"
    ),
)
@click.argument("keep", metavar="KEEP")
@click.argument("drop", metavar="DROP")
@reason_option
@desk_command
def merge_(desk: Desk, keep: str, drop: str, reason: str) -> None:
    from experts.merge import merge

    with desk.acting() as act:
        merge(act, keep, drop, reason)
    say("experts.merged", keep=keep, drop=drop)


@experts.command("list", help=both("按录入次序列出专家", "list experts in the order of entry"))
@click.option("--field", type=click.Choice([*FIELDS]), help=both("只列此专业", "only those of this field"))
@click.option("--after", metavar="ID", help=both("从此人之后列起", "begin after this expert"))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help=both("至多列出", "how many at most"))
@json_option
@desk_command
def list_(desk: Desk, field: str | None, after: str | None, limit: int, *, as_json: bool) -> None:
    from experts.queries import list_experts

    with desk.reading("experts.read") as session:
        page = list_experts(session, field=field, after=after, limit=limit)
    show([_in_words(asdict(line), as_json=as_json) for line in page], as_json=as_json)


@experts.command("show", help=both("查看一名专家", "show one expert"))
@click.argument("expert", metavar="ID")
@json_option
@desk_command
def show_(desk: Desk, expert: str, *, as_json: bool) -> None:
    from experts.card import show_expert
    from kernel.vault import Vault

    with desk.reading("experts.read") as session:
        card = show_expert(session, Vault(desk.config.keys), expert)
    show(asdict(card) if as_json else card_in_words(asdict(card)), as_json=as_json)


@experts.command("suspend", help=both("暂停一名专家", "suspend an expert"))
@click.argument("expert", metavar="ID")
@reason_option
@evidence_option
@desk_command
def suspend_(desk: Desk, expert: str, reason: str, evidence: Path | None) -> None:
    from experts.register import suspend

    with desk.acting() as act:
        suspend(act, expert, reason, keep(act, evidence))
    say("experts.suspended", id=expert)


@experts.command("reinstate", help=both("恢复一名专家", "reinstate an expert"))
@click.argument("expert", metavar="ID")
@reason_option
@evidence_option
@desk_command
def reinstate_(desk: Desk, expert: str, reason: str, evidence: Path | None) -> None:
    from experts.register import reinstate

    with desk.acting() as act:
        reinstate(act, expert, reason, keep(act, evidence))
    say("experts.reinstated", id=expert)


for command in (*LIFE, *DECLARATIONS):
    experts.add_command(command)


def _in_words(row: dict[str, Any], *, as_json: bool) -> dict[str, Any]:
    """Programs read the state's code, people its word."""
    return row if as_json else {**row, "state": word("expert", row["state"])}
