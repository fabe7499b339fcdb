"""The invitations board in the browser: seats and answers, no names, a fragment that ends."""

import re
from collections.abc import Callable

from sqlalchemy import select

from experts.models import Expert
from meetings.invitations.seat_board import Reserve, reserves
from meetings.models import Invitation
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def board(thread: Thread, more: str = "") -> str:
    return f"/meetings/{thread['meeting']}/invitations/{more}"


def statements(visitor: Visitor, address: str) -> int:
    with visitor.counting() as sent:
        visitor.get(address)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_invitations_go_out_by_one_button(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drawn")
    convener = Visitor(thread.desk, "convener")
    assert "发出5份邀请" in convener.text(board(thread))
    page = convener.does(board(thread, "send"))
    assert "已登记5份邀请" in page
    assert page.count("寄送中") >= 5
    assert "都已邀请" in convener.is_refused(board(thread, "send"))


def test_before_the_draw_there_are_no_seats(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("convened")
    assert "还没有席位" in Visitor(thread.desk, "convener").text(board(thread))


def test_nobody_reads_a_name_not_even_in_the_source(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    with thread.desk.database.reading() as session:
        people = session.scalars(select(Expert).join(Invitation, Invitation.expert_id == Expert.id)).all()
        secrets = {text for expert in people for text in (expert.name, expert.public_id)}
        secrets |= set(session.scalars(select(Invitation.public_id)))
    for who in ("convener", "supervisor", "liaison"):
        visitor = Visitor(thread.desk, who)
        for more in ("", "live"):
            page = visitor.get(board(thread, more)).text
            assert not [secret for secret in secrets if secret in page]
    page = Visitor(thread.desk, "convener").text(board(thread))
    assert "共5席，已接受5，待答复0，空缺0" in page
    assert page.count("已递补1次") == 2


def test_the_fragment_keeps_up_and_ends_when_nobody_is_waited_for(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    convener = Visitor(thread.desk, "convener")
    assert 'hx-get="live"' in convener.get(board(thread)).text
    live = convener.get(board(thread, "live"))
    assert live.status_code == 200
    assert "<form" not in live.text
    assert "<html" not in live.text
    assert statements(convener, board(thread, "live")) <= 5
    done = Visitor(sqlite_thread_at("answered").desk, "convener")
    assert done.get(board(thread, "live")).status_code == 286
    assert "hx-get" not in done.get(board(thread)).text


def test_silence_is_entered_and_successors_are_invited(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    thread.at("11-30T13:01")
    convener = Visitor(thread.desk, "convener")
    assert "逾期未答复" in convener.text(board(thread))
    page = convener.does(board(thread, "time-out"))
    assert "5人逾期未答复" in page
    assert len(re.findall("已递补1次", page)) == 5


def test_only_the_convener_sends(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drawn")
    for who in ("supervisor", "liaison"):
        visitor = Visitor(thread.desk, who)
        assert "发出5份邀请" not in visitor.text(board(thread))
        assert visitor.post(board(thread, "send")).status_code == 403
    assert Visitor(thread.desk, "clerk").get(board(thread)).status_code == 403


def test_every_successor_leaves_one_less_to_succeed(sqlite_thread_at: At) -> None:
    left = []
    for step in ("invited", "answered"):
        thread = sqlite_thread_at(step)
        with thread.desk.database.reading() as session:
            found = reserves(session, thread["meeting"])
        assert [one.seats for one in found] == [2, 2, 1]
        left.append(sum(one.left for one in found))
    assert left[0] - left[1] == 2
    assert Reserve("演示", 2, 1).is_low
    assert not Reserve("演示", 2, 2).is_low
