"""`panel draw supplement`: a draw of its own for seats that stayed open."""

import click

from kernel.cli import Desk, both, desk_command, say
from meetings.drawing.draw_options import answer_hours_option, beacon_option, reveal_by_option, say_frozen


@click.command(
    help=both(
        "为空缺席位冻结补充抽取的候选池；在座成员不动。",
        "Freeze a pool for the seats that stayed open; the panel goes on sitting.",
    )
)
@click.argument("meeting")
@click.option("--cause", required=True, help=both("事由，写入方案", "the cause, written in the plan"))
@reveal_by_option
@answer_hours_option
@beacon_option
@desk_command
def supplement(
    desk: Desk, meeting: str, cause: str, reveal_by: str, answer_hours: int, beacon: str | None
) -> str:
    from kernel.text import parse_moment
    from meetings.drawing.draw_meeting import Further, supplement_meeting
    from meetings.queries import find_meeting
    from panel.beacons import parse_beacon
    from panel.draw.seats import Group
    from panel.seats import in_words

    deadline = parse_moment("reveal-by", reveal_by)
    awaited = parse_beacon(beacon, deadline) if beacon else None
    with desk.acting() as act:
        wanted = Further(cause, deadline, answer_hours, awaited)
        frozen = supplement_meeting(act, find_meeting(act.session, meeting), wanted)
    seats = "、".join(in_words(Group.read(group)) for group in frozen.seats)  # type: ignore[arg-type]  # our own JSON
    say("draw.supplement_frozen", seats=seats, carried=len(frozen.carried))
    say_frozen(frozen)
    return frozen.public_id
