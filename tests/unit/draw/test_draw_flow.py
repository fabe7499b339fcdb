"""Flows, chances and completability against counting by hand on small cases."""

import io
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import fillable, leximin

from panel.draw import tickets as tickets_module
from panel.draw.chances import check_chances
from panel.draw.completion import completable, unfillable
from panel.draw.faults import BrokenRuleError
from panel.draw.flow import SINK, Flow
from panel.draw.pool import Line, pool_bytes, read_pool
from panel.draw.seating import assign, can_be_seated
from panel.draw.seats import Group
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Candidate, Tickets

ALL_TYPES = ["S1", "S2", "S3", "S1+S2", "S1+S3", "S2+S3", "S1+S2+S3"]


def groups(*counts: Any) -> Any:
    return tuple(Group(f"S{n}", count, frozenset({"L01"})) for n, count in enumerate(counts, 1))


def by_hand(counts: Any, eligible: dict[str, int]) -> Any:
    """The most seats that can be filled: every way to give each type's people to its groups."""
    best = 0
    ways = []
    for type_, number in eligible.items():
        fits = type_.split("+")
        ways.append(
            [
                Counter(dict(zip(fits, given, strict=True)))
                for given in product(range(number + 1), repeat=len(fits))
                if sum(given) <= number
            ]
        )
    for choice in product(*ways):
        total = sum(choice, Counter())
        if all(total[f"S{n}"] <= count for n, count in enumerate(counts, 1)):
            best = max(best, total.total())
    return best


small_pools = st.dictionaries(st.sampled_from(ALL_TYPES), st.integers(1, 2), min_size=1, max_size=4)
small_seats = st.lists(st.integers(1, 2), min_size=3, max_size=3)


@given(small_seats, small_pools)
def test_the_flow_fills_as_many_seats_as_counting_by_hand(counts: Any, eligible: dict[str, int]) -> None:
    assert fillable(groups(*counts), eligible, eligible) == by_hand(counts, eligible)


@given(small_seats, small_pools, st.randoms(use_true_random=False))
def test_the_order_of_pushing_does_not_matter(counts: Any, eligible: dict[str, int], random: Random) -> None:
    turned = list(eligible)
    random.shuffle(turned)
    assert fillable(groups(*counts), eligible, eligible) == fillable(groups(*counts), eligible, turned)


def test_a_flow_leads_earlier_flow_another_way() -> None:
    flow = Flow([("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("x", SINK, 1), ("y", SINK, 1)])
    assert flow.push("a", 1) == 1
    assert flow.push("b", 5) == 1
    assert flow.push("a", 1) == 0
    assert flow.reachable("b") == {"b"}


def test_what_a_start_takes_back_others_can_use() -> None:
    flow = Flow([("a", "x", 2), ("b", "x", 2), ("x", SINK, 2)])
    assert (flow.push("a", 2), flow.push("b", 2)) == (2, 0)
    copy = flow.copy()
    flow.take_back("a")
    assert flow.push("b", 2) == 2
    assert copy.push("b", 2) == 0


def test_room_that_nobody_used_stays_when_something_is_taken_back() -> None:
    flow = Flow([("a", "x", 2), ("b", "x", 9), ("x", SINK, 7)])
    flow.push("a", 2)
    flow.push("b", 1)
    flow.take_back("a")
    assert flow.push("b", 9) == 6


# chances


def terms(counts: Any, eligible: dict[str, int], chances: Any) -> Any:
    return Terms(groups(*counts), UnitCap(None, {}), eligible, chances)


def all_feasible_chances(counts: Any, eligible: dict[str, int], denominator: int) -> Iterator[Any]:
    """Every choice of chances with one denominator that fills all seats."""
    types = list(eligible)
    for numerators in product(range(denominator + 1), repeat=len(types)):
        shares = [eligible[t] * n for t, n in zip(types, numerators, strict=True)]
        if sum(shares) != denominator * sum(counts):
            continue
        scaled = tuple(Group(g.id, g.count * denominator, g.fields) for g in groups(*counts))
        if fillable(scaled, dict(zip(types, shares, strict=True)), types) == sum(shares):
            yield {t: Fraction(n, denominator) for t, n in zip(types, numerators, strict=True)}


def in_order(chances: Any, eligible: dict[str, int]) -> Any:
    return sorted(chance for type_, chance in chances.items() for _ in range(eligible[type_]))


@pytest.mark.parametrize(
    ("counts", "eligible"),
    [
        ((1, 1), {"S1": 2, "S2": 3, "S1+S2": 1}),
        ((2, 1), {"S1": 3, "S1+S2": 2, "S2": 1}),
        ((1, 1, 1), {"S1": 1, "S1+S2": 2, "S2+S3": 2}),
        ((2, 1), {"S1": 2, "S2": 4}),
        ((1, 2), {"S1+S2": 5, "S2": 1}),
    ],
)
def test_of_all_chances_only_the_leximin_ones_pass(counts: Any, eligible: dict[str, int]) -> None:
    expected = {t: Fraction(*chance) for t, chance in leximin(groups(*counts), eligible).items()}
    denominator = 12
    best = max(all_feasible_chances(counts, eligible, denominator), key=lambda c: in_order(c, eligible))
    assert in_order(expected, eligible) >= in_order(best, eligible)
    for chances in [*all_feasible_chances(counts, eligible, denominator), expected]:
        ratios = {type_: chance.as_integer_ratio() for type_, chance in chances.items()}
        if chances == expected:
            check_chances(terms(counts, eligible, ratios))
        else:
            with pytest.raises(BrokenRuleError, match="chance"):
                check_chances(terms(counts, eligible, ratios))


@given(small_seats, small_pools)
def test_leximin_chances_pass_whenever_the_seats_can_be_filled(counts: Any, eligible: dict[str, int]) -> None:
    chances = leximin(groups(*counts), eligible)
    if by_hand(counts, eligible) == sum(counts):
        check_chances(terms(counts, eligible, chances))
    else:
        with pytest.raises(BrokenRuleError):
            check_chances(terms(counts, eligible, chances))


def test_chances_that_sum_to_the_seats_must_be_able_to_fill_them() -> None:
    crowded = {"S1": (1, 1), "S2": (1, 3)}
    with pytest.raises(BrokenRuleError, match="cannot fill"):
        check_chances(terms((1, 2), {"S1": 2, "S2": 3}, crowded))


@pytest.mark.parametrize(
    "chances",
    [
        {"S1": (2, 4), "S2": (1, 3)},
        {"S1": (1, 2)},
        {"S1": (1, 2), "S2": (1, 3), "S1+S2": (1, 1)},
        {"S1": (1, 2), "S2": (1, 2)},
        {"S1": (3, 2), "S2": (0, 1)},
    ],
)
def test_chances_must_be_of_all_types_in_lowest_terms_and_sum_to_the_seats(chances: Any) -> None:
    with pytest.raises(BrokenRuleError):
        check_chances(terms((1, 1), {"S1": 2, "S2": 3}, chances))


def test_a_difference_too_small_for_floating_point_counts() -> None:
    """A hair less than a half for one group's people and a hair more for the others is not leximin."""
    eligible = {"S1": 2, "S1+S2": 2}
    half = 2**59
    skewed = {"S1": (half - 1, 2 * half), "S1+S2": (half + 1, 2 * half)}
    check_chances(terms((1, 1), eligible, dict.fromkeys(eligible, (1, 2))))
    with pytest.raises(BrokenRuleError, match=r"\(S1\): .*hold exactly 1 seats"):
        check_chances(terms((1, 1), eligible, skewed))


# completability


def pool_of(people: Any) -> Any:
    lines = [
        Line(f"{number:032x}", type_, f"{unit:016x}", eligible=True)
        for number, (type_, unit) in enumerate(people)
    ]
    return read_pool(io.BytesIO(pool_bytes(lines)))


def completable_by_hand(counts: Any, candidates: Any, cap: Any, taken: Any) -> Any:
    for choice in combinations(candidates, sum(counts.values())):
        types = Counter(candidate.type for candidate in choice)
        units = Counter(candidate.unit for candidate in choice)
        if types == Counter(counts) and all(units[u] <= cap.room(u, taken) for u in units):
            return True
    return False


people = st.lists(
    st.tuples(st.sampled_from(["S1", "S2", "S1+S2"]), st.integers(1, 3)), min_size=1, max_size=7
)


@given(people, st.integers(1, 2), st.dictionaries(st.integers(1, 3), st.integers(0, 2)), st.data())
def test_completability_is_what_trying_all_choices_finds(
    people: Any, limit: int, carried: Any, data: Any
) -> None:
    tickets = Tickets(pool_of(people), b"k" * 32)
    types = sorted({type_ for type_, _ in people})
    everybody = sorted(c for type_ in types for c in tickets.ascending(type_))
    counts = {type_: data.draw(st.integers(0, 2)) for type_ in types}
    cap = UnitCap(limit, {f"{unit:016x}": number for unit, number in carried.items()})
    taken = {f"{1:016x}": data.draw(st.integers(0, 1))}
    after = data.draw(st.one_of(st.none(), st.sampled_from(everybody)))
    left = [c for c in everybody if after is None or c > after]
    wanted = {type_: count for type_, count in counts.items() if count}
    expected = completable_by_hand(wanted, left, cap, taken)
    assert completable(counts, tickets, cap, taken, after) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tickets_module, "_FIRST_DEPTH", 1)
        barely_known = Tickets(pool_of(people), b"k" * 32)
        assert completable(counts, barely_known, cap, taken, after) == expected


def test_only_the_types_that_hinder_are_named() -> None:
    supply = {"S1": {"u": 3}, "S2": {"u": 1}, "S3": {"v": 5}}
    cap = UnitCap(1, {})
    assert unfillable({"S1": 1, "S2": 1, "S3": 1}, supply, cap, {}) == {"S1", "S2"}
    assert unfillable({"S1": 1, "S3": 1}, supply, cap, {}) == set()


# seats


def members(*types: Any) -> Any:
    return [Candidate(f"{n:064x}", f"{n:032x}", type_, "u") for n, type_ in enumerate(types)]


def seated_by_hand(people: Any, seats: Any) -> Any:
    """The first seat for each in turn that leaves a matching, found by trying all."""

    def matches(rest: Any, free: set[int]) -> Any:
        if not rest:
            return True
        return any(
            matches(rest[1:], free - {seat}) for seat in free if seats[seat] in rest[0].type.split("+")
        )

    free, result = set(seats), {}
    for index, member in enumerate(people):
        for seat in sorted(free):
            if seats[seat] in member.type.split("+") and matches(people[index + 1 :], free - {seat}):
                result[seat] = member
                free.remove(seat)
                break
        else:
            return None
    return dict(sorted(result.items()))


@given(st.lists(st.sampled_from(ALL_TYPES), min_size=1, max_size=5), st.integers(0, 10**6))
def test_seats_are_given_as_trying_all_matchings_gives_them(types: list[str], seed: Any) -> None:
    random = Random(seed)
    people = members(*types)
    indexes = sorted(random.sample(range(9), len(types)))
    seats = dict(zip(indexes, sorted(random.choices(["S1", "S2", "S3"], k=len(types))), strict=True))
    expected = seated_by_hand(people, seats)
    if expected is None:
        assert not can_be_seated(Counter(types), Counter(seats.values()))
        with pytest.raises(ValueError, match=r"^these members cannot all be seated$"):
            assign(people, seats)
    else:
        assert assign(reversed(people), seats) == expected
