"""`panel meetings`: convene, agenda, check-in, unsealing; changes stand in `change_commands`."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word
from meetings.convening.change_commands import appoint, cancel, postpone, say_on_paper, withdraw


@click.group(
    help=both("认定会议：召集、议程、签到、解密。", "Meetings: convene, agenda, check-in, unsealing.")
)
def meetings() -> None:
    pass


@meetings.command(
    help=both("召集会议；参会单位由案件推定。", "Convene a meeting; its units follow from the cases.")
)
@click.option("--title", required=True, help=both("会议名称", "title"))
@click.option(
    "--start", required=True, help=both("开始，如2026-12-01T09:00（北京时间）", "start, Beijing time")
)
@click.option("--end", required=True, help=both("结束", "end"))
@click.option("--room", help=both("会议室", "a room of the house"))
@click.option("--place", help=both("其他地点", "any other place"))
@click.option("--contact", required=True, help=both("联系人及电话", "contact and phone"))
@click.option("--chair", required=True, help=both("主持人的账号", "the chair's account"))
@click.option("--recorder", required=True, help=both("记录人的账号", "the recorder's account"))
@click.option("--case", "cases", multiple=True, required=True, help=both("案号，可多次", "case, may repeat"))
@desk_command
def convene(
    desk: Desk,
    /,
    cases: tuple[str, ...],
    start: str,
    end: str,
    room: str | None,
    place: str | None,
    **words: str,
) -> str:
    from meetings.convening.convene import Call
    from meetings.convening.convene import convene as convene_meeting
    from meetings.convening.slots import parse_slot
    from meetings.queries import find_case

    call = Call(slot=parse_slot(start, end, room, place), **words)
    with desk.acting() as act:
        found = [find_case(act.session, case) for case in cases]
        meeting = convene_meeting(act, call, found)
    items, units = len(meeting.agenda), len(meeting.units)
    say("meetings.convened", number=meeting.number, items=items, units=units, id=meeting.public_id)
    say_on_paper(meeting)
    return meeting.public_id


@meetings.command("add-case", help=both("在冻结前增加议题。", "Add a case before the freeze."))
@click.argument("meeting")
@click.argument("case")
@desk_command
def add_case_command(desk: Desk, meeting: str, case: str) -> None:
    from meetings.convening.convene import add_case
    from meetings.queries import find_case, find_meeting

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        add_case(act, found, find_case(act.session, case))
    say("meetings.added", number=found.number, items=len(found.agenda), units=len(found.units))
    say_on_paper(found)


@meetings.command("add-unit", help=both("在冻结前增加参会单位。", "Summon a further unit before the freeze."))
@click.argument("meeting")
@click.argument("unit")
@desk_command
def add_unit_command(desk: Desk, meeting: str, unit: str) -> None:
    from meetings.convening.convene import add_unit
    from meetings.queries import find_meeting

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        add_unit(act, found, unit)
    say("meetings.added", number=found.number, items=len(found.agenda), units=len(found.units))
    say_on_paper(found)


@meetings.command("check-in", help=both("单位代表签到。", "Check in a unit's representative."))
@click.argument("meeting")
@click.option("--unit", required=True, help=both("单位代码", "the unit's credit code"))
@click.option("--person", required=True, help=both("代表姓名", "the representative's name"))
@desk_command
def check_in(desk: Desk, meeting: str, unit: str, person: str) -> None:
    from meetings.queries import find_meeting
    from meetings.session.attend import check_in_unit

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        summoned = check_in_unit(act, found, unit, person)
    say("meetings.checked_in", who=summoned.name)


@meetings.command(
    "check-in-expert", help=both("凭个人签到码签到。", "Check in an expert by the personal code.")
)
@click.argument("meeting")
@click.option("--code", required=True, help=both("邀请链接中的签到码", "the code in the personal link"))
@desk_command
def check_in_expert_command(desk: Desk, meeting: str, code: str) -> str:
    from meetings.queries import find_meeting
    from meetings.session.attend import check_in_expert

    with desk.acting() as act:
        invitation = check_in_expert(act, find_meeting(act.session, meeting), code)
    say("meetings.checked_in", who=invitation.tag[:8])
    return invitation.tag


@meetings.command(
    help=both("监督人解密专家名单，会议开始。", "The supervisor unseals the names; the session opens.")
)
@click.argument("meeting")
@desk_command
def unseal(desk: Desk, meeting: str) -> None:
    from meetings.queries import find_meeting
    from meetings.session.attend import unseal as unseal_names

    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        names = unseal_names(act, found)
    say("meetings.unsealed", number=found.number, names="、".join(names))


@meetings.command(help=both("记录某单位或专家对某议题的回避。", "Record a recusal from one agenda item."))
@click.argument("item")
@click.option("--unit", help=both("单位代码", "the unit's credit code"))
@click.option("--tag", help=both("专家代号", "the expert's tag"))
@click.option("--reason", required=True, help=both("回避理由", "the reason"))
@desk_command
def recuse(desk: Desk, item: str, unit: str | None, tag: str | None, reason: str) -> None:
    from meetings.queries import find_item
    from meetings.recusals.recuse import recuse as recuse_from

    with desk.acting() as act:
        found = find_item(act.session, item)
        recuse_from(act, found, unit=unit, tag=tag, reason=reason)
    say("meetings.recused", item=found.position, case=found.case.number)


@meetings.command(
    help=both(
        "结束会议，生成纪要、签到表、表决汇总表、抽取记录表。", "Close the meeting; its papers are made."
    )
)
@click.argument("meeting")
@desk_command
def close(desk: Desk, meeting: str) -> None:
    from ledger.desk import sign_for
    from meetings.queries import find_meeting
    from meetings.session.close import close_meeting

    sign_for(desk, "meetings.close")
    with desk.acting() as act:
        found = find_meeting(act.session, meeting)
        papers = close_meeting(act, found)
    say("meetings.closed", number=found.number, minutes=found.minutes_number, count=len(papers))


@meetings.command("list", help=both("列出最近的会议。", "List the newest meetings."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from kernel.clock import local_text
    from meetings import queries

    with desk.reading("meetings.read") as session:
        rows = [
            {
                "id": m.public_id,
                "number": m.number,
                "state": m.state if as_json else word("meeting", m.state),
                "start": local_text(m.starts_at),
            }
            for m in queries.meetings(session)
        ]
    show(rows, as_json=as_json)


@meetings.command("show", help=both("查看一次会议。", "Show one meeting."))
@click.argument("meeting")
@json_option
@desk_command
def show_command(desk: Desk, meeting: str, *, as_json: bool) -> dict[str, object]:
    from meetings.convening.meeting_card import meeting_card
    from meetings.queries import find_bare_meeting

    with desk.reading("meetings.read") as session:
        facts = meeting_card(session, find_bare_meeting(session, meeting), as_json=as_json)
    show(facts, as_json=as_json)
    return facts


for change in (appoint, postpone, cancel, withdraw):
    meetings.add_command(change)
