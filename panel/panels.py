"""Who sits: the panel as its draw and its departures leave it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.errors import NotFound, Refused
from kernel.messages import word
from panel.draw.documents import Plan
from panel.draw.pool import read_pool
from panel.draw.replacement import Sitting, Succession, succeed
from panel.draw.terms import Terms
from panel.draw.tickets import Candidate as Member
from panel.draw.tickets import Tickets
from panel.models import Candidate, Draw, DrawState


def find_draw(session: Session, key: str) -> Draw:
    """The draw with that id.

    Raises:
        NotFound: there is none.
    """
    draw = session.scalar(select(Draw).where(Draw.public_id == key))
    if draw is None:
        raise NotFound("kernel.not_found", what=word("thing", "draw"), key=key)
    return draw


def latest_draw(session: Session, meeting: str) -> Draw | None:
    """The newest attempt at a meeting's panel."""
    return session.scalar(select(Draw).where(Draw.meeting == meeting).order_by(Draw.id.desc()).limit(1))


def panel_of(session: Session, meeting: str) -> Draw:
    """The draw that gave a meeting its panel.

    Raises:
        Refused: nothing is drawn yet.
    """
    draw = latest_draw(session, meeting)
    if draw is None or draw.state not in {DrawState.DRAWN, DrawState.CLOSED}:
        raise Refused("draw.not_drawn")
    return draw


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawn panel at this moment, and what decides who would succeed.

    sitting: who sits where; terms, tickets: what the succession is computed from.
    """

    sitting: Sitting
    terms: Terms
    tickets: Tickets

    def members(self) -> list[tuple[int, Member]]:
        """Everybody who sits, with the seat's index, in seat order."""
        return sorted(self.sitting.members.items())

    def tags(self) -> list[str]:
        """The tags of everybody who sits, in seat order."""
        return [member.tag for _, member in self.members()]

    def without(self, tag: str) -> Succession:
        """Who would succeed the member with that tag."""
        return succeed(self.sitting, tag, self.terms, self.tickets)


def sitting(draw: Draw) -> Panel:
    """The panel of a drawn draw after all departures so far, recomputed from plan, pool and result."""
    if draw.plan is None or draw.result is None:
        raise Refused("draw.not_drawn")
    plan: Plan = json.loads(draw.plan)
    pool = read_pool(BytesIO(draw.pool))
    tickets = Tickets(pool, bytes.fromhex(draw.result["ticket_key"]))
    panel = Panel(Sitting.drawn(draw.result, pool), Terms.of(plan), tickets)  # type: ignore[arg-type]  # our own
    for departure in draw.departures:
        panel = Panel(panel.without(departure.tag).after, panel.terms, panel.tickets)
    return panel


def candidate(session: Session, draw: Draw, tag: str) -> Candidate:
    """The line of the pool with that tag.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Candidate, (draw.id, tag))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
    return found


def names(session: Session, draw: Draw) -> Mapping[str, str]:
    """The names behind the tags of everybody ever seated; the caller sees to who may know."""
    seated = {seat["tag"] for seat in (draw.result or {}).get("panel", [])}
    seated |= {departure.event["successor"] for departure in draw.departures}
    rows = session.execute(
        select(Candidate.tag, Expert.name)
        .join(Expert, Expert.id == Candidate.expert_id)
        .where(Candidate.draw_id == draw.id, Candidate.tag.in_(seated - {None}))
    )
    return {row.tag: row.name for row in rows}
