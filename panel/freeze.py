"""Freezing the pool 冻结候选池: from here on nobody chooses who can be drawn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import islice

from sqlalchemy import insert

from experts.queries import register_leaves
from kernel.act import Act
from kernel.bulk import insert_rows
from kernel.database import Base
from kernel.errors import InputError
from kernel.roles import By
from ledger.entry import Visibility
from ledger.record import record
from panel.assess import Bars
from panel.attempts import Attempt, Kept, panel_attempt
from panel.carried import carry
from panel.draw.documents import PlanBeacon
from panel.draw.leaf import draw_key_hash, register_digest
from panel.draw.pool import read_pool
from panel.draw.seats import Group
from panel.draw.terms import UnitCap
from panel.feasible import chances_of
from panel.gather import Gathered, gathered
from panel.models import Candidate, Draw, DrawCase, DrawState, ExclusionGround
from panel.panels import SeatHolder

BATCH = 5000
CANDIDATE = Base.metadata.tables[Candidate.__tablename__]


@dataclass(frozen=True, slots=True)
class Request:
    """What the convener asks for.

    meeting, cases: public ids.
    bars: what experts are judged by.
    reveal_by: when a missing reveal makes the attempt void.
    answer_hours: counted hours an invited expert has to answer.
    publish: when reveals, ticket key and pool become public, `at_close` or `at_draw`.
    beacon: the public randomness to wait for, as the plan writes it, or None.
    """

    meeting: str
    cases: tuple[str, ...]
    bars: Bars
    groups: tuple[Group, ...]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int
    publish: str = "at_close"
    beacon: PlanBeacon | None = None


def freeze_pool(act: Act, by: By, request: Request) -> Draw:
    """Freeze the pool of one attempt at a meeting's panel.

    Raises:
        InputError, Refused: as `freeze`; or an attempt is open, or a void one not approved for another.
    """
    wanted = Kept([group.written() for group in request.groups], request.unit_cap, request.publish)
    return freeze(act, by, request, panel_attempt(act.session, request.meeting, request.cases, wanted))


def freeze(act: Act, by: By, request: Request, attempt: Attempt, holders: Sequence[SeatHolder] = ()) -> Draw:
    """Freeze the pool of an attempt.

    Args:
        holders: in a supplement, who sits already.

    Raises:
        InputError: no seats, or a reveal deadline in the past.
        Refused: the pool cannot fill the seats, see `feasible.chances_of`; a draw of the kind is open for
            one of the cases.
    """
    if not request.groups or request.unit_cap == 0 or request.answer_hours < 1:
        raise InputError("draw.no_seats")
    if request.reveal_by <= act.clock.now():
        raise InputError("draw.deadline_past")
    draw_key, found = gathered(act.session, act.entropy, request.groups, request.bars)
    carried = carry(act.session, draw_key, holders)
    pool = read_pool(BytesIO(found.pool()))
    cap = UnitCap(request.unit_cap, Counter(member.unit for member in carried))
    chances = chances_of(request.groups, cap, pool, found)
    draw = _draw(act, request, attempt, found)
    draw.pool_digest, draw.carried = pool.digest, carried
    draw.chances = {type_: list(chance) for type_, chance in chances.items()}
    draw.sealed_key = act.vault.seal(act.entropy, draw_key.hex(), draw.public_id)
    act.session.add(draw)
    act.session.flush()
    _keep_candidates(act, draw, found)
    facts = {
        "draw": draw.public_id,
        "draw_key_hash": draw_key_hash(draw_key),
        "meeting": draw.meeting,
        "pool": draw.pool_digest,
        "register": draw.register_digest,
    }
    record(act, by, "pool.frozen", draw.public_id, facts, visibility=Visibility.PUBLIC)
    return draw


def _draw(act: Act, request: Request, attempt: Attempt, found: Gathered) -> Draw:
    leaves = list(register_leaves(act.session))
    return Draw(
        public_id=act.entropy.bytes(16).hex(),
        meeting=request.meeting,
        kind=attempt.kind,
        attempt=attempt.number,
        parent=attempt.parent,
        cause=attempt.cause,
        state=DrawState.FROZEN,
        frozen_at=act.clock.now(),
        reveal_by=request.reveal_by,
        seats=[group.written() for group in request.groups],
        unit_cap=request.unit_cap,
        answer_hours=request.answer_hours,
        publish=request.publish,
        beacon=None if request.beacon is None else dict(request.beacon),
        register_digest=register_digest(leaves),
        register_size=len(leaves),
        pool=found.pool(),
        excluded=found.excluded(),
        cases=[DrawCase(case_id=case, kind=attempt.kind, is_open=True) for case in sorted(request.cases)],
    )


def _keep_candidates(act: Act, draw: Draw, found: Gathered) -> None:
    """Who is behind every line, and all grounds of those excluded."""
    columns = ("draw_id", "tag", "expert_id", "leaf_version", "reason")
    rows = ((draw.id, entry.tag, *entry[1:]) for entry in found.entries)
    while batch := [*islice(rows, BATCH)]:
        insert_rows(act.session, CANDIDATE, columns, batch)
    grounds = _ground_rows(draw, found)
    while held := [*islice(grounds, BATCH)]:
        act.session.execute(insert(ExclusionGround), held)


def _ground_rows(draw: Draw, found: Gathered) -> Iterator[dict[str, object]]:
    for tag, grounds in found.grounds.items():
        for position, ground in enumerate(grounds):
            row = {"reason": ground.reason.value, "evidence": dict(ground.evidence)}
            yield {"draw_id": draw.id, "tag": tag, "position": position, **row}
