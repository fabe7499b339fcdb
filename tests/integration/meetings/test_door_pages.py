"""The door by pages: codes typed and scanned, by hand, units, names and their log, the second code."""

import re
from collections.abc import Callable

from sqlalchemy import func, select

from experts.models import Expert
from kernel.messages import sentence
from meetings.invitations.invite import door_code, find_by_code
from meetings.models import Attendance, BallotCode, Invitation
from panel.models import DrawView
from service import demo_data as data
from site_visitor import Visitor, seen
from thread import Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
SIGN_IN = re.compile("^BEGIN|FROM (sign_in|account_role|role_loan|unit_former_name)")


def door(thread: Thread) -> str:
    return f"/meetings/{thread.read('convener', 'meetings', 'show', thread['meeting'])['id']}/door/"


def opened(thread: Thread) -> Visitor:
    """The recorder at the door, twenty minutes before the meeting."""
    thread.at("12-02T08:40")
    return Visitor(thread.desk, "recorder")


def seat_codes(thread: Thread) -> list[str]:
    """The check-in codes of all who sit, in seat order."""
    with thread.desk.database.reading() as session:
        vault = thread.desk.vault
        return [door_code(vault, find_by_code(session, vault, code)) for code in sitting(thread).values()]


def attendance(thread: Thread) -> int:
    with thread.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Attendance)) or 0


def test_a_typed_code_checks_in_and_hands_out_the_voting_code_once(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    code = seat_codes(thread)[0]
    told = visitor.does(f"{door(thread)}code", code=f"{code[:4].lower()} {code[4:]}")
    given = re.search(r"1号席已签到。表决码(\d{3} \d{3})，", told)
    assert given
    assert given[1] not in visitor.text(door(thread))
    assert "已签到过" in visitor.is_refused(f"{door(thread)}code", code=code)
    with thread.desk.database.reading() as session:
        kept = session.scalars(select(BallotCode.digest)).one()
    assert given[1].replace(" ", "") not in kept


def test_scanning_the_code_asks_first_and_changes_nothing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    code = seat_codes(thread)[1]
    visitor.get(door(thread))
    before = thread.dump(left_out=())
    page = visitor.get(f"{door(thread)}?code={code}")
    assert "确认2号席签到" in seen(page)
    assert f'value="{code}"' in page.text
    assert thread.dump(left_out=()) == before
    assert "答复码无效" in visitor.text(f"{door(thread)}?code=AAAAAAAA")
    visitor.does(f"{door(thread)}code", code=code)
    assert "已签到。" in visitor.text(f"{door(thread)}?code={code}")


def test_a_wrong_code_and_a_code_of_nobody_get_the_same_sentence(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    for wrong in ("AAAAAAAA", "x" * 26 + "-" + "y" * 32, "", "中文", "1234567"):
        page = visitor.post(f"{door(thread)}code", code=wrong)
        assert page.status_code == 422
        assert sentence("invitations.no_such_code") in seen(page)
    assert attendance(thread) == 0


def test_by_hand_and_with_another_voting_code(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    tag = next(iter(sitting(thread)))
    assert "尚未签到" in visitor.is_refused(f"{door(thread)}ballot-code", tag=tag)
    first = visitor.does(f"{door(thread)}hand", tag=tag)
    again = visitor.does(f"{door(thread)}ballot-code", tag=tag)
    assert "1号席已签到" in first
    assert "以前的表决码作废" in again
    assert visitor.post(f"{door(thread)}hand", tag="0" * 32).status_code == 422
    assert visitor.post(f"{door(thread)}ballot-code", tag="0" * 32).status_code == 422


def test_a_unit_checks_in_with_its_representatives_name(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    unit = data.MARKET.uscc
    missing = visitor.post(f"{door(thread)}unit", unit=unit, person=" ")
    assert missing.status_code == 422
    assert "“代表姓名”不能为空" in seen(missing)
    assert f"{data.MARKET.name}已签到" in visitor.does(f"{door(thread)}unit", unit=unit, person="演示代表五")
    assert "演示代表五" in visitor.text(door(thread))
    assert "已签到过" in visitor.is_refused(f"{door(thread)}unit", unit=unit, person="演示代表五")
    assert "没有" in visitor.is_refused(f"{door(thread)}unit", unit=data.OFFICE.uscc, person="演示")


def test_outside_the_hours_nobody_checks_in(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    code = seat_codes(thread)[0]
    thread.at("12-02T06:59")
    visitor = Visitor(thread.desk, "recorder")
    assert "签到时间内" in visitor.is_refused(f"{door(thread)}code", code=code)
    assert "现在不能查看姓名" in visitor.is_refused(f"{door(thread)}names")


def test_names_are_shown_at_the_door_once_and_the_look_is_kept(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    with thread.desk.database.reading() as session:
        known = set(session.scalars(select(Expert.name)))
    assert not [name for name in known if name in visitor.text(door(thread))]
    page = visitor.post(f"{door(thread)}names")
    assert page.status_code == 200
    assert len([name for name in known if name in seen(page)]) == 5
    with thread.desk.database.reading() as session:
        look = session.scalars(select(DrawView).order_by(DrawView.id.desc())).first()
    assert look
    assert (look.role, look.purpose) == ("recorder", "门口核对身份")


def test_only_the_meetings_recorder_keeps_its_door(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    thread.run("admin", "accounts", "add", "recorder2", "--display", "演示他人", "--role", "recorder")
    visitor = opened(thread)
    other = Visitor(thread.desk, "recorder2", visitor.app)
    for address in (door(thread), f"{door(thread)}live"):
        assert other.get(address).status_code == 404
    assert other.post(f"{door(thread)}code", code=seat_codes(thread)[0]).status_code == 404
    assert other.post(f"{door(thread)}names").status_code == 404
    for account in ("convener", "chair", "supervisor"):
        assert Visitor(thread.desk, account, visitor.app).get(door(thread)).status_code == 403
    assert attendance(thread) == 0


def test_the_live_part_counts_in_one_statement(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    visitor = opened(thread)
    address = f"{door(thread)}live"
    with visitor.counting() as sent:
        assert "已到0家" in visitor.text(address)
    beside = [one for one in sent if not SIGN_IN.search(one)]
    assert len(beside) == 1, beside


def test_a_renewed_link_has_another_check_in_code(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    with thread.desk.database.reading() as session:
        found = session.scalars(select(Invitation)).first()
        assert found
        before = door_code(thread.desk.vault, found)
        found.renewals = 1
        assert door_code(thread.desk.vault, found) != before
        session.expunge_all()
