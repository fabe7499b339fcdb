"""Freezing the pool 冻结候选池: from here on nobody chooses who can be drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import islice

from sqlalchemy import insert

from experts.queries import candidates, register_leaves
from kernel.act import Act
from kernel.bulk import insert_rows
from kernel.database import Base
from kernel.errors import InputError, Refused
from kernel.messages import word
from kernel.roles import By
from ledger.record import record
from panel.assess import Bars, assess
from panel.draw.leaf import draw_key_hash, register_digest
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.pool import Pool, read_pool
from panel.draw.seats import Group, groups_of
from panel.draw.shortfall import shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.trials import TrialVoidError, run_trials, trial_runs
from panel.gather import Gathered, gather
from panel.models import Candidate, Draw, DrawCase, DrawState, ExclusionGround
from panel.panels import latest_draw
from panel.seats import in_words

BATCH = 5000
CANDIDATE = Base.metadata.tables[Candidate.__tablename__]


@dataclass(frozen=True, slots=True)
class Request:
    """What the convener asks for.

    meeting, cases: public ids.
    bars: what experts are judged by.
    reveal_by: when a missing reveal makes the attempt void.
    answer_hours: counted hours an invited expert has to answer.
    """

    meeting: str
    cases: tuple[str, ...]
    bars: Bars
    groups: tuple[Group, ...]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int


def freeze_pool(act: Act, by: By, request: Request) -> Draw:
    """Freeze the pool of one attempt at a meeting's panel.

    Raises:
        InputError: no seats, or a reveal deadline in the past.
        Refused: an attempt is open or a void one not approved for another; a group cannot be filled
            (which, by how many, which exclusions cost it), or not within the cap (and which employers
            bind); a trial draw ends void.
    """
    if not request.groups or request.unit_cap == 0 or request.answer_hours < 1:
        raise InputError("draw.no_seats")
    if request.reveal_by <= act.clock.now():
        raise InputError("draw.deadline_past")
    attempt, parent, cause = _attempt(act, request)
    draw_key, gathered = _gathered(act, request)
    lines = gathered.pool()
    pool = read_pool(BytesIO(lines))
    chances = _chances(request, pool, gathered)
    if request.unit_cap is not None:
        _refuse_beyond_cap(request, pool, gathered)
        _refuse_void_trials(request, pool, chances)
    leaves = list(register_leaves(act.session))
    draw = Draw(
        public_id=act.entropy.bytes(16).hex(),
        meeting=request.meeting,
        kind="panel",
        attempt=attempt,
        parent=parent,
        cause=cause,
        state=DrawState.FROZEN,
        frozen_at=act.clock.now(),
        reveal_by=request.reveal_by,
        seats=[group.written() for group in request.groups],
        unit_cap=request.unit_cap,
        answer_hours=request.answer_hours,
        register_digest=register_digest(leaves),
        register_size=len(leaves),
        pool=lines,
        pool_digest=pool.digest,
        excluded=gathered.excluded(),
        chances={type_: list(chance) for type_, chance in chances.items()},
        sealed_key=b"",
        cases=[DrawCase(case_id=case, kind="panel", is_open=True) for case in sorted(request.cases)],
    )
    draw.sealed_key = act.vault.seal(act.entropy, draw_key.hex(), draw.public_id)
    act.session.add(draw)
    act.session.flush()
    _keep_candidates(act, draw, gathered)
    facts = {
        "draw": draw.public_id,
        "draw_key_hash": draw_key_hash(draw_key),
        "meeting": draw.meeting,
        "pool": draw.pool_digest,
        "register": draw.register_digest,
    }
    record(act, by, "pool.frozen", draw.public_id, facts)
    return draw


def _attempt(act: Act, request: Request) -> tuple[int, str | None, str | None]:
    """Number, parent and cause of the attempt; one that follows a void plan keeps seats and cap (§5)."""
    last = latest_draw(act.session, request.meeting)
    if last is None:
        return 1, None, None
    if last.state != DrawState.VOID:
        raise Refused("draw.already_open")
    terms = [group.written() for group in request.groups], request.unit_cap
    if (last.plan_digest or last.parent) and terms != (last.seats, last.unit_cap):
        raise Refused("draw.terms_changed")
    if last.plan_digest is None:  # stopped before its plan was published: no attempt was made
        return last.attempt, last.parent, last.cause
    if last.approved_by is None:
        raise Refused("draw.not_approved")
    return last.attempt + 1, last.plan_digest, last.approved_cause


def _gathered(act: Act, request: Request) -> tuple[bytes, Gathered]:
    """A draw key under which all units differ, and the candidates under it; the register is streamed."""
    while True:
        draw_key = act.entropy.bytes(32)
        try:
            return draw_key, gather(assess(candidates(act.session), request.groups, request.bars), draw_key)
        except ValueError:  # chance of about 10^-10, and then another key (§4)
            continue


def _chances(request: Request, pool: Pool, gathered: Gathered) -> dict[str, tuple[int, int]]:
    """Each type's chance, or why there is none."""
    try:
        return leximin_chances(request.groups, pool.types())
    except ShortError as error:
        words = {group.id: in_words(group) for group in request.groups}
        costs = "、".join(f"{word('reason', reason)}{n}" for reason, n in gathered.costs_of(error.group))
        raise Refused(
            "draw.too_few", group=words[error.group], missing=error.missing, costs=costs or "0"
        ) from error


def _refuse_beyond_cap(request: Request, pool: Pool, gathered: Gathered) -> None:
    """With one group to each type every try of the rounding asks for the same counts: this is exact."""
    short = shortfalls(request.groups, pool, UnitCap(request.unit_cap, {}))
    if short:
        words = {group.id: in_words(group) for group in request.groups}
        binding = sorted({gathered.employers[code] for shortfall in short for code in shortfall.binding})
        raise Refused(
            "draw.cap_binds",
            groups="、".join(words[shortfall.group] for shortfall in short),
            missing=sum(shortfall.missing for shortfall in short),
            cap=request.unit_cap,
            employers="、".join(binding) or "—",
        )


def _refuse_void_trials(request: Request, pool: Pool, chances: Mapping[str, tuple[int, int]]) -> None:
    """Where types overlap, coins choose the counts, and only trial draws tell whether all of them fit (§5)."""
    if not any(len(groups_of(type_)) > 1 for type_ in chances):
        return
    terms = Terms(request.groups, UnitCap(request.unit_cap, {}), pool.types(), chances)
    try:
        run_trials(terms, pool, trial_runs(pool))
    except TrialVoidError as error:
        raise Refused("draw.trial_void", number=error.number, cap=request.unit_cap) from error


def _keep_candidates(act: Act, draw: Draw, gathered: Gathered) -> None:
    """Who is behind every line, and all grounds of those excluded."""
    columns = ("draw_id", "tag", "expert_id", "leaf_version", "reason")
    rows = ((draw.id, entry.tag, *entry[1:]) for entry in gathered.entries)
    while batch := [*islice(rows, BATCH)]:
        insert_rows(act.session, CANDIDATE, columns, batch)
    grounds = _ground_rows(draw, gathered)
    while held := [*islice(grounds, BATCH)]:
        act.session.execute(insert(ExclusionGround), held)


def _ground_rows(draw: Draw, gathered: Gathered) -> Iterator[dict[str, object]]:
    for tag, grounds in gathered.grounds.items():
        for position, ground in enumerate(grounds):
            row = {"reason": ground.reason.value, "evidence": dict(ground.evidence)}
            yield {"draw_id": draw.id, "tag": tag, "position": position, **row}
