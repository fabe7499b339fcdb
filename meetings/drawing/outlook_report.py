"""What `panel draw chances` and `panel draw rehearse` tell a person, and the chart of the chances."""

import unicodedata
from collections.abc import Mapping, Sequence

import click

from kernel.charts.bars import Bar, Chart, bars_svg
from kernel.cli import say
from kernel.messages import sentence, word
from panel.draw.kinds import Groups
from panel.draw.outlook import Chance, Filling, Outlook, Prospect
from panel.draw.relaxations import Question, Relaxation
from panel.rehearse import Rehearsal
from panel.seats import in_words

BAR = 20
"""How many characters a certainty is wide in the chart of letters."""

Words = Mapping[str, str]


def print_chances(ahead: Outlook, groups: Groups, cap: int | None) -> None:
    """A table with a bar for every type, and what it leaves out."""
    words = _words(groups)
    rows = [sentence("draw.chances_head").split("|")]
    rows += [_row(prospect, words) for prospect in ahead.prospects]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    if cap is not None:
        say("draw.chances_before_cap", cap=cap)


def chances_svg(ahead: Outlook, groups: Groups, cap: int | None) -> str:
    """The same as a chart: a bar for every type, and a hollow one for when it has one expert more."""
    words = _words(groups)
    told = [_spoken(prospect, words) for prospect in ahead.prospects]
    title = sentence("draw.chart_title")
    return bars_svg(
        Chart(
            name="chances",
            title=title if cap is None else title + sentence("draw.chart_before_cap", cap=cap),
            description=sentence("draw.chart_between").join(told),
            solid=sentence("draw.chart_now"),
            hollow=sentence("draw.chart_one_more"),
            bars=[_bar(prospect, words) for prospect in ahead.prospects],
        )
    )


def print_feasibility(ahead: Outlook, question: Question) -> None:
    """Group by group whether it can be filled, and what would do where one cannot."""
    words = _words(question.groups)
    for filling in ahead.fillings:
        _print_filling(filling, words)
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
    if ahead.together:
        say("draw.would_do_together")
        for relaxation in ahead.together:
            click.echo(f"  - {_relaxation(relaxation, words, question.cap)}")


def print_rehearsal(rehearsal: Rehearsal, groups: Groups) -> None:
    """A dry run, marked as one in every line."""
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


def _words(groups: Groups) -> Words:
    return {group.id: in_words(group) for group in groups}


def _all_groups(type_: str, words: Words) -> str:
    return " + ".join(words[group] for group in type_.split("+"))


def _row(prospect: Prospect, words: Words) -> list[str]:
    chance = prospect.chance
    bar = "" if chance is None else "#" * round(BAR * _share(chance))
    return [
        prospect.type,
        str(prospect.eligible),
        *_both_ways(chance),
        bar.ljust(BAR, "."),
        *_both_ways(prospect.one_more),
        _all_groups(prospect.type, words),
    ]


def _bar(prospect: Prospect, words: Words) -> Bar:
    return Bar(
        label=f"{prospect.type} {_all_groups(prospect.type, words)}",
        says=sentence("draw.chart_says", eligible=prospect.eligible, chance=_said(prospect.chance)),
        share=None if prospect.chance is None else _share(prospect.chance),
        other=None if prospect.one_more is None else _share(prospect.one_more),
    )


def _spoken(prospect: Prospect, words: Words) -> str:
    return sentence(
        "draw.chart_spoken",
        type=prospect.type,
        groups=_all_groups(prospect.type, words),
        eligible=prospect.eligible,
        chance=_said(prospect.chance),
        one_more=_said(prospect.one_more),
    )


def _share(chance: Chance) -> float:
    num, den = chance
    return num / den


def _both_ways(chance: Chance | None) -> tuple[str, str]:
    """A chance as a fraction and per cent."""
    if chance is None:
        return "—", "—"
    return "{}/{}".format(*chance), f"{_share(chance):.2%}"


def _said(chance: Chance | None) -> str:
    fraction, per_cent = _both_ways(chance)
    return fraction if chance is None else f"{fraction} = {per_cent}"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def _print_filling(filling: Filling, words: Words) -> None:
    say(
        "draw.group_short" if filling.missing else "draw.group_filled",
        id=filling.group,
        group=words[filling.group],
        eligible=filling.eligible,
        seats=filling.seats,
        missing=filling.missing,
        costs=_costs(filling.costs),
    )


def _costs(costs: Sequence[tuple[str, int]]) -> str:
    told = (sentence("draw.cost", reason=word("reason", reason), count=count) for reason, count in costs)
    return sentence("draw.cost_between").join(told) or "0"


def _relaxation(relaxation: Relaxation, words: Words, cap: int | None) -> str:
    if relaxation.kind == "cap":
        return sentence("draw.relax_cap", steps=relaxation.steps, cap=(cap or 0) + relaxation.steps)
    place = {"id": relaxation.group, "group": words[relaxation.group]}
    if relaxation.kind == "seats":
        return sentence("draw.relax_seats", **place, steps=relaxation.steps)
    if relaxation.kind == "condition":
        condition, admits = relaxation.condition, relaxation.admits
        return sentence("draw.relax_condition", **place, condition=condition, admits=admits)
    name = word("field", relaxation.field)
    return sentence("draw.relax_field", **place, field=relaxation.field, name=name, admits=relaxation.admits)
