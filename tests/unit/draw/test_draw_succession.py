"""§8 over random halls which everybody leaves by lot: what holds whoever leaves, and in whatever order."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from random import Random

import pytest
from halls import Hall, halls

from panel.draw.replacement import Sitting, Succession, succeed
from panel.draw.seats import groups_of, seat_groups
from panel.draw.seed import Seed
from panel.draw.shortfall import shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Candidate

HALLS = 2_000 if os.environ.get("SOAK") else 60
pytestmark = pytest.mark.parametrize("cap", [None, 1, 2])


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody leaves: the terms, all candidates in the order of the walk, the panel before, what follows."""

    terms: Terms
    walk: list[Candidate]
    before: Sitting
    leaver: Candidate
    succession: Succession

    @property
    def staying(self) -> dict[int, Candidate]:
        return {seat: member for seat, member in self.before.members.items() if member != self.leaver}

    @property
    def available(self) -> list[Candidate]:
        """Who may be called: never seated, and the unit has room beside those who stay."""
        units = Counter(member.unit for member in self.staying.values())
        return [
            c for c in self.walk if c.tag not in self.before.seated and self.terms.cap.room(c.unit, units)
        ]

    @property
    def seats(self) -> list[str]:
        """The groups of the seats that are not open under rule 4."""
        groups = enumerate(seat_groups(self.terms.groups))
        return [group for seat, group in groups if seat not in self.before.open]


def stories(cap: int | None) -> Iterator[list[Departure]]:
    """For one hall after the other, all departures from the drawn panel to the last member."""
    for number, found in enumerate(islice(halls(cap=cap), HALLS)):
        random, seed = Random(number), Seed.trial("00", number)
        hall = with_carried(found, random) if cap else found
        drawn = hall.draw(seed)
        if drawn:
            yield [*story(hall, Sitting.first(drawn.panel), seed, random)]


def story(hall: Hall, sitting: Sitting, seed: Seed, random: Random) -> Iterator[Departure]:
    tickets = hall.tickets(seed)
    walk = sorted(c for type_ in hall.terms.eligible for c in tickets.ascending(type_))
    while sitting.members:
        leaver = random.choice([*sitting.members.values()])
        succession = succeed(sitting, leaver.tag, hall.terms, tickets)
        yield Departure(hall.terms, walk, sitting, leaver, succession)
        sitting = succession.after


def with_carried(hall: Hall, random: Random) -> Hall:
    """The same hall, one unit having a member in the parent's panel if all seats can be filled even so."""
    assert hall.terms.cap.limit
    unit = random.choice(sorted({unit for type_ in hall.terms.eligible for unit in hall.pool.units(type_)}))
    carried = UnitCap(hall.terms.cap.limit, {unit: 1})
    short = shortfalls(hall.terms.groups, hall.pool, carried)
    return hall if short else replace(hall, terms=replace(hall.terms, cap=carried))


@cache
def matched(types: tuple[str, ...], seats: tuple[str, ...]) -> bool:
    """Whether so many people can all be seated, found by trying every seat for each in turn."""
    if not types:
        return True
    return any(
        matched(types[1:], seats[:chosen] + seats[chosen + 1 :])
        for chosen, group in enumerate(seats)
        if group in groups_of(types[0])
    )


def all_fit(members: Sequence[Candidate], seats: Sequence[str]) -> bool:
    return matched(tuple(sorted(member.type for member in members)), tuple(sorted(seats)))


def test_the_successor_is_the_one_whom_the_page_s_words_name(cap: int | None) -> None:
    rules: Counter[int] = Counter()
    for departure in (departure for story in stories(cap) for departure in story):
        found = departure.succession
        successor = found.successor.tag if found.successor else None
        assert (found.rule, successor) == by_the_page(departure)
        rules[found.rule] += 1
    assert rules.keys() == {1, 2, 3, 4}


def by_the_page(departure: Departure) -> tuple[int, str | None]:
    """Rule and successor, every candidate tried in the order of the walk under one rule after the other."""
    group = seat_groups(departure.terms.groups)[departure.before.seat_of(departure.leaver.tag)]
    staying = [*departure.staying.values()]
    for candidate in departure.available:
        if candidate.type == departure.leaver.type:
            return 1, candidate.tag
    for candidate in departure.available:
        if group in groups_of(candidate.type):
            return 2, candidate.tag
    for candidate in departure.available:
        if all_fit([*staying, candidate], departure.seats):
            return 3, candidate.tag
    return 4, None


def test_replacements_keep_every_seat_s_group(cap: int | None) -> None:
    for departure in (departure for story in stories(cap) for departure in story):
        groups = seat_groups(departure.terms.groups)
        for seat, member in departure.succession.after.members.items():
            assert groups[seat] in groups_of(member.type)


def test_who_stays_keeps_the_seat_unless_all_are_seated_anew(cap: int | None) -> None:
    moved = 0
    for departure in (departure for story in stories(cap) for departure in story):
        after = departure.succession.after.members
        if departure.succession.rule == 3:
            moved += 1
            assert {*departure.staying.values()} < {*after.values()}
        else:
            assert {seat: after[seat] for seat in departure.staying} == departure.staying
    assert moved


def test_a_decliner_never_returns_and_nobody_is_seated_twice(cap: int | None) -> None:
    for story in stories(cap):
        gone: set[str] = set()
        called = [departure.succession.successor for departure in story]
        for departure in story:
            gone.add(departure.leaver.tag)
            assert gone.isdisjoint(member.tag for member in departure.succession.after.members.values())
        tags = [successor.tag for successor in called if successor]
        assert len(tags) == len(set(tags))
        assert {*tags} | {member.tag for member in story[0].before.members.values()} == gone


def test_a_seat_is_left_open_only_if_nobody_at_all_could_take_part(cap: int | None) -> None:
    """Feasibility is never lost when it exists: whoever could be matched with all who stay is called."""
    for departure in (departure for story in stories(cap) for departure in story):
        could = [
            candidate
            for candidate in departure.available
            if all_fit([*departure.staying.values(), candidate], departure.seats)
        ]
        assert (departure.succession.rule == 4) == (not could)


def test_every_seat_is_taken_or_open_under_rule_4(cap: int | None) -> None:
    for departure in (departure for story in stories(cap) for departure in story):
        after = departure.succession.after
        seats = range(len(seat_groups(departure.terms.groups)))
        assert after.members.keys() | after.open == {*seats}
        assert not after.members.keys() & after.open
        assert departure.before.open <= after.open


def test_no_employer_ever_has_more_members_than_the_cap(cap: int | None) -> None:
    most = 0
    for departure in (departure for story in stories(cap) for departure in story):
        units = Counter(member.unit for member in departure.succession.after.members.values())
        units.update(departure.terms.cap.carried)
        assert cap is None or all(count <= cap for count in units.values())
        most = max(most, *units.values(), 0)
    assert cap is None or most == cap
