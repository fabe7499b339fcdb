"""Who looked at what a draw keeps from the public, and why 查看留痕."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.paging import Slice, sliced
from kernel.roles import By
from kernel.text import clean
from ledger.entry import Visibility
from ledger.record import record
from panel.models import Draw, DrawView

AUDIT_OPENED = "audit.opened"


class Looked(StrEnum):
    """At what."""

    PLAN = "plan"  # plan and pool, before they are public
    OWN_LINE = "own_line"  # an expert, at the own line
    AUDIT = "audit"  # who is behind every line
    NAMES = "names"  # who is on the panel


@dataclass(frozen=True, slots=True)
class View:
    """One look: by whom, in which role, at what, why, when."""

    role: str
    viewer: str
    what: Looked
    purpose: str
    at: datetime


def log_view(act: Act, by: By, draw: Draw, what: Looked, purpose: str) -> None:
    """Keep that somebody looked; a look behind every line is on the ledger too.

    The ledger's entry names no expert; its purpose is a person's own words, and sealed.

    Raises:
        InputError: no purpose.
    """
    why = clean("purpose", purpose)
    view = DrawView(
        draw_id=draw.id, role=by.role, viewer=by.public_id, what=what, purpose=why, at=act.clock.now()
    )
    act.session.add(view)
    act.session.flush()
    if what is Looked.AUDIT:
        facts = {"draw": draw.public_id, "purpose": why}
        sealed = Visibility.SEALED
        record(act, by, AUDIT_OPENED, draw.public_id, facts, idem=str(view.id), visibility=sealed)


def looks(session: Session, cursor: str) -> Slice[DrawView]:
    """A page of everybody's looks at all draws, the newest first."""
    return sliced(session, select(DrawView), [DrawView.id], cursor, descending=True)


def views(session: Session, draw: Draw) -> Sequence[View]:
    """Everybody's looks at a draw, the oldest first."""
    found = select(DrawView).where(DrawView.draw_id == draw.id).order_by(DrawView.id)
    return [
        View(view.role, view.viewer, Looked(view.what), view.purpose, view.at)
        for view in session.scalars(found)
    ]
