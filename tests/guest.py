"""An expert at the site: the browser behind a personal link, what its pages say, its voting code."""

from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kernel.cli import Desk
from kernel.web.door import place
from kernel.web.forms import form_token
from meetings.invitations.invite import find_by_code
from meetings.session.ballot_code import hand_out
from service.site import create_app
from site_visitor import seen
from thread import Thread
from thread_steps import codes, sitting


@cache
def any_site() -> Flask:
    """A site is made once for all tests; each serves its own thread's desk."""
    return create_app(Desk())


def site(thread: Thread) -> Flask:
    place(any_site(), thread.desk)
    return any_site()


class Guest:
    """An expert's browser."""

    def __init__(self, thread: Thread, code: str) -> None:
        self.thread = thread
        self.client: FlaskClient = site(thread).test_client()
        self.opened = self.client.post("/i/", data={"code": code})

    @property
    def token(self) -> str:
        """What the forms of the pages carry beside the visit's cookie."""
        return form_token(self.thread.desk.vault, self.cookie)

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie("invitation", path="/i/")
        return cookie.value if cookie else ""

    def get(self, path: str = "/i/", **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def text(self, path: str = "/i/") -> str:
        return seen(self.get(path))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: object) -> TestResponse:
        return self.client.post(path, data={"token": self.token, **fields}, headers=headers)


class Voter(Guest):
    """An expert's browser in which the second code was typed, as it was handed out at the door."""

    def __init__(self, thread: Thread, code: str) -> None:
        super().__init__(thread, code)
        handed = voting_code(thread, code)
        assert self.post(f"/i/item/{thread['item']}/code", code=handed).status_code == 303


def voting_code(thread: Thread, code: str) -> str:
    """A fresh second code for the expert who holds a personal code."""
    thread.desk.actor_name = "recorder"
    with thread.desk.acting() as act:
        invitation = find_by_code(act.session, act.vault, code)
        return hand_out(act, invitation.meeting, invitation)


def states(thread: Thread) -> list[str]:
    return [row["state"] for row in thread.read("convener", "invitations", "list", thread["meeting"])]


def first_code(thread: Thread) -> str:
    return codes(thread)[0]


def seated_code(thread: Thread) -> str:
    """The code of the first who sits, who is recused from nothing."""
    return next(iter(sitting(thread).values()))
