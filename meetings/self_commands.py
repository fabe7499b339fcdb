"""`panel self`: what an expert sees and confirms in person, by the code in an invitation."""

from dataclasses import asdict

import click

from experts.declare_commands import change_of, change_options, relation_option
from experts.life_commands import card_in_words
from kernel.cli import Desk, both, desk_command, json_option, say, show

code_option = click.option("--code", required=True, help=both("个人答复码", "the personal code"))


@click.group(
    "self", help=both("专家本人：查看记录、年度确认", "an expert in person: own record, yearly confirmation")
)
def own() -> None: ...


@own.command("show", help=both("查看本人在专家库的记录和评价", "the own record and evaluations"))
@code_option
@json_option
@desk_command
def show_(desk: Desk, code: str, *, as_json: bool) -> None:
    from meetings.expert_self import own_card

    with desk.database.reading() as session:
        card = asdict(own_card(session, desk.vault, code))
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
    from meetings.expert_self import confirm_own
    from meetings.invite import expert_with

    change, told = change_of(moved_on, employer, uscc), [read_relation(text) for text in relations]
    with desk.acting(lambda session: expert_with(session, desk.vault, code)) as act:
        done = confirm_own(act, change, told)
    say("experts.confirmed_own", year=done.year)
