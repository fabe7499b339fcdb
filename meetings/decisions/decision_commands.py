"""`panel decisions`: draft, review, sign, seal, issue."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.messages import word


@click.group(
    help=both("认定决定：起草、法制审核、签发、用印、印发。", "Decisions: draft, review, sign, seal, issue.")
)
def decisions() -> None:
    pass


adoption_option = click.option(
    "--adoption", required=True, help=both("专家意见采纳情况", "how the experts' opinions were taken up")
)
departure_option = click.option(
    "--departure-reason", help=both("未采纳专家多数意见的理由", "why it departs from the experts' majority")
)


@decisions.command(help=both("依表决结果起草决定。", "Draft what the vote has decided."))
@click.argument("item")
@adoption_option
@departure_option
@desk_command
def draft(desk: Desk, item: str, adoption: str, departure_reason: str | None) -> str:
    from meetings.decisions.decide import draft as make
    from meetings.queries import find_item

    with desk.acting() as act:
        decision = make(act, find_item(act.session, item), adoption, departure_reason)
    say("decisions.drafted", id=decision.public_id)
    return decision.public_id


@decisions.command(help=both("法制审核。", "Legal review."))
@click.argument("decision")
@click.option("--opinion", required=True, help=both("审核意见", "the opinion"))
@desk_command
def review(desk: Desk, decision: str, opinion: str) -> None:
    from meetings.decisions.decide import review as check
    from meetings.queries import find_decision

    with desk.acting() as act:
        check(act, find_decision(act.session, decision), opinion)
    say("decisions.reviewed")


@decisions.command("return", help=both("法制审核退回修改。", "Legal review sends the draft back."))
@click.argument("decision")
@click.option("--opinion", required=True, help=both("要改什么", "what to mend"))
@desk_command
def return_command(desk: Desk, decision: str, opinion: str) -> None:
    from meetings.decisions.decide import send_back
    from meetings.queries import find_decision

    with desk.acting() as act:
        send_back(act, find_decision(act.session, decision), opinion)
    say("decisions.sent_back")


@decisions.command(help=both("修改退回的草稿，重新送审。", "Revise a draft that was sent back."))
@click.argument("decision")
@adoption_option
@departure_option
@desk_command
def redraft(desk: Desk, decision: str, adoption: str, departure_reason: str | None) -> None:
    from meetings.decisions.decide import redraft as revise
    from meetings.queries import find_decision

    with desk.acting() as act:
        revise(act, find_decision(act.session, decision), adoption, departure_reason)
    say("decisions.redrafted")


@decisions.command(help=both("签发并编号，生成正式文书。", "Sign: number and paper come into being."))
@click.argument("decision")
@desk_command
def sign(desk: Desk, decision: str) -> None:
    from ledger.desk import sign_for
    from meetings.decisions.decide import sign as approve
    from meetings.queries import find_decision

    sign_for(desk, "decisions.sign")
    with desk.acting() as act:
        found = find_decision(act.session, decision)
        paper = approve(act, found)
    say("decisions.signed", number=found.number, digest=paper.digest)


@decisions.command(help=both("登记用印并附扫描件。", "Register the seal and attach the scan."))
@click.argument("decision")
@click.option("--scan", required=True, type=existing_file, help=both("扫描件（PDF、PNG、JPEG）", "the scan"))
@desk_command
def seal(desk: Desk, decision: str, scan: Path) -> None:
    from kernel.attachments import read_upload
    from meetings.decisions.decide import seal as stamp
    from meetings.queries import find_decision

    content = read_upload(scan)
    with desk.acting() as act:
        digest = stamp(act, find_decision(act.session, decision), content)
    say("decisions.sealed", digest=digest)


@decisions.command(
    help=both("印发各单位，同时生成备案。", "Issue to the units; the filing is created with it.")
)
@click.argument("decision")
@desk_command
def issue(desk: Desk, decision: str) -> str:
    from ledger.desk import sign_for
    from meetings.decisions.issue import issue as send_out
    from meetings.queries import find_decision

    sign_for(desk, "decisions.issue")
    with desk.acting() as act:
        found = find_decision(act.session, decision)
        filing = send_out(act, found, desk.config.log_origin)
    count = len(found.recipients)
    say("decisions.issued", number=found.number, count=count, due=filing.due, id=filing.public_id)
    return filing.public_id


@decisions.command("show", help=both("查看一份决定。", "Show one decision."))
@click.argument("decision")
@json_option
@desk_command
def show_command(desk: Desk, decision: str, *, as_json: bool) -> None:
    from meetings.papers.common import papers_of
    from meetings.queries import find_decision

    with desk.reading("decisions.read") as session:
        found = find_decision(session, decision)
        meeting = found.item.meeting
        papers = [*papers_of(session, meeting, None), *papers_of(session, meeting, found)]
        facts = {
            "id": found.public_id,
            "state": found.state if as_json else word("decision", found.state),
            "number": found.number,
            "subject": found.item.case.subject_name,
            "starts_on": found.starts_on,
            "ends_before": found.ends_on,
            "papers": [{"kind": p.kind, "number": p.number, "sha256": p.digest} for p in papers],
            "recipients": [recipient.name for recipient in found.recipients],
        }
    show(facts, as_json=as_json)


@decisions.command(help=both("导出会议和决定的文书。", "Export the papers of the meeting and the decision."))
@click.argument("decision")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help=both("目录", "a folder"))
@desk_command
def export(desk: Desk, decision: str, folder: Path) -> None:
    from kernel.attachments import Attachments
    from meetings.papers.common import papers_of
    from meetings.queries import find_decision

    files = Attachments(desk.config.attachments)
    with desk.reading("decisions.read") as session:
        found = find_decision(session, decision)
        meeting = found.item.meeting
        papers = [*papers_of(session, meeting, None), *papers_of(session, meeting, found)]
        contents = {paper.title: files.read(paper.digest) for paper in papers}
    folder.mkdir(parents=True, exist_ok=True)
    for title, content in contents.items():
        write_new(folder / f"{title}.docx", content)
    say("decisions.exported", count=len(contents), path=folder)
