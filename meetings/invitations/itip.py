"""The calendar request 日程邀请 to one person or unit (iTIP, RFC 5546): one event, one attendee."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from kernel.clock import SHANGHAI, in_utc, local, local_text
from kernel.errors import InputError
from meetings.documents.text import clean

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_WORD = r"[A-Za-z0-9_+'-]+"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*", re.ASCII)
_ADDRESS = re.compile(
    rf"(?=.{{1,254}}\Z)(?!.{{65,}}@){_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})+", re.ASCII
)
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,900}", re.ASCII)
_UNQUOTABLE = str.maketrans("", "", '"^')  # RFC 6868 escapes them, and calendar programs show the escapes
_WEEKDAYS = "一二三四五六日"


class Method(StrEnum):
    """What the calendar is told to do with the event (RFC 5546 §1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"  # for the own calendar of somebody who has answered already: nobody is asked


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, made one line, and an e-mail address.

    Raises:
        InputError: the address is not a plain ASCII one at a full host name.
    """

    name: str
    address: str

    def __post_init__(self) -> None:
        make_one_line(self, "name")
        _check("address", self.address, _ADDRESS)


class EventFacts(Protocol):
    """What a calendar has to know.

    uid: the same for every message about the event; sequence: rises with every change of time or place.
    answers: whether the calendar shows buttons to answer with.
    attendee_type: INDIVIDUAL or GROUP.
    """

    @property
    def uid(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def organizer(self) -> Mailbox: ...
    @property
    def attendee(self) -> Mailbox: ...
    @property
    def summary(self) -> str: ...
    @property
    def answers(self) -> bool: ...
    @property
    def attendee_type(self) -> str: ...
    def description(self, method: Method) -> list[str]:
        """The event's text, by lines."""


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """All that one invitation 邀请 says; there is no field for a subject or for another expert.

    What people typed is made one line without control characters, so it can begin no line of its
    own in a calendar, a header or a text (security-and-reliability, holes 8 and 9).

    invitation: the invitation's public id; with `host` the same event in every later message.
    host: the installation's host name, as its links have it.
    sequence: 0 first; one more for every change of time or place and for the cancellation.
    number: the meeting's business number 会议编号.
    starts_at, ends_at, answer_by: aware moments.
    place, contact: as people should read them.
    code: the personal answer code 答复码, for those who have no link.
    link: the personal page, or None where the service has no site and the code is given instead.
    organizer: the office that invites.
    attendee: who is invited.

    Raises:
        InputError: an id, host, code or link that could be taken for something else.
    """

    invitation: str
    host: str
    sequence: int
    number: str
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    place: str
    contact: str
    code: str
    link: str | None
    organizer: Mailbox
    attendee: Mailbox

    def __post_init__(self) -> None:
        make_one_line(self, "number", "place", "contact")
        _check("invitation", self.invitation, _CODE)
        check_host(self.host)
        _check("code", self.code, _CODE)
        if self.link is not None:
            _check("link", self.link, _LINK)

    answers = True
    attendee_type = "INDIVIDUAL"

    @property
    def uid(self) -> str:
        return f"{self.invitation}@{self.host}"

    @property
    def summary(self) -> str:
        return f"认定会议（{self.number}）"

    @property
    def when(self) -> str:
        return when(self.starts_at, self.ends_at)

    def description(self, method: Method) -> list[str]:
        lines = particulars(self.number, self.when, self.place, self.contact)
        if method is Method.CANCEL:
            return ["对您的邀请已取消，不必到会。", *lines]
        if method is Method.PUBLISH:
            return lines
        answer = self.link or f"凭答复码{self.code}"
        return [*lines, f"请于{local_text(self.answer_by)}（北京时间）前答复：{answer}"]


def when(starts_at: datetime, ends_at: datetime) -> str:
    """`2026年10月16日14时30分至16时30分（周五，北京时间）`."""
    starts, ends = local(starts_at), local(ends_at)
    if starts.date() != ends.date():
        return f"{local_text(starts)}至{local_text(ends)}（北京时间）"
    until = f"{ends.hour}时{ends.minute:02d}分"
    return f"{local_text(starts)}至{until}（周{_WEEKDAYS[starts.weekday()]}，北京时间）"


def particulars(number: str, times: str, place: str, contact: str) -> list[str]:
    """What every event's text says."""
    return [f"会议编号：{number}", f"时间：{times}", f"地点：{place}", f"联系：{contact}"]


def make_one_line(facts: object, *fields: str) -> None:
    """Clean the texts of frozen facts, so that none of them can begin a line of its own."""
    for field in fields:
        object.__setattr__(facts, field, clean(getattr(facts, field)).strip())


def check_host(host: str) -> None:
    """Refuse what is no host name."""
    _check("host", host, _HOST)


def _check(field: str, value: str, form: re.Pattern[str]) -> None:
    if not form.fullmatch(value):
        raise InputError("invitations.bad_field", field=field, value=value)


def calendar_object(facts: EventFacts, method: Method, stamped_at: datetime) -> bytes:
    """The iCalendar object (RFC 5545) that puts the meeting into the attendee's calendar or takes it out.

    Args:
        facts: what it says.
        method: REQUEST or CANCEL, which go to the attendee; PUBLISH names none (RFC 5546 §3.2.1).
        stamped_at: when this message was made, aware.

    Returns:
        The same bytes for the same arguments: UTF-8, CRLF, lines of at most 75 octets.
    """
    result = Calendar()
    result.add("prodid", "-//expert-panel//meetings//ZH")
    result.add("version", "2.0")
    result.add("method", method.value)
    result.add_component(_timezone())
    result.add_component(_event(facts, method, stamped_at))
    return bytes(result.to_ical())


def _timezone() -> Timezone:
    """China has kept +0800 all year since 1992; a meeting needs no more of the zone's history."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  RFC 5545 §3.6.5 wants local time without a zone
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    zone = Timezone()
    zone.add("tzid", SHANGHAI.key)
    zone.add_component(standard)
    return zone


def _event(facts: EventFacts, method: Method, stamped_at: datetime) -> Event:
    wanted = method is not Method.CANCEL
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", in_utc(stamped_at))
    event.add("dtstart", local(in_utc(facts.starts_at)))
    event.add("dtend", local(in_utc(facts.ends_at)))
    event.add("summary", facts.summary)
    event.add("location", facts.place)
    event.add("description", "\n".join(facts.description(method)))
    event.add("organizer", _calendar_address(facts.organizer))
    if method is not Method.PUBLISH:
        event.add("attendee", _attendee(facts, answers=wanted and facts.answers))
    event.add("status", "CONFIRMED" if wanted else "CANCELLED")
    event.add("transp", "OPAQUE" if wanted else "TRANSPARENT")
    if wanted:
        event.add_component(_alarm(facts))
    return event


def _attendee(facts: EventFacts, *, answers: bool) -> vCalAddress:
    attendee = _calendar_address(facts.attendee)
    attendee.params["CUTYPE"] = facts.attendee_type
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "TRUE" if answers else "FALSE"
    return attendee


def _calendar_address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    address.params["CN"] = mailbox.name.translate(_UNQUOTABLE)
    return address


def _alarm(facts: EventFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", facts.summary)
    alarm.add("trigger", timedelta(hours=-1))
    return alarm
