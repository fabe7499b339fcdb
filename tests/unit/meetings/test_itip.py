import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented import WRITTEN, facts

from kernel.clock import SHANGHAI
from kernel.errors import InputError
from meetings.invitations.itip import InvitationFacts, Mailbox, Method, calendar_object

VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")
NASTY = st.text(
    st.sampled_from("甲a1;:,\\\"'^=?\r\n\t\v\f\x00\x1b\x1c\x85\u2028\u2029\u200b\u202e\ufeff😀é\ue000 "),
    max_size=80,
)
ANYTHING = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
INJECTIONS = [
    "三楼\r\nATTENDEE:mailto:evil@mail.example",
    "三楼\nEND:VEVENT\nBEGIN:VEVENT",
    "三楼\u2028ATTENDEE:x",
    "三楼\x85ATTENDEE:x",
    "三楼\vATTENDEE:x",
    '甲";PARTSTAT=ACCEPTED;X="',
    "甲^'^n一",
]


def of_vobject(content: bytes) -> Any:
    return vobject.readOne(content.decode())


def event(method: Method = Method.REQUEST, **changes: Any) -> Any:
    return of_vobject(calendar_object(facts(**changes), method, WRITTEN)).vevent


def lines(content: bytes) -> list[str]:
    """The logical lines, unfolded."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def names(content: bytes) -> list[str]:
    return [re.split("[:;]", line)[0] for line in lines(content)]


def test_a_request_is_read_alike_by_two_calendar_libraries() -> None:
    content = calendar_object(facts(), Method.REQUEST, WRITTEN)
    theirs = of_vobject(content)
    ours = icalendar.Calendar.from_ical(content)
    assert theirs.method.value == str(ours["METHOD"]) == "REQUEST"
    (known,) = ours.walk("VEVENT")
    assert (
        theirs.vevent.dtstart.value == known["DTSTART"].dt == datetime(2026, 10, 16, 14, 30, tzinfo=SHANGHAI)
    )
    assert theirs.vevent.dtend.value == known["DTEND"].dt == datetime(2026, 10, 16, 16, 30, tzinfo=SHANGHAI)
    assert theirs.vevent.summary.value == str(known["SUMMARY"]) == "认定会议（青食药认会〔2026〕7号）"
    assert theirs.vevent.location.value == str(known["LOCATION"]) == "青屿市民中心3号楼406会议室"
    assert theirs.vevent.attendee.value == str(known["ATTENDEE"]) == "mailto:jia@mail.example"
    assert known.errors == ours.errors == []


def test_a_request_asks_for_an_answer_and_reminds_an_hour_before() -> None:
    known = event()
    assert known.uid.value == "inv26@panel.qingyu.example"
    assert known.sequence.value == "0"
    assert known.dtstamp.value == WRITTEN
    assert (known.status.value, known.transp.value) == ("CONFIRMED", "OPAQUE")
    assert known.organizer.value == "mailto:office@panel.qingyu.example"
    assert known.organizer.params["CN"] == ["青屿市信用办"]
    assert known.attendee.params == {
        "CN": ["甲一"],
        "CUTYPE": ["INDIVIDUAL"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "ROLE": ["REQ-PARTICIPANT"],
        "RSVP": ["TRUE"],
    }
    assert known.valarm.trigger.value == timedelta(hours=-1)
    assert known.valarm.action.value == "DISPLAY"
    assert known.valarm.description.value == "认定会议（青食药认会〔2026〕7号）"


def test_the_description_says_what_one_needs_and_no_more() -> None:
    assert event().description.value.splitlines() == [
        "会议编号：青食药认会〔2026〕7号",
        "时间：2026年10月16日14时30分至16时30分（周五，北京时间）",
        "地点：青屿市民中心3号楼406会议室",
        "联系：会务值班，总机转3120",
        "请于2026年10月14日13时00分（北京时间）前答复：https://panel.qingyu.example/i/inv26",
    ]


def test_without_a_site_the_description_gives_the_answer_code() -> None:
    assert event(link=None).description.value.endswith("前答复：凭答复码inv26-k7q2m")


def test_a_meeting_past_midnight_names_both_days() -> None:
    when = facts(ends_at=datetime(2026, 10, 16, 17, 0, tzinfo=UTC)).when
    assert when == "2026年10月16日14时30分至2026年10月17日1时00分（北京时间）"


def test_a_cancellation_takes_the_same_event_out_and_asks_nothing() -> None:
    content = calendar_object(facts(sequence=1), Method.CANCEL, WRITTEN)
    known = of_vobject(content)
    assert known.method.value == "CANCEL"
    assert known.vevent.uid.value == event().uid.value
    assert known.vevent.sequence.value == "1"
    assert (known.vevent.status.value, known.vevent.transp.value) == ("CANCELLED", "TRANSPARENT")
    assert known.vevent.attendee.params["RSVP"] == ["FALSE"]
    assert "VALARM" not in content.decode()
    assert "inv26-k7q2m" not in content.decode()
    assert "https://" not in content.decode()


def test_the_time_zone_is_eight_fixed_lines() -> None:
    for method in Method:
        assert VTIMEZONE in calendar_object(facts(), method, WRITTEN).decode()


def test_the_whole_cancellation_as_it_is_sent() -> None:
    assert lines(calendar_object(facts(sequence=1), Method.CANCEL, WRITTEN)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//expert-panel//meetings//ZH",
        "METHOD:CANCEL",
        *VTIMEZONE.strip().split("\r\n"),
        "BEGIN:VEVENT",
        "SUMMARY:认定会议（青食药认会〔2026〕7号）",
        "DTSTART;TZID=Asia/Shanghai:20261016T143000",
        "DTEND;TZID=Asia/Shanghai:20261016T163000",
        "DTSTAMP:20261014T010000Z",
        "UID:inv26@panel.qingyu.example",
        "SEQUENCE:1",
        (
            "ATTENDEE;CN=甲一;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE"
            ":mailto:jia@mail.example"
        ),
        (
            "DESCRIPTION:对您的邀请已取消，不必到会。\\n会议编号：青食药认会〔2026〕7号"
            "\\n时间：2026年10月16日14时30分至16时30分（周五，北京时间）"
            "\\n地点：青屿市民中心3号楼406会议室\\n联系：会务值班，总机转3120"
        ),
        "LOCATION:青屿市民中心3号楼406会议室",
        "ORGANIZER;CN=青屿市信用办:mailto:office@panel.qingyu.example",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_same_arguments_give_the_same_bytes() -> None:
    first = calendar_object(facts(), Method.REQUEST, WRITTEN)
    assert calendar_object(facts(), Method.REQUEST, WRITTEN.astimezone(SHANGHAI)) == first
    assert calendar_object(facts(sequence=1), Method.REQUEST, WRITTEN) != first


def test_the_facts_have_no_room_for_a_subject_or_another_expert() -> None:
    fields = set(InvitationFacts.__dataclass_fields__)
    assert fields == {
        *{"invitation", "host", "sequence", "number", "starts_at", "ends_at", "answer_by"},
        *{"place", "contact", "code", "link", "organizer", "attendee"},
    }


@given(number=ANYTHING, place=ANYTHING, contact=ANYTHING, name=ANYTHING, organ=ANYTHING)
@example(*INJECTIONS[:5])
@example(*INJECTIONS[2:])
@settings(derandomize=True, deadline=None, max_examples=150)
def test_nothing_typed_becomes_a_line_of_its_own(
    number: str, place: str, contact: str, name: str, organ: str
) -> None:
    mailboxes = {
        "organizer": Mailbox(organ, "office@panel.qingyu.example"),
        "attendee": Mailbox(name, "jia@mail.example"),
    }
    nasty = facts(number=number, place=place, contact=contact, **mailboxes)
    content = calendar_object(nasty, Method.REQUEST, WRITTEN)
    assert names(content) == names(calendar_object(facts(), Method.REQUEST, WRITTEN))
    text = content.decode().replace("\r\n", "")
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in text)
    known = of_vobject(content)
    assert [attendee.value for attendee in known.vevent.attendee_list] == ["mailto:jia@mail.example"]
    assert known.vevent.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert known.vevent.location.value == nasty.place
    assert known.vevent.attendee.params.get("CN", [""]) == [re.sub('["^]', "", nasty.attendee.name)]
    (parsed,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert parsed.errors == []
    assert str(parsed["LOCATION"]) == nasty.place


@given(place=st.text(st.sampled_from("会é😀a;\\"), min_size=60, max_size=300))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_lines_fold_within_75_octets_and_never_inside_a_character(place: str) -> None:
    content = calendar_object(facts(place=place), Method.REQUEST, WRITTEN)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # would fail inside a character


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jia",
        "jia@",
        "@mail.example",
        "jia@mail",
        "jia@mail..example",
        "jia.@mail.example",
        "jia@-mail.example",
        "jia yi@mail.example",
        "jia@mail.example\r\nBcc: x@mail.example",
        "jia@mail.example\n",
        "jia@mail.example,x@mail.example",
        "<jia@mail.example>",
        "=?utf-8?q?a?=@mail.example",
        "甲@mail.example",
        "jia@邮.example",
        'jia"@mail.example',
        "jia@mail.example?bcc=x",
        f"{'a' * 65}@mail.example",
        f"jia@{'a.' * 130}example",
    ],
)
def test_an_address_that_is_not_plain_is_refused(address: str) -> None:
    with pytest.raises(InputError) as refused:
        Mailbox("甲一", address)
    assert refused.value.code == "invitations.bad_field"
    assert refused.value.params["field"] == "address"


@pytest.mark.parametrize("address", ["jia.yi+panel_1@mail-2.sub.example", "o'jia@mail.example", "1@a.b"])
def test_ordinary_addresses_are_taken(address: str) -> None:
    assert Mailbox("甲一", address).address == address


@pytest.mark.parametrize(
    "changes",
    [
        {"invitation": ""},
        {"invitation": "a@b"},
        {"invitation": "a\r\nb"},
        {"host": "panel example"},
        {"host": "panel.example>\r\nBcc: x"},
        {"host": "a" * 64},
        {"host": "panel.example\n"},
        {"code": "k7 q2"},
        {"code": "<b>"},
        {"link": "javascript:alert(1)"},
        {"link": "https://"},
        {"link": 'https://panel.example/"onclick='},
        {"link": "https://panel.example/\r\nx"},
        {"link": ""},
    ],
)
def test_ids_hosts_codes_and_links_of_another_form_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        facts(**changes)
    assert refused.value.params == {"field": next(iter(changes)), "value": next(iter(changes.values()))}


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 10, 16, 14, 30)  # noqa: DTZ001  that is the point
    with pytest.raises(ValueError, match="time zone"):
        calendar_object(facts(starts_at=naive), Method.REQUEST, WRITTEN)
