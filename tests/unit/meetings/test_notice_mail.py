"""The meeting notice to a unit: one event, one attendee, the same bytes for the same facts."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from invented import WRITTEN

from kernel.errors import InputError
from meetings.convening.notice_mail import NoticeFacts, compose_notice
from meetings.invitations.itip import Mailbox, Method, calendar_object

HOSTILE = "甲\r\nBcc: evil@mail.example\r\n\r\n<script>alert(1)</script>=?utf-8?q?=0D=0ABcc:_x?="


def facts(**changes: Any) -> NoticeFacts:
    given = {
        "meeting": "meeting7",
        "unit": "11510700XNX0000127",
        "host": "panel.qingyu.example",
        "sequence": 0,
        "revision": 2,
        "title": "2026年第7次认定会议",
        "number": "青食药认会〔2026〕7号",
        "starts_at": datetime(2026, 10, 16, 6, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 16, 8, 30, tzinfo=UTC),
        "place": "青屿市民中心3号楼406会议室",
        "contact": "会务值班，总机转3120",
        "cases": ("青食药案〔2026〕3号", "青食药案〔2026〕5号"),
        "organizer": Mailbox("青屿市信用办", "office@panel.qingyu.example"),
        "attendee": Mailbox("青屿市甲局", "jia@unit.example"),
    }
    return NoticeFacts(**{**given, **changes})


def read(mail: bytes) -> EmailMessage:
    message = message_from_bytes(mail, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def bodies(mail: bytes) -> list[str]:
    found = [read(mail).get_body((kind,)) for kind in ("plain", "html")]
    return [str(body.get_content()) for body in found if isinstance(body, EmailMessage)]


def event(method: Method = Method.REQUEST, **changes: Any) -> Any:
    return vobject.readOne(calendar_object(facts(**changes), method, WRITTEN).decode()).vevent


def test_a_notice_says_title_number_time_place_contact_and_cases() -> None:
    for body in bodies(compose_notice(facts(), Method.REQUEST, WRITTEN)):
        for said in (
            *("青屿市甲局：", "2026年第7次认定会议", "青食药认会〔2026〕7号", "会务值班，总机转3120"),
            *("2026年10月16日14时30分至16时30分（周五，北京时间）", "青屿市民中心3号楼406会议室"),
            "青食药案〔2026〕3号、青食药案〔2026〕5号",
        ):
            assert said in body
        assert "有变动" not in body


def test_a_changed_notice_says_so_and_is_the_same_event() -> None:
    changed = facts(sequence=1)
    assert all(
        "会议时间、地点有变动" in body for body in bodies(compose_notice(changed, Method.REQUEST, WRITTEN))
    )
    assert event(sequence=1).uid.value == event().uid.value == f"meeting7-{facts().unit}@panel.qingyu.example"


def test_a_unit_is_a_group_that_is_not_asked_to_answer() -> None:
    [attendee] = event().attendee_list
    assert attendee.value == "mailto:jia@unit.example"
    assert attendee.params["CUTYPE"] == ["GROUP"]
    assert attendee.params["RSVP"] == ["FALSE"]


def test_a_cancellation_names_no_case() -> None:
    mail = compose_notice(facts(sequence=1, cases=()), Method.CANCEL, WRITTEN)
    assert str(read(mail)["Subject"]) == "会议取消通知：2026年第7次认定会议（青食药认会〔2026〕7号）"
    assert all("已取消" in body and "青食药案" not in body for body in bodies(mail))
    assert event(Method.CANCEL).status.value == "CANCELLED"


def test_every_agenda_is_a_message_of_its_own() -> None:
    ids = {
        read(compose_notice(facts(sequence=sequence, revision=revision), Method.REQUEST, WRITTEN))[
            "Message-ID"
        ]
        for sequence in (0, 1)
        for revision in (2, 3)
    }
    assert len(ids) == 4


def test_the_same_facts_make_the_same_bytes() -> None:
    assert compose_notice(facts(), Method.REQUEST, WRITTEN) == compose_notice(
        facts(), Method.REQUEST, WRITTEN
    )


@pytest.mark.parametrize("field", ["title", "place", "contact", "number"])
def test_nothing_typed_begins_a_line_or_a_tag_of_its_own(field: str) -> None:
    mail = compose_notice(facts(**{field: HOSTILE}), Method.REQUEST, WRITTEN)
    message = read(mail)

    assert message["Bcc"] is None
    assert b"Bcc" not in mail.split(b"\r\n\r\n", 1)[0]
    assert "<script>" not in bodies(mail)[1]
    assert not any(line.startswith("Bcc") for line in bodies(mail)[0].splitlines())


@pytest.mark.parametrize("host", ["", "a b.example", "a.example\r\nX", "例子.example"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(InputError):
        facts(host=host)
