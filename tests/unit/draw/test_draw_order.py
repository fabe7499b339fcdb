"""The order in which anything is written down never decides who is drawn; and seats that can be filled are."""

import io
import json
import os
from collections import Counter
from dataclasses import replace
from itertools import combinations, islice
from random import Random
from typing import Any

import pytest
from halls import hall, halls
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import GROUPS, check, dump, invented_experts, rehearsal

from panel.draw.draw import draw
from panel.draw.faults import BrokenRuleError
from panel.draw.freeze import freeze_pool
from panel.draw.pool import Line, Pool, pool_bytes, read_pool
from panel.draw.seats import Group
from panel.draw.seed import Seed
from panel.draw.shortfall import shortfalls
from panel.draw.terms import UnitCap

TIMES = 20 if os.environ.get("SOAK") else 1


def shuffled(value: Any, random: Random) -> Any:
    """The same JSON, the names of every object in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], random) for name in random.sample(sorted(value), len(value))}
    return [shuffled(member, random) for member in value] if isinstance(value, list) else value


@settings(deadline=None, max_examples=40 * TIMES)
@given(st.randoms(use_true_random=False), st.integers(1, 10**6))
def test_the_order_of_the_experts_never_matters(random: Random, seed: int) -> None:
    made = rehearsal(experts=invented_experts(seed, 30), seed=seed)
    before = made.make()
    random.shuffle(made.experts)
    after = made.make()
    after["openings.json"] = before["openings.json"]  # which policy may list in any order
    assert after == before


@settings(deadline=None, max_examples=40 * TIMES)
@given(st.randoms(use_true_random=False), st.sampled_from([None, 1, 2]))
def test_the_order_of_names_in_plan_and_reveals_never_matters(random: Random, cap: int | None) -> None:
    files = rehearsal(unit_cap=cap).make()
    for name in ("plan.json", "reveals.json", "result.json", "events.json"):
        files[name] = dump(shuffled(json.loads(files[name]), random))
    assert check(files).exit_code == 3


@settings(deadline=None, max_examples=40 * TIMES)
@given(st.randoms(use_true_random=False), st.sampled_from([None, 1, 2]), st.integers(0, 30))
def test_the_order_of_the_types_never_matters(random: Random, cap: int | None, number: int) -> None:
    found = next(islice(halls(cap=cap), number, None))
    terms = found.terms
    mixed = replace(
        terms, eligible=shuffled(dict(terms.eligible), random), chances=shuffled(dict(terms.chances), random)
    )
    seed = Seed.trial("00", number)
    assert draw(mixed, found.tickets(seed), seed) == found.draw(seed)


@given(st.permutations(range(5)))
def test_a_pool_file_has_one_order_only(order: list[int]) -> None:
    lines = freeze_pool(invented_experts(number=20), GROUPS, b"k" * 32).pool.splitlines(keepends=True)[:5]
    data = b"".join(lines[place] for place in order)
    if order == sorted(order):
        assert read_pool(io.BytesIO(data)).size == 5
    else:
        with pytest.raises(BrokenRuleError, match="ascend"):
            read_pool(io.BytesIO(data))


# feasibility


def can_be_filled(people: list[tuple[str, int]], seats: list[str], cap: UnitCap) -> bool:
    """Whether some choice of people fills all seats within the cap, found by trying all choices."""

    def seated(types: list[str], left: list[str]) -> bool:
        if not left:
            return True
        return any(
            seated(types[:place] + types[place + 1 :], left[1:])
            for place, type_ in enumerate(types)
            if left[0] in type_.split("+")
        )

    def within_cap(choice: tuple[tuple[str, int], ...]) -> bool:
        units = Counter(f"{unit:016x}" for _, unit in choice)
        return all(count <= cap.room(unit, {}) for unit, count in units.items())

    choices = filter(within_cap, combinations(people, len(seats)))
    return any(seated([type_ for type_, _ in choice], seats) for choice in choices)


def pool_of(people: list[tuple[str, int]]) -> Pool:
    lines = (
        Line(f"{n:032x}", type_, f"{unit:016x}", eligible=True) for n, (type_, unit) in enumerate(people)
    )
    return read_pool(io.BytesIO(pool_bytes(lines)))


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["S1", "S2", "S1+S2"]), st.integers(1, 3)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=200 * TIMES)
@given(
    PEOPLE, st.tuples(st.integers(1, 2), st.integers(1, 2)), st.sampled_from([None, 1, 2]), st.integers(0, 1)
)
def test_the_freeze_refuses_if_and_only_if_no_choice_of_people_fills_the_seats(
    people: list[tuple[str, int]], counts: tuple[int, int], cap: int | None, carried: int
) -> None:
    groups = tuple(Group(f"S{n}", count, frozenset({"L01"})) for n, count in enumerate(counts, 1))
    limit = UnitCap(cap, {f"{1:016x}": carried})
    seats = [group.id for group in groups for _ in range(group.count)]
    short = shortfalls(groups, pool_of(people), limit)
    assert (not short) == can_be_filled(people, seats, limit)


@pytest.mark.parametrize("cap", [None, 1, 2])
def test_a_draw_that_is_not_void_fills_every_seat_within_the_cap(cap: int | None) -> None:
    drawn_at_all = 0
    for number, found in enumerate(islice(halls(cap=cap), 60 * TIMES)):
        drawn = found.draw(Seed.trial("00", number))
        assert drawn or cap
        if not drawn:
            continue
        drawn_at_all += 1
        seats = [group.id for group in found.terms.groups for _ in range(group.count)]
        assert len(drawn.panel) == len({member.tag for member in drawn.panel.values()}) == len(seats)
        assert all(seats[seat] in member.type.split("+") for seat, member in drawn.panel.items())
        assert Counter(member.type for member in drawn.panel.values()) == drawn.composition.counts
        units = Counter(member.unit for member in drawn.panel.values())
        assert cap is None or max(units.values()) <= cap
    assert drawn_at_all > 30


def test_the_walk_passes_whoever_would_leave_a_seat_that_nobody_can_fill() -> None:
    """Of two lawyers one works beside the only economist: whatever the tickets, the other one sits."""
    for number in range(20):
        found = hall(
            [Group("S1", 1, frozenset({"L01"})), Group("S2", 1, frozenset({"I02"}))],
            [("S1", 1), ("S1", 2), ("S2", 1)],
            cap=1,
            number=number,
        )
        assert found
        drawn = found.draw(Seed.trial("00", number))
        assert drawn
        assert [member.unit[-1] for member in drawn.panel.values()] == ["2", "1"]
