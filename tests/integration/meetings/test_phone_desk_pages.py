"""The phone desk in the browser: own calls only, every look kept, two people for an answer."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from experts.models import Expert
from ledger.models import LogEntry
from meetings.models import Invitation, InvitationState, PhoneCall
from panel.models import DrawView
from service import demo_data as data
from service.site import create_app
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
DESK = "/phone-desk/"


@pytest.fixture
def asked(sqlite_thread_at: At) -> Thread:
    """The experts were asked at nine; their time ends at one."""
    thread = sqlite_thread_at("invited")
    thread.at("11-30T11:30")
    return thread


def visitors(thread: Thread, *accounts: str) -> list[Visitor]:
    """Several browsers at one site."""
    app = create_app(thread.desk)
    return [Visitor(thread.desk, account, app) for account in accounts]


def first_due(visitor: Visitor) -> str:
    found = re.search(r'name="invitation" value="(\w+)"', visitor.get(DESK).text)
    assert found is not None
    return found[1]


def taken(visitor: Visitor) -> str:
    """Take the first call; its address."""
    page = visitor.post(f"{DESK}take", invitation=first_due(visitor))
    assert page.status_code == 303
    found = re.search(rf'href="({DESK}\w+/)"', visitor.get(DESK).text)
    assert found is not None
    return found[1]


def invitation_of(thread: Thread, call: str) -> Invitation:
    with thread.desk.database.reading() as session:
        key = call.removeprefix(DESK).strip("/")
        found = select(Invitation).join(PhoneCall).where(PhoneCall.public_id == key)
        return session.scalars(found).unique().one()


def names_in(thread: Thread) -> set[str]:
    with thread.desk.database.reading() as session:
        return set(session.scalars(select(Expert.name).join(Invitation, Invitation.expert_id == Expert.id)))


def looks(thread: Thread) -> list[tuple[str, str]]:
    with thread.desk.database.reading() as session:
        rows = session.execute(select(DrawView.role, DrawView.purpose).order_by(DrawView.id))
        return [(row.role, row.purpose) for row in rows if row.role == "liaison"]


def test_nobody_is_telephoned_before_the_last_two_hours(asked: Thread) -> None:
    asked.at("11-30T10:30")
    assert "没有要打的电话" in Visitor(asked.desk, "liaison").text(DESK)


def test_a_name_is_shown_behind_an_own_call_only_and_every_look_is_kept(asked: Thread) -> None:
    liaison = Visitor(asked.desk, "liaison")
    names, before = names_in(asked), len(looks(asked))
    page = taken(liaison)
    for address in (DESK, page):
        assert not any(name in liaison.text(address) for name in names)
    assert len(looks(asked)) == before
    shown = seen(liaison.post(f"{page}person"))
    assert sum(name in shown for name in names) == 1
    assert re.search(r"\b1\d{10}\b", shown)
    assert looks(asked)[before:] == [("liaison", "电话通知邀请")]


def test_an_answer_counts_once_a_second_person_has_confirmed_it(asked: Thread) -> None:
    liaison, supervisor = visitors(asked, "liaison", "supervisor")
    page = taken(liaison)
    assert "待第二人确认" in liaison.does(f"{page}result", outcome="accept")
    assert invitation_of(asked, page).state == InvitationState.INVITED
    assert liaison.post(f"{page}confirm").status_code == 403
    assert "接受邀请" in supervisor.text(DESK)
    asked.at("11-30T13:05")  # said in time, confirmed after it
    asked.run("liaison", "invitations", "time-out", asked["meeting"])
    assert "答复生效" in Visitor(asked.desk, "supervisor", liaison.app).does(f"{page}confirm")
    assert invitation_of(asked, page).state == InvitationState.ACCEPTED
    with asked.desk.database.reading() as session:
        types = set(session.scalars(select(LogEntry.type).where(LogEntry.type.like("call.%"))))
    assert types == {"call.taken", "call.entered", "call.confirmed"}


def test_a_decline_calls_the_successor(asked: Thread) -> None:
    liaison, supervisor = visitors(asked, "liaison", "supervisor")
    page = taken(liaison)
    refused = liaison.post(f"{page}result", outcome="decline")
    assert refused.status_code == 422
    assert 'id="cause-error"' in refused.text
    liaison.does(f"{page}result", outcome="decline", cause="CONFLICT")
    supervisor.does(f"{page}confirm")
    assert invitation_of(asked, page).state == InvitationState.GONE
    assert "已递补1次" in Visitor(asked.desk, "convener", liaison.app).text(
        f"/meetings/{asked['meeting']}/invitations/"
    )


def test_what_was_heard_otherwise_counts_for_nothing(asked: Thread) -> None:
    liaison, supervisor = visitors(asked, "liaison", "supervisor")
    page = taken(liaison)
    liaison.does(f"{page}result", outcome="decline", cause="ILL")
    assert "重新打电话" in supervisor.does(f"{page}dispute")
    assert invitation_of(asked, page).state == InvitationState.INVITED
    assert "不符，作废" in liaison.text(DESK)
    assert liaison.get(DESK).text.count('name="invitation"') == 5


def test_who_was_not_reached_needs_no_second_person(asked: Thread) -> None:
    liaison = Visitor(asked.desk, "liaison")
    page = taken(liaison)
    assert 'id="outcome-error"' in liaison.post(f"{page}result").text
    assert "没有接通" in liaison.does(f"{page}result", outcome="unreached")
    assert liaison.get(DESK).text.count('name="invitation"') == 5


def test_an_answer_by_the_link_overtakes_the_call(asked: Thread) -> None:
    liaison, supervisor = visitors(asked, "liaison", "supervisor")
    page = taken(liaison)
    liaison.does(f"{page}result", outcome="accept")
    with asked.desk.database.transaction() as session:
        key = page.removeprefix(DESK).strip("/")
        call = session.scalars(select(PhoneCall).where(PhoneCall.public_id == key)).unique().one()
        session.get_one(Invitation, call.invitation_id).state = InvitationState.ACCEPTED
    assert "不再有效" in supervisor.is_refused(f"{page}confirm")


def test_a_call_is_taken_by_one_and_seen_by_no_other(asked: Thread) -> None:
    words = ("--display", "演示联络员乙", "--role", "liaison", "--unit", data.SAFETY.uscc)
    asked.run("admin", "accounts", "add", "liaison2", *words)
    liaison, other = visitors(asked, "liaison", "liaison2")
    key = first_due(liaison)
    page = taken(liaison)
    assert "已有人接手" in other.is_refused(f"{DESK}take", invitation=key)
    for more in ("", "person", "result"):
        response = other.get(page) if not more else other.post(f"{page}{more}", outcome="accept")
        assert response.status_code == 404, more


def test_the_convener_never_comes_here(asked: Thread) -> None:
    assert Visitor(asked.desk, "convener").get(DESK).status_code == 403
    words = ("--display", "演示兼任", "--role", "convener", "--role", "liaison", "--unit", data.SAFETY.uscc)
    asked.run("admin", "accounts", "add", "both", *words)
    both = Visitor(asked.desk, "both")
    assert "召集人在解密前不能看到专家姓名" in both.is_refused(f"{DESK}take", invitation=first_due(both))


def test_the_desk_keeps_to_its_statements_and_speaks_english(asked: Thread) -> None:
    liaison = Visitor(asked.desk, "liaison")
    page = taken(liaison)
    with liaison.counting() as sent:
        assert "Telephone" in liaison.text(f"{DESK}?lang=en")
    assert sum(not statement.startswith("BEGIN") for statement in sent) <= 8
    assert "What came of the call" in liaison.text(f"{page}?lang=en")
