"""Only in the demonstration: change the role, put the clock forward, read the mail that went out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, redirect, request
from sqlalchemy import select, update
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.links import TOKEN_BYTES, digest_of
from kernel.access.models import SignIn
from kernel.accounts import Account, accounts, actor_named
from kernel.clock import SHANGHAI, local
from kernel.entropy import public_id
from kernel.errors import PanelError
from kernel.messages import word
from kernel.web.access import public
from kernel.web.account import keep_token, token, welcome
from kernel.web.door import desk
from kernel.web.forms import check_token, refuse_foreign, typed
from kernel.web.pages import refused, seal, shown
from meetings.invitations.deliver import deliver_next
from meetings.invitations.invitation_facts import sender_of
from meetings.invitations.leave import time_out
from meetings.models import Meeting
from service.demo_clock import ShiftedClock

LIAISON = "liaison"
LETTERS = 30
"""So many of the newest mails are shown."""

pages = Blueprint("demo", __name__, url_prefix="/demo")
pages.before_request(welcome)
pages.after_request(seal)
pages.register_error_handler(PanelError, refused)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that went out. way: the personal link in it, if it has one."""

    name: str
    to: str
    subject: str
    way: str | None


@pages.get("/")
@public
def stage() -> str:
    with desk().database.reading() as session:
        everybody = accounts(session)
    names = {account.name: [word("role", held.role) for held in account.roles] for account in everybody}
    return shown(
        "demo/stage", accounts=everybody, roles=names, letters=list(_letters()), now=desk().clock.now()
    )


@pages.before_request
def _guard() -> None:
    if request.method == "POST":
        refuse_foreign(desk().config)
        check_token(desk().vault, token())


@pages.post("/role")
@public
def take_role() -> AnyResponse:
    now = desk().clock.now()
    value = desk().entropy.bytes(TOKEN_BYTES).hex()
    with desk().database.transaction() as session:
        account = session.scalars(select(Account).where(Account.name == typed("account"))).one()
        session.add(
            SignIn(
                digest=digest_of(value),
                public_id=public_id(desk().entropy),
                account_id=account.id,
                browser="demonstration",
                began_at=now,
                seen_at=now,
                proven_at=now,
            )
        )
    response = redirect("/", 303)
    keep_token(response, value)
    return response


@pages.post("/clock")
@public
def put_forward() -> AnyResponse:
    """Time passes, and what happens by the clock alone happens; nobody is signed out by it."""
    clock = desk().clock
    if isinstance(clock, ShiftedClock):
        clock.set(_later(clock.now(), typed("to")))
    now = clock.now()
    with desk().acting(lambda session: actor_named(session, LIAISON)) as act:
        act.session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(began_at=now, seen_at=now))
        for meeting in act.session.scalars(select(Meeting).where(Meeting.ends_at > now)).unique():
            time_out(act, meeting)
    _deliver()
    return redirect("/demo/", 303)


@pages.post("/mail")
@public
def deliver() -> AnyResponse:
    _deliver()
    return redirect("/demo/#mail", 303)


def _later(now: datetime, to: str) -> datetime:
    """An hour later, the next morning, or a minute before the next meeting begins."""
    if to == "hour":
        return now + timedelta(hours=1)
    if to == "meeting":
        with desk().database.reading() as session:
            next_one = select(Meeting.starts_at).where(Meeting.starts_at > now + timedelta(minutes=30))
            starts = session.scalar(next_one.order_by(Meeting.starts_at).limit(1))
        return starts - timedelta(minutes=30) if starts else now
    return datetime.combine(local(now).date() + timedelta(days=1), time(9), SHANGHAI)


def _folder() -> Path:
    return desk().config.home.parent / "mail"


def _deliver() -> None:
    sender = sender_of(desk().config)
    while True:
        with desk().acting(lambda session: actor_named(session, LIAISON)) as act:
            if deliver_next(act, _folder(), sender) is None:
                return


def _letters() -> Iterator[Letter]:
    for path in sorted(_folder().glob("*.eml"), reverse=True)[:LETTERS]:
        message = message_from_bytes(path.read_bytes(), policy=default)
        body = message.get_body(("plain",))
        text = body.get_content() if isinstance(body, EmailMessage) else ""
        way = re.search(r"/i/[a-z2-7]+-[a-z2-7]+", text)
        yield Letter(path.stem, str(message["To"]), str(message["Subject"]), way[0] if way else None)
