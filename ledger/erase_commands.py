"""`panel ledger erase`: one person asks, another approves."""

import click

from kernel.cli import Desk, both, desk_command, say


@click.group(
    help=both(
        "抹除一条的内容：一人申请，另一人批准；日志照常可核验。",
        "Erase the payload of an entry: one person asks, another approves; the log still verifies.",
    )
)
def erase() -> None:
    pass


log_option = click.option(
    "--log", type=int, help=both("第几期日志，缺省为现行一期", "of which log; the present one")
)


@erase.command(help=both("申请抹除第N条的内容。", "Ask that the payload of entry N be erased."))
@click.argument("n", type=int)
@click.option("--reason", required=True, help=both("理由，将公开", "why; anybody may read it"))
@log_option
@desk_command
def request(desk: Desk, n: int, reason: str, log: int | None) -> None:
    from ledger.erase import request_erasure
    from ledger.queries import entry

    with desk.acting() as act:
        request_erasure(act, entry(act.session, n, log), reason)
    say("ledger.erasure_requested", n=n)


@erase.command(help=both("批准申请，抹除第N条的内容。", "Approve, and erase the payload of entry N."))
@click.argument("n", type=int)
@log_option
@desk_command
def approve(desk: Desk, n: int, log: int | None) -> None:
    from ledger.erase import erase as erase_payload
    from ledger.queries import entry

    with desk.acting() as act:
        told = erase_payload(act, entry(act.session, n, log))
    say("ledger.payload_erased", n=n, told=told.n)
