"""`panel cases`: application, prior notice, defence."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show
from kernel.messages import word


@click.group(help=both("案件：申请、事前告知、陈述申辩。", "Cases: application, prior notice, defence."))
def cases() -> None:
    pass


@cases.command(help=both("提出联合惩戒申请。", "Apply for joint punishment."))
@click.option(
    "--subject", required=True, help=both("信用主体的统一社会信用代码", "the subject's credit code")
)
@click.option("--item", required=True, help=both("目录项编码", "the catalogue item's code"))
@click.option("--conduct-on", required=True, help=both("行为日期", "day of the conduct"))
@click.option("--facts", required=True, help=both("事由", "what happened"))
@click.option("--document-title", required=True, help=both("生效文书名称", "title of the effective document"))
@click.option("--document-no", required=True, help=both("生效文书文号", "number of the effective document"))
@click.option("--document-organ", required=True, help=both("文书作出机关", "the organ that made it"))
@click.option("--document-on", required=True, help=both("文书日期", "its date"))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    help=both("措施编码，可多次", "measure, may repeat"),
)
@click.option("--term-months", type=int, required=True, help=both("期限（月）", "term in months"))
@click.option(
    "--evidence",
    multiple=True,
    required=True,
    type=existing_file,
    help=both("证据文件，可多次", "file, may repeat"),
)
@desk_command
def file(desk: Desk, /, subject: str, item: str, evidence: tuple[Path, ...], **fields: str) -> str:
    from credit.embedded import open_store
    from kernel.attachments import read_upload
    from kernel.text import parse_date, parse_uscc
    from meetings.file_case import Application, file_case

    application = Application(
        conduct_on=parse_date("conduct-on", fields["conduct_on"]),
        facts=fields["facts"],
        document_title=fields["document_title"],
        document_no=fields["document_no"],
        document_organ=fields["document_organ"],
        document_on=parse_date("document-on", fields["document_on"]),
        term_months=int(fields["term_months"]),
        measures=fields["measures"],
        evidence=[(path.name, read_upload(path)) for path in evidence],
    )
    with desk.reading("cases.file"), open_store(desk.config, desk.clock) as store:
        who, purpose = desk.actor_name or "", "联合惩戒申请"
        found = store.subject(parse_uscc(subject), purpose=purpose, who=who)
        listed = store.item(item, on=application.conduct_on, purpose=purpose, who=who)
    with desk.acting() as act:
        case = file_case(act, application, found, listed)
    say(
        "cases.filed",
        number=case.number,
        subject=case.subject_name,
        item=case.item_title,
        measures=len(case.measures),
        evidence=len(case.evidence),
        id=case.public_id,
    )
    return case.public_id


@cases.command(help=both("记录事前告知书的送达。", "Record the service of the prior notice."))
@click.argument("case")
@click.option("--on", "served_on", required=True, help=both("送达日期", "day of service"))
@click.option("--manner", required=True, help=both("送达方式", "manner of service"))
@desk_command
def notice(desk: Desk, case: str, served_on: str, manner: str) -> None:
    from kernel.text import parse_date
    from meetings.prepare_case import serve_notice
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        serve_notice(act, found, parse_date("on", served_on), manner)
    say("cases.noticed", number=found.number)


@cases.command(help=both("记录陈述申辩及复核意见。", "Record the defence and its review."))
@click.argument("case")
@click.option("--on", "answered_on", required=True, help=both("答复日期", "day of the answer"))
@click.option("--text", help=both("申辩内容；不填表示书面放弃", "the defence; without it: expressly waived"))
@click.option("--review", required=True, help=both("复核意见", "how it was weighed"))
@desk_command
def defence(desk: Desk, case: str, answered_on: str, text: str | None, review: str) -> None:
    from kernel.text import parse_date
    from meetings.prepare_case import answer_defence
    from meetings.queries import find_case

    with desk.acting() as act:
        found = find_case(act.session, case)
        answer_defence(act, found, parse_date("on", answered_on), text, review)
    say("cases.answered", number=found.number)


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
    from meetings.queries import find_case

    with desk.reading("cases.read") as session:
        found = find_case(session, case)
        facts = {
            "id": found.public_id,
            "number": found.number,
            "state": found.state if as_json else word("case", found.state),
            "unit": found.unit.name,
            "subject": f"{found.subject_name}（{found.subject_uscc}）",
            "item": f"{found.item_code} {found.item_title}（{found.edition}）",
            "facts": found.facts,
            "document": f"{found.document_organ} {found.document_no}（{found.document_on}）",
            "measures": [f"{m.code} {m.content}（{m.implementer_name}）" for m in found.measures],
            "term_months": found.term_months,
            "evidence": [{"name": file.name, "sha256": file.digest} for file in found.evidence],
            "notice_served_on": found.notice and found.notice.served_on,
            "defence_answered_on": found.notice and found.notice.answered_on,
        }
    show(facts, as_json=as_json)
