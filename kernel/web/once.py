"""A form is carried out once: a second click does nothing twice, and leads to where the first one led."""

from flask import request
from sqlalchemy import select, update

from kernel.act import Act
from kernel.entropy import public_id
from kernel.web.door import desk
from kernel.web.models import SentForm

ONCE = "once"
"""The name of the form's hidden field."""


def once() -> str:
    """A fresh mark for a form."""
    return public_id(desk().entropy)


def carry_out_once(act: Act) -> None:
    """Take the form's mark in the transaction that carries it out; the database refuses it a second time.

    Raises:
        Refused: the form was carried out before.
    """
    if mark := request.form.get(ONCE):
        act.session.add(SentForm(mark=mark, sent_at=act.clock.now()))
        act.session.flush()


def remember_way(address: str) -> None:
    """Note where a form that was carried out led to."""
    if mark := request.form.get(ONCE):
        with desk().database.transaction() as session:
            session.execute(update(SentForm).where(SentForm.mark == mark).values(led_to=address))


def way_of_first() -> str | None:
    """Where the form led to when it was carried out, if that is known."""
    with desk().database.reading() as session:
        return session.scalar(select(SentForm.led_to).where(SentForm.mark == request.form.get(ONCE, "")))
