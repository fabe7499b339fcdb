"""Who sits: a panel as its draw and its departures leave it, and a meeting as all its draws leave it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold
from kernel.messages import word
from panel.draw.documents import Plan
from panel.draw.pool import read_pool
from panel.draw.replacement import Sitting, Succession, succeed
from panel.draw.terms import Terms
from panel.draw.tickets import Candidate as Member
from panel.draw.tickets import Tickets
from panel.models import HAS_PANEL, SITTING, Candidate, Draw


def find_draw(session: Session, key: str) -> Draw:
    """The draw with that id.

    Raises:
        NotFound: there is none.
    """
    draw = session.scalar(select(Draw).where(Draw.public_id == key))
    if draw is None:
        raise NotFound("kernel.not_found", what=word("thing", "draw"), key=key)
    return draw


def draws_of(session: Session, meeting: str) -> Sequence[Draw]:
    """Every attempt for a meeting, at its panel and at supplements, in the order in which they were frozen."""
    attempts = select(Draw).where(Draw.meeting == meeting).order_by(Draw.id)
    return session.scalars(attempts).all()


def latest_draw(session: Session, meeting: str) -> Draw | None:
    """The newest attempt at a meeting's panel."""
    attempts = select(Draw).where(Draw.meeting == meeting, Draw.kind == "panel")
    return session.scalar(attempts.order_by(Draw.id.desc()).limit(1))


def drawn_for(session: Session, meeting: str) -> list[Draw]:
    """The draws whose members sit in a meeting, or sat: the panel's, then its supplements 补充抽取.

    Raises:
        Refused: nothing is drawn yet.
    """
    drawn = [draw for draw in draws_of(session, meeting) if draw.state in HAS_PANEL]
    if not drawn:
        raise Refused("draw.not_drawn")
    return drawn


def hold_drawn(session: Session, meeting: str) -> list[Draw]:
    """Keep everybody from leaving a meeting until the transaction ends; its sitting draws, the panel's first.

    Who holds the panel's draw holds all of them: nobody holds another one before it.
    """
    panel = latest_draw(session, meeting)
    if panel is not None:
        hold(session, panel)
    by_now = select(Draw.id).where(Draw.meeting == meeting, Draw.state.in_(SITTING)).order_by(Draw.id)
    found = [session.get_one(Draw, draw_id) for draw_id in session.scalars(by_now)]
    for draw in found:
        hold(session, draw)
    return found


def hold_to_draw(session: Session, draw: Draw) -> None:
    """Hold a draw whose result may come now; with a supplement's, everybody who sits beside it stays meanwhile."""
    if draw.kind == "supplement":
        hold_drawn(session, draw.meeting)
    hold(session, draw)


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
    return course(draw)[-1]


def course(draw: Draw) -> list[Panel]:
    """The same as it was drawn, and after every departure."""
    if draw.plan is None or draw.result is None:
        raise Refused("draw.not_drawn")
    plan: Plan = json.loads(draw.plan)
    pool = read_pool(BytesIO(draw.pool))
    tickets = Tickets(pool, bytes.fromhex(draw.result["ticket_key"]))
    panels = [Panel(Sitting.drawn(draw.result, pool), Terms.of(plan), tickets)]  # type: ignore[arg-type]  # our own
    for departure in draw.departures:
        last = panels[-1]
        panels.append(Panel(last.without(departure.tag).after, last.terms, last.tickets))
    return panels


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Somebody who sits in a meeting.

    draw, tag: by which draw, and under which tag there.
    number: the seat's; seats are counted from 1 through all draws of the meeting, so that it stays that seat's.
    expert_id: the internal id of the record that was drawn.
    person: of the record that stands for the person now, should two have been merged since.
    """

    draw: Draw
    tag: str
    number: int
    expert_id: int
    person: int


def seated(session: Session, meeting: str) -> list[SeatHolder]:
    """Everybody who sits in a meeting, or sat when it closed: the panel's members, then its supplements'.

    Raises:
        Refused: nothing is drawn yet.
    """
    holders: list[SeatHolder] = []
    seats = 0
    for draw in drawn_for(session, meeting):
        holders += _seated_by(session, draw, seats)
        seats += sum(group["count"] for group in draw.seats)
    return holders


def _seated_by(session: Session, draw: Draw, before: int) -> Iterable[SeatHolder]:
    members = sitting(draw).members()
    rows = session.execute(
        select(Candidate.tag, Expert.id, func.coalesce(Expert.merged_into, Expert.id))
        .join(Expert, Expert.id == Candidate.expert_id)
        .where(Candidate.draw_id == draw.id, Candidate.tag.in_([member.tag for _, member in members]))
    )
    people = {tag: (expert_id, person) for tag, expert_id, person in rows}
    for seat, member in members:
        yield SeatHolder(draw, member.tag, before + seat + 1, *people[member.tag])


def candidate(session: Session, draw: Draw, tag: str) -> Candidate:
    """The line of the pool with that tag.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Candidate, (draw.id, tag))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
    return found


def ever_seated(draw: Draw) -> set[str]:
    """The tags of everybody who sits in a draw or ever sat there; empty unless it was drawn."""
    seated_first = {seat["tag"] for seat in (draw.result or {}).get("panel", [])}
    called = {departure.event["successor"] for departure in draw.departures}
    return seated_first | called - {None}


def names(session: Session, draws: Iterable[Draw]) -> Mapping[str, str]:
    """The names behind the tags of everybody ever seated; the caller sees to who may know."""
    known: dict[str, str] = {}
    for draw in draws:
        rows = session.execute(
            select(Candidate.tag, Expert.name)
            .join(Expert, Expert.id == Candidate.expert_id)
            .where(Candidate.draw_id == draw.id, Candidate.tag.in_(ever_seated(draw)))
        )
        known |= {row.tag: row.name for row in rows}
    return known
