"""A meeting is postponed: everybody is tested for the new day, and everybody who can sit is asked again."""

from collections.abc import Callable, Mapping

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import text

from experts.eligibility import Reason
from meeting_steps import LATER, MORNING, address, calendar_of, call, new_mails, shown, to, two_ready
from service import demo_data as data
from thread import Thread
from thread_elsewhere import DONE, Elsewhere
from thread_steps import codes, deliver, freeze, reveal, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
POSTPONED = "2026-12-16T09:00:00+08:00"


def postpone(thread: Thread, when: tuple[str, str] = LATER, *where: object) -> tuple[object, ...]:
    return ("convener", "meetings", "postpone", thread["meeting"], *to(when), *where)


def states(thread: Thread) -> list[str]:
    return [row["state"] for row in thread.read("convener", "invitations", "list", thread["meeting"])]


def draw(thread: Thread) -> Mapping[str, list[dict[str, str]]]:
    shown_draw: Mapping[str, list[dict[str, str]]] = thread.read("convener", "draw", "show", thread["draw"])
    return shown_draw


def event(message: object) -> object:
    return vobject.readOne(calendar_of(message)).vevent  # type: ignore[arg-type]


def suspend(thread: Thread, tag: str, statement: str) -> None:
    """Change the record of the expert behind a tag, as the register would."""
    with thread.desk.database.transaction() as session:
        found = text("SELECT expert_id FROM draw_candidate WHERE tag = :tag")
        session.execute(text(statement), {"expert": session.execute(found, {"tag": tag}).scalar_one()})


def test_everybody_is_asked_again_with_a_higher_sequence_and_a_new_time_to_answer(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    new_mails(thread, "request")
    seated = len(sitting(thread))
    thread.at("12-01T09:00")
    thread.run(*postpone(thread))

    assert states(thread).count("invited") == seated == 5
    requests = new_mails(thread, "request")
    assert len({address(request) for request in requests}) == len(requests) == 5
    for request in requests:
        said = event(request)
        assert said.dtstart.value.isoformat() == POSTPONED
        assert said.sequence.value == "1"
        assert "会议安排有变动" in request.get_body(("plain",)).get_content()
    deadlines = thread.read("convener", "invitations", "list", thread["meeting"])
    assert [row["answer_by"] for row in deadlines if row["state"] == "invited"] == 5 * [
        "2026年12月1日13时00分"
    ]


def test_an_answer_from_before_the_postponement_does_not_count_and_a_new_one_does(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    thread.at("12-01T09:00")
    thread.run(*postpone(thread))
    code = next(iter(sitting(thread).values()))

    thread.refused("", "invitations", "accept", code, zh="答复时限已过", en="time to answer has passed")
    deliver(thread)
    thread.run("", "invitations", "accept", code)
    thread.at("12-01T13:00")
    thread.run("liaison", "invitations", "time-out", thread["meeting"])
    assert states(thread).count("accepted") == 1


def test_a_request_that_was_not_delivered_before_the_postponement_never_goes_out(thread_at: AtStep) -> None:
    thread = thread_at("drawn")
    thread.at("11-30T09:00")
    thread.run("convener", "invitations", "send", thread["meeting"])
    thread.run(*postpone(thread))

    requests = new_mails(thread, "request")
    assert len(requests) == 5
    assert {event(request).dtstart.value.isoformat() for request in requests} == {POSTPONED}


def test_units_get_the_new_time_for_the_same_event(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    before = {address(notice): event(notice) for notice in new_mails(thread, "notice")}
    thread.run(*postpone(thread, LATER, "--place", "演示礼堂"))
    after = {address(notice): event(notice) for notice in new_mails(thread, "notice")}

    assert len(after) == len(before) == 5
    for unit, said in after.items():
        assert said.uid.value == before[unit].uid.value
        assert int(said.sequence.value) == int(before[unit].sequence.value) + 1
        assert said.dtstart.value.isoformat() == POSTPONED
        assert said.location.value == "演示礼堂"


LEAVERS = {
    Reason.SUSP: (
        "absent",
        "UPDATE expert SET state = 'SUSPENDED' WHERE id = :expert",
    ),
    Reason.TERM: (
        "absent",
        "UPDATE expert_term SET ends = '2026-12-10' WHERE expert_id = :expert",
    ),
    Reason.R06: (
        "recused",
        f"UPDATE expert_employment SET uscc = '{data.SAFETY.uscc}', ends = NULL WHERE expert_id = :expert",
    ),
}


@pytest.mark.parametrize("reason", LEAVERS)
def test_who_cannot_sit_on_the_new_day_leaves_by_the_draws_rule_and_a_successor_comes(
    thread_at: AtStep, reason: Reason
) -> None:
    thread = thread_at("answered")
    new_mails(thread, "request")
    kind, statement = LEAVERS[reason]
    leaver, *others = sitting(thread)
    before = len(draw(thread)["departures"])
    suspend(thread, leaver, statement)
    thread.run(*postpone(thread))

    departure = draw(thread)["departures"][before]
    assert (departure["tag"], departure["kind"], departure["cause"]) == (leaver, kind, reason.value)
    seated = {seat["tag"] for seat in draw(thread)["panel"]}
    assert leaver not in seated
    assert departure["successor"] in seated
    assert set(others) < seated
    mails = new_mails(thread, "request")
    assert sorted(event(mail).sequence.value for mail in mails) == ["0", *4 * ["1"]]


def test_who_leaves_is_told_of_the_time_that_was(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    new_mails(thread, "cancel")
    leaver = next(iter(sitting(thread)))
    suspend(thread, leaver, LEAVERS[Reason.SUSP][1])
    thread.run(*postpone(thread))

    [taken_back] = new_mails(thread, "cancel")
    assert event(taken_back).dtstart.value.isoformat() == "2026-12-02T09:00:00+08:00"
    assert event(taken_back).sequence.value == "1"


def test_a_successor_who_cannot_sit_on_the_new_day_is_passed_over(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    with thread.desk.database.transaction() as session:
        session.execute(text("UPDATE expert_term SET ends = '2026-12-10'"))
    thread.run(*postpone(thread))

    assert draw(thread)["panel"] == []
    assert {departure["cause"] for departure in draw(thread)["departures"]} >= {"TERM"}
    assert set(states(thread)) == {"gone"}
    assert new_mails(thread, "request") == []


def test_a_panel_that_was_not_invited_yet_is_tested_all_the_same(thread_at: AtStep) -> None:
    thread = thread_at("drawn")
    leaver = draw(thread)["panel"][0]["tag"]
    suspend(thread, leaver, LEAVERS[Reason.SUSP][1])
    thread.run(*postpone(thread))

    assert leaver not in {seat["tag"] for seat in draw(thread)["panel"]}
    assert states(thread) == []
    thread.run("convener", "invitations", "send", thread["meeting"])
    assert states(thread) == 5 * ["invited"]


@pytest.mark.parametrize("step", ["frozen", "committed", "published"])
def test_a_draw_that_has_no_secret_yet_is_void_and_the_agenda_opens(thread_at: AtStep, step: str) -> None:
    thread = thread_at(step)
    printed = thread.output(*postpone(thread))

    assert "未完成的抽取已作流抽处理" in printed
    assert draw(thread)["state"] == "void"
    assert shown(thread, thread["meeting"])["state"] == "preparing"
    if step == "published":
        thread.run("office", "draw", "approve", thread["draw"], "--cause", "演示：会议延期")
    thread.at("12-14T08:30")
    again = [*freeze(thread)[:-1], "2026-12-14T12:00"]
    thread.run("convener", *again)


def test_between_the_first_secret_and_the_result_nothing_is_postponed(thread_at: AtStep) -> None:
    thread = thread_at("published")
    reveal(thread, "convener")

    thread.refused(*postpone(thread), zh="揭示", en="reveal")
    thread.refused(
        "convener", *("meetings", "cancel", thread["meeting"], "--cause", "演示"), zh="揭示", en="reveal"
    )


@pytest.mark.parametrize("step", ["in_session", "held"])
def test_a_meeting_that_has_begun_is_not_postponed(thread_at: AtStep, step: str) -> None:
    thread = thread_at(step)
    thread.refused(*postpone(thread), zh="不能延期或取消", en="can be neither postponed nor cancelled")


def test_who_had_checked_in_comes_again_on_the_new_day(thread_at: AtStep) -> None:
    thread = thread_at("arrived")
    thread.run(*postpone(thread))
    deliver(thread)
    for code in sitting(thread).values():
        thread.run("", "invitations", "accept", code)
    thread.at("12-16T08:30")
    unseal = ("supervisor", "meetings", "unseal", thread["meeting"])
    thread.refused(*unseal, zh="尚有专家未签到", en="Not everybody has come")

    for code in sitting(thread).values():
        thread.run("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", code)
    unit = ("--unit", data.SAFETY.uscc, "--person", "演示代表")
    thread.run("recorder", "meetings", "check-in", thread["meeting"], *unit)
    thread.run(*unseal)


def test_units_are_summoned_in_time_for_the_new_day_too(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    thread.at("12-01T09:00")
    soon = ("2026-12-03T09:00", "2026-12-03T11:30")

    thread.refused(*postpone(thread, soon), zh="最迟2026-11-30", en="by 2026-11-30 at the latest")


def test_officers_are_free_at_the_new_time_too(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    thread.run("convener", *call([thread["case"]], LATER))
    second = thread.run("convener", *call([thread["case2"]], MORNING))

    thread.refused(
        *("convener", "meetings", "postpone", second, *to(LATER)), zh="不能同时担任", en="presides or keeps"
    )


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (("--start", "2026-12-16T12:00"), "会议时间不对", "do not fit"),
        (("--start", "2026-11-01T12:00"), "会议时间不对", "do not fit"),
        (("--start", "明天"), "不是时间", "is no time"),
        (("--cause", "  "), "不能为空", "must not be empty"),
        (("--room", "甲", "--place", "乙"), "之一", "either a room"),
    ],
)
def test_a_postponement_that_makes_no_sense_is_refused(
    sqlite_thread_at: AtStep, change: tuple[str, ...], zh: str, en: str
) -> None:
    thread = sqlite_thread_at("convened")
    thread.refused(*postpone(thread), *change, zh=zh, en=en, exit_code=2)


def test_a_postponement_keeps_what_was_and_why(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run(*postpone(thread))
    thread.run(*postpone(thread, ("2026-12-17T09:00", "2026-12-17T11:30")))

    changes = shown(thread, thread["meeting"])["changes"]
    assert [change["was"] for change in changes] == [
        "2026年12月2日9时00分，演示会议室",
        "2026年12月16日9时00分，演示会议室",
    ]
    assert all(change["cause"] == "演示：汛期应急" for change in changes)
    assert sum("meeting.postponed" in row for row in thread.dump()["log_entry"]) == 2


def test_only_the_lead_units_convener_postpones(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    words = postpone(thread)[1:]
    thread.refused("chair", *words, zh="无权", en="may not", exit_code=4)


def test_an_answer_at_the_moment_of_a_postponement_does_not_slip_through(
    thread_at: AtStep, two_processes: tuple[Elsewhere, Elsewhere]
) -> None:
    """Whoever answers the old date is asked for the new one, in whichever order the two arrive."""
    thread = thread_at("invited")
    code = codes(thread)[0]
    commands = (postpone(thread), ("", "invitations", "accept", code))
    thread.desk.close()
    for process, (actor, *words) in zip(two_processes, commands, strict=True):
        process.start(thread, str(actor), *words)
    ends = [process.end() for process in two_processes]

    assert ends[0] == DONE
    assert states(thread) == 5 * ["invited"]


def test_a_postponed_meeting_is_held_with_its_panel(thread_at: AtStep) -> None:
    """The draw stands, although it was made more than two working days before the new date."""
    thread = thread_at("answered")
    thread.run(*postpone(thread))
    deliver(thread)
    for code in sitting(thread).values():
        thread.run("", "invitations", "accept", code)
    thread.at("12-16T08:40")
    for unit in shown(thread, thread["meeting"])["units"]:
        came = ("--unit", unit["uscc"], "--person", "演示代表")
        thread.run("recorder", "meetings", "check-in", thread["meeting"], *came)
    for code in sitting(thread).values():
        thread.run("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", code)
    thread.at("12-16T09:00")
    assert "名单已解密" in thread.output("supervisor", "meetings", "unseal", thread["meeting"])
