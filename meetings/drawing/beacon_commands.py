"""`panel draw`: what the beacon gave, typed twice or signed; the service itself never asks the network."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, existing_file, say

if TYPE_CHECKING:
    from panel.models import Draw

TEXT = both(
    "写作“3.9.31./7./”：每一来源的数字升序，每个数字后加“.”，每一来源后加“/”。",
    "Write 3.9.31./7./: the numbers of each source ascending, each followed by a dot, each source by a slash.",
)


@click.command(
    help=both(f"一方输入公布的结果。{TEXT}", f"One contributor types the announced result. {TEXT}")
)
@click.argument("draw_id", metavar="DRAW")
@click.argument("text")
@desk_command
def announce(desk: Desk, draw_id: str, text: str) -> None:
    from meetings.drawing.within import draw_within
    from panel.take_beacon import announce as enter

    with desk.acting() as act:
        enter(act, draw_within(act.session, act.actor, "draw.contribute", draw_id), text)
    say("draw.beacon_typed", text=text)


@click.command(
    "confirm-beacon",
    help=both(
        "另一方再次输入同一结果，随即抽取。", "Another contributor types it again, and the panel is drawn."
    ),
)
@click.argument("draw_id", metavar="DRAW")
@click.argument("text")
@desk_command
def confirm_beacon(desk: Desk, draw_id: str, text: str) -> None:
    from ledger.desk import sign_or_tell
    from meetings.drawing.draw_meeting import held_for_draw
    from meetings.drawing.within import draw_within
    from panel.take_beacon import confirm

    with desk.acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw_id)
        with held_for_draw(act, found):
            confirm(act, found, text)
    sign_or_tell(desk)
    say_outcome(found)


@click.command(
    help=both(
        "交入一轮drand的JSON，离线验签后抽取。", "Hand in a drand round's JSON; verified offline, it draws."
    )
)
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--round-file",
    required=True,
    type=existing_file,
    help=both("从任何来源得到的该轮JSON", "the round's JSON, from any source"),
)
@desk_command
def beacon(desk: Desk, draw_id: str, round_file: Path) -> None:
    from kernel.attachments import read_upload
    from ledger.desk import sign_or_tell
    from meetings.drawing.draw_meeting import held_for_draw
    from meetings.drawing.within import draw_within
    from panel.take_beacon import take_round

    with desk.acting() as act:
        found = draw_within(act.session, act.actor, "draw.beacon", draw_id)
        with held_for_draw(act, found):
            take_round(act, found, read_upload(round_file))
    sign_or_tell(desk)
    say_outcome(found)


def say_outcome(found: "Draw") -> None:
    """What the last reveal or the beacon led to."""
    from meetings.drawing.outcome import outcome_of

    if told := outcome_of(found):
        say(told[0], **told[1])
