"""The e-mail that brings one recipient one calendar event, or takes it back (iMIP, RFC 6047)."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from kernel.clock import in_utc, local
from meetings.invitations.itip import EventFacts, Mailbox, Method, calendar_object

_WORD_BYTES = 42  # in base 64, with its frame and the longest name of a header, 77 characters


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says besides its event.

    identity: of the Message-ID, with the host: the same letter is the same message.
    subject: one line.
    template: in `templates/mail`, without its ending; there is one `.txt` and one `.html`.
    words: what the template is filled with, besides `facts`.
    """

    identity: str
    subject: str
    template: str
    words: Mapping[str, object]


def write_mail(letter: Letter, facts: EventFacts, method: Method, written_at: datetime) -> bytes:
    """One e-mail as the bytes of an `.eml` file, the same for the same arguments.

    A plain text and a page from `templates/mail`, the calendar object beside them for programs that
    show buttons, and once more as an attachment for those that do not. Lines of the header have at
    most 78 characters, as long as the addresses and the host name leave room for that.

    Args:
        letter: what is written.
        facts: the event; its organizer is the sender, its attendee the recipient.
        method: REQUEST puts the event into a calendar, CANCEL takes it out.
        written_at: the date of the letter and the stamp of the calendar object, aware.
    """
    words = {"facts": facts, **letter.words}
    body = EmailMessage(policy=SMTP)
    body.set_content(_render(f"{letter.template}.txt", words), cte="base64")
    body.add_alternative(_render(f"{letter.template}.html", words), subtype="html", cte="base64")
    event = calendar_object(facts, method, written_at)
    parameters = {"method": method.value}
    body.add_alternative(event.decode(), subtype="calendar", cte="base64", params=parameters)
    body.add_attachment(event, maintype="application", subtype="ics", filename="invite.ics")
    _set_boundaries(body, letter.identity)
    lines = (
        f"Date: {format_datetime(local(in_utc(written_at)))}",
        f"Message-ID: <{letter.identity}>",
        f"Subject: {_encoded(_harmless(letter.subject))}",
        f"From: {_address(facts.organizer)}",
        f"To: {_address(facts.attendee)}",
        "Auto-Submitted: auto-generated",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + body.as_bytes()


def _render(template: str, words: dict[str, object]) -> str:
    return _templates().get_template(template).render(words)


@cache
def _templates() -> Environment:
    folder = files("templates") / "mail"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )


def _set_boundaries(message: EmailMessage, identity: str) -> None:
    """No part can hold a boundary: all are in base 64, which has no underscore."""
    digest = hashlib.sha256(identity.encode("ascii")).hexdigest()[:32]
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        part.set_boundary(f"_{digest}_{number}")


def _address(mailbox: Mailbox) -> str:
    name = _harmless(mailbox.name)
    return f"{_encoded(name)}\r\n <{mailbox.address}>" if name else mailbox.address


def _harmless(text: str) -> str:
    """`text` without what opens an encoded word (RFC 2047).

    A program that decodes the header and writes it again could make header lines of it
    (CVE-2024-6923, CVE-2026-1299), and Python's own header code is such a program.
    """
    return re.sub(r"=+\?+", "", text).strip()


def _encoded(text: str) -> str:
    """`text` as encoded words, one a line, so that nothing in it is read as syntax."""
    words = (base64.b64encode(chunk).decode("ascii") for chunk in _chunks(text))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _chunks(text: str) -> Iterator[bytes]:
    """The text in UTF-8, in pieces that break no character."""
    chunk = b""
    for character in text:
        encoded = character.encode()
        if len(chunk) + len(encoded) > _WORD_BYTES:
            yield chunk
            chunk = b""
        chunk += encoded
    yield chunk
