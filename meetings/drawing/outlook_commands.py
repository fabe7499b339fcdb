"""`panel draw`, before the freeze: chances, what is missing and what would help, and a dry run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show, write_new

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from kernel.act import Act
    from meetings.models import Meeting

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
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False),
    help=both("把图写成新的svg文件", "write the chart as a new SVG file"),
)
@json_option
@desk_command
def chances(
    desk: Desk, meeting: str, seats: tuple[str, ...], cap: int | None, chart: Path | None, *, as_json: bool
) -> dict[str, object]:
    from meetings.drawing import outlook_report
    from meetings.drawing.before_freeze import ahead_of
    from meetings.drawing.outlook_words import chances_svg
    from panel.seats import in_words, parse_seats

    groups = parse_seats(seats)
    with _before_freeze(desk, meeting) as (act, found):
        ahead = ahead_of(act, found, groups, cap)
    facts = asdict(ahead)
    facts["seats"] = {group.id: in_words(group) for group in groups}
    if chart is not None:
        write_new(chart, chances_svg(ahead, groups, cap).encode())
    if as_json:
        show(facts, as_json=True)
        return facts
    outlook_report.print_chances(ahead, groups, cap)
    outlook_report.print_feasibility(ahead, groups, cap)
    if chart is not None:
        say("draw.charted", path=chart)
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
    from meetings.drawing.before_freeze import dry_run
    from meetings.drawing.outlook_report import print_rehearsal
    from panel.seats import parse_seats

    groups = parse_seats(seats)
    with _before_freeze(desk, meeting) as (act, found):
        rehearsal = dry_run(act, found, groups, cap, trials)
    facts = {"rehearsal": True, **asdict(rehearsal)}
    if as_json:
        show(facts, as_json=True)
    else:
        print_rehearsal(rehearsal, groups)
    return facts


@contextmanager
def _before_freeze(desk: Desk, meeting: str) -> "Iterator[tuple[Act, Meeting]]":
    """A meeting of the actor's, to be looked at only."""
    from kernel.act import Act
    from kernel.attachments import Attachments
    from meetings.drawing.within import meeting_within

    with desk.database.reading() as session:
        actor = desk.actor(session)
        found = meeting_within(session, actor, "draw.read", meeting)
        attachments = Attachments(desk.config.attachments)
        yield Act(session, desk.clock, desk.entropy, actor, desk.vault, attachments), found
