"""`panel experts`: the register at the command line."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show
from kernel.messages import word

reason_option = click.option("--reason", required=True, help=both("事由", "what for"))


@click.group(help=both("专家库", "the register of experts"))
def experts() -> None: ...


@experts.command("import", help=both("导入专家花名册（xlsx或csv）", "take in a roster (xlsx or csv)"))
@click.argument("file", type=existing_file)
@desk_command
def import_(desk: Desk, file: Path) -> None:
    from experts.import_roster import import_roster
    from experts.roster import read_roster
    from kernel.attachments import read_upload

    rows = read_roster(file.name, read_upload(file))
    with desk.acting() as act:
        done = import_roster(act, rows)
    say("experts.imported" if done.entered or done.amended else "experts.nothing_new", **asdict(done))


@experts.command("list", help=both("按录入次序列出专家", "list experts in the order of entry"))
@click.option("--after", metavar="ID", help=both("从此人之后列起", "begin after this expert"))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help=both("至多列出", "how many at most"))
@json_option
@desk_command
def list_(desk: Desk, after: str | None, limit: int, *, as_json: bool) -> None:
    from experts.queries import list_experts

    with desk.reading("experts.read") as session:
        page = list_experts(session, after=after, limit=limit)
    show([_in_words(asdict(line), as_json=as_json) for line in page], as_json=as_json)


@experts.command("show", help=both("查看一名专家", "show one expert"))
@click.argument("expert", metavar="ID")
@json_option
@desk_command
def show_(desk: Desk, expert: str, *, as_json: bool) -> None:
    from experts.queries import show_expert
    from kernel.vault import Vault

    with desk.reading("experts.read") as session:
        card = show_expert(session, Vault(desk.config.keys), expert)
    show(_in_words(asdict(card), as_json=as_json), as_json=as_json)


@experts.command("suspend", help=both("暂停一名专家", "suspend an expert"))
@click.argument("expert", metavar="ID")
@reason_option
@desk_command
def suspend_(desk: Desk, expert: str, reason: str) -> None:
    from experts.register import suspend

    with desk.acting() as act:
        suspend(act, expert, reason)
    say("experts.suspended", id=expert)


@experts.command("reinstate", help=both("恢复一名专家", "reinstate an expert"))
@click.argument("expert", metavar="ID")
@reason_option
@desk_command
def reinstate_(desk: Desk, expert: str, reason: str) -> None:
    from experts.register import reinstate

    with desk.acting() as act:
        reinstate(act, expert, reason)
    say("experts.reinstated", id=expert)


def _in_words(row: dict[str, Any], *, as_json: bool) -> dict[str, Any]:
    """Programs read the state's code, people its word."""
    return row if as_json else {**row, "state": word("expert", row["state"])}
