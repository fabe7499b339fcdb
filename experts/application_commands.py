"""`panel applications`: apply, recommend, review."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experts.life_commands import GROUNDS, evidence_option, keep, term_of, term_options
from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from experts.apply import Candidacy
    from kernel.act import Act

PERSON = (
    click.option("--name", required=True, help=both("姓名", "name")),
    click.option("--document", required=True, help=both("身份证号", "resident identity number")),
    click.option("--mobile", required=True, help=both("手机", "mobile number")),
    click.option("--email", required=True, help=both("电子邮箱", "e-mail address")),
    click.option("--title", required=True, help=both("职称", "professional title")),
    click.option("--region", default="", help=both("地区", "region")),
    click.option(
        "--field", "fields", multiple=True, required=True, help=both("专业代码，可多次", "field code")
    ),
    click.option("--employer", required=True, help=both("工作单位", "employer")),
    click.option("--uscc", help=both("工作单位的统一社会信用代码", "the employer's credit code")),
    click.option("--employed-since", required=True, help=both("任职起", "first day there")),
    click.option("--consent-on", required=True, help=both("本人同意日期", "day of the person's consent")),
)


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that describe a person; they arrive as keyword arguments."""
    for option in reversed(PERSON):
        command = option(command)
    return command


def _candidacy(act: "Act", typed: dict[str, Any], evidence: Path | None) -> "Candidacy":
    from experts.apply import Candidacy
    from experts.form import PersonForm
    from kernel.text import parse_date

    consent = parse_date("consent-on", typed.pop("consent_on"))
    return Candidacy(PersonForm(**typed).record(), consent, keep(act, evidence))


@click.group(help=both("入库申请、推荐与审核", "applications to the register"))
def applications() -> None: ...


@applications.command("apply", help=both("登记个人申请", "enter a person's own application"))
@person_options
@evidence_option
@desk_command
def apply_(desk: Desk, /, evidence: Path | None, **typed: Any) -> str:
    from experts.apply import apply

    with desk.acting() as act:
        application = apply(act, _candidacy(act, typed, evidence))
    say("experts.applied", id=application.public_id)
    return application.public_id


@applications.command("recommend", help=both("单位推荐专家", "recommend somebody for the unit"))
@click.option(
    "--unit", help=both("推荐单位的统一社会信用代码，默认本单位", "the unit's code; your own by default")
)
@person_options
@evidence_option
@desk_command
def recommend_(desk: Desk, /, unit: str | None, evidence: Path | None, **typed: Any) -> str:
    from experts.apply import recommend
    from kernel.roles import authorize
    from kernel.units import find_unit

    with desk.acting() as act:
        authorize(
            act.actor, "experts.apply"
        )  # before the look-up: it tells nobody else which units there are
        own = find_unit(act.session, unit or act.actor.unit or "")
        application = recommend(act, own.uscc, _candidacy(act, typed, evidence))
    say("experts.applied", id=application.public_id)
    return application.public_id


@applications.command("list", help=both("列出申请", "list applications"))
@json_option
@desk_command
def list_(desk: Desk, *, as_json: bool) -> None:
    from experts.life_queries import applications as newest
    from kernel.roles import scope

    with desk.reading("applications.read") as session:
        found = newest(session, desk.vault, unit=scope(desk.actor(session), "applications.read"))
    rows = [asdict(line) for line in found]
    show(rows if as_json else [_in_words(row) for row in rows], as_json=as_json)


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value or "—" for name, value in row.items() if name != "entered_at"}
    state, source = word("application", row["state"]), word("source", row["source"])
    return {**shown, "state": state, "source": source, "before": _before(row["before"])}


def _before(left: str | None) -> str:
    """How somebody left the register earlier."""
    if left is None:
        return "—"
    return word("dismissal" if left in GROUNDS else "expert", left)


@applications.command("take-up", help=both("受理", "begin the review"))
@click.argument("application", metavar="ID")
@desk_command
def take_up_(desk: Desk, application: str) -> None:
    from experts.review import find_application, take_up

    with desk.acting() as act:
        take_up(act, find_application(act.session, application))
    say("experts.taken_up", id=application)


@applications.command("admit", help=both("准予入库，核发聘书编号", "admit, with a term and a certificate"))
@click.argument("application", metavar="ID")
@click.option("--opinion", required=True, help=both("审核意见", "the reviewer's opinion"))
@term_options
@desk_command
def admit_(desk: Desk, application: str, opinion: str, begins: str, ends: str) -> str:
    from experts.review import admit, find_application

    with desk.acting() as act:
        certificate = admit(act, find_application(act.session, application), opinion, term_of(begins, ends))
    say("experts.appointed", number=certificate.number, begins=certificate.begins, ends=certificate.ends)
    return certificate.number


@applications.command("reject", help=both("不予入库", "do not admit"))
@click.argument("application", metavar="ID")
@click.option("--opinion", required=True, help=both("审核意见", "the reviewer's opinion"))
@desk_command
def reject_(desk: Desk, application: str, opinion: str) -> None:
    from experts.review import find_application, reject

    with desk.acting() as act:
        reject(act, find_application(act.session, application), opinion)
    say("experts.rejected", id=application)
