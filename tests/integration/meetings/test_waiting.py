"""The to-do list: at every step of the thread the right person finds the next act, and it leads to a page."""

from collections.abc import Callable

import pytest

from kernel.accounts import actor_named
from meetings.waiting.task import Task
from meetings.waiting.tasks import tasks_of
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]

NEXT = {  # after the step: the account, and how its task begins
    "filed": ("clerk", "向演示"),
    "noticed": ("clerk", "登记并复核"),
    "convened": ("convener", "为“"),
    "frozen": ("supervisor", "为“"),
    "committed": ("convener", "公布“"),
    "published": ("supervisor", "核对方案"),
    "drawn": ("convener", "向“"),
    "arrived": ("supervisor", "“"),
    "in_session": ("chair", "主持“"),
    "voting": ("rep1", "在“"),
    "held": ("convener", "起草"),
    "drafted": ("legal", "审核"),
    "reviewed": ("leader", "签发"),
    "signed": ("keeper", "为"),
    "sealed": ("convener", "印发"),
    "issued": ("convener", "报送"),
    "sent": ("office", "接收"),
    "received": ("office", "审查"),
    "returned": ("convener", "补正"),
}


def waiting(thread: Thread, account: str) -> list[Task]:
    with thread.desk.database.reading() as session:
        return tasks_of(session, actor_named(session, account), thread.clock.now())


@pytest.mark.parametrize("step", NEXT)
def test_whoever_acts_next_finds_it_on_the_list(sqlite_thread_at: At, step: str) -> None:
    account, begins = NEXT[step]
    thread = sqlite_thread_at(step)
    found = [task for task in waiting(thread, account) if task.what.startswith(begins)]
    assert found
    visitor = Visitor(thread.desk, account)
    assert {visitor.get(task.way).status_code for task in found} == {200}


def test_the_phone_desk_waits_when_the_deadline_is_near_and_not_before(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    assert waiting(thread, "liaison") == []
    thread.at("11-30T12:30")
    [calls] = waiting(thread, "liaison")
    assert calls.what == "给5位专家打电话"


def test_nothing_waits_for_anybody_when_all_is_filed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    for account in ("clerk", "convener", "supervisor", "chair", "legal", "leader", "keeper"):
        assert [task.what for task in waiting(thread, account) if "演示" not in task.what] == []


def test_the_list_is_the_first_page_with_what_is_late_on_top(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    thread.at("12-31T09:00")
    page = Visitor(thread.desk, "convener").text("/")
    assert page.index("已逾期") < page.index("报送")


def test_another_unit_s_clerk_is_not_told_of_the_case(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("filed")
    assert waiting(thread, "rep1") == []
