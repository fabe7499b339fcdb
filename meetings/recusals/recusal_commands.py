"""`panel recusals`, `panel challenges`, `panel conflicts`: who takes no part in what, and why."""

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from kernel.messages import word


@click.group(help=both("回避情况。", "Who is recused, and why."))
def recusals() -> None: ...


@recusals.command(
    "show",
    help=both(
        "查看会议各议题的回避情况；召集人只见人数，监督人在解密后见姓名和依据。",
        "The recusals of a meeting, item by item: counts for the convener, evidence for the supervisor.",
    ),
)
@click.argument("meeting")
@json_option
@desk_command
def show_command(desk: Desk, meeting: str, *, as_json: bool) -> None:
    from meetings.queries import find_meeting
    from meetings.recusals.recusal_view import show as view

    with desk.acting() as act:
        facts = view(act, find_meeting(act.session, meeting))
    show(facts, as_json=as_json)
    if not as_json and isinstance(facts["panel"], list):
        for member in facts["panel"]:
            say("recusals.may_leave", draw=member["draw"], tag=member["tag"], cause=member["cause"])


@recusals.command(
    "pool",
    help=both(
        "监督人和审计查看候选池中每个排除的全部事由和依据。",
        "For supervisor and auditors: every exclusion of a pool with all grounds and their evidence.",
    ),
)
@click.argument("draw_id", metavar="DRAW")
@json_option
@desk_command
def pool(desk: Desk, draw_id: str, *, as_json: bool) -> None:
    from meetings.recusals.recusal_view import exclusions
    from panel.panels import find_draw

    with desk.acting() as act:
        rows = exclusions(act, find_draw(act.session, draw_id), word("purpose", "recusals"))
    show(rows, as_json=as_json)


@click.group(help=both("当事人的回避申请。", "Challenges by a party."))
def challenges() -> None: ...


@challenges.command("raise", help=both("经办人代录当事人的回避申请。", "Enter a party's challenge."))
@click.argument("case")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(["expert", "official"]),
    help=both("专家，或主持人、单位代表", "an expert, or a chair or representative"),
)
@click.option("--person", required=True, help=both("被申请回避人的姓名", "the person's name"))
@click.option("--grounds", required=True, help=both("理由", "the grounds"))
@click.option("--on", "raised_on", required=True, help=both("提出日期", "the day it was raised"))
@desk_command
def raise_command(desk: Desk, case: str, kind: str, person: str, grounds: str, raised_on: str) -> str:
    from kernel.text import parse_date
    from meetings.cases.challenge import raise_challenge
    from meetings.queries import find_case

    day = parse_date("on", raised_on)
    with desk.acting() as act:
        found = find_case(act.session, case)
        made = raise_challenge(act, found, kind=kind, person=person, grounds=grounds, raised_on=day)
    say("recusals.raised", case=found.number, id=made.public_id)
    return made.public_id


@challenges.command(help=both("负责人准予回避或驳回。", "Uphold or reject a challenge."))
@click.argument("challenge")
@click.option("--uphold/--reject", required=True, help=both("准予或驳回", "uphold or reject"))
@click.option("--reason", required=True, help=both("理由", "the reason"))
@click.option(
    "--ref", help=both("同名时指明：专家编号或账号", "where several have the name: expert's id or account")
)
@desk_command
def decide(desk: Desk, challenge: str, *, uphold: bool, reason: str, ref: str | None) -> None:
    from meetings.cases.challenge import decide as rule
    from meetings.cases.challenge import find_challenge

    with desk.acting() as act:
        ruled = rule(act, find_challenge(act.session, challenge), uphold=uphold, reason=reason, ref=ref)
    say("recusals.decided", person=ruled.person, state=word("challenge", ruled.state))


@challenges.command("list", help=both("查看最近100件回避申请。", "The newest 100 challenges."))
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> None:
    from meetings.cases.challenge import challenges as newest

    with desk.reading("challenges.read") as session:
        rows = [
            {
                "challenge": challenge.public_id,
                "case": case.number,
                "person": challenge.person,
                "grounds": challenge.grounds,
                "raised_on": str(challenge.raised_on),
                "state": challenge.state if as_json else word("challenge", challenge.state),
                "reason": challenge.reason,
            }
            for challenge, case in newest(session, desk.actor(session))
        ]
    show(rows, as_json=as_json)


@click.group(help=both("申报利害关系。", "Declare conflicts."))
def conflicts() -> None: ...


@conflicts.command(
    help=both(
        "本人申报与当事人的关系；专家凭个人答复码。",
        "Declare a relation of one's own with a party; experts by their personal code.",
    )
)
@click.option("--ground", required=True, help=both("事由代码R01至R05", "ground, R01 to R05"))
@click.option("--party", required=True, help=both("当事人", "the party"))
@click.option("--uscc", help=both("当事人的统一社会信用代码", "the party's credit code"))
@click.option("--relation", required=True, help=both("关系", "the relation"))
@click.option("--from", "begins", required=True, help=both("起日", "first day"))
@click.option("--to", "ends", help=both("止日；不填为仍存在", "last day; it lasts if left out"))
@click.option("--code", help=both("专家的个人答复码", "an expert's personal code"))
@desk_command
def declare(
    desk: Desk,
    *,
    ground: str,
    party: str,
    uscc: str | None,
    relation: str,
    begins: str,
    ends: str | None,
    code: str | None,
) -> None:
    from experts.record import Relation
    from kernel.text import parse_date, parse_uscc
    from meetings.invitations.invite import expert_with
    from meetings.recusals.declare_conflict import declare as enter

    until = parse_date("to", ends) if ends else None
    key = parse_uscc(uscc) if uscc else None
    told = Relation(ground, party, key, relation, parse_date("from", begins), until)
    with desk.acting((lambda session: expert_with(session, desk.vault, code)) if code else None) as act:
        enter(act, told)
    say("recusals.declared", party=party)
