"""What the screen in the meeting room shows 大屏, read in two statements: it asks again every few seconds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from ledger.entry import Entry, parse_leaf
from ledger.models import LogEntry, log_at
from meetings.models import Meeting
from panel.beacons import due_of
from panel.contribute import ORDER
from panel.draw.documents import PlanBeacon
from panel.draw.forms import WITHHELD
from panel.draw.seats import Group, groups_of, seat_groups
from panel.in_time import REVEALED
from panel.models import SITTING, Candidate, Contributor, Draw, DrawState
from panel.seats import asked_for

DONE = SITTING | {DrawState.CLOSED, DrawState.VOID}
"""The states in which nothing on the screen changes any more."""


@dataclass(frozen=True, slots=True)
class StagePledge:
    """A contributor on the screen; the value is shown once the record is public."""

    role: str
    commitment: str
    committed_at: datetime | None
    revealed_at: datetime | None
    is_withheld: bool
    value: str | None


@dataclass(frozen=True, slots=True)
class StageSeat:
    """A seat on the screen: before the draw among how many it is drawn, afterwards tag and ticket."""

    number: int
    asked: str
    among: tuple[int, int] | None
    tag: str
    ticket: str


@dataclass(frozen=True, slots=True)
class StageCard:
    """The screen. `excluded`: reasons in words with counts, the most first."""

    draw: str
    meeting: str
    state: str
    attempt: int
    unit_cap: int | None
    frozen_at: datetime
    reveal_by: datetime
    beacon_due: datetime | None
    publish: str
    eligible: int
    excluded: Sequence[tuple[str, int]]
    plan_digest: str
    plan_entry: int | None
    void_reason: str
    pledges: Sequence[StagePledge]
    seats: Sequence[StageSeat]

    @property
    def out(self) -> int:
        return sum(count for _, count in self.excluded)

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def awaits(self) -> datetime | None:
        """What the clock counts down to."""
        if self.state == DrawState.REVEALED:
            return self.beacon_due
        return None if self.is_done else self.reveal_by


def stage_card(session: Session, key: str, unit: str | None) -> StageCard:
    """The screen of a draw.

    Args:
        unit: whose draws the reader may see; None sees all.

    Raises:
        NotFound: there is no such draw, or not for the reader.
    """
    eligible = (
        select(func.count())
        .select_from(Candidate)
        .where(Candidate.draw_id == Draw.id, Candidate.reason.is_(None))
        .scalar_subquery()
    )
    columns = (
        *(Draw.id, Draw.public_id, Draw.state, Draw.attempt, Draw.unit_cap, Draw.frozen_at, Draw.reveal_by),
        *(Draw.beacon, Draw.publish, Draw.excluded, Draw.seats, Draw.plan, Draw.plan_digest, Draw.result),
        *(eligible.label("eligible"), Meeting.title, Meeting.lead_unit_uscc),
    )
    found = select(*columns).join(Meeting, Meeting.public_id == Draw.meeting).where(Draw.public_id == key)
    row = session.execute(found).one_or_none()
    if row is None or unit not in {None, row.lead_unit_uscc}:
        raise NotFound("kernel.not_found", what=word("thing", "draw"), key=key)
    contributors, entries = _told(session, row.id, key)
    excluded = sorted(row.excluded.items(), key=lambda counted: (-counted[1], counted[0]))
    is_public = row.publish == "at_draw" or row.state not in SITTING
    return StageCard(
        draw=row.public_id,
        meeting=row.title,
        state=row.state,
        attempt=row.attempt,
        unit_cap=row.unit_cap,
        frozen_at=row.frozen_at,
        reveal_by=row.reveal_by,
        beacon_due=due_of(cast("PlanBeacon", row.beacon)) if row.beacon else None,
        publish=row.publish,
        eligible=row.eligible,
        excluded=[(word("reason", reason), count) for reason, count in excluded],
        plan_digest=row.plan_digest or "",
        plan_entry=next((entry.n for entry in entries if entry.type == "plan.published"), None),
        void_reason=(row.result or {}).get("void", {}).get("reason", ""),
        pledges=_pledges(contributors, entries, shows=bool(row.result) and is_public),
        seats=_seats(row.seats, row.plan, row.result),
    )


def _told(
    session: Session, draw_id: int, key: str
) -> tuple[Mapping[str, tuple[str, str | None]], list[Entry]]:
    """Commitment and value by role, and the ledger's entries of the draw, in one statement."""
    rows = session.execute(
        select(LogEntry.seq, LogEntry.body, Contributor.role, Contributor.commitment, Contributor.value)
        .outerjoin(Contributor, Contributor.draw_id == draw_id)
        .where(LogEntry.subject == key)
        .order_by(LogEntry.seq)
    ).all()
    put_in = {row.role: (row.commitment, row.value) for row in rows if row.role}
    bodies = {row.seq: row.body for row in rows}
    return put_in, [parse_leaf(json.loads(body), log_at(seq)) for seq, body in bodies.items()]


def _pledges(
    put_in: Mapping[str, tuple[str, str | None]], entries: Sequence[Entry], *, shows: bool
) -> list[StagePledge]:
    told = {(entry.type, entry.by.partition(":")[0]): datetime.fromisoformat(entry.at) for entry in entries}
    pledges = []
    for role in ORDER:
        commitment, value = put_in.get(role, ("", None))
        pledges.append(
            StagePledge(
                role=role,
                commitment=commitment,
                committed_at=told.get(("commitment.entered", role)),
                revealed_at=told.get((REVEALED, role)),
                is_withheld=value == WITHHELD,
                value=value if shows and value != WITHHELD else None,
            )
        )
    return pledges


def _seats(written: Sequence[Any], plan: str | None, result: Mapping[str, Any] | None) -> list[StageSeat]:
    groups = {group["id"]: Group.read(group) for group in written}
    types = json.loads(plan)["pool"]["types"] if plan else {}
    drawn = {seat["seat"]: seat for seat in (result or {}).get("panel", [])}
    seats = []
    for at, name in enumerate(seat_groups(tuple(groups.values()))):
        fitting = sum(count for type_, count in types.items() if name in groups_of(type_))
        seat = drawn.get(at)
        seats.append(
            StageSeat(
                number=at + 1,
                asked=asked_for(groups[name]),
                among=(fitting, groups[name].count) if plan else None,
                tag=seat["tag"] if seat else "",
                ticket=seat["ticket"] if seat else "",
            )
        )
    return seats
