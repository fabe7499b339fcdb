"""Rooms and special groups in the browser: the office keeps them."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from meetings.catalogue.groups import groups
from meetings.models import SpecialGroup
from service import demo_data as data
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def registered(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


def kept(thread: Thread) -> list[SpecialGroup]:
    with thread.desk.database.reading() as session:
        found = list(groups(session))
        for group in found:
            assert group.domains
        return found


def test_a_room_is_entered_once(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    assert "还没有会议室" in office.text("/rooms/")
    assert "已登记会议室“演示301会议室”" in office.does("/rooms/", name="演示301会议室")
    again = office.post("/rooms/", name="演示301会议室")
    assert again.status_code == 422
    assert 'id="name-error"' in again.text
    assert 'value="演示301会议室"' in again.text


def test_a_domain_moves_from_one_group_to_another(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    giving = next(group for group in kept(registered) if len(group.domains) > 1)
    moved = giving.domains[0].domain
    page = office.does("/groups/new/", name="演示新专项小组", lead=data.SAFETY.name, domain=moved)
    assert "新设或改动专项小组2个" in page
    names = {group.name: {row.domain for row in group.domains} for group in kept(registered)}
    assert names["演示新专项小组"] == {moved}
    assert moved not in names[giving.name]


def test_a_group_needs_a_domain_and_a_unit_that_is_known(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    group = kept(registered)[0]
    address = f"/groups/{quote(group.name)}/"
    assert group.name in office.text(address)
    nobody = office.post(address, lead="演示无此单位", domain=[row.domain for row in group.domains])
    assert 'id="lead-error"' in nobody.text
    assert 'value="演示无此单位"' in nobody.text
    assert 'id="domain-error"' in office.post(address, lead=group.lead_unit.name).text
    assert office.get("/groups/无此小组/").status_code == 404


def test_the_office_alone_keeps_the_house(registered: Thread) -> None:
    for who in ("convener", "clerk", "registrar"):
        visitor = Visitor(registered.desk, who)
        assert visitor.get("/rooms/").status_code == 403
        assert visitor.get("/groups/").status_code == 403


def test_the_house_speaks_english(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    assert "Enter the first one below" in office.text("/rooms/?lang=en")
    assert "New special group" in office.text("/groups/?lang=en")
