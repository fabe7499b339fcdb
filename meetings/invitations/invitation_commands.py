"""`panel invitations`: send, deliver, answer, time out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from meetings.models import Invitation


@click.group(help=both("邀请专家与答复。", "Invite the experts; their answers."))
def invitations() -> None:
    pass


@invitations.command(help=both("向抽中的专家发出邀请。", "Invite everybody on the panel."))
@click.argument("meeting")
@desk_command
def send(desk: Desk, meeting: str) -> None:
    from meetings.invitations.invite import invite_panel
    from meetings.queries import find_meeting

    with desk.acting() as act:
        made = invite_panel(act, find_meeting(act.session, meeting))
    say("invitations.sent", count=len(made))


@invitations.command(
    help=both("把待发邮件写入目录（.eml与.ics）。", "Put waiting mail into a folder (.eml and .ics).")
)
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=both("目录", "the folder"),
)
@desk_command
def deliver(desk: Desk, folder: Path) -> None:
    from meetings.invitations.deliver import deliver_next
    from meetings.invitations.invitation_facts import sender_of

    sender = sender_of(desk.config)
    count = 0
    while True:
        with desk.acting() as act:
            if deliver_next(act, folder, sender) is None:
                break
        count += 1
    say("invitations.delivered", count=count, path=folder)


code_argument = click.argument("code")


@invitations.command(help=both("凭邀请中的答复码接受。", "Accept, by the code in the invitation."))
@code_argument
@desk_command
def accept(desk: Desk, code: str) -> None:
    from meetings.invitations.invite import accept as take
    from meetings.invitations.invite import expert_with

    with desk.acting(lambda session: expert_with(session, desk.vault, code)) as act:
        invitation = take(act)
    say("invitations.accepted", tag=invitation.tag[:8])


@invitations.command(help=both("凭答复码谢绝或声明回避。", "Decline or declare a conflict, by the code."))
@code_argument
@click.option(
    "--cause",
    required=True,
    type=click.Choice(["TRAVEL", "ILL", "CLASH", "CONFLICT", "OTHER"]),
    help=both("出差、生病、会议冲突、主动回避、其他", "why"),
)
@desk_command
def decline(desk: Desk, code: str, cause: str) -> None:
    from meetings.invitations.invite import expert_with
    from meetings.invitations.leave import decline as leave

    with desk.acting(lambda session: expert_with(session, desk.vault, code)) as act:
        successor = leave(act, cause)
    say_successor(successor)


def say_successor(successor: "Invitation | None") -> None:
    """Who was called for a seat that was given up, or that nobody was."""
    if successor is None:
        say("invitations.seat_open")
    else:
        say("invitations.successor", tag=successor.tag[:8])


@invitations.command(
    "time-out",
    help=both("逾期未答复的视为不能参加，邀请递补。", "Whoever did not answer in time is replaced."),
)
@click.argument("meeting")
@desk_command
def time_out_command(desk: Desk, meeting: str) -> None:
    from meetings.invitations.leave import time_out
    from meetings.queries import find_meeting

    with desk.acting() as act:
        gone = time_out(act, find_meeting(act.session, meeting))
    say("invitations.timed_out", count=len(gone))
    for _, successor in gone:
        say_successor(successor)


@invitations.command(
    help=both(
        "换发个人链接并重发邀请，旧链接作废。", "Make and send a new personal link; the old one is void."
    )
)
@click.argument("meeting")
@click.argument("tag")
@desk_command
def renew(desk: Desk, meeting: str, tag: str) -> None:
    from meetings.invitations.invite import invited_with, renew_link
    from meetings.queries import find_meeting

    with desk.acting() as act:
        renew_link(act, invited_with(act.session, find_meeting(act.session, meeting), tag))
    say("invitations.renewed", tag=tag[:8])


@invitations.command(
    "list", help=both("各席位的邀请状态（只有代号）。", "The state of every invitation; codes, no names.")
)
@click.argument("meeting")
@json_option
@desk_command
def list_command(desk: Desk, meeting: str, *, as_json: bool) -> None:
    from kernel.clock import local_text
    from meetings.queries import find_meeting, invitations_of

    with desk.reading("invitations.read") as session:
        rows = [
            {
                "tag": invitation.tag,
                "state": invitation.state if as_json else word("invitation", invitation.state),
                "answer_by": local_text(invitation.answer_by) if invitation.answer_by else None,
            }
            for invitation in invitations_of(session, find_meeting(session, meeting))
        ]
    show(rows, as_json=as_json)
