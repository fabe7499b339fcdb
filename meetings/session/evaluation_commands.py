"""`panel evaluations`: evaluate after a meeting, comment on the own evaluation."""

from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from experts.scoring import Deduction
    from meetings.session.evaluate import DueEvaluation

ITEMS = ("PUNCTUAL", "COMPETENT", "IMPARTIAL", "OPINION", "SECRECY", "FOLLOW_UP")


@click.group(help=both("专家履职评价与专家意见", "evaluations of experts, and their comments"))
def evaluations() -> None: ...


@evaluations.command("record", help=both("会后评价一名专家", "evaluate an expert after the meeting"))
@click.argument("meeting")
@click.argument("tag")
@click.option(
    "--deduct",
    multiple=True,
    help=both("扣分，可多次：项目:分数:事由。项目：", "a deduction, may repeat: item:points:reason. Items: ")
    + "、".join(f"{item}{word('evaluated', item)}" for item in ITEMS),
)
@click.option("--veto", is_flag=True, help=both("一票否决", "so grave that the score does not count"))
@desk_command
def record_(desk: Desk, meeting: str, tag: str, deduct: tuple[str, ...], *, veto: bool) -> int:
    from meetings.queries import find_meeting
    from meetings.session.evaluate import evaluate_expert

    deductions = [_deduction(text) for text in deduct]
    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        evaluation = evaluate_expert(act, found, tag, deductions, veto=veto)
    say("evaluations.recorded", tag=tag[:8], score=evaluation.score)
    return evaluation.score


def _deduction(text: str) -> "Deduction":
    """`PUNCTUAL:10:迟到四十分钟`.

    Raises:
        InputError: anything else.
    """
    from experts.scoring import Deduction, Item
    from kernel.errors import InputError

    item, _, rest = text.replace("：", ":").partition(":")
    points, _, reason = rest.partition(":")
    if item not in set(Item) or not (points.isascii() and points.isdigit()):
        known = "、".join(f"{one}（{word('evaluated', one)}）" for one in Item)
        raise InputError("evaluations.bad_deduction", value=text, items=known)
    return Deduction(Item(item), int(points), reason)


@evaluations.command("due", help=both("本单位牵头会议后待评价的专家", "who is still to be evaluated"))
@json_option
@desk_command
def due_(desk: Desk, *, as_json: bool) -> None:
    from kernel.clock import local
    from meetings.session.evaluate import due_evaluations

    with desk.reading("experts.evaluate") as session:
        today = local(desk.clock.now()).date()
        waiting = due_evaluations(session, desk.actor(session).unit, today)
    show([_due_row(line, as_json=as_json) for line in waiting], as_json=as_json)


def _due_row(line: "DueEvaluation", *, as_json: bool) -> dict[str, object]:
    if as_json:
        due = {"due_on": line.due.on, "estimated": line.due.estimated, "overdue": line.overdue}
        return {"meeting": line.meeting, "tag": line.tag, "name": line.name, **due}
    marks = [word("due", "estimated")] if line.due.estimated else []
    marks += [word("due", "overdue")] if line.overdue else []
    return {
        "number": line.number,
        "tag": line.tag[:8],
        "name": line.name,
        "due_on": f"{line.due.on}{'（' + '、'.join(marks) + '）' if marks else ''}",
    }


@evaluations.command("comment", help=both("专家凭答复码对评价提出意见", "an expert comments, by the code"))
@click.argument("meeting")
@click.option("--code", required=True, help=both("个人答复码", "the personal code"))
@click.option("--text", required=True, help=both("意见", "the comment"))
@desk_command
def comment_(desk: Desk, meeting: str, code: str, text: str) -> None:
    from meetings.invitations.expert_self import comment_own
    from meetings.invitations.invite import expert_with
    from meetings.queries import find_meeting

    with desk.acting(lambda session: expert_with(session, desk.vault, code)) as act:
        comment_own(act, find_meeting(act.session, meeting), text)
    say("evaluations.commented")
