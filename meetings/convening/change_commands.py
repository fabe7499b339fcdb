"""`panel meetings`, what changes a meeting that is convened: officers, agenda, time, cancellation."""

from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, say

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from meetings.models import Meeting


@click.command(help=both("更换主持人或记录人。", "Appoint another chair or recorder."))
@click.argument("meeting")
@click.option("--chair", help=both("主持人的账号", "the chair's account"))
@click.option("--recorder", help=both("记录人的账号", "the recorder's account"))
@desk_command
def appoint(desk: Desk, meeting: str, chair: str | None, recorder: str | None) -> None:
    from meetings.convening.officers import appoint as appoint_officers
    from meetings.queries import find_meeting

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        appoint_officers(act, found, chair=chair, recorder=recorder)
    say("meetings.appointed", number=found.number)


@click.command(
    help=both(
        "延期：聘期、请假、会议冲突按新日期重查，所有人重新通知。",
        "Postpone: everybody is tested for the new date and asked again.",
    )
)
@click.argument("meeting")
@click.option("--start", required=True, help=both("新的开始时间（北京时间）", "the new start, Beijing time"))
@click.option("--end", required=True, help=both("新的结束时间", "the new end"))
@click.option("--room", help=both("另一会议室；不填则不变", "another room; the same if left out"))
@click.option("--place", help=both("另一地点；不填则不变", "another place; the same if left out"))
@click.option("--cause", required=True, help=both("事由", "the cause"))
@desk_command
def postpone(
    desk: Desk, meeting: str, start: str, end: str, room: str | None, place: str | None, cause: str
) -> None:
    from kernel.clock import local_text
    from meetings.convening.postpone import postpone as move_to
    from meetings.convening.slots import parse_slot
    from meetings.queries import find_meeting

    slot = parse_slot(start, end, room, place)
    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        after = move_to(act, found, slot, cause)
    say(
        "meetings.postponed",
        number=found.number,
        start=local_text(found.starts_at),
        asked=after.asked,
        left=after.left,
    )
    if after.stopped:
        say("meetings.draw_stopped" if after.stopped.kind == "panel" else "meetings.supplement_stopped")
    say_on_paper(found)


@click.command(help=both("取消会议；案件退回待列入议程。", "Cancel a meeting; its cases are free again."))
@click.argument("meeting")
@click.option("--cause", required=True, help=both("事由", "the cause"))
@desk_command
def cancel(desk: Desk, meeting: str, cause: str) -> None:
    from meetings.convening.cancel import cancel as call_off
    from meetings.queries import find_meeting

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        told = call_off(act, found, cause)
    say("meetings.cancelled", number=found.number, experts=told)
    say_on_paper(found)


@click.command(
    help=both("撤下一项议题；不影响抽取。", "Take an item off the agenda; the draw is not touched.")
)
@click.argument("item")
@click.option("--reason", required=True, help=both("理由", "the reason"))
@desk_command
def withdraw(desk: Desk, item: str, reason: str) -> None:
    from meetings.convening.withdraw_item import withdraw_item
    from meetings.queries import find_item

    with desk.acting() as act:
        found = find_item(act.session, item)
        withdraw_item(act, found, reason)
    say("meetings.withdrawn", item=found.position, case=found.case.number)
    say_on_paper(found.meeting)


def say_on_paper(meeting: "Meeting") -> None:
    """Name the units that no mail reaches: they are told on paper."""
    names = [unit.name for unit in meeting.units if unit.noticed == "paper"]
    if names:
        say("meetings.on_paper", units="、".join(names))
