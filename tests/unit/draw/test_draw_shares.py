"""Over many draws, everybody is drawn as often as the plan says; with a cap, as often as the record prints.

The seeds are fixed, so each test always ends alike; SOAK takes more and longer runs.
"""

import os
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from math import log, sqrt

import pytest
from halls import IMPROBABLE, Hall, agrees, hall, halls, times_drawn

from panel.draw.seats import Group
from panel.draw.seed import Seed
from panel.draw.trials import TrialVoidError, run_trials

SOAK = bool(os.environ.get("SOAK"))
RUNS = 10_000 if SOAK else 2_000
HALLS = 100 if SOAK else 12
CAPPED = 1_000 if SOAK else 40
CAPPED_RUNS = 1_000 if SOAK else 200


def seeds(runs: int, what: str = "a") -> Iterable[Seed]:
    return (Seed.trial(what.encode().hex(), number) for number in range(runs))


def exact(of: Hall) -> dict[str, float]:
    return {tag: float(Fraction(*of.terms.chances[type_])) for tag, type_ in of.people.items()}


def test_without_a_cap_every_experts_share_agrees_with_the_exact_chance() -> None:
    for found in islice(halls(), HALLS):
        assert agrees(times_drawn(found, seeds(RUNS)), exact(found), RUNS), found.terms


def test_a_draw_that_favours_somebody_by_a_tenth_does_not_agree() -> None:
    """The test above can fail: exact shares agree, and no longer once somebody has some of another's."""
    found = next(of for of in halls() if len(set(of.terms.chances.values())) > 2)
    chances = exact(found)
    robbed, favoured, *_ = sorted(chances, key=lambda tag: abs(chances[tag] - 0.5))
    times = Counter({tag: round(chance * RUNS) for tag, chance in chances.items()})
    assert agrees(times, chances, RUNS)
    times.update({favoured: RUNS // 10, robbed: -RUNS // 10})
    assert not agrees(times, chances, RUNS)


def test_people_of_one_type_are_drawn_together_as_often_as_their_number_allows() -> None:
    """Two of two colleagues in five get both seats in a tenth of the draws: tickets know no friends."""
    found = hall([Group("S1", 2, frozenset({"L01"}))], [("S1", 0)] * 5)
    assert found
    pairs: Counter[str] = Counter()
    for seed in seeds(RUNS):
        drawn = found.draw(seed)
        assert drawn
        pairs["".join(sorted(member.tag for member in drawn.panel.values()))] += 1
    assert len(pairs) == 10
    assert agrees(pairs, dict.fromkeys(pairs, 0.1), RUNS)


def drawable(cap: int, number: int) -> Iterable[Hall]:
    """Halls with a cap in which the freeze's trial draws all end with a panel."""
    found = 0
    for candidate in halls(cap=cap):
        try:
            run_trials(candidate.terms, candidate.pool, 50)
        except TrialVoidError:
            continue
        yield candidate
        found += 1
        if found == number:
            return


@pytest.mark.parametrize("cap", [1, 2])
def test_with_a_cap_every_simulated_chance_lies_in_the_printed_range(cap: int) -> None:
    unequal = 0
    for found in drawable(cap, CAPPED // 2):
        printed = run_trials(found.terms, found.pool, CAPPED_RUNS)
        again = times_drawn(found, (Seed.trial(found.pool.digest, n) for n in range(CAPPED_RUNS)))
        for type_, (lowest, highest) in printed.drawn.items():
            times = [again[tag] for tag, of in found.people.items() if of == type_]
            assert (min(times), max(times)) == (lowest, highest)
        other = times_drawn(found, seeds(CAPPED_RUNS, "b"))
        slack = (
            2 * CAPPED_RUNS * sqrt(log(2 * len(other) / IMPROBABLE) / (2 * CAPPED_RUNS))
        )  # Hoeffding, twice
        for tag, type_ in found.people.items():
            lowest, highest = printed.drawn[type_]
            assert lowest - slack <= other[tag] <= highest + slack
        unequal += any(highest - lowest > slack for lowest, highest in printed.drawn.values())
    assert unequal


def test_a_cap_that_nobody_reaches_changes_nothing() -> None:
    for free, capped in zip(islice(halls(), HALLS), halls(cap=9), strict=False):
        for seed in seeds(20):
            assert free.draw(seed) == capped.draw(seed)
