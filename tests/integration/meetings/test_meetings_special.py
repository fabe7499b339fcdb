"""The special session 专项会议 of the leading group: what belongs to several groups goes there and nowhere else."""

from collections.abc import Callable

from sqlalchemy import select

from meeting_steps import call, shown, two_group_case, two_ready
from meetings.models import Decision, Recipient
from meetings.session.ballots import Choice
from service import demo_data as data
from thread import Thread
from thread_steps import add_account, ballot, deliver, scan, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
OFFICERS = {"chair": "office-chair", "recorder": "office-recorder"}
LEADS = {data.SAFETY.name, "演示用绵州市生态环境局"}


def test_p41c_a_two_group_case_goes_to_no_ordinary_meeting(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    case = two_group_case(thread)

    thread.refused(
        "convener",
        *call([case]),
        zh=f"“社会信用体系建设领导小组”的会议由{data.OFFICE.name}召集。",
        en=f"are convened by {data.OFFICE.name}.",
        exit_code=4,
    )
    thread.refused(
        "convener",
        *("meetings", "add-case", thread["meeting"], case),
        zh="属于“社会信用体系建设领导小组”",
        en="belongs to “社会信用体系建设领导小组”",
    )


def test_p42e_a_special_session_summons_the_lead_unit_of_every_group(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    case = two_group_case(thread)
    meeting = thread.run("office-convener", *call([case], **OFFICERS))

    card = shown(thread, meeting)
    assert card["kind"] == "special"
    assert str(card["number"]).startswith("示信办会")
    assert {unit["name"] for unit in card["units"]} >= LEADS


def test_a_case_of_one_group_goes_to_no_special_session(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    case = two_group_case(thread)

    thread.refused(
        "office-convener",
        *call([case, thread["case"]], **OFFICERS),
        zh="不能列入本专项小组的会议",
        en="cannot go on this group's agenda",
    )


def in_special_session(thread: Thread) -> None:
    """The panel is drawn and invited, everybody has come, the names are unsealed."""
    thread.facts["meeting"] = meeting = thread.run(
        "office-convener", *call([two_group_case(thread)], **OFFICERS)
    )
    thread.at("11-30T08:30")
    seats = ("--seats", "L01:2", "--seats", "I05:2", "--seats", "C01:1")
    freeze = ("draw", "freeze", meeting, *seats, "--reveal-by", "2026-11-30T12:00")
    thread.facts["draw"] = draw = thread.run("office-convener", *freeze)
    both = ("office-convener", "supervisor")
    for who in both:
        thread.run(who, "draw", "commit", draw, "--secret", thread.home / f"{who}.json")
    thread.run("office-convener", "draw", "publish", draw)
    for who in both:
        thread.run(who, "draw", "reveal", draw, "--secret", thread.home / f"{who}.json")
    thread.run("office-convener", "invitations", "send", meeting)
    deliver(thread)
    for code in sitting(thread).values():
        thread.run("", "invitations", "accept", code)
    thread.at("12-02T08:40")
    for unit in shown(thread, meeting)["units"]:  # type: ignore[attr-defined]
        came = ("--unit", unit["uscc"], "--person", "演示代表")
        thread.run("office-recorder", "meetings", "check-in", meeting, *came)
    for code in sitting(thread).values():
        thread.run("office-recorder", "meetings", "check-in-expert", meeting, "--code", code)
    thread.at("12-02T09:00")
    thread.run("supervisor", "meetings", "unseal", meeting)


def voted_for(thread: Thread) -> str:
    """Every unit agrees; the meeting is over. Returns the item."""
    card = shown(thread, thread["meeting"])
    item = card["agenda"][0]["item"]  # type: ignore[index]
    thread.facts["vote"] = thread.run("office-chair", "votes", "open", item, "--starts-on", "2026-12-15")
    for number, unit in enumerate(card["units"], 1):  # type: ignore[arg-type]
        body = data.Body(unit["uscc"], unit["name"])
        add_account(thread, f"special{number}", f"演示代表{number}", "unit_representative", body)
        ballot(thread, "vote", f"special{number}", Choice.AGREE)
    thread.at("12-02T10:00")
    thread.run("office-chair", "votes", "close", thread["vote"])
    thread.run("office-recorder", "meetings", "close", thread["meeting"])
    return str(item)


def test_p42e_the_decision_of_a_special_session_goes_to_every_lead_unit(sqlite_thread_at: AtStep) -> None:
    thread = two_ready(sqlite_thread_at)
    in_special_session(thread)
    item = voted_for(thread)
    thread.at("12-04T09:00")
    decision = thread.run("office-convener", "decisions", "draft", item, "--adoption", "全部采纳")
    thread.run("legal", "decisions", "review", decision, "--opinion", "符合规定。")
    thread.run("office-leader", "decisions", "sign", decision)
    thread.run("office-keeper", "decisions", "seal", decision, *scan(thread))
    thread.run("office-convener", "decisions", "issue", decision)

    with thread.desk.database.reading() as session:
        told = select(Recipient.name).join(Decision).where(Decision.public_id == decision)
        recipients = set(session.scalars(told))
    assert recipients == {unit["name"] for unit in shown(thread, thread["meeting"])["units"]}  # type: ignore[attr-defined]
    assert recipients >= LEADS
