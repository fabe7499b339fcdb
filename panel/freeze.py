"""Freezing the pool 冻结候选池: from here on nobody chooses who can be drawn."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from sqlalchemy import insert

from experts.eligibility import Parties
from experts.queries import candidates, register_leaves
from kernel.act import Act
from kernel.errors import InputError, Refused
from kernel.messages import word
from kernel.roles import By
from ledger.record import record
from panel.assess import Assessed, assess
from panel.draw.chances import OverlapError, ShortError, single_group_chances
from panel.draw.freeze import Frozen
from panel.draw.freeze import freeze_pool as freeze_lines
from panel.draw.leaf import draw_key_hash, register_digest, unit
from panel.draw.pool import Pool, read_pool
from panel.draw.seats import Group, groups_of
from panel.draw.shortfall import shortfalls
from panel.draw.terms import UnitCap
from panel.models import Candidate, Draw, DrawCase, DrawState
from panel.panels import latest_draw
from panel.seats import in_words


@dataclass(frozen=True, slots=True)
class Request:
    """What the convener asks for.

    meeting, cases: public ids.
    meets_on: the day of the meeting in Shanghai; terms and employments are judged on it.
    busy: ids of experts who sit elsewhere at that time.
    reveal_by: when a missing reveal makes the attempt void.
    answer_hours: counted hours an invited expert has to answer.
    """

    meeting: str
    cases: tuple[str, ...]
    meets_on: date
    parties: Parties
    busy: Collection[int]
    groups: tuple[Group, ...]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int


def freeze_pool(act: Act, by: By, request: Request) -> Draw:
    """Freeze the pool of one attempt at a meeting's panel.

    Raises:
        InputError: no seats, or a reveal deadline in the past.
        Refused: an attempt is open or a void one not approved for another; an expert fits two groups;
            a group cannot be filled (which, by how many, which exclusions cost it), or not within the
            cap (and which employers bind).
    """
    if not request.groups or request.unit_cap == 0 or request.answer_hours < 1:
        raise InputError("draw.no_seats")
    if request.reveal_by <= act.clock.now():
        raise InputError("draw.deadline_past")
    attempt, parent, cause = _attempt(act, request)
    experts = candidates(act.session)
    assessed = list(assess(experts, request.groups, request.parties, request.meets_on, request.busy))
    draw_key, frozen = _frozen(act, request, assessed)
    pool = read_pool(BytesIO(frozen.pool))
    chances = _chances(request, pool, assessed)
    if request.unit_cap is not None:
        _refuse_beyond_cap(request, pool, assessed, draw_key)
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
        pool=frozen.pool,
        pool_digest=pool.digest,
        excluded=frozen.excluded,
        chances=chances,
        sealed_key=b"",
        cases=[DrawCase(case_id=case, kind="panel", is_open=True) for case in sorted(request.cases)],
    )
    draw.sealed_key = act.vault.seal(act.entropy, draw_key.hex(), draw.public_id)
    act.session.add(draw)
    act.session.flush()
    _keep_candidates(act, draw, assessed, frozen)
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


def _frozen(act: Act, request: Request, assessed: Sequence[Assessed]) -> tuple[bytes, Frozen]:
    """A draw key under which all tags and units differ, and the pool under it."""
    considered = [candidate.considered for candidate in assessed]
    while True:
        draw_key = act.entropy.bytes(32)
        try:
            return draw_key, freeze_lines(considered, request.groups, draw_key)
        except ValueError:  # equal tags or units: chance of about 10^-10, and then another key (§4)
            continue


def _chances(request: Request, pool: Pool, assessed: Sequence[Assessed]) -> dict[str, list[int]]:
    """Each type's chance, or why there is none."""
    words = {group.id: in_words(group) for group in request.groups}
    eligible = pool.types()
    try:
        chances = single_group_chances(request.groups, eligible)
    except OverlapError as error:
        groups = "、".join(words[group] for group in groups_of(error.type))
        raise Refused("draw.overlap", groups=groups, count=eligible[error.type]) from error
    except ShortError as error:
        out = Counter(a.considered.reason for a in assessed if error.group in groups_of(a.type))
        costs = "、".join(f"{word('reason', reason)}{n}" for reason, n in out.most_common() if reason)
        raise Refused(
            "draw.too_few", group=words[error.group], missing=error.missing, costs=costs or "0"
        ) from error
    return {type_: list(chance) for type_, chance in sorted(chances.items())}


def _refuse_beyond_cap(request: Request, pool: Pool, assessed: Sequence[Assessed], draw_key: bytes) -> None:
    """With one group to each type every try of the rounding asks for the same counts: this is exact."""
    short = shortfalls(request.groups, pool, UnitCap(request.unit_cap, {}))
    if short:
        words = {group.id: in_words(group) for group in request.groups}
        employers = {unit(draw_key, a.considered.leaf["employer"]): a.employer for a in assessed}
        binding = sorted({employers[code] for shortfall in short for code in shortfall.binding})
        raise Refused(
            "draw.cap_binds",
            groups="、".join(words[shortfall.group] for shortfall in short),
            missing=sum(shortfall.missing for shortfall in short),
            cap=request.unit_cap,
            employers="、".join(binding) or "—",
        )


def _keep_candidates(act: Act, draw: Draw, assessed: Sequence[Assessed], frozen: Frozen) -> None:
    rows = [
        {
            "draw_id": draw.id,
            "tag": frozen.tags[candidate.considered.leaf["expert"]],
            "expert_id": candidate.expert_id,
            "leaf_version": candidate.leaf_version,
            "reason": candidate.considered.reason,
        }
        for candidate in assessed
    ]
    act.session.execute(insert(Candidate), rows)
