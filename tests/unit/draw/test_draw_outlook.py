"""What is said before a freeze: right by other means, and nothing proposed that would not do."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.draw.documents import Leaf
from panel.draw.kinds import Experts, Groups, Kind
from panel.draw.leximin import leximin_chances
from panel.draw.outlook import Outlook, outlook
from panel.draw.pool import Line, Pool, pool_bytes, read_pool
from panel.draw.relaxations import Question, Relaxation
from panel.draw.seats import Group, type_of
from panel.draw.terms import Terms, UnitCap
from panel.draw.trials import run_trials

FIELDS = ("A", "B", "C", "D")
UNHURRIED = settings(deadline=None, max_examples=60)  # a cap that never fits is tried a thousand times


def group(number: int, count: int, *fields: str, **where: str) -> Group:
    conditions = tuple((name, frozenset({value})) for name, value in where.items())
    return Group(f"S{number}", count, frozenset(fields), conditions)


def kind(fields: str, employer: int = 1, reason: str | None = None, **attributes: str) -> Kind:
    return Kind(tuple(fields), tuple(attributes.items()), f"{employer:064x}"[::-1], reason)


def ask(experts: Mapping[Kind, int], *groups: Group, cap: int | None = None) -> Outlook:
    return outlook(Experts(experts), Question(groups, cap, FIELDS, lambda _: True))


def relaxed(groups: Groups, cap: int | None, relaxation: Relaxation) -> tuple[Groups, int | None]:
    def changed(of: Group) -> Group:
        if of.id != relaxation.group:
            return of
        if relaxation.kind == "seats":
            return replace(of, count=of.count - relaxation.steps)
        if relaxation.kind == "condition":
            return replace(of, where=tuple(c for c in of.where if c[0] != relaxation.condition))
        return replace(of, fields=of.fields | {relaxation.field})

    raised = cap + relaxation.steps if cap is not None and relaxation.kind == "cap" else cap
    return tuple(map(changed, groups)), raised


def is_fine(found: Outlook) -> bool:
    return not found.can_end_void and not any(filling.missing for filling in found.fillings)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Mapping[Kind, int], Groups, int | None]:
    fields = st.sets(st.sampled_from(FIELDS), min_size=1, max_size=2)
    kinds = st.builds(
        lambda held, employer, reason: kind("".join(sorted(held)), employer, reason),
        fields,
        st.integers(1, 4),
        st.sampled_from([None, None, None, "R01"]),
    )
    experts = draw(st.dictionaries(kinds, st.integers(1, 3), min_size=1, max_size=8))
    seats = draw(st.lists(st.tuples(st.integers(1, 4), fields), min_size=1, max_size=3))
    groups = tuple(group(number, count, *held) for number, (count, held) in enumerate(seats, 1))
    return experts, groups, draw(st.sampled_from([None, 1, 2]))


@given(questions())
@UNHURRIED
def test_whatever_is_proposed_does_alone(asked: tuple[Mapping[Kind, int], Groups, int | None]) -> None:
    experts, groups, cap = asked
    found = ask(experts, *groups, cap=cap)
    assert not (is_fine(found) and found.relaxations)
    for relaxation in found.relaxations:
        wider, higher = relaxed(groups, cap, relaxation)
        assert is_fine(ask(experts, *wider, cap=higher)), relaxation


@given(questions())
@UNHURRIED
def test_fewer_steps_than_proposed_would_not_do(
    asked: tuple[Mapping[Kind, int], Groups, int | None],
) -> None:
    experts, groups, cap = asked
    for relaxation in ask(experts, *groups, cap=cap).relaxations:
        if relaxation.steps > 1:
            wider, higher = relaxed(groups, cap, replace(relaxation, steps=relaxation.steps - 1))
            assert not is_fine(ask(experts, *wider, cap=higher)), relaxation


@given(questions())
@UNHURRIED
def test_one_expert_more_changes_the_chance_to_what_a_larger_pool_has(
    asked: tuple[Mapping[Kind, int], Groups, int | None],
) -> None:
    experts, groups, cap = asked
    eligible = Experts(experts).types(groups)
    for prospect in ask(experts, *groups, cap=cap).prospects:
        assert prospect.eligible == eligible.get(prospect.type, 0)
        if prospect.one_more:
            larger = {**eligible, prospect.type: prospect.eligible + 1}
            assert prospect.one_more == leximin_chances(groups, larger)[prospect.type]
        if prospect.chance and prospect.one_more:
            assert Fraction(*prospect.one_more) <= Fraction(*prospect.chance)


def test_a_group_that_is_short_says_by_how_many_and_what_exclusions_cost_it() -> None:
    found = ask({kind("A"): 2, kind("A", reason="TERM"): 1, kind("A", reason="R01"): 3}, group(1, 4, "A"))
    [filling] = found.fillings
    assert (filling.eligible, filling.seats, filling.missing) == (2, 4, 2)
    assert filling.costs == (("R01", 3), ("TERM", 1))
    assert found.prospects[0].chance is None


def test_one_expert_too_few_is_mended_by_one_more() -> None:
    [prospect] = ask({kind("A"): 1}, group(1, 2, "A")).prospects
    assert (prospect.chance, prospect.one_more) == (None, (1, 1))


def test_a_group_that_only_people_of_two_groups_fit_has_a_line_of_its_own() -> None:
    found = ask({kind("AB"): 4}, group(1, 1, "A"), group(2, 1, "B"))
    assert [(p.type, p.eligible, p.chance, p.one_more) for p in found.prospects] == [
        ("S1", 0, None, (2, 5)),
        ("S1+S2", 4, (1, 2), (2, 5)),
        ("S2", 0, None, (2, 5)),
    ]


def test_types_stand_in_plan_order() -> None:
    groups = tuple(group(number, 1, "A") for number in range(1, 11))
    found = ask({kind("A", n): 1 for n in range(1, 11)}, *groups)
    assert [p.type for p in found.prospects if not p.eligible] == [f"S{n}" for n in range(1, 11)]


def test_where_conditions_hold_for_further_fields_too() -> None:
    experts = {kind("A", region="CITY"): 1, kind("B", region="CITY"): 1, kind("C", region="FAR"): 5}
    found = ask(experts, group(1, 2, "A", region="CITY"))
    assert [(r.kind, r.field, r.steps, r.admits) for r in found.relaxations] == [
        ("seats", "", 1, 0),
        ("field", "B", 1, 1),
    ]


def test_fields_that_admit_fewest_come_first() -> None:
    found = ask({kind("A"): 1, kind("B"): 9, kind("C"): 3, kind("D"): 1}, group(1, 3, "A"))
    fields = [(r.field, r.admits) for r in found.relaxations if r.kind == "field"]
    assert fields == [("C", 3), ("B", 9)]


def test_a_cap_that_binds_is_told_by_the_number_of_employers() -> None:
    found = ask({kind("A", 1): 3, kind("A", 2): 3, kind("A", 3): 1}, group(1, 5, "A"), cap=1)
    assert found.fillings[0].missing == 2
    assert found.binding == 2
    assert Relaxation("cap", 1) in found.relaxations


def test_no_cap_is_raised_where_experts_are_missing() -> None:
    found = ask({kind("A", 1): 3}, group(1, 5, "A"), cap=1)
    assert found.binding == 0
    assert {relaxation.kind for relaxation in found.relaxations} == {"seats"}


def test_what_other_rules_forbid_is_not_proposed() -> None:
    question = Question((group(1, 5, "A"),), None, FIELDS, lambda groups: groups[0].count % 2 == 1)
    found = outlook(Experts({kind("A"): 4}), question)
    assert found.relaxations == (Relaxation("seats", 2, "S1"),)


HUNDRED_OF_ONE = {kind("AB", 1): 100, kind("A", 2): 1, kind("B", 3): 1}
"""Chance wants two of the hundred nearly always, and all of them work for one employer."""
OVERLAPPING = (group(1, 1, "A"), group(2, 1, "B"))


def test_counts_that_hardly_ever_fit_within_the_cap_are_found_before_the_freeze() -> None:
    found = ask(HUNDRED_OF_ONE, *OVERLAPPING, cap=1)
    assert found.can_end_void
    assert all(filling.missing == 0 for filling in found.fillings)
    assert found.relaxations[0] == Relaxation("cap", 1)


@pytest.mark.parametrize("cap", [None, 2])
def test_without_a_cap_that_matters_nothing_ends_void(cap: int | None) -> None:
    assert is_fine(ask(HUNDRED_OF_ONE, *OVERLAPPING, cap=cap))


@pytest.mark.parametrize(("together", "apart"), [(8, 1), (8, 3), (30, 2)])
def test_what_is_found_free_of_void_draws_has_none_in_many_trials(together: int, apart: int) -> None:
    experts = {kind("AB", 1): together, kind("A", 2): apart, kind("B", 3): apart}
    assert not ask(experts, *OVERLAPPING, cap=1).can_end_void

    pool = drawable(experts, OVERLAPPING)
    eligible = pool.types()
    terms = Terms(OVERLAPPING, UnitCap(1, {}), eligible, leximin_chances(OVERLAPPING, eligible))
    assert run_trials(terms, pool, 300).runs == 300


def drawable(experts: Mapping[Kind, int], groups: Groups) -> Pool:
    """The same people with tags, so that they can be drawn from."""
    people = [
        (type_of(leaf(known.fields), groups), known.employer[:16])
        for known, count in experts.items()
        for _ in range(count)
    ]
    lines = (
        Line(f"{number:032x}", type_, unit, eligible=True) for number, (type_, unit) in enumerate(people)
    )
    return read_pool(BytesIO(pool_bytes(lines)))


def leaf(fields: tuple[str, ...]) -> Leaf:
    return Leaf(attributes={}, employer="", expert="", fields=list(fields), identity="", salt="")
