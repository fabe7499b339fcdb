"""The e-mail 邀请邮件 that brings one person one invitation, or takes it back (iMIP, RFC 6047)."""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from kernel.clock import in_utc, local, local_text
from meetings.itip import InvitationFacts, Mailbox, Method, calendar_object

_SUBJECTS = {
    Method.REQUEST: "认定会议邀请：{facts.number}，请于{answer_by}前答复",
    Method.CANCEL: "认定会议邀请取消：{facts.number}",
}
_WORD_BYTES = 42  # in base 64, with its frame and the longest name of a header, 77 characters


def compose(facts: InvitationFacts, method: Method, written_at: datetime) -> bytes:
    """One e-mail as the bytes of an `.eml` file, the same for the same arguments.

    A plain text and a page from `templates/mail`, the calendar object beside them for programs that
    show buttons, and once more as an attachment for those that do not. Lines of the header have at
    most 78 characters, as long as the addresses and the host name leave room for that.

    Args:
        facts: what the invitation says; the organizer is the sender.
        method: REQUEST invites (邀请), also to a changed time; CANCEL takes it back (取消).
        written_at: the date of the letter and the stamp of the calendar object, aware.
    """
    words = {"facts": facts, "answer_by": local_text(facts.answer_by)}
    name = method.value.lower()
    body = EmailMessage(policy=SMTP)
    body.set_content(_render(f"{name}.txt", words), cte="base64")
    body.add_alternative(_render(f"{name}.html", words), subtype="html", cte="base64")
    event = calendar_object(facts, method, written_at)
    parameters = {"method": method.value}
    body.add_alternative(event.decode(), subtype="calendar", cte="base64", params=parameters)
    body.add_attachment(event, maintype="application", subtype="ics", filename="invite.ics")
    identity = f"{facts.invitation}.{name}.{facts.sequence}@{facts.host}"
    _set_boundaries(body, identity)
    lines = (
        f"Date: {format_datetime(local(in_utc(written_at)))}",
        f"Message-ID: <{identity}>",
        f"Subject: {_encoded(_harmless(_SUBJECTS[method].format_map(words)))}",
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
