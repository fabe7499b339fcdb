"""What a draw from the register as it is now would give: chances, shortfalls, and what would help (§5).

Experts are counted by kind, so that every question of the form "and if the seats were others?" is answered
from one reading of the register, and nobody is named.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple

from panel.draw.completion import unfillable
from panel.draw.composition import MOST_TRIES, compose
from panel.draw.documents import Leaf
from panel.draw.flow import seat_flow
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.pool import Pool
from panel.draw.seats import Group, groups_of, type_of
from panel.draw.seed import Seed
from panel.draw.shortfall import Shortfall, shortfalls
from panel.draw.terms import Terms, UnitCap

ROUNDINGS = 100
"""How many roundings are tried before a cap counts as one under which no draw ends void."""
_NO_POOL = "00" * 32
_BLANK_TAG = bytes(16)

Groups = tuple[Group, ...]
Chance = tuple[int, int]


class Kind(NamedTuple):
    """What decides whether and where an expert may sit.

    fields, attributes: as in the leaf; attributes ascending. employer: 64 hex digits, as in the leaf.
    reason: the first reason of exclusion, None for an eligible expert.
    """

    fields: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    employer: str
    reason: str | None


Experts = Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Prospect:
    """A type's eligible experts and chance, before the cap, and the chance if the type had one expert more.

    A chance is None where the seats cannot be filled, or nobody is of the type.
    """

    type: str
    eligible: int
    chance: Chance | None
    one_more: Chance | None


@dataclass(frozen=True, slots=True)
class Filling:
    """How a group can be filled: eligible experts, seats, how many are missing, and what exclusions cost it.

    costs: reason and how many, the most first.
    """

    group: str
    eligible: int
    seats: int
    missing: int
    costs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change of the terms that would do alone: `steps` more in the cap, `steps` seats less, or a field more.

    group: whose seats or fields; empty for the cap. field: the one to be added, else empty.
    admits: how many eligible experts more fit the group, for a field.
    """

    kind: Literal["cap", "seats", "field"]
    steps: int
    group: str = ""
    field: str = ""
    admits: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a freeze would say now 可行性.

    binding: how many employers the cap keeps out where seats stay empty for its sake alone.
    can_end_void: whether the counts that chance asks for need not fit within the cap.
    relaxations: each sufficient alone, the smallest first.
    """

    prospects: tuple[Prospect, ...]
    fillings: tuple[Filling, ...]
    binding: int
    can_end_void: bool
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the register: these seats, this cap.

    further: the codes of all fields that a group might be widened by.
    allowed: whether other rules let seats be so; nothing that they forbid is proposed.
    """

    groups: Groups
    cap: int | None
    further: Sequence[str]
    allowed: Callable[[Groups], bool]


def outlook(experts: Experts, question: Question) -> Outlook:
    """Chances, shortfalls and what would help.

    Args:
        experts: how many of every kind; those who fit no seat now may be needed for a relaxation.
    """
    groups, cap = question.groups, question.cap
    pool, costs = eligible_pool(experts, groups), _costs(experts, groups)
    short = _short(groups, pool, None)
    by_cap = [] if short else _short(groups, pool, cap)
    missing = {shortfall.group: shortfall.missing for shortfall in short + by_cap}
    void = not missing and _can_end_void(groups, pool, cap)
    return Outlook(
        prospects=tuple(_prospects(groups, pool.types())),
        fillings=tuple(
            Filling(
                group.id, _fitting(pool, group.id), group.count, missing.get(group.id, 0), costs[group.id]
            )
            for group in groups
        ),
        binding=len({unit for shortfall in by_cap for unit in shortfall.binding}),
        can_end_void=void,
        relaxations=tuple(_relaxations(experts, question, list(missing))) if missing or void else (),
    )


def eligible_pool(experts: Experts, groups: Groups) -> Pool:
    """The eligible as a pool with blank tags: for counting, of no use in a draw."""
    columns: defaultdict[tuple[str, bool], bytearray] = defaultdict(bytearray)
    for type_, kind, count in _typed(experts, groups):
        if kind.reason is None:
            columns[type_, True] += (_BLANK_TAG + bytes.fromhex(kind.employer[:16])) * count
    return Pool(_NO_POOL, sum(experts.values()), columns)


def _typed(experts: Experts, groups: Groups) -> Iterator[tuple[str, Kind, int]]:
    """The type of every kind that fits a seat, the kind, and how many."""

    @cache
    def type_with(fields: tuple[str, ...], attributes: tuple[tuple[str, str], ...]) -> str:
        leaf = Leaf(
            attributes=dict(attributes), employer="", expert="", fields=list(fields), identity="", salt=""
        )
        return type_of(leaf, groups)

    for kind, count in experts.items():
        type_ = type_with(kind.fields, kind.attributes)
        if type_:
            yield type_, kind, count


def _costs(experts: Experts, groups: Groups) -> dict[str, tuple[tuple[str, int], ...]]:
    costs: dict[str, Counter[str]] = {group.id: Counter() for group in groups}
    for type_, kind, count in _typed(experts, groups):
        if kind.reason is not None:
            for group in groups_of(type_):
                costs[group][kind.reason] += count
    return {
        group: tuple(sorted(lost.items(), key=lambda item: (-item[1], item[0])))
        for group, lost in costs.items()
    }


def _fitting(pool: Pool, group: str) -> int:
    return sum(count for type_, count in pool.types().items() if group in groups_of(type_))


def _prospects(groups: Groups, eligible: Mapping[str, int]) -> Iterator[Prospect]:
    """Every type that somebody is of, or could be who fits one group only."""
    chances = _chances(groups, eligible)
    types = {*eligible, *(group.id for group in groups)}
    for type_ in sorted(types, key=lambda type_: [(len(group), group) for group in groups_of(type_)]):
        count = eligible.get(type_, 0)
        more = _chances(groups, {**eligible, type_: count + 1})
        yield Prospect(type_, count, chances.get(type_), more.get(type_))


def _chances(groups: Groups, eligible: Mapping[str, int]) -> Mapping[str, Chance]:
    try:
        return leximin_chances(groups, eligible)
    except ShortError:
        return {}


def _short(groups: Groups, pool: Pool, cap: int | None) -> list[Shortfall]:
    return shortfalls(groups, pool, UnitCap(cap, {}))


def _can_end_void(groups: Groups, pool: Pool, cap: int | None) -> bool:
    """Whether chance may ask for counts that hardly ever fit within the cap; only where types overlap.

    A draw is void after 1,000 roundings that do not fit. Here a tenth of them is too many already, so that
    nothing is called sufficient that is so by luck.
    """
    eligible = pool.types()
    if cap is None or not any(len(groups_of(type_)) > 1 for type_ in eligible):
        return False
    limit = UnitCap(cap, {})
    terms = Terms(groups, limit, eligible, leximin_chances(groups, eligible))
    supply = {type_: pool.units(type_) for type_ in eligible}

    @cache
    def fits(counts: tuple[tuple[str, int], ...]) -> bool:
        return not unfillable(dict(counts), supply, limit, {})

    for number in range(ROUNDINGS):
        found = compose(terms, Seed.trial(_NO_POOL, number), lambda counts: fits(tuple(counts.items())))
        if found is None or found.tries > MOST_TRIES // 10:
            return True
    return False


def _is_enough(groups: Groups, pool: Pool, cap: int | None) -> bool:
    """Whether a freeze would find every seat fillable; the cheap question comes first."""
    flow = seat_flow(pool.types(), {group.id: group.count for group in groups})
    seated = sum(flow.push(type_, count) for type_, count in pool.types().items())
    if seated < sum(group.count for group in groups):
        return False
    return cap is None or (not _short(groups, pool, cap) and not _can_end_void(groups, pool, cap))


def _relaxations(experts: Experts, question: Question, short: Sequence[str]) -> list[Relaxation]:
    """What would do alone, found by trying: fewest steps first, then cap, seats, fields that admit fewest."""
    groups = [group for group in question.groups if group.id in short]
    found = [
        *_higher_caps(experts, question),
        *(relaxation for group in groups for relaxation in _fewer_seats(experts, question, group)),
        *(relaxation for group in groups for relaxation in _wider_fields(experts, question, group)),
    ]
    return sorted(found, key=lambda relaxation: (relaxation.steps, relaxation.admits))


def _higher_caps(experts: Experts, question: Question) -> Iterator[Relaxation]:
    groups, cap = question.groups, question.cap
    pool = eligible_pool(experts, groups)
    if cap is None or not question.allowed(groups) or not _is_enough(groups, pool, None):
        return
    highest = max(cap + 1, sum(group.count for group in groups))  # which binds no employer
    raised = next(higher for higher in range(cap + 1, highest + 1) if _is_enough(groups, pool, higher))
    yield Relaxation("cap", raised - cap)


def _fewer_seats(experts: Experts, question: Question, group: Group) -> Iterator[Relaxation]:
    pool = eligible_pool(experts, question.groups)
    for fewer in range(1, group.count):
        groups = _with(question.groups, replace(group, count=group.count - fewer))
        if question.allowed(groups) and _is_enough(groups, pool, question.cap):
            yield Relaxation("seats", fewer, group.id)
            return


def _wider_fields(experts: Experts, question: Question, group: Group) -> Iterator[Relaxation]:
    before = _fitting(eligible_pool(experts, question.groups), group.id)
    for code in question.further:
        groups = _with(question.groups, replace(group, fields=group.fields | {code}))
        if code in group.fields or not question.allowed(groups):
            continue
        pool = eligible_pool(experts, groups)
        if _is_enough(groups, pool, question.cap):
            yield Relaxation("field", 1, group.id, code, _fitting(pool, group.id) - before)


def _with(groups: Groups, changed: Group) -> Groups:
    return tuple(changed if group.id == changed.id else group for group in groups)
