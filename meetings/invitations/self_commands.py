"""`panel self`: what an expert sees and confirms in person, by the code in an invitation."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from experts.declare_commands import change_of, change_options, relation_option
from experts.life_commands import card_in_words
from kernel.cli import Desk, both, desk_command, json_option, say, show, write_new
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from panel.openings import OwnLine

code_option = click.option("--code", required=True, help=both("个人答复码或个人码", "the personal code"))
out_option = click.option(
    "--out", "path", type=click.Path(path_type=Path, dir_okay=False), help=both("新文件", "a new file")
)


@click.group(
    "self", help=both("专家本人：查看记录、年度确认", "an expert in person: own record, yearly confirmation")
)
def own() -> None: ...


@own.command("show", help=both("查看本人在专家库的记录和评价", "the own record and evaluations"))
@code_option
@json_option
@desk_command
def show_(desk: Desk, code: str, *, as_json: bool) -> None:
    from meetings.invitations.expert_self import own_card, person

    with desk.database.reading() as session:
        card = asdict(own_card(session, desk.vault, person(session, desk.vault, code)))
    show(card if as_json else card_in_words(card), as_json=as_json)


@own.command("confirm", help=both("年度确认工作单位和利害关系", "confirm this year's employer and conflicts"))
@code_option
@change_options[0]
@change_options[1]
@change_options[2]
@relation_option
@desk_command
def confirm_(
    desk: Desk,
    code: str,
    moved_on: str | None,
    employer: str | None,
    uscc: str | None,
    relations: tuple[str, ...],
) -> None:
    from experts.form import read_relation
    from meetings.invitations.expert_self import confirm_own, in_person

    change, told = change_of(moved_on, employer, uscc), [read_relation(text) for text in relations]
    with desk.acting(lambda session: in_person(session, desk.vault, code)) as act:
        done = confirm_own(act, change, told)
    say("experts.confirmed_own", year=done.year)


@own.command(
    help=both(
        "随时取得本人记录的承诺及其展开", "the commitment to the own record, and what opens it, at any time"
    )
)
@code_option
@out_option
@json_option
@desk_command
def leaf(desk: Desk, code: str, path: Path | None, *, as_json: bool) -> None:
    from kernel.canonical import canonical_json
    from meetings.invitations.expert_self import own_leaf, person
    from panel.openings import leaf_by_hand

    with desk.database.reading() as session:
        found = own_leaf(session, person(session, desk.vault, code))
    if path is not None:
        write_new(path, canonical_json(found.opening))
        say("draw.opening_written", path=path)
        return
    show(asdict(found), as_json=as_json)
    if not as_json:
        say("draw.by_hand")
        click.echo(leaf_by_hand(found.opening))


@own.command(
    help=both("本人曾列入候选池的抽取（会议结束后）", "the draws in whose pools one was, once they are over")
)
@code_option
@json_option
@desk_command
def draws(desk: Desk, code: str, *, as_json: bool) -> None:
    from kernel.clock import local_text
    from meetings.invitations.expert_self import draws_of, person

    with desk.database.reading() as session:
        rows = [
            {"draw": found.draw, "frozen_at": local_text(found.frozen_at)}
            for found in draws_of(session, person(session, desk.vault, code))
        ]
    show(rows, as_json=as_json)


@own.command(
    help=both(
        "会议结束后查看本人在候选池中的一行、事由和核对方法；--out写成openings.json",
        "after the meeting: the own line of the pool, the reason, how to check it; --out writes an openings.json",
    )
)
@click.argument("draw_id", metavar="DRAW")
@code_option
@out_option
@json_option
@desk_command
def opening(desk: Desk, draw_id: str, code: str, path: Path | None, *, as_json: bool) -> None:
    from meetings.invitations.expert_self import in_person, own_line
    from panel.openings import openings_file

    with desk.acting(lambda session: in_person(session, desk.vault, code)) as act:
        lines = own_line(act, draw_id)
    if path is not None:
        write_new(path, openings_file([line.opening for line in lines]))
        say("draw.opening_written", path=path)
        return
    if as_json:
        show([asdict(line) for line in lines], as_json=True)
        return
    for line in lines:
        _tell(line)


def _tell(line: "OwnLine") -> None:
    from panel.openings import by_hand

    click.echo(line.line)
    if line.reason is None:
        say("draw.own_eligible")
    else:
        say("draw.own_excluded", reason=word("reason", line.reason))
    say("draw.by_hand")
    click.echo("\n".join(by_hand(line.opening)))
