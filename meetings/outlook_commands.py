"""`panel draw`, before the freeze: chances, what is missing and what would help, and a dry run."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import sentence, word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from kernel.act import Act
    from meetings.models import Meeting
    from panel.draw.outlook import Chance, Groups, Outlook, Prospect, Question, Relaxation
    from panel.rehearse import Rehearsal

BAR = 20
"""How many characters a certainty is wide in the chart."""

seats_option = click.option(
    "--seats", multiple=True, required=True, help=both("席位，如 L01:2 或 I05:1:region=CITY", "such as L01:2")
)
cap_option = click.option(
    "--cap", type=click.IntRange(1), help=both("同一单位至多几人", "most members per employer")
)


@click.command(
    help=both(
        "冻结前：各类机会、缺口和放宽办法。", "Before the freeze: chances, shortfalls, and what would help."
    )
)
@click.argument("meeting")
@seats_option
@cap_option
@json_option
@desk_command
def chances(
    desk: Desk, meeting: str, seats: tuple[str, ...], cap: int | None, *, as_json: bool
) -> dict[str, object]:
    from experts.fields import FIELDS
    from meetings.recusal import bars_of
    from panel.draw.outlook import Question, outlook
    from panel.rehearse import survey
    from panel.seats import parse_seats

    groups = parse_seats(seats)
    with _before_freeze(desk, meeting) as (act, found):
        experts = survey(act.session, groups, bars_of(act, found))
        question = Question(groups, cap, tuple(FIELDS), _composition_rules(found))
    ahead = outlook(experts, question)
    facts = asdict(ahead)
    facts["seats"] = _words(groups)
    if as_json:
        show(facts, as_json=True)
    else:
        _print_chances(ahead, groups, cap)
        _print_feasibility(ahead, question)
    return facts


@click.command(
    help=both(
        "试抽：只显示类型，不留存，不能成为抽取。",
        "A dry run: types only; nothing is kept, and it is no draw.",
    )
)
@click.argument("meeting")
@seats_option
@cap_option
@click.option(
    "--trials",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help=both("设上限时试抽几次", "trial draws under a cap"),
)
@json_option
@desk_command
def rehearse(
    desk: Desk, meeting: str, seats: tuple[str, ...], cap: int | None, trials: int, *, as_json: bool
) -> dict[str, object]:
    from meetings.recusal import bars_of
    from panel.rehearse import rehearse as run_dry
    from panel.rehearse import throwaway_pool
    from panel.seats import parse_seats

    groups = parse_seats(seats)
    with _before_freeze(desk, meeting) as (act, found):
        pool = throwaway_pool(act.session, act.entropy, groups, bars_of(act, found))
    rehearsal = run_dry(groups, cap, pool, trials)
    facts = {"rehearsal": True, **asdict(rehearsal)}
    if as_json:
        show(facts, as_json=True)
    else:
        _print_rehearsal(rehearsal, groups)
    return facts


@contextmanager
def _before_freeze(desk: Desk, meeting: str) -> "Iterator[tuple[Act, Meeting]]":
    """A meeting whose pool is not frozen yet, to be looked at only.

    Raises:
        NotAllowed: the policy, or a convener of another unit.
        Refused: the pool is frozen.
    """
    from kernel.act import Act
    from kernel.attachments import Attachments
    from kernel.errors import Refused
    from kernel.roles import authorize
    from meetings.models import MeetingState
    from meetings.queries import find_meeting

    with desk.database.reading() as session:
        actor = desk.actor(session)
        found = find_meeting(session, meeting)
        authorize(actor, "draw.read", unit=found.lead_unit_uscc)
        if found.state != MeetingState.PREPARING:
            raise Refused("draw.outlook_closed", meeting=found.number)
        attachments = Attachments(desk.config.attachments)
        yield Act(session, desk.clock, desk.entropy, actor, desk.vault, attachments), found


def _composition_rules(meeting: "Meeting") -> "Callable[[Groups], bool]":
    """Whether seats keep the rules of composition: what they forbid would not do."""
    from kernel.errors import Refused
    from meetings.draw_rules import refuse_composition

    def keeps(groups: "Groups") -> bool:
        try:
            refuse_composition(meeting, groups)
        except Refused:
            return False
        return True

    return keeps


def _print_chances(ahead: "Outlook", groups: "Groups", cap: int | None) -> None:
    words = _words(groups)
    rows = [sentence("draw.chances_head").split("|")]
    rows += [_row(prospect, words) for prospect in ahead.prospects]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    if cap is not None:
        say("draw.chances_before_cap", cap=cap)


def _row(prospect: "Prospect", words: dict[str, str]) -> list[str]:
    chance = prospect.chance
    bar = "" if chance is None else "#" * round(BAR * chance[0] / chance[1])
    return [
        prospect.type,
        str(prospect.eligible),
        *_both_ways(chance),
        bar.ljust(BAR, "."),
        *_both_ways(prospect.one_more),
        " + ".join(words[group] for group in prospect.type.split("+")),
    ]


def _both_ways(chance: "Chance | None") -> tuple[str, str]:
    """A chance as a fraction and per cent."""
    if chance is None:
        return "—", "—"
    num, den = chance
    return f"{num}/{den}", f"{num / den:.2%}"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def _words(groups: "Groups") -> dict[str, str]:
    from panel.seats import in_words

    return {group.id: in_words(group) for group in groups}


def _print_feasibility(ahead: "Outlook", question: "Question") -> None:
    words = _words(question.groups)
    for filling in ahead.fillings:
        say(
            "draw.group_short" if filling.missing else "draw.group_filled",
            id=filling.group,
            group=words[filling.group],
            eligible=filling.eligible,
            seats=filling.seats,
            missing=filling.missing,
            costs=_costs(filling.costs),
        )
    if ahead.binding:
        say("draw.cap_keeps_out", cap=question.cap, employers=ahead.binding)
    if ahead.can_end_void:
        say("draw.can_end_void", cap=question.cap)
    if ahead.relaxations:
        say("draw.would_do")
        for number, relaxation in enumerate(ahead.relaxations, 1):
            click.echo(f"  {number}. {_relaxation(relaxation, words, question.cap)}")
    elif ahead.can_end_void or any(filling.missing for filling in ahead.fillings):
        say("draw.nothing_would_do")


def _costs(costs: Sequence[tuple[str, int]]) -> str:
    return "、".join(f"{word('reason', reason)}{count}" for reason, count in costs) or "0"


def _relaxation(relaxation: "Relaxation", words: dict[str, str], cap: int | None) -> str:
    from experts.fields import FIELDS

    if relaxation.kind == "cap":
        return sentence("draw.relax_cap", steps=relaxation.steps, cap=(cap or 0) + relaxation.steps)
    id_ = relaxation.group
    if relaxation.kind == "seats":
        return sentence("draw.relax_seats", id=id_, group=words[id_], steps=relaxation.steps)
    return sentence(
        "draw.relax_field",
        id=id_,
        group=words[id_],
        field=relaxation.field,
        name=FIELDS[relaxation.field],
        admits=relaxation.admits,
    )


def _print_rehearsal(rehearsal: "Rehearsal", groups: "Groups") -> None:
    words = _words(groups)
    say("draw.rehearsed")
    for seat in rehearsal.seats:
        code = "draw.rehearsed_passed" if seat.passed_over else "draw.rehearsed_seat"
        say(code, seat=seat.seat + 1, group=words[seat.group], type=seat.type)
    if rehearsal.trials is not None:
        runs = rehearsal.trials.runs
        for type_, (low, high) in rehearsal.trials.drawn.items():
            lowest, highest = f"{low / runs:.2%}", f"{high / runs:.2%}"
            say("draw.rehearsed_chance", type=type_, runs=runs, lowest=lowest, highest=highest)
