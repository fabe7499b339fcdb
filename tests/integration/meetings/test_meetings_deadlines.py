"""A filing's deadline follows the work calendar, and is counted anew when the calendar changes."""

from collections.abc import Callable

from thread import Thread

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
NOTICE = ("--source", "演示用通知")


def due(thread: Thread) -> tuple[str, bool]:
    [filing] = thread.read("office", "filings", "list")
    return filing["due_on"], filing["due_estimated"]


def test_a_filing_is_due_five_working_days_after_the_issue(thread_at: AtStep) -> None:
    thread = thread_at("issued")
    assert due(thread) == ("2026-12-14", False)
    assert "预计" not in thread.output("office", "filings", "list")


def test_a_day_off_on_the_way_moves_the_deadline_and_the_command_says_so(thread_at: AtStep) -> None:
    thread = thread_at("issued")
    words = ("calendar", "set", "2026-12-10", "HOLIDAY", "--name", "演示放假", *NOTICE)

    assert "重新计算后有1个期限变动。" in thread.output("office", *words)
    assert due(thread) == ("2026-12-15", False)
    assert "重新计算后有0个期限变动。" in thread.output("office", *words)


def test_a_deadline_across_an_unconfirmed_year_is_an_estimate_until_it_is_confirmed(
    thread_at: AtStep,
) -> None:
    thread = thread_at("sealed")
    thread.at("12-30T09:00")
    thread.run("convener", "decisions", "issue", thread["decision"])
    assert due(thread) == ("2027-01-06", True)
    assert "2027-01-06（预计）" in thread.output("office", "filings", "list")

    assert "有1个" in thread.output("office", "calendar", "seed", 2027)
    assert due(thread) == ("2027-01-07", True)
    assert "有1个" in thread.output("office", "calendar", "confirm", 2027, *NOTICE)
    assert due(thread) == ("2027-01-07", False)


def test_the_deadline_of_what_was_sent_stays_as_it_was(thread_at: AtStep) -> None:
    thread = thread_at("sent")
    thread.run("office", "calendar", "set", "2026-12-10", "HOLIDAY", "--name", "演示放假", *NOTICE)
    assert due(thread) == ("2026-12-14", False)


def test_the_calendar_is_shown_and_counted_by(thread_at: AtStep) -> None:
    thread = thread_at("installed")
    shown = thread.read("auditor", "calendar", "show", 2026)

    assert shown["confirmed"] is True
    assert {"day": "2026-02-14", "kind": "WORK"}.items() <= shown["days"][5].items() or any(
        day["day"] == "2026-02-14" and day["kind"] == "WORK" for day in shown["days"]
    )
    assert thread.output("auditor", "calendar", "due", "2026-02-13", 3).strip() == "2026-02-25"
    assert thread.output("auditor", "calendar", "due", "2026-10-09", 2, "--before").strip() == "2026-09-30"
    assert thread.output("auditor", "calendar", "due", "2026-12-31", 1).strip() == "2027-01-01（预计）"


def test_the_next_year_is_seeded_with_the_present_one(thread_at: AtStep) -> None:
    thread = thread_at("installed")
    thread.refused("office", "calendar", "seed", zh="2026年的工作日历已确认", en="The year 2026 is confirmed")
    thread.clock.set(thread.clock.now().replace(year=2027))
    thread.run("office", "calendar", "seed")
    assert thread.read("office", "calendar", "show", 2028)["source"].startswith("holidays")


def test_days_that_do_not_exist_are_refused(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("installed")
    words = ("REST", "--name", "甲", *NOTICE)
    for day in ("2026-02-30", "明天", "20260101x"):
        thread.refused("office", "calendar", "set", day, *words, zh="不是日期", en="is no date", exit_code=2)
    thread.refused("office", "calendar", "set", "2028-01-01", *words, zh="尚未生成", en="Nobody has entered")
