"""The chances of §5: found exactly, checked exactly, compared with a search through all sets."""

import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import VECTORS

from panel.draw.chances import check_chances
from panel.draw.flow import seat_flow
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.seats import Group
from panel.draw.terms import Terms, UnitCap

Eligible = Mapping[str, int]


def groups(*counts: int) -> tuple[Group, ...]:
    return tuple(Group(f"S{n}", count, frozenset({"A"})) for n, count in enumerate(counts, start=1))


def terms(seats: tuple[Group, ...], eligible: Eligible, chances: Mapping[str, tuple[int, int]]) -> Terms:
    return Terms(seats, UnitCap(None, {}), eligible, chances)


def fillable(seats: tuple[Group, ...], eligible: Eligible, types: tuple[str, ...]) -> int:
    flow = seat_flow(types, {group.id: group.count for group in seats})
    return sum(flow.push(type_, eligible[type_]) for type_ in types)


def by_brute_force(seats: tuple[Group, ...], eligible: Eligible) -> dict[str, Fraction]:
    """Level by level, over all sets of the types that remain, the largest of the sets that bind most."""
    chances: dict[str, Fraction] = {}
    while rest := [type_ for type_ in eligible if type_ not in chances]:
        done = fillable(seats, eligible, tuple(chances))
        shares = {
            types: Fraction(
                fillable(seats, eligible, (*chances, *types)) - done, sum(eligible[type_] for type_ in types)
            )
            for size in range(1, len(rest) + 1)
            for types in combinations(rest, size)
        }
        least = min(shares.values())
        for types, share in shares.items():
            if share == least:
                chances.update(dict.fromkeys(types, least))
    return chances


@st.composite
def pools(draw: st.DrawFn) -> tuple[tuple[Group, ...], Eligible]:
    seats = groups(*draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))
    types = ["+".join(some) for size in range(1, 5) for some in combinations([g.id for g in seats], size)]
    chosen = draw(st.lists(st.sampled_from(types), min_size=1, max_size=7, unique=True))
    return seats, {type_: draw(st.integers(1, 9)) for type_ in chosen}


@given(pools())
def test_the_chances_are_those_of_a_search_through_all_sets(pool: tuple[tuple[Group, ...], Eligible]) -> None:
    seats, eligible = pool
    try:
        found = leximin_chances(seats, eligible)
    except ShortError:
        assert fillable(seats, eligible, tuple(eligible)) < sum(group.count for group in seats)
        return
    assert {type_: Fraction(*chance) for type_, chance in found.items()} == by_brute_force(seats, eligible)
    check_chances(terms(seats, eligible, found))


@given(pools())
def test_the_order_of_the_types_does_not_matter(pool: tuple[tuple[Group, ...], Eligible]) -> None:
    seats, eligible = pool
    turned = dict(reversed(eligible.items()))
    try:
        assert leximin_chances(seats, eligible) == leximin_chances(seats, turned)
    except ShortError:
        with pytest.raises(ShortError):
            leximin_chances(seats, turned)


def test_with_experts_of_a_single_group_the_chance_is_seats_over_eligible() -> None:
    assert leximin_chances(groups(2, 3), {"S1": 8, "S2": 5}) == {"S1": (1, 4), "S2": (3, 5)}


def test_who_fits_two_groups_is_no_better_off_than_the_seats_force() -> None:
    found = leximin_chances(groups(1, 1), {"S1": 1, "S1+S2": 4, "S2": 9})
    assert found == {"S1": (1, 5), "S1+S2": (1, 5), "S2": (1, 9)}


def test_with_enough_overlap_everybody_has_the_same_chance() -> None:
    found = leximin_chances(groups(1, 1), {"S1": 2, "S1+S2": 2, "S2": 3})
    assert set(found.values()) == {(2, 7)}


def test_a_group_that_is_short_is_named_with_what_it_lacks() -> None:
    with pytest.raises(ShortError, match="S2 lacks 2") as caught:
        leximin_chances(groups(1, 3), {"S1": 4, "S2": 1})
    assert (caught.value.group, caught.value.missing) == ("S2", 2)


def test_groups_that_lack_only_together_are_short_too() -> None:
    with pytest.raises(ShortError) as caught:
        leximin_chances(groups(2, 2), {"S1+S2": 3})
    assert (caught.value.group, caught.value.missing) == ("S2", 1)


def test_forty_types_over_eleven_seats_are_solved_and_right() -> None:
    seats = groups(2, 2, 2, 2, 1, 1, 1)
    names = [group.id for group in seats]
    types = ["+".join(some) for size in (1, 2, 3) for some in combinations(names, size)][:41]
    eligible = {type_: 1 + 7 * place % 23 for place, type_ in enumerate(types)}
    found = leximin_chances(seats, eligible)
    assert len(found) == 41
    check_chances(terms(seats, eligible, found))


@pytest.mark.parametrize("name", ["announced", "cap1", "cap2", "nocap", "supplement", "tight", "void"])
def test_the_chances_of_the_vectors_are_found(name: str) -> None:
    plan = json.loads((VECTORS / name / "plan.json").read_text(encoding="utf-8"))
    known = Terms.of(plan)
    assert leximin_chances(known.groups, known.eligible) == dict(known.chances)
