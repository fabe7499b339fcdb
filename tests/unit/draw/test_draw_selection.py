"""§7: rounding, tickets and the walk, against a literal reading of the page."""

import hashlib
import hmac
import io
import json
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rehearsal import (
    RESULT_STEP,
    check,
    considered,
    edited,
    failing,
    fillable,
    invented_leaf,
    leximin,
    rehearsal,
    vector,
)

from panel.draw import tickets as tickets_module
from panel.draw.completion import completable
from panel.draw.composition import Rounding, compose
from panel.draw.draw import draw
from panel.draw.pool import Line, pool_bytes, read_pool
from panel.draw.seats import Group
from panel.draw.seed import Seed
from panel.draw.selection import select
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Tickets

ALL_TYPES = ["S1", "S2", "S3", "S1+S2", "S1+S3", "S2+S3", "S1+S2+S3"]


def groups(*counts: Any) -> Any:
    return tuple(Group(f"S{n}", count, frozenset({"L01"})) for n, count in enumerate(counts, 1))


def pool_of(people: Any) -> Any:
    lines = [
        Line(hashlib.sha256(f"tag {number}".encode()).hexdigest()[:32], type_, f"{unit:016x}", eligible=True)
        for number, (type_, unit) in enumerate(people)
    ]
    return read_pool(io.BytesIO(pool_bytes(lines)))


# rounding, word for word


def literal_rounding(
    seats: tuple[Group, ...], eligible: dict[str, int], chances: Any, seed: Any, t: int
) -> Any:
    """§7.1 with fractions and a maximum flow for every `room`."""
    scale = lcm(*(den for _, den in chances.values()))
    scaled_seats = tuple(Group(g.id, g.count * scale, g.fields) for g in seats)
    x = {k: Fraction(eligible[k]) * Fraction(*chances[k]) for k in eligible}

    def room(a: str, b: str) -> Any:
        offers = {k: x[k] for k in x if k not in (a, b)} | {a: min(eligible[a], x[a] + x[b]), b: 0}
        whole = {k: int(offer * scale) for k, offer in offers.items()}
        most = Fraction(fillable(scaled_seats, whole, whole), scale)
        return min(x[b], most - sum(x[k] for k in x if k not in (a, b)) - x[a])

    i = 0
    while fractional := [k for k in x if x[k].denominator > 1]:
        fractional.sort(key=lambda k: seed.order(t, k))
        a, b = next((a, b) for a, b in combinations(fractional, 2) if room(a, b) > 0 and room(b, a) > 0)
        up, down, u = room(a, b), room(b, a), seed.coin(t, i)
        if u * (up + down) < down * 2**64:
            x[a], x[b] = x[a] + up, x[b] - up
        else:
            x[b], x[a] = x[b] + down, x[a] - down
        i += 1
    return {k: int(n) for k, n in x.items() if n}


pools = st.dictionaries(st.sampled_from(ALL_TYPES), st.integers(1, 5), min_size=2, max_size=6)


@settings(deadline=None)
@given(st.tuples(*[st.integers(1, 2)] * 3), pools, st.binary(min_size=32, max_size=32), st.integers(0, 3))
def test_rounding_is_the_page_s_word_for_word(
    counts: Any, eligible: dict[str, int], prk: bytes, attempt: int
) -> None:
    seats = groups(*counts)
    assume(fillable(seats, eligible, eligible) == sum(counts))
    chances = leximin(seats, eligible)
    terms = Terms(seats, UnitCap(None, {}), eligible, chances)
    ours = Rounding.begin(terms, Seed(prk), attempt).finish()
    assert ours == literal_rounding(seats, eligible, chances, Seed(prk), attempt)
    assert sum(ours.values()) == sum(counts)
    assert all(count <= eligible[type_] for type_, count in ours.items())


def test_the_counts_hit_their_expectation_over_many_seeds() -> None:
    seats, eligible = groups(1, 1), {"S1": 2, "S1+S2": 1, "S2": 2}
    terms = Terms(seats, UnitCap(None, {}), eligible, leximin(seats, eligible))
    total = Counter()
    runs = 2000
    for number in range(runs):
        total.update(Rounding.begin(terms, Seed.trial("0" * 64, number), 0).finish())
    for type_, (num, den) in terms.chances.items():
        assert abs(total[type_] / runs - eligible[type_] * num / den) < 0.05


def test_order_and_coin_are_the_page_s_macs() -> None:
    seed = Seed(b"p" * 32)
    assert (
        seed.order(3, "S1+S2")
        == hmac.new(b"p" * 32, b"panel-draw/1/order\x00\x00\x00\x00\x03S1+S2", "sha256").digest()
    )
    message = b"panel-draw/1/coin\x00\x00\x00\x00\x03\x00\x00\x00\x07"
    assert seed.coin(3, 7) == int.from_bytes(hmac.new(b"p" * 32, message, "sha256").digest()[:8], "big")
    assert seed.ticket_key == hmac.new(b"p" * 32, b"panel-draw/1/ticket\x01", "sha256").digest()
    trial = hashlib.sha256(b"panel-draw/1/trial\x00" + b"\x11" * 32 + b"\x00\x00\x00\x05").digest()
    assert Seed.trial("11" * 32, 5).prk == trial


def test_without_a_cap_the_first_try_stands() -> None:
    eligible = {"S1": 5, "S2": 5}
    terms = Terms(groups(1, 1), UnitCap(None, {}), eligible, {"S1": (1, 5), "S2": (1, 5)})
    composition = compose(terms, Seed(b"s" * 32), lambda _: True)
    assert (composition.counts, composition.tries) == ({"S1": 1, "S2": 1}, 0)


def test_chances_that_cannot_be_seated_are_never_rounded() -> None:
    impossible = Terms(groups(1, 1), UnitCap(None, {}), {"S1": 3}, {"S1": (1, 2)})
    with pytest.raises(ValueError, match=r"^chances that pass §5 always leave a pair"):
        Rounding.begin(impossible, Seed(b"s" * 32), 0).finish()


def test_after_a_thousand_tries_the_attempt_is_void() -> None:
    terms = Terms(groups(1), UnitCap(1, {}), {"S1": 3}, {"S1": (1, 3)})
    asked = []
    assert compose(terms, Seed(b"s" * 32), lambda counts: bool(asked.append(counts))) is None
    assert len(asked) == 1000


class Loaded(Seed):
    """A seed whose coins always show the same."""

    __slots__ = ()
    shows = 0

    def coin(self, attempt: int, move: int) -> int:
        del attempt, move
        return self.shows


@pytest.mark.parametrize(("shows", "gains"), [(0, "a"), (2**63 - 1, "a"), (2**63, "b"), (2**64 - 1, "b")])
def test_a_coin_just_on_the_edge_goes_to_the_second_of_the_pair(
    monkeypatch: pytest.MonkeyPatch, shows: int, gains: str
) -> None:
    monkeypatch.setattr(Loaded, "shows", shows)
    eligible = {"S1": 2, "S1+S2": 2}
    terms = Terms(groups(1), UnitCap(None, {}), eligible, dict.fromkeys(eligible, (1, 4)))
    rounding = Rounding.begin(terms, Loaded(b"s" * 32), 0)
    rounding.finish()
    assert [winner for *_, winner in rounding.moves] == [gains]


# tickets


def test_a_ticket_is_one_hash_that_can_be_checked_by_hand() -> None:
    pool = pool_of([("S1", 1)])
    (tag, _), *_ = pool.eligible("S1")
    (candidate,) = Tickets(pool, b"k" * 32).ascending("S1")
    assert candidate.ticket == hashlib.sha256(b"k" * 32 + tag).hexdigest()
    assert candidate.tag == tag.hex()


@pytest.mark.parametrize("depth", [1, 2, 7, 64])
def test_tickets_found_bit_by_bit_are_all_tickets_in_order(
    monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    monkeypatch.setattr(tickets_module, "_FIRST_DEPTH", depth)
    pool = pool_of([("S1", 1)] * 500 + [("S2", 2)] * 3)
    expected = sorted(hashlib.sha256(b"k" * 32 + tag).hexdigest() for tag, _ in pool.eligible("S1"))
    tickets = Tickets(pool, b"k" * 32)
    assert [c.ticket for c in tickets.ascending("S1")] == expected
    assert [c.ticket for c in tickets.ascending("S1")] == expected
    assert not tickets.deepen("S1")
    assert list(tickets.ascending("S9")) == []


def test_two_walks_share_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets_module, "_FIRST_DEPTH", 2)
    tickets = Tickets(pool_of([("S1", 1)] * 200), b"k" * 32)
    one, other = tickets.ascending("S1"), tickets.ascending("S1")
    both = [(next(one), next(other)) for _ in range(200)]
    assert all(a == b for a, b in both)
    assert len(set(both)) == 200


# the walk, word for word


def literal_walk(counts: Any, everybody: Any, cap: Any) -> Any:
    """§7.2 with completability by trying all choices."""
    opened, units, taken, passed = dict(counts), Counter(), [], []

    def can_be_completed(left: Any) -> Any:
        return any(
            Counter(c.type for c in choice) == +Counter(opened)
            and all(
                number <= cap.room(unit, units) for unit, number in Counter(c.unit for c in choice).items()
            )
            for choice in combinations(left, sum(opened.values()))
        )

    for index, candidate in enumerate(everybody):
        if not opened.get(candidate.type):
            continue
        fits = cap.room(candidate.unit, units) > 0
        opened[candidate.type] -= 1
        units[candidate.unit] += 1
        if fits and can_be_completed(everybody[index + 1 :]):
            taken.append(candidate)
        else:
            opened[candidate.type] += 1
            units[candidate.unit] -= 1
            passed.append(candidate)
        if not any(opened.values()):
            break
    return taken, passed


people = st.lists(
    st.tuples(st.sampled_from(["S1", "S2", "S1+S2"]), st.integers(1, 4)), min_size=2, max_size=9
)


@settings(deadline=None, max_examples=200)
@given(
    people, st.integers(1, 2), st.sampled_from([{}, {1: 1}]), st.binary(min_size=32, max_size=32), st.data()
)
def test_the_walk_is_the_page_s_word_for_word(
    people: Any, limit: int, carried: Any, key: bytes, data: Any
) -> None:
    tickets = Tickets(pool_of(people), key)
    sizes = Counter(type_ for type_, _ in people)
    counts = {type_: data.draw(st.integers(0, min(2, size))) for type_, size in sizes.items()}
    counts = {type_: count for type_, count in counts.items() if count}
    cap = UnitCap(limit, {f"{unit:016x}": number for unit, number in carried.items()})
    assume(counts and completable(counts, tickets, cap, {}))
    everybody = sorted(c for type_ in sizes for c in tickets.ascending(type_))
    selection = select(counts, tickets, cap)
    assert (list(selection.taken), list(selection.passed)) == literal_walk(counts, everybody, cap)


def test_the_walk_looks_as_deep_as_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [("S1", 1)] * 300 + [("S1", 2), ("S2", 1)]
    shallow, deep = (Tickets(pool_of(crowd), b"k" * 32) for _ in range(2))
    monkeypatch.setattr(tickets_module, "_FIRST_DEPTH", 2)
    few = select({"S1": 1, "S2": 1}, shallow, UnitCap(1, {}))
    monkeypatch.setattr(tickets_module, "_FIRST_DEPTH", 10_000)
    assert few == select({"S1": 1, "S2": 1}, deep, UnitCap(1, {}))
    assert {(c.type, c.unit[-1]) for c in few.taken} == {("S1", "2"), ("S2", "1")}
    assert {c.type for c in few.passed} == {"S1"}


def test_a_small_type_does_not_make_the_walk_go_through_the_large_ones() -> None:
    pool = pool_of([("S1", 1)] * 3000 + [("S2", 2)])
    tickets = Tickets(pool, b"k" * 32)
    select({"S1": 1, "S2": 1}, tickets, UnitCap(None, {}))
    assert len(tickets.kept("S1")) < 400


KEYS = [bytes([number]) * 32 for number in range(40)]


@pytest.mark.parametrize("key", KEYS)
def test_the_third_of_an_employer_is_passed_under_a_cap_of_two(key: bytes) -> None:
    tickets = Tickets(pool_of([("S1", 1)] * 6 + [("S1", 2), ("S1", 3)]), key)
    selection = select({"S1": 4}, tickets, UnitCap(2, {}))
    assert Counter(c.unit[-1] for c in selection.taken) == {"1": 2, "2": 1, "3": 1}


@pytest.mark.parametrize("key", KEYS)
def test_who_is_taken_is_not_counted_among_those_still_to_come(key: bytes) -> None:
    """One carried member works for employer 2, whose last room the second lawyer needs, whatever the order."""
    tickets = Tickets(pool_of([("S1", 1), ("S1", 2), ("S2", 2), ("S2", 3)]), key)
    selection = select({"S1": 2, "S2": 1}, tickets, UnitCap(2, {f"{2:016x}": 1}))
    assert {(c.type, c.unit[-1]) for c in selection.taken} == {("S1", "1"), ("S1", "2"), ("S2", "3")}


def test_carried_members_change_who_is_taken() -> None:
    tickets = Tickets(pool_of([("S1", 1), ("S1", 2)]), b"k" * 32)
    first, second = tickets.ascending("S1")
    alone = select({"S1": 1}, tickets, UnitCap(1, {}))
    beside = select({"S1": 1}, tickets, UnitCap(1, {first.unit: 1}))
    assert (alone.taken, alone.passed) == ((first,), ())
    assert (beside.taken, beside.passed) == ((second,), (first,))


# the result


@pytest.mark.parametrize(
    "change",
    [
        lambda result: result["composition"].update({"S9": 1}),
        lambda result: result["panel"].reverse(),
        lambda result: result["panel"].pop(),
        lambda result: result["panel"][0].update(seat=1),
        lambda result: result["panel"][0].update(group="S2"),
        lambda result: result["panel"][0].update(ticket="0" * 64),
        lambda result: result["passed"].reverse(),
        lambda result: result["passed"].pop(),
        lambda result: result.update(ticket_key="0" * 64),
        lambda result: result.update(tries=1),
    ],
)
def test_a_result_that_does_not_follow_is_refused(change: Any) -> None:
    assert failing(check(edited(vector("tight"), "result.json", change))) == [RESULT_STEP]


def test_a_result_of_another_plan_is_refused() -> None:
    files = edited(vector("tight"), "result.json", lambda result: result.update(plan_digest="0" * 64))
    assert "The result belongs to this plan." in failing(check(files))


def test_a_draw_that_no_try_can_complete_is_void() -> None:
    one_employer = [("S1", 1)] * 3 + [("S2", 1)] * 3
    pool = pool_of(one_employer)
    terms = Terms(groups(1, 1), UnitCap(1, {}), pool.types(), leximin(groups(1, 1), pool.types()))
    seed = Seed(b"s" * 32)
    assert draw(terms, Tickets(pool, seed.ticket_key), seed) is None


def test_a_void_by_the_cap_is_recomputed_like_any_result() -> None:
    colleagues = [
        considered(invented_leaf(number, ["L01", "I02"], "one employer", region="OUT")) for number in range(9)
    ]
    files = rehearsal(experts=colleagues, unit_cap=1).make()
    assert json.loads(files["result.json"])["void"] == {"parties": [], "reason": "cap"}
    assert check(files).exit_code == 3
    wrong = edited(files, "result.json", lambda result: result["void"].update(reason="cancelled"))
    assert failing(check(wrong)) == [RESULT_STEP]
