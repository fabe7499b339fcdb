"""Random small draws, made from start to end, are right; and the same made twice are the same."""

import json
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rehearsal import check, considered, failing, fillable, invented_leaf, rehearsal

from panel.draw.seats import Group, type_of

FIELDS = ["L01", "L02", "I02", "C01"]


@st.composite
def halls(draw: st.DrawFn) -> Any:
    """Groups, experts and a cap, small and often tight."""
    random = Random(draw(st.integers(0, 10**9)))
    groups = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        where = (("region", frozenset({"OUT"})),) if random.random() < 0.3 else ()
        fields = frozenset(random.sample(FIELDS, random.choice([1, 1, 2])))
        groups.append(Group(f"S{number}", random.choice([1, 1, 2]), fields, where))
    experts = []
    for number in range(draw(st.integers(3, 24))):
        leaf = invented_leaf(
            number,
            random.sample(FIELDS, random.choice([1, 2, 3])),
            f"employer {random.randrange(draw(st.integers(1, 6)) + 1)}",
            region=random.choice(["IN", "OUT"]),
        )
        experts.append(considered(leaf, random.choice(["R03", "BUSY"]) if random.random() < 0.2 else None))
    return tuple(groups), experts, draw(st.sampled_from([None, 1, 2]))


@settings(deadline=None, max_examples=150)
@given(halls(), st.integers(0, 20), st.integers(1, 10**6), st.sampled_from([(), (), ("guest",)]))
def test_a_draw_made_by_the_rules_verifies(
    hall: Any, departures: int, seed: Any, withheld: tuple[str, ...]
) -> None:
    groups, experts, cap = hall
    eligible = {}
    for expert in experts:
        type_ = type_of(expert.leaf, groups)
        if type_ and expert.reason is None:
            eligible[type_] = eligible.get(type_, 0) + 1
    assume(eligible and fillable(groups, eligible, eligible) == sum(group.count for group in groups))
    made = rehearsal(
        groups=groups, experts=experts, unit_cap=cap, departures=departures, seed=seed, withheld=withheld
    )
    files = made.make()
    report = check(files, leaves=made.leaves())
    assert (report.exit_code, failing(report)) == (3, [])
    assert made.make() == files
    panel = json.loads(files["result.json"]).get("panel", [])
    for seat in panel:
        assert seat["group"] in seat["type"].split("+")
    units = [
        line.split()[2]
        for line in files["pool.txt"].decode().splitlines()
        for s in panel
        if line.startswith(s["tag"])
    ]
    assert cap is None or all(units.count(unit) <= cap for unit in units)
