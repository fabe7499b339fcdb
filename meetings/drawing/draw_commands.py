"""`panel draw`: the ceremony's steps by convener and supervisor, and what a time that passed does to it."""

import click

from kernel.cli import Desk, both, desk_command, say
from meetings.drawing.beacon_commands import announce, beacon, confirm_beacon
from meetings.drawing.contribute_commands import check_plan, commit, plan, reveal, secret
from meetings.drawing.draw_options import answer_hours_option, beacon_option, reveal_by_option, say_frozen
from meetings.drawing.draw_record_commands import export, show_command
from meetings.drawing.outlook_commands import chances, rehearse
from meetings.drawing.supplement_commands import supplement
from meetings.drawing.view_commands import views
from meetings.invitations.invitation_commands import say_successor


@click.group(help=both("专家抽取：冻结、承诺、公布、揭示。", "The draw: freeze, commit, publish, reveal."))
def draw() -> None:
    pass


@draw.command(help=both("锁定议程并冻结候选池。", "Lock the agenda and freeze the pool."))
@click.argument("meeting")
@click.option(
    "--seats", multiple=True, required=True, help=both("席位，如 L01:2 或 I05:1:region=CITY", "such as L01:2")
)
@click.option("--cap", type=click.IntRange(1), help=both("同一单位至多几人", "most members per employer"))
@reveal_by_option
@answer_hours_option
@click.option(
    "--publish",
    type=click.Choice(["at_close", "at_draw"]),
    default="at_close",
    show_default=True,
    help=both("抽取记录何时公开：会议结束后，或抽取后", "when the record becomes public"),
)
@beacon_option
@desk_command
def freeze(
    desk: Desk,
    meeting: str,
    seats: tuple[str, ...],
    cap: int | None,
    reveal_by: str,
    answer_hours: int,
    publish: str,
    beacon: str | None,
) -> str:
    from kernel.text import parse_moment
    from meetings.drawing.draw_meeting import Seats, freeze_meeting
    from meetings.queries import find_meeting
    from panel.beacons import parse_beacon
    from panel.seats import parse_seats

    deadline = parse_moment("reveal-by", reveal_by)
    awaited = parse_beacon(beacon, deadline) if beacon else None
    wanted = Seats(parse_seats(seats), cap, deadline, answer_hours, publish, awaited)
    with desk.acting() as act:
        frozen = freeze_meeting(act, find_meeting(act.session, meeting), wanted)
    say_frozen(frozen)
    return frozen.public_id


@draw.command(help=both("公布抽取方案并签发检查点。", "Publish the plan and have a checkpoint signed."))
@click.argument("draw_id", metavar="DRAW")
@desk_command
def publish(desk: Desk, draw_id: str) -> None:
    from ledger.desk import sign_or_tell
    from meetings.drawing.within import draw_within
    from panel.publish import publish_plan

    with desk.acting() as act:
        found = draw_within(act.session, act.actor, "draw.publish", draw_id)
        entry = publish_plan(act, found)
    say("draw.published", digest=found.plan_digest, entry=entry.n)
    if signed := sign_or_tell(desk):
        say("ledger.signed", size=signed.size, root=signed.root.hex())


@draw.command(
    help=both("监督人中止抽取（首次揭示前）。", "The supervisor stops the draw, before the first reveal.")
)
@click.argument("draw_id", metavar="DRAW")
@click.option("--cause", required=True, help=both("理由", "the cause"))
@desk_command
def stop(desk: Desk, draw_id: str, cause: str) -> None:
    from meetings.drawing.draw_meeting import stop_draw
    from meetings.queries import find_meeting
    from panel.panels import find_draw

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        stop_draw(act, find_meeting(act.session, found.meeting), found, cause)
    say("draw.stopped" if found.kind == "panel" else "draw.supplement_stopped", id=found.public_id)


@draw.command(
    help=both(
        "截止后仍缺揭示，或信标之后仍无结果：继续等信标，或流抽。",
        "A reveal or the beacon's result is missing at its time: go on without it, or void.",
    )
)
@click.argument("draw_id", metavar="DRAW")
@desk_command
def lapse(desk: Desk, draw_id: str) -> None:
    from ledger.desk import sign_or_tell
    from meetings.drawing.draw_meeting import held_for_draw
    from meetings.drawing.outcome import lapse_of
    from meetings.drawing.within import draw_within
    from panel.lapse import lapse as let_lapse

    with desk.acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw_id)
        with held_for_draw(act, found):
            missing = let_lapse(act, found)
        code, facts = lapse_of(act.session, found, missing)
    sign_or_tell(desk)
    say(code, **facts)


@draw.command(help=both("批准在流抽后重新抽取。", "Approve another attempt after a void one."))
@click.argument("draw_id", metavar="DRAW")
@click.option("--cause", required=True, help=both("事由，印入记录", "the cause, printed in the record"))
@desk_command
def approve(desk: Desk, draw_id: str, cause: str) -> None:
    from panel.panels import find_draw
    from panel.void import approve_another

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        approve_another(act, found, cause)
    say("draw.approved", id=found.public_id)


@draw.command(help=both("监督人记录成员全程回避或缺席。", "The supervisor records a recusal or an absence."))
@click.argument("draw_id", metavar="DRAW")
@click.argument("tag")
@click.option(
    "--kind", required=True, type=click.Choice(["recused", "absent"]), help=both("回避或缺席", "which")
)
@click.option("--cause", required=True, help=both("事由代码，如 R05", "cause code, such as R05"))
@desk_command
def depart(desk: Desk, draw_id: str, tag: str, kind: str, cause: str) -> None:
    from meetings.invitations.invite import find_by_tag
    from meetings.invitations.leave import withdraw
    from panel.panels import find_draw

    with desk.acting() as act:
        invitation = find_by_tag(act.session, find_draw(act.session, draw_id), tag)
        successor = withdraw(act, invitation, kind, cause)
    say("draw.departed", tag=invitation.tag[:8])
    say_successor(successor)


CONTRIBUTING = (secret, commit, plan, check_plan, reveal)
SPEAKING = (announce, confirm_beacon, beacon)
for further in (chances, rehearse, supplement, *CONTRIBUTING, *SPEAKING, show_command, export, views):
    draw.add_command(further)
