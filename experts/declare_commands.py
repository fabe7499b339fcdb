"""`panel experts …`: what the registrar enters from paper for an expert, and who has not confirmed."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from experts.life_commands import expert_argument, keep
from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from experts.confirm import Workplace

paper_option = click.option(
    "--paper",
    required=True,
    type=existing_file,
    help=both("本人签名的纸质件（扫描）", "the signed paper, scanned"),
)
relation_option = click.option(
    "--relation",
    "relations",
    multiple=True,
    help=both(
        "利害关系，可多次：R02|当事人|关系|起日|止日|信用代码，后两项可缺",
        "a relation, may repeat: R02|party|relation|from|to|credit code; the last two may be missing",
    ),
)
change_options = (
    click.option("--moved-on", help=both("工作单位变动日期", "first day of the change of employer")),
    click.option("--employer", help=both("新工作单位；不填为不再任职", "the new employer; none if left out")),
    click.option("--uscc", help=both("新工作单位的统一社会信用代码", "the new employer's credit code")),
)


def change_of(moved_on: str | None, employer: str | None, uscc: str | None) -> "Workplace | None":
    """What the options say about a change of employer.

    Raises:
        InputError: an employer without a day.
    """
    from experts.confirm import Workplace
    from kernel.errors import InputError
    from kernel.text import clean, parse_date, parse_uscc

    if moved_on is None:
        if employer or uscc:
            raise InputError("kernel.empty", field="moved-on")
        return None
    name = clean("employer", employer) if employer is not None else None
    return Workplace(parse_date("moved-on", moved_on), name, parse_uscc(uscc) if uscc else None)


@click.command("confirm", help=both("录入专家的年度确认", "enter an expert's yearly confirmation"))
@expert_argument
@change_options[0]
@change_options[1]
@change_options[2]
@relation_option
@paper_option
@desk_command
def confirm_(
    desk: Desk,
    expert: str,
    moved_on: str | None,
    employer: str | None,
    uscc: str | None,
    relations: tuple[str, ...],
    paper: Path,
) -> None:
    from experts.confirm import confirm
    from experts.form import read_relation

    change, told = change_of(moved_on, employer, uscc), [read_relation(text) for text in relations]
    with desk.acting() as act:
        done = confirm(act, expert, changed=change, relations=told, evidence=keep(act, paper))
    say("experts.confirmed", id=expert, year=done.year)


@click.command("unconfirmed", help=both("尚未作年度确认的专家", "who has not confirmed this year"))
@json_option
@desk_command
def unconfirmed_(desk: Desk, *, as_json: bool) -> None:
    from experts.life_queries import unconfirmed
    from kernel.clock import local

    with desk.reading("experts.read") as session:
        rows = [asdict(line) for line in unconfirmed(session, local(desk.clock.now()).year)]
    if not as_json:
        rows = [{**row, "state": word("expert", row["state"]), "last": row["last"] or "—"} for row in rows]
    show(rows, as_json=as_json)


@click.command("declare", help=both("录入专家申报的利害关系", "enter a relation that an expert declares"))
@expert_argument
@click.option("--relation", required=True, help=both("R02|当事人|关系|起日|止日|信用代码", "as for confirm"))
@paper_option
@desk_command
def declare_(desk: Desk, expert: str, relation: str, paper: Path) -> None:
    from experts.declare import declare
    from experts.form import read_relation

    told = read_relation(relation)
    with desk.acting() as act:
        declare(act, expert, told, keep(act, paper))
    say("experts.declared", id=expert, party=told.party_name)


@click.command("end-relation", help=both("录入利害关系的终止日期", "enter the last day of a relation"))
@expert_argument
@click.option(
    "--ground", required=True, type=click.Choice(["R02", "R03", "R04", "R05"]), help=both("事由", "ground")
)
@click.option("--party", required=True, help=both("当事人名称", "the party's name as declared"))
@click.option("--on", "ends", required=True, help=both("止日", "last day"))
@paper_option
@desk_command
def end_relation_(desk: Desk, expert: str, ground: str, party: str, ends: str, paper: Path) -> None:
    from experts.declare import end_declaration
    from kernel.text import parse_date

    with desk.acting() as act:
        end_declaration(act, expert, ground, party, parse_date("on", ends), keep(act, paper))
    say("experts.relation_ended", id=expert, party=party, ends=ends)


DECLARATIONS = (confirm_, unconfirmed_, declare_, end_relation_)
"""The commands of this file, for the group `experts`."""
