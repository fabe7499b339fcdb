"""`panel catalogue submit|withdraw|submissions|take|return`: what units propose for the next edition."""

from typing import Any

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word
from kernel.sheets.door import Wanted, import_options


@click.command(help=both("报送本单位的事项，先预览。", "Submit items of your own unit; preview first."))
@import_options
@desk_command
def submit(desk: Desk, wanted: Wanted) -> None:
    from kernel.sheets.door import take_in
    from meetings.catalogue.columns import COLUMNS
    from meetings.catalogue.import_catalogue import preview_submission, store_submission

    stored: list[Any] = []
    take_in(
        desk,
        wanted,
        COLUMNS,
        lambda act, sheets, _: preview_submission(act, sheets),
        lambda act, preview, _: stored.extend(store_submission(act, preview)),
    )
    if wanted.confirm and not wanted.as_json:
        say("catalogue.submitted", count=len(stored))


@click.command(help=both("报送：下一版移出一个事项。", "Propose that the next edition leaves an item out."))
@click.argument("code")
@desk_command
def withdraw(desk: Desk, code: str) -> str:
    from meetings.catalogue.submit import withdraw as propose

    with desk.acting() as act:
        submission = propose(act, code)
    say("catalogue.withdrawn", code=code, id=submission.public_id)
    return submission.public_id


@click.command(help=both("列出报送；单位只见本单位的。", "List what was submitted; a unit sees its own."))
@json_option
@desk_command
def submissions(desk: Desk, *, as_json: bool) -> None:
    from kernel.roles import scope
    from meetings.catalogue.queries import submissions as all_submissions

    with desk.reading("catalogue.read") as session:
        rows = [
            {
                "id": submission.public_id,
                "code": submission.code,
                "withdraws": submission.withdraws if as_json else _kind(submission.withdraws),
                "state": submission.state if as_json else word("submission", submission.state),
                "unit": submission.unit.name,
                "answer": submission.answer or "",
                "edition": submission.edition or "",
            }
            for submission in all_submissions(session, scope(desk.actor(session), "catalogue.read"))
        ]
    show(rows, as_json=as_json)


def _kind(withdraws: object) -> str:
    return word("change", "removed" if withdraws else "changed")


@click.command(help=both("采纳一份报送，随下一版公布。", "Take a submission into the next edition."))
@click.argument("submission")
@desk_command
def take(desk: Desk, submission: str) -> None:
    from meetings.catalogue.queries import find_submission
    from meetings.catalogue.submit import take as accept

    with desk.acting() as act:
        found = find_submission(act.session, submission)
        accept(act, found)
    say("catalogue.taken", code=found.code)


@click.command("return", help=both("退回一份报送并说明理由。", "Return a submission, with the reason."))
@click.argument("submission")
@click.option("--answer", required=True, help=both("理由", "the reason"))
@desk_command
def return_(desk: Desk, submission: str, answer: str) -> None:
    from meetings.catalogue.queries import find_submission
    from meetings.catalogue.submit import return_ as send_back

    with desk.acting() as act:
        found = find_submission(act.session, submission)
        send_back(act, found, answer)
    say("catalogue.returned", code=found.code)
