"""`panel experts …`: terms, leave, and leaving the register."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from experts.record import Term
    from kernel.act import Act

GROUNDS = (
    "UNFIT",
    "PARTIAL",
    "LEAK",
    "UNDISCLOSED",
    "BRIBE",
    "FALSE_APPLICATION",
    "UNANSWERING",
    "ABUSE",
    "CRIMINAL",
)

expert_argument = click.argument("expert", metavar="ID")
reason_option = click.option("--reason", required=True, help=both("事由", "what for"))
evidence_option = click.option(
    "--evidence", type=existing_file, help=both("佐证材料（文件）", "the paper behind it, a file")
)


def term_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """First and last day, as texts `begins` and `ends`."""
    last = click.option("--to", "ends", required=True, help=both("止日", "last day"))(command)
    return click.option("--from", "begins", required=True, help=both("起日", "first day"))(last)


def term_of(begins: str, ends: str) -> "Term":
    from experts.record import Term
    from kernel.text import parse_date

    return Term(parse_date("from", begins), parse_date("to", ends))


def keep(act: "Act", evidence: Path | None) -> str | None:
    """The digest of a file handed in, which is among the attachments now."""
    from kernel.attachments import read_upload

    return act.attachments.keep(read_upload(evidence)) if evidence else None


@click.command("renew", help=both("续聘并核发聘书编号", "appoint for another term"))
@expert_argument
@term_options
@reason_option
@evidence_option
@desk_command
def renew_(desk: Desk, expert: str, begins: str, ends: str, reason: str, evidence: Path | None) -> str:
    from experts.terms import renew

    with desk.acting() as act:
        certificate = renew(act, expert, term_of(begins, ends), reason, keep(act, evidence))
    say("experts.appointed", number=certificate.number, begins=certificate.begins, ends=certificate.ends)
    return certificate.number


@click.command("certify", help=both("为现有聘期核发聘书编号", "number a certificate for the present term"))
@expert_argument
@desk_command
def certify_(desk: Desk, expert: str) -> str:
    from experts.appoint import certify

    with desk.acting() as act:
        certificate = certify(act, expert)
    say("experts.appointed", number=certificate.number, begins=certificate.begins, ends=certificate.ends)
    return certificate.number


@click.command("due", help=both("聘期60日内届满、待续聘的专家", "whose term ends within 60 days"))
@json_option
@desk_command
def due_(desk: Desk, *, as_json: bool) -> None:
    from experts.life_queries import ending_terms
    from kernel.clock import local

    with desk.reading("experts.read") as session:
        ending = ending_terms(session, local(desk.clock.now()).date())
    rows = [asdict(line) for line in ending]
    show(rows if as_json else [_in_words(row) for row in rows], as_json=as_json)


@click.command("expire", help=both("将聘期已满的专家转为届满", "expire those whose last term is over"))
@desk_command
def expire_(desk: Desk) -> int:
    from experts.terms import expire_ended

    with desk.acting() as act:
        ended = expire_ended(act)
    say("experts.expired", count=len(ended))
    return len(ended)


@click.command("leave", help=both("登记请假", "enter an expert's leave"))
@expert_argument
@term_options
@reason_option
@desk_command
def leave_(desk: Desk, expert: str, begins: str, ends: str, reason: str) -> None:
    from experts.leave import take_leave

    days = term_of(begins, ends)
    with desk.acting() as act:
        take_leave(act, expert, days.begins, days.ends, reason)
    say("experts.leave_taken", id=expert, begins=days.begins, ends=days.ends)


@click.command("cancel-leave", help=both("销假", "take a leave back"))
@expert_argument
@click.option("--from", "begins", required=True, help=both("请假起日", "its first day"))
@desk_command
def cancel_leave_(desk: Desk, expert: str, begins: str) -> None:
    from experts.leave import cancel_leave
    from kernel.text import parse_date

    with desk.acting() as act:
        cancel_leave(act, expert, parse_date("from", begins))
    say("experts.leave_cancelled", id=expert, begins=begins)


@click.command("dismiss", help=both("解聘", "dismiss an expert"))
@expert_argument
@click.option(
    "--ground",
    required=True,
    type=click.Choice(GROUNDS),
    help="、".join(f"{ground}{word('dismissal', ground)}" for ground in GROUNDS),
)
@reason_option
@evidence_option
@desk_command
def dismiss_(desk: Desk, expert: str, ground: str, reason: str, evidence: Path | None) -> None:
    from experts.depart import dismiss

    with desk.acting() as act:
        dismiss(act, expert, ground, reason, keep(act, evidence))
    say("experts.gone", id=expert, state=word("expert", "DISMISSED"))


@click.command("resign", help=both("辞聘（本人申请）", "end the appointment at the expert's own request"))
@expert_argument
@reason_option
@evidence_option
@desk_command
def resign_(desk: Desk, expert: str, reason: str, evidence: Path | None) -> None:
    from experts.depart import resign

    with desk.acting() as act:
        resign(act, expert, reason, keep(act, evidence))
    say("experts.gone", id=expert, state=word("expert", "RESIGNED"))


@click.command("deceased", help=both("登记去世", "record that an expert has died"))
@expert_argument
@reason_option
@evidence_option
@desk_command
def deceased_(desk: Desk, expert: str, reason: str, evidence: Path | None) -> None:
    from experts.depart import decease

    with desk.acting() as act:
        decease(act, expert, reason, keep(act, evidence))
    say("experts.gone", id=expert, state=word("expert", "DECEASED"))


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "state": word("expert", row["state"])}


def card_in_words(card: dict[str, Any]) -> dict[str, Any]:
    """An `ExpertCard` as a person reads it: words for states, relations, grounds and items."""
    history = [
        {**step, "state": word("expert", step["state"]), "ground": _word("dismissal", step["ground"])}
        for step in card["state_changes"]
    ]
    told = [{**one, "ground": word("reason", one["ground"])} for one in card["declarations"]]
    evaluations = [
        {
            **one,
            "deductions": [
                {**taken, "item": word("evaluated", taken["item"])} for taken in one["deductions"]
            ],
        }
        for one in card["evaluations"]
    ]
    lists = {"state_changes": history, "declarations": told, "evaluations": evaluations}
    return {**_in_words(card), **lists}


def _word(kind: str, code: str | None) -> str | None:
    return word(kind, code) if code else None


@click.command(
    "code",
    help=both("取专家本人的个人码，当面交付", "an expert's personal code, to be handed over in person"),
)
@expert_argument
@desk_command
def code_(desk: Desk, expert: str) -> str:
    from experts.own_code import hand_code

    with desk.acting() as act:
        code = hand_code(act, expert)
    say("experts.code_handed", id=expert, code=code)
    return code


LIFE = (renew_, certify_, due_, expire_, leave_, cancel_leave_, dismiss_, resign_, deceased_, code_)
"""The commands of this file, for the group `experts`."""
