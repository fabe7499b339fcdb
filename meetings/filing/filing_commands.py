"""`panel filings`: send, receive, accept, return, search, export."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.messages import word


@click.group(help=both("向领导小组办公室备案。", "Filing with the leading group office."))
def filings() -> None:
    pass


@filings.command(help=both("附备案报告扫描件并报送。", "Send, with the scan of the signed report."))
@click.argument("filing")
@click.option("--scan", required=True, type=existing_file, help=both("备案报告扫描件", "scan of the report"))
@desk_command
def send(desk: Desk, filing: str, scan: Path) -> None:
    from kernel.attachments import read_upload
    from meetings.filing.handle import send as hand_in
    from meetings.queries import find_filing

    content = read_upload(scan)
    with desk.acting() as act:
        hand_in(act, find_filing(act.session, filing), content)
    say("filings.sent")


@filings.command(help=both("收件并编备案号。", "Take in; the filing gets its number."))
@click.argument("filing")
@desk_command
def receive(desk: Desk, filing: str) -> str:
    from meetings.filing.handle import receive as take_in
    from meetings.queries import find_filing

    with desk.acting() as act:
        number = take_in(act, find_filing(act.session, filing))
    say("filings.received", number=number)
    return number


def _judge(desk: Desk, filing: str, opinion: str, *, accepted: bool) -> None:
    from meetings.filing.handle import judge
    from meetings.queries import find_filing

    with desk.acting() as act:
        found = find_filing(act.session, filing)
        judge(act, found, accepted=accepted, opinion=opinion)
    say("filings.accepted" if accepted else "filings.returned", number=found.number)


opinion_option = click.option("--opinion", required=True, help=both("审查意见", "the office's opinion"))


@filings.command(help=both("准予备案。", "Accept."))
@click.argument("filing")
@opinion_option
@desk_command
def accept(desk: Desk, filing: str, opinion: str) -> None:
    _judge(desk, filing, opinion, accepted=True)


@filings.command("return", help=both("退回补正。", "Return for correction."))
@click.argument("filing")
@opinion_option
@desk_command
def return_command(desk: Desk, filing: str, opinion: str) -> None:
    _judge(desk, filing, opinion, accepted=False)


@filings.command(
    "list", help=both("检索备案：按文号、备案号、案号、主体。", "Search by any number or by subject.")
)
@click.option("--query", default="", help=both("检索词", "what to look for"))
@json_option
@desk_command
def list_command(desk: Desk, query: str, *, as_json: bool) -> list[dict[str, object]]:
    from meetings.queries import search_filings

    with desk.reading("filings.read") as session:
        rows: list[dict[str, object]] = [
            {
                "id": filing.public_id,
                "number": filing.number or (None if as_json else "—"),
                "state": filing.state if as_json else word("filing", filing.state),
                "decision": filing.decision.number,
                "subject": filing.decision.item.case.subject_name,
                "due_on": str(filing.due_on if as_json else filing.due),
                **({"due_estimated": filing.due_estimated} if as_json else {}),
            }
            for filing in search_filings(session, query)
        ]
    show(rows, as_json=as_json)
    return rows


@filings.command(help=both("导出备案包（BagIt）。", "Export the package, a BagIt bag in a zip."))
@click.argument("filing")
@click.option(
    "--to", "path", required=True, type=click.Path(path_type=Path), help=both("新文件", "a new file")
)
@desk_command
def export(desk: Desk, filing: str, path: Path) -> None:
    from kernel.attachments import Attachments
    from meetings.queries import find_filing

    with desk.reading("filings.read") as session:
        digest = find_filing(session, filing).package_digest
    write_new(path, Attachments(desk.config.attachments).read(digest))
    say("filings.exported", path=path, digest=digest)
