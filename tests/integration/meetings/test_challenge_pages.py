"""Challenges by a party and the credit check in the browser."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from credit.models import QueryLog
from service import demo_data as data
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def filed(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("filed")


def raised(thread: Thread, person: str = "演示某") -> str:
    """The address of a challenge that the clerk has entered."""
    words = ("--kind", "expert", "--person", person, "--grounds", "是竞争对手的顾问", "--on", "2026-11-16")
    return f"/challenges/{thread.run('clerk', 'challenges', 'raise', thread['case'], *words)}/"


def test_the_signing_leader_rejects_a_challenge_with_a_reason(filed: Thread) -> None:
    address, leader = raised(filed), Visitor(filed.desk, "leader")
    assert "演示某" in leader.text("/challenges/?state=raised")
    assert "演示某" in leader.get("/challenges/export.csv").data.decode("utf-8-sig")
    assert "作出决定" in leader.text(address)
    page = leader.does(address, outcome="reject", reason="与本案无关")
    assert "对演示某的回避申请：驳回" in page
    assert "与本案无关" in leader.text(address)
    assert "作出决定" not in leader.text(address)


def test_a_challenge_of_an_expert_is_upheld(filed: Thread) -> None:
    with filed.desk.database.reading() as session:
        from experts.models import Expert

        name = session.scalar(select(Expert.name).order_by(Expert.id))
    page = Visitor(filed.desk, "leader").does(
        raised(filed, str(name)), outcome="uphold", reason="确有利害关系"
    )
    assert "准予回避" in page


def test_what_is_missing_stands_at_its_field(filed: Thread) -> None:
    address, leader = raised(filed), Visitor(filed.desk, "leader")
    response = leader.post(address, outcome="", reason="")
    assert response.status_code == 422
    assert response.text.count("field__error") == 2
    assert "没有找到" in leader.is_refused(address, outcome="uphold", reason="查无此人")


def test_only_the_signing_leader_decides(filed: Thread) -> None:
    address = raised(filed)
    for account in ("clerk", "convener", "office"):
        visitor = Visitor(filed.desk, account)
        assert "等签发人决定" in visitor.text(address)
        assert visitor.post(address, outcome="reject", reason="x").status_code == 403
    assert Visitor(filed.desk, "registrar").get("/challenges/").status_code == 403


def test_another_units_clerk_sees_no_challenge(filed: Thread) -> None:
    address = raised(filed)
    filed.run(
        *("admin", "accounts", "add", "other", "--display", "他", "--role", "unit_clerk"),
        *("--unit", data.LAND.uscc),
    )
    other = Visitor(filed.desk, "other")
    assert "没有回避申请" in other.text("/challenges/")
    assert other.get(address).status_code == 404


def test_a_credit_check_tells_the_measures_in_force_and_is_logged(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    clerk = Visitor(thread.desk, "clerk")
    thread.at("12-08T09:00")
    clerk = Visitor(thread.desk, "clerk")
    asked = {"subject": data.SUBJECT.uscc, "purpose": "演示采购资格审查"}
    response = clerk.post("/credit/", **asked)
    assert response.status_code == 200
    assert "在施措施4项" in response.text
    with thread.desk.database.reading() as session:
        line = session.scalars(select(QueryLog).order_by(QueryLog.id.desc())).first()
    assert line is not None
    assert (line.who, line.purpose) == ("clerk", "演示采购资格审查")


def test_a_credit_check_without_a_purpose_is_refused_and_asks_nothing(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    with filed.desk.database.reading() as session:
        before = len(session.scalars(select(QueryLog)).all())
    response = clerk.post("/credit/", subject=data.SUBJECT.uscc, purpose="")
    assert response.status_code == 422
    assert 'id="purpose-error"' in response.text
    assert f'value="{data.SUBJECT.uscc}"' in response.text
    with filed.desk.database.reading() as session:
        assert len(session.scalars(select(QueryLog)).all()) == before


def test_identity_numbers_and_unknown_subjects_are_refused_at_the_field(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    for subject in ("11010119900307000X", "没有这个"):
        response = clerk.post("/credit/", subject=subject, purpose="演示")
        assert response.status_code == 422
        assert 'id="subject-error"' in response.text
    assert Visitor(filed.desk, "supervisor").get("/credit/").status_code == 403


def test_pages_keep_to_their_statements(filed: Thread) -> None:
    address, leader = raised(filed), Visitor(filed.desk, "leader")
    for page, most in (("/challenges/", 8), (address, 12)):
        with leader.counting() as sent:
            leader.text(page)
        assert sum(not statement.startswith("BEGIN") for statement in sent) <= most


def test_the_pages_speak_english(filed: Thread) -> None:
    clerk = Visitor(filed.desk, "clerk")
    assert "Challenges" in clerk.text("/challenges/?lang=en")
    assert "Credit check" in clerk.text("/credit/?lang=en")
