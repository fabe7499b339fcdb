"""What `panel draw chances` and `panel draw rehearse` print for a person."""

import unicodedata

import click

from kernel.cli import say
from kernel.messages import sentence
from meetings.drawing.outlook_words import (
    Words,
    all_groups,
    both_ways,
    filling_told,
    hindrances_told,
    is_fillable,
    rehearsal_told,
    relaxation_told,
    share,
    words_of,
)
from panel.draw.kinds import Groups
from panel.draw.outlook import Outlook, Prospect
from panel.rehearse import Rehearsal

BAR = 20
"""How many characters a certainty is wide in the chart of letters."""


def print_chances(ahead: Outlook, groups: Groups, cap: int | None) -> None:
    """A table with a bar for every type, and what it leaves out."""
    words = words_of(groups)
    rows = [sentence("draw.chances_head").split("|")]
    rows += [_row(prospect, words) for prospect in ahead.prospects]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    if cap is not None:
        say("draw.chances_before_cap", cap=cap)


def print_feasibility(ahead: Outlook, groups: Groups, cap: int | None) -> None:
    """Group by group whether it can be filled, and what would do where one cannot."""
    words = words_of(groups)
    for filling in ahead.fillings:
        click.echo(filling_told(filling, words))
    for hindrance in hindrances_told(ahead, cap):
        click.echo(hindrance)
    if ahead.relaxations:
        say("draw.would_do")
        for number, relaxation in enumerate(ahead.relaxations, 1):
            click.echo(f"  {number}. {relaxation_told(relaxation, words, cap)}")
    elif not is_fillable(ahead):
        say("draw.nothing_would_do")
    if ahead.together:
        say("draw.would_do_together")
        for relaxation in ahead.together:
            click.echo(f"  - {relaxation_told(relaxation, words, cap)}")


def print_rehearsal(rehearsal: Rehearsal, groups: Groups) -> None:
    """A dry run, marked as one in every line."""
    for line in rehearsal_told(rehearsal, groups):
        click.echo(line)


def _row(prospect: Prospect, words: Words) -> list[str]:
    chance = prospect.chance
    bar = "" if chance is None else "#" * round(BAR * share(chance))
    return [
        prospect.type,
        str(prospect.eligible),
        *both_ways(chance),
        bar.ljust(BAR, "."),
        *both_ways(prospect.one_more),
        all_groups(prospect.type, words),
    ]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)
