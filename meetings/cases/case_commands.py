"""`panel cases`: application, prior notice and defence or publicity, legal review, gates."""

from pathlib import Path
from typing import Any

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show
from kernel.messages import word


@click.group(
    help=both("案件：申请、事前告知、陈述申辩、公示、法制审核。", "Cases: from application to legal review.")
)
def cases() -> None:
    pass


@cases.command(help=both("提出联合惩戒或联合激励申请。", "Apply for joint punishment or reward."))
@click.option(
    "--subject",
    required=True,
    help=both("信用主体的统一社会信用代码或主体编号", "the subject's credit code or number in the store"),
)
@click.option(
    "--item",
    "items",
    multiple=True,
    required=True,
    help=both("目录项编码，可多次", "the catalogue item's code, may repeat"),
)
@click.option("--conduct-on", required=True, help=both("行为日期", "day of the conduct"))
@click.option("--facts", required=True, help=both("事由", "what happened"))
@click.option("--linkage", required=True, help=both("措施与行为的关联性", "why the measures fit the conduct"))
@click.option("--document-title", required=True, help=both("生效文书名称", "title of the effective document"))
@click.option("--document-no", required=True, help=both("生效文书文号", "number of the effective document"))
@click.option("--document-organ", required=True, help=both("文书作出机关", "the organ that made it"))
@click.option("--document-on", required=True, help=both("文书日期", "its date"))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    help=both(
        "措施编码，可多次；多个目录项时写作 目录项/措施", "measure, may repeat; of several items: ITEM/CODE"
    ),
)
@click.option("--term-months", type=int, required=True, help=both("期限（月）", "term in months"))
@click.option(
    "--evidence",
    multiple=True,
    required=True,
    type=existing_file,
    help=both("证据文件，可多次", "file, may repeat"),
)
@click.option("--county", help=both("涉及的县市区（园区）：代码或名称", "the county concerned: code or name"))
@desk_command
def file(
    desk: Desk, /, subject: str, items: tuple[str, ...], evidence: tuple[Path, ...], **fields: Any
) -> str:
    from credit.embedded import open_store
    from credit.keys import parse_key
    from kernel.attachments import read_upload
    from kernel.clock import local
    from kernel.text import parse_date
    from meetings.cases.check_gates import gates_of, in_words
    from meetings.cases.file_case import Application, file_case
    from meetings.catalogue.queries import item_on

    conduct_on = parse_date("conduct-on", fields.pop("conduct_on"))
    application = Application(
        conduct_on=conduct_on,
        document_on=parse_date("document-on", fields.pop("document_on")),
        evidence=[(path.name, read_upload(path)) for path in evidence],
        **fields,
    )
    key = parse_key(subject)
    with desk.reading("cases.file"), open_store(desk.config, desk.clock) as store:
        found = store.subject(key, purpose="联合奖惩申请", who=desk.actor_name or "")
    with desk.acting() as act:
        listed = [item_on(act.session, code, conduct_on) for code in dict.fromkeys(items)]
        case = file_case(act, application, found, listed)
        results = gates_of(act.session, case, local(act.clock.now()).date())
    say(
        "cases.filed",
        number=case.number,
        action=word("polarity", case.polarity),
        subject=case.subject_name,
        item=case.item_title,
        group=case.special_group,
        measures=len(case.measures),
        evidence=len(case.evidence),
        id=case.public_id,
    )
    for result in results:
        if result.met and result.reason:
            click.echo(in_words(result))
    return case.public_id


@cases.command(help=both("记录事前告知书的送达。", "Record the service of the prior notice."))
@click.argument("case")
@click.option("--on", "served_on", required=True, help=both("送达日期", "day of service"))
@click.option("--manner", required=True, help=both("送达方式", "manner of service"))
@desk_command
def notice(desk: Desk, case: str, served_on: str, manner: str) -> None:
    from kernel.text import parse_date
    from meetings.cases.prepare_case import serve_notice
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        serve_notice(act, found, parse_date("on", served_on), manner)
    say("cases.noticed", number=found.number)


@cases.command(help=both("记录陈述申辩及复核意见。", "Record the defence and its review."))
@click.argument("case")
@click.option("--on", "answered_on", required=True, help=both("答复日期", "day of the answer"))
@click.option("--text", help=both("申辩内容；不填表示逾期未申辩", "the defence; without it: silent"))
@click.option("--waived", is_flag=True, help=both("当事人书面放弃", "the party waived in writing"))
@click.option("--review", required=True, help=both("复核意见", "how it was weighed"))
@desk_command
def defence(desk: Desk, case: str, answered_on: str, text: str | None, review: str, *, waived: bool) -> None:
    from kernel.text import parse_date
    from meetings.cases.prepare_case import answer_defence
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        answer_defence(act, found, parse_date("on", answered_on), text, review, waived=waived)
    say("cases.answered", number=found.number)


@cases.command(help=both("记录激励对象的公示。", "Record the publicity of a reward."))
@click.argument("case")
@click.option("--from", "begins", required=True, help=both("公示起始日期", "first day of publicity"))
@click.option("--until", "ends", required=True, help=both("公示截止日期（含）", "last day, included"))
@click.option("--channel", required=True, help=both("公示渠道", "where it is published"))
@desk_command
def publicise(desk: Desk, case: str, begins: str, ends: str, channel: str) -> None:
    from kernel.text import parse_date
    from meetings.cases.publicise import publicise as publicise_case
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        publicise_case(act, found, parse_date("from", begins), parse_date("until", ends), channel)
    say("cases.publicised", number=found.number, until=ends)


@cases.command("close-publicity", help=both("记录公示结果。", "Record what came of the publicity."))
@click.argument("case")
@click.option("--objections", help=both("收到的异议；不填表示无异议", "objections; without it: none"))
@click.option("--result", required=True, help=both("公示结果及异议处理", "how they were weighed"))
@desk_command
def close_publicity_command(desk: Desk, case: str, objections: str | None, result: str) -> None:
    from meetings.cases.publicise import close_publicity
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        close_publicity(act, found, objections, result)
    say("cases.publicity_closed", number=found.number)


@cases.command(help=both("法制审核。", "Legal review."))
@click.argument("case")
@click.option("--opinion", required=True, help=both("审核意见", "the opinion"))
@click.option("--failed", is_flag=True, help=both("审核不通过", "the review is not passed"))
@desk_command
def review(desk: Desk, case: str, opinion: str, *, failed: bool) -> None:
    from meetings.cases.review_case import review_case
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        review_case(act, found, opinion, passed=not failed)
    say("cases.review_failed" if failed else "cases.review_passed", number=found.number)


@cases.command(help=both("撤回尚未列入议程的案件。", "Withdraw a case that is on no agenda."))
@click.argument("case")
@click.option("--reason", required=True, help=both("撤回事由", "why"))
@desk_command
def withdraw(desk: Desk, case: str, reason: str) -> None:
    from meetings.cases.withdraw_case import withdraw_case
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        withdraw_case(act, found, reason)
    say("cases.withdrawn", number=found.number)


@cases.command(
    "gates", help=both("逐项查看能否上会及其理由。", "What stands between a case and its meeting.")
)
@click.argument("case")
@json_option
@desk_command
def gates_command(desk: Desk, case: str, *, as_json: bool) -> None:
    from kernel.clock import local
    from meetings.cases.case_card import gate_line
    from meetings.cases.check_gates import gates_of
    from meetings.queries import find_case

    with desk.reading("cases.read") as session:
        results = gates_of(session, find_case(session, case), local(desk.clock.now()).date())
        rows = [gate_line(result, as_json=as_json) for result in results]
    show(rows, as_json=as_json)


@cases.command("list", help=both("列出最近的案件。", "List the newest cases."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from meetings import queries

    with desk.reading("cases.read") as session:
        rows = [
            {
                "id": case.public_id,
                "number": case.number,
                "state": case.state if as_json else word("case", case.state),
                "subject": case.subject_name,
            }
            for case in queries.cases(session)
        ]
    show(rows, as_json=as_json)


@cases.command("show", help=both("查看一个案件。", "Show one case."))
@click.argument("case")
@json_option
@desk_command
def show_command(desk: Desk, case: str, *, as_json: bool) -> None:
    from kernel.clock import local
    from meetings.cases.case_card import card
    from meetings.queries import find_case

    with desk.reading("cases.read") as session:
        found = find_case(session, case)
        facts = card(session, found, local(desk.clock.now()).date(), as_json=as_json)
    show(facts, as_json=as_json)
