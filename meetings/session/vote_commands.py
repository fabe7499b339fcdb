"""`panel votes`: open, cast, close, opinions, recount."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show, warn, write_new

if TYPE_CHECKING:
    from ledger.entry import Entry


@click.group(help=both("表决与专家意见。", "Votes and experts' opinions."))
def votes() -> None:
    pass


@votes.command("open", help=both("冻结名册并开始表决。", "Freeze the roster and open the vote."))
@click.argument("item")
@click.option("--starts-on", required=True, help=both("期限起始日期", "first day of the term"))
@click.option(
    "--minutes", type=click.IntRange(1), default=30, show_default=True, help=both("时限（分钟）", "minutes")
)
@desk_command
def open_command(desk: Desk, item: str, starts_on: str, minutes: int) -> str:
    from kernel.text import parse_date
    from meetings.queries import find_item
    from meetings.session.hold_vote import open_vote

    with desk.acting() as act:
        vote = open_vote(act, find_item(act.session, item), parse_date("starts-on", starts_on), minutes)
    say(
        "votes.opened",
        seats=len(vote.roster["seats"]),
        recused=len(vote.roster["recused"]),
        id=vote.public_id,
    )
    return vote.public_id


@votes.command(
    help=both("投票或改票；截止前以最后一票为准。", "Vote, or change the vote; the last one counts.")
)
@click.argument("vote")
@click.option(
    "--choice",
    required=True,
    type=click.Choice(["agree", "disagree", "abstain"]),
    help=both("同意、反对、弃权", "the choice"),
)
@click.option("--code", help=both("专家凭个人答复码", "an expert's personal code"))
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help=both("回执文件（.tlog-proof），旁边另存条目.json", "receipt file; the entry beside it"),
)
@desk_command
def cast(desk: Desk, vote: str, choice: str, code: str | None, receipt: Path | None) -> None:
    from kernel.errors import InputError
    from ledger.desk import sign_after
    from meetings.invitations.invite import expert_with
    from meetings.queries import find_vote
    from meetings.session.ballots import Choice
    from meetings.session.hold_vote import cast as cast_ballot

    if receipt is not None and receipt.exists():
        raise InputError("kernel.file_exists", path=receipt)
    who = (lambda session: expert_with(session, desk.vault, code)) if code else None
    with desk.acting(who) as act:
        committed, entry = cast_ballot(act, find_vote(act.session, vote), Choice(choice))
    hindrance = sign_after(desk)
    say("votes.cast", slot=committed.slot, tracker=committed.tracker(), entry=entry.n)
    if hindrance is not None:
        say("votes.receipt_pending", why=hindrance)
    elif receipt is not None:
        _write_receipt(desk, entry, receipt)


@votes.command(help=both("领取自己最后一票的回执。", "Take the receipt of your own last ballot."))
@click.argument("vote")
@click.option("--code", help=both("专家凭个人答复码", "an expert's personal code"))
@click.option(
    "--to",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=both("回执文件（.tlog-proof），旁边另存条目.json", "receipt file; the entry beside it"),
)
@desk_command
def receipt(desk: Desk, vote: str, code: str | None, path: Path) -> None:
    from ledger.desk import signer_of
    from ledger.jobs import cover
    from meetings.invitations.invite import expert_with
    from meetings.invitations.own_ballot import last_ballot
    from meetings.queries import find_vote

    with desk.database.reading() as session:
        actor = expert_with(session, desk.vault, code) if code else desk.actor(session)
        entry = last_ballot(session, actor, find_vote(session, vote))
    with signer_of(desk) as signer:
        cover(desk.database, signer, desk.clock, entry)
    _write_receipt(desk, entry, path)
    say("votes.receipt_written", entry=entry.n, path=path)


def _write_receipt(desk: Desk, entry: "Entry", path: Path) -> None:
    from ledger.entry import Visibility
    from ledger.receipts import export_entry

    with desk.database.reading() as session:
        content, proof = export_entry(session, entry, (Visibility.CLOSED,))
    write_new(path, proof)
    write_new(path.with_suffix(".json"), content)


@votes.command(help=both("提交专家意见书。", "Give an expert's written opinion."))
@click.argument("item")
@click.option("--code", required=True, help=both("个人答复码", "the personal code"))
@click.option(
    "--agree/--disagree", default=None, required=True, help=both("同意或不同意", "agree or disagree")
)
@click.option("--reasons", required=True, help=both("理由", "the reasons"))
@desk_command
def opine(desk: Desk, item: str, code: str, reasons: str, *, agree: bool) -> None:
    from meetings.invitations.invite import expert_with
    from meetings.queries import find_item
    from meetings.session.opine import give_opinion

    with desk.acting(lambda session: expert_with(session, desk.vault, code)) as act:
        opinion = give_opinion(act, find_item(act.session, item), agrees=agree, reasons=reasons)
    say("votes.opined", tag=opinion.tag[:8])


@votes.command(help=both("截止、开票、计票。", "Close, open the ballots, count."))
@click.argument("vote")
@desk_command
def close(desk: Desk, vote: str) -> str:
    from meetings.queries import find_vote
    from meetings.session.hold_vote import RESULTS, close_vote
    from meetings.tally.entries import VoterClass

    with desk.acting() as act:
        counted = close_vote(act, find_vote(act.session, vote))
    units, experts = counted.counts[VoterClass.UNIT], counted.counts[VoterClass.EXPERT]
    say(
        RESULTS[counted.outcome],
        units=f"{units.agree}:{units.disagree}:{units.abstain}",
        experts=f"{experts.agree}:{experts.disagree}:{experts.abstain}",
    )
    return counted.outcome.value


@votes.command(help=both("仅凭日志复核计票。", "Recount from the ledger alone."))
@click.argument("vote")
@json_option
@desk_command
def recount(desk: Desk, vote: str, *, as_json: bool) -> int:
    from meetings.session.recount import recount_vote

    with desk.reading("votes.read") as session:
        findings = recount_vote(session, vote)
        rows = [{"agrees": finding.agrees, "text": str(finding.text)} for finding in findings]
    if as_json:
        show(rows, as_json=True)
    for finding in findings if not as_json else ():
        (click.echo if finding.agrees else warn)(f"{'✓' if finding.agrees else '✗'} {finding.text}")
    return 0 if all(finding.agrees for finding in findings) else 1
