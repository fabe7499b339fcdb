"""What a draw from the register as it is now would give: chances, shortfalls, and what would help (§5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from panel.draw.enough import can_end_void, short_of
from panel.draw.kinds import Experts, Groups
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.relaxations import Question, Relaxation, fewest_seats_less, relaxations
from panel.draw.seats import groups_of

Chance = tuple[int, int]


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
class Outlook:
    """What a freeze would say now 可行性.

    binding: how many employers the cap keeps out where seats stay empty for its sake alone.
    can_end_void: whether the counts that chance asks for need not fit within the cap.
    relaxations: each sufficient alone, the smallest first.
    together: where none is, the seats that would do if all of them were given up.
    """

    prospects: tuple[Prospect, ...]
    fillings: tuple[Filling, ...]
    binding: int
    can_end_void: bool
    relaxations: tuple[Relaxation, ...]
    together: tuple[Relaxation, ...]


def outlook(experts: Experts, question: Question) -> Outlook:
    """Chances, shortfalls and what would help."""
    groups, cap = question.groups, question.cap
    costs = experts.costs(groups)
    short = short_of(experts, groups, None)
    by_cap = [] if short else short_of(experts, groups, cap)
    missing = {shortfall.group: shortfall.missing for shortfall in short + by_cap}
    void = not missing and can_end_void(experts, groups, cap)
    alone = relaxations(experts, question) if missing or void else ()
    return Outlook(
        prospects=tuple(_prospects(groups, experts.types(groups))),
        fillings=tuple(
            Filling(
                group.id,
                experts.fitting(groups, group.id),
                group.count,
                missing.get(group.id, 0),
                costs[group.id],
            )
            for group in groups
        ),
        binding=len({unit for shortfall in by_cap for unit in shortfall.binding}),
        can_end_void=void,
        relaxations=alone,
        together=fewest_seats_less(experts, question) if missing and not alone else (),
    )


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
