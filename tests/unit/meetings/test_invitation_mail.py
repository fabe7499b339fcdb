import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented import WRITTEN, facts
from jinja2 import Environment, meta, nodes

from kernel.clock import SHANGHAI
from meetings.invitations.invitation_mail import compose
from meetings.invitations.itip import Mailbox, Method, calendar_object

MAILED = (Method.REQUEST, Method.CANCEL)
HEADERS = ["Date", "Message-ID", "Subject", "From", "To", "Auto-Submitted", "MIME-Version", "Content-Type"]
PAYLOADS = [
    "=?utf-8?q?a=0D=0ABcc:_x?=",
    "=?utf-8?q?a=0D=0ABcc:_evil@mail.example?=",
    "=?utf-8?b?YQ0KQmNjOiB4?=",
    "==??utf-8?q?a=0D=0ABcc:_x?==",
    "=?=?utf-8?q?a=0D=0ABcc:_x?=",
    "=\r?utf-8?q?a=0D=0ABcc:_x?=",
    "=\u200b?utf-8?q?a=0D=0ABcc:_x?=",
    "甲\r\nBcc: evil@mail.example",
    "甲\nBcc: evil@mail.example",
    "甲\r\n\r\n<p>",
    "甲\x85Bcc: x",
    "甲\u2028Bcc: x",
    "甲\vBcc: x\x00\x1b[31m",
    '甲" <evil@mail.example>, "',
    "甲, evil@mail.example",
    "甲>",
    "",
]
FIELDS = ["number", "place", "contact", "organizer", "attendee"]
TEXT = st.text(st.sampled_from("甲a1 =?_:;,\"'<>@\\()\r\n\v\x85\u2028\u202e😀é〔"), max_size=120)


def with_payload(field: str, payload: str) -> dict[str, Any]:
    if field == "organizer":
        return {field: Mailbox(payload, "office@panel.qingyu.example")}
    return {field: Mailbox(payload, "jia@mail.example") if field == "attendee" else payload}


def header_of(mail: bytes) -> bytes:
    return mail.split(b"\r\n\r\n", 1)[0]


def header_names(mail: bytes) -> list[str]:
    starts = [line for line in header_of(mail).split(b"\r\n") if not line.startswith(b" ")]
    return [line.split(b":")[0].decode("ascii") for line in starts]


def decoded(mail: bytes, name: str) -> str:
    return str(make_header(decode_header(message_from_bytes(mail)[name])))


def read(mail: bytes) -> EmailMessage:
    message = message_from_bytes(mail, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(mail: bytes, kind: str) -> str:
    (found,) = [part for part in read(mail).walk() if part.get_content_type() == kind]
    content = found.get_content()
    return content.decode() if isinstance(content, bytes) else content


def test_a_letter_has_text_page_and_calendar_and_the_calendar_as_a_file() -> None:
    mail = compose(facts(), Method.REQUEST, WRITTEN)
    message = read(mail)
    assert [(part.get_content_type(), part.get("Content-Transfer-Encoding")) for part in message.walk()] == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", "base64"),
        ("text/html", "base64"),
        ("text/calendar", "base64"),
        ("application/ics", "base64"),
    ]
    assert all(part.defects == [] for part in message.walk())
    (file,) = message.iter_attachments()
    assert file.get_filename() == "invite.ics"
    assert file.get_content() == calendar_object(facts(), Method.REQUEST, WRITTEN)
    assert part(mail, "text/calendar").encode() == file.get_content()


@pytest.mark.parametrize("method", MAILED)
def test_the_calendar_part_names_its_method(method: Method) -> None:
    mail = compose(facts(), method, WRITTEN)
    (calendar,) = [part for part in read(mail).walk() if part.get_content_type() == "text/calendar"]
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": method.value}
    assert f"METHOD:{method.value}" in part(mail, "text/calendar")


def test_the_header_says_who_writes_to_whom_and_that_a_program_wrote_it() -> None:
    mail = compose(facts(), Method.REQUEST, WRITTEN)
    message = read(mail)
    assert header_names(mail) == HEADERS
    assert message["Date"].datetime == WRITTEN
    assert message["Date"].endswith("+0800")
    assert message["Message-ID"] == "<inv26.request.0@panel.qingyu.example>"
    assert message["Subject"] == "认定会议邀请：青食药认会〔2026〕7号，请于2026年10月14日13时00分前答复"
    assert message["From"].addresses[0].addr_spec == "office@panel.qingyu.example"
    assert message["To"].addresses[0].display_name == "甲一"
    assert [address.addr_spec for address in message["To"].addresses] == ["jia@mail.example"]
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_has_the_same_bytes_and_another_its_own_id() -> None:
    first = compose(facts(), Method.REQUEST, WRITTEN)
    assert compose(facts(), Method.REQUEST, WRITTEN.astimezone(SHANGHAI)) == first
    others = [
        compose(facts(), Method.CANCEL, WRITTEN),
        compose(facts(sequence=1), Method.REQUEST, WRITTEN),
        compose(facts(invitation="inv27"), Method.REQUEST, WRITTEN),
    ]
    assert len({read(mail)["Message-ID"] for mail in [first, *others]}) == 4
    again = compose(facts(), Method.REQUEST, datetime(2026, 10, 14, 9, 0, tzinfo=UTC))
    assert read(again)["Message-ID"] == read(first)["Message-ID"]


def test_boundaries_follow_from_the_letters_id_and_can_stand_in_no_part() -> None:
    mails = [compose(facts(sequence=sequence), Method.REQUEST, WRITTEN) for sequence in (0, 1)]
    boundaries = [part.get_boundary() for mail in mails for part in read(mail).walk() if part.is_multipart()]
    assert len(set(boundaries)) == 4
    assert all(re.fullmatch("_[0-9a-f]{32}_[01]", str(boundary)) for boundary in boundaries)


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_an_invitation_says_all_one_needs_to_answer(kind: str) -> None:
    text = part(compose(facts(), Method.REQUEST, WRITTEN), kind)
    for words in [
        "甲一专家：",
        "会议编号：青食药认会〔2026〕7号",
        "时间：2026年10月16日14时30分至16时30分（周五，北京时间）",
        "地点：青屿市民中心3号楼406会议室",
        "联系：会务值班，总机转3120",
        "答复期限：2026年10月14日13时00分（北京时间）前。",
        "https://panel.qingyu.example/i/inv26",
        "不能参加。",
        "由下一位专家递补",
        "任何时候都不算过错",
        "过时未答复，将邀请下一位专家",
    ]:
        assert words in text
    assert "变动" not in text
    assert "inv26-k7q2m" not in text


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_without_a_site_the_letter_gives_the_answer_code(kind: str) -> None:
    text = part(compose(facts(link=None), Method.REQUEST, WRITTEN), kind)
    assert "inv26-k7q2m" in text
    assert "http" not in text.removeprefix("<!DOCTYPE html>")


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_change_asks_everybody_again(kind: str) -> None:
    assert "请重新答复" in part(compose(facts(sequence=1), Method.REQUEST, WRITTEN), kind)


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_cancellation_asks_nothing_and_opens_nothing(kind: str) -> None:
    mail = compose(facts(sequence=1), Method.CANCEL, WRITTEN)
    text = part(mail, kind)
    assert decoded(mail, "Subject") == "认定会议邀请取消：青食药认会〔2026〕7号"
    assert "不必到会，也不必答复" in text
    assert "原定时间：2026年10月16日14时30分至16时30分（周五，北京时间）" in text
    assert "inv26" not in text
    assert "答复期限" not in text


def test_text_and_page_say_the_same() -> None:
    for method in MAILED:
        mail = compose(facts(sequence=1), method, WRITTEN)
        spoken = Spoken()
        spoken.feed(part(mail, "text/html"))
        plain = re.sub(r"^[一二三]、", "", part(mail, "text/plain"), flags=re.MULTILINE)
        assert squeezed("".join(spoken.words)) == squeezed(plain)


class Spoken(HTMLParser):
    """What a page says in its body."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_body = self.in_body or tag == "body"
        assert tag not in {"script", "img", "link", "iframe"}
        assert all(not name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        if self.in_body:
            self.words.append(data)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_can_add_a_header(field: str, payload: str) -> None:
    for method in MAILED:
        mail = compose(facts(**with_payload(field, payload)), method, WRITTEN)
        assert header_names(mail) == HEADERS
        recipients = read(mail)["To"].addresses
        assert [address.addr_spec for address in recipients] == ["jia@mail.example"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_even_a_program_that_writes_the_letter_again_finds_no_further_header(
    field: str, payload: str
) -> None:
    mail = compose(facts(**with_payload(field, payload)), Method.REQUEST, WRITTEN)
    copy = EmailMessage(policy=SMTP)
    for name, value in read(mail).items():
        copy[name] = value
    assert header_names(copy.as_bytes()) == HEADERS
    assert parseaddr(str(copy["To"]))[1] == "jia@mail.example"


@given(text=TEXT, organ=TEXT, name=TEXT)
@example("=" * 50 + "?" * 50, "=?", "?=")
@settings(derandomize=True, deadline=None, max_examples=150)
def test_what_was_typed_arrives_in_lines_of_78_characters(text: str, organ: str, name: str) -> None:
    given_facts = facts(
        number=text,
        organizer=Mailbox(organ, "office@panel.qingyu.example"),
        attendee=Mailbox(name, "jia@mail.example"),
    )
    mail = compose(given_facts, Method.CANCEL, WRITTEN)
    assert header_names(mail) == HEADERS
    assert all(len(line) <= 78 for line in header_of(mail).split(b"\r\n"))
    assert mail.isascii()
    harmless = re.sub(r"=+\?+", "", f"认定会议邀请取消：{given_facts.number}")
    assert decoded(mail, "Subject") == harmless.strip()
    assert parseaddr(message_from_bytes(mail)["To"])[1] == "jia@mail.example"
    assert given_facts.number in part(mail, "text/plain")


@pytest.mark.parametrize("name", ["", "=?", "==??", " \r\n"])
def test_without_a_name_the_address_stands_alone(name: str) -> None:
    mail = compose(facts(attendee=Mailbox(name, "jia@mail.example")), Method.REQUEST, WRITTEN)
    assert b"\r\nTo: jia@mail.example\r\n" in mail


@pytest.mark.parametrize("field", FIELDS)
def test_markup_in_a_field_stays_text(field: str) -> None:
    markup = "<img src=x onerror=alert(1)>{{7*7}}{% raw %}"
    for method in MAILED:
        mail = compose(facts(**with_payload(field, markup)), method, WRITTEN)
        page = part(mail, "text/html")
        assert "<img" not in page
        assert "{{7*7}}" in page
        assert markup in part(mail, "text/plain")
        spoken = Spoken()
        spoken.feed(page)
        assert markup in "".join(spoken.words)


def test_a_link_is_escaped_where_it_is_an_attribute() -> None:
    mail = compose(facts(link="https://panel.qingyu.example/i?a=1&b='x'"), Method.REQUEST, WRITTEN)
    assert 'href="https://panel.qingyu.example/i?a=1&amp;b=&#39;x&#39;"' in part(mail, "text/html")


def test_templates_hold_no_logic_beyond_if() -> None:
    folder = Path(__file__).parents[3] / "templates" / "mail"
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    letters = ("cancel", "request", "unit_cancel", "unit_request")
    assert set(texts) == {f"{letter}.{form}" for letter in letters for form in ("html", "txt")}
    for text in texts.values():
        tree = Environment(autoescape=True).parse(text)
        kinds = {type(node) for node in tree.find_all(nodes.Stmt)}
        assert kinds <= {nodes.Output, nodes.If}
        assert not list(tree.find_all((nodes.Call, nodes.Filter)))
        assert meta.find_undeclared_variables(tree) <= {"facts", "answer_by"}
