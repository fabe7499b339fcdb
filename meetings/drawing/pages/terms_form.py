"""The form of a draw's terms: cap, deadline, publication, beacon."""

from datetime import datetime, timedelta

from kernel.clock import local
from kernel.errors import InputError
from kernel.text import parse_moment
from kernel.web.filled import Filled
from kernel.web.translations import gettext as _
from panel.beacons import parse_beacon
from panel.draw.documents import PlanBeacon

SUGGESTED = timedelta(hours=1)
"""How long after the freeze the reveals are due, if nobody says otherwise."""


def terms_labels() -> dict[str, str]:
    """What the fields are called."""
    return {
        "seats": _("席位"),
        "cap": _("同一单位至多"),
        "reveal_by": _("揭示截止时间"),
        "answer_hours": _("答复时限"),
        "publish": _("抽取记录何时公开"),
        "beacon": _("公共信标"),
        "source": _("信标来源"),
        "due_at": _("信标公布时间"),
    }


def first_values(now: datetime, latest: datetime) -> dict[str, str]:
    """What stands in the form at first."""
    due = max(min(now + SUGGESTED, latest), now)
    return {
        "reveal_by": f"{local(due):%Y-%m-%dT%H:%M}",
        "answer_hours": "4",
        "publish": "at_close",
        "beacon": "none",
    }


def cap_in(form: Filled) -> int | None:
    """Most members per employer; None sets no cap."""
    return whole("cap", form["cap"]) if form["cap"] else None


def whole(name: str, value: str) -> int:
    """A number from 1 to 999.

    Raises:
        InputError: anything else.
    """
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:4]) <= 999:
        raise InputError("draw.bad_number", field=name, value=value)
    return int(value)


def deadline_in(form: Filled) -> datetime:
    """The deadline for reveals.

    Raises:
        InputError: no moment.
    """
    return parse_moment("reveal_by", form["reveal_by"])


def publish_in(form: Filled) -> str:
    """When the record becomes public.

    Raises:
        InputError: neither of the two ways.
    """
    if form["publish"] not in {"at_close", "at_draw"}:
        raise InputError("draw.choose", field="publish")
    return form["publish"]


def beacon_in(form: Filled, deadline: datetime) -> PlanBeacon | None:
    """The beacon that is waited for, if any.

    Raises:
        InputError: no such beacon, or it speaks before the deadline has passed.
    """
    kind = form["beacon"]
    if kind in {"", "none"}:
        return None
    return parse_beacon(
        f"announced:{form['source']}@{form['due_at']}" if kind == "announced" else kind, deadline
    )
