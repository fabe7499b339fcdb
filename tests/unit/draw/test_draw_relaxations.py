"""What would do, against trying everything out on small pools."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from panel.draw.kinds import Experts, Groups, Kind
from panel.draw.outlook import outlook
from panel.draw.relaxations import Question, Relaxation
from panel.draw.seats import Group, seat_groups

FIELDS = ("A", "B", "C")
MANY = settings(deadline=None, max_examples=150)


@dataclass(frozen=True, slots=True)
class Person:
    fields: frozenset[str]
    region: str
    employer: int

    def fits(self, group: Group) -> bool:
        return not self.fields.isdisjoint(group.fields) and all(
            name == "region" and self.region in values for name, values in group.where
        )


@dataclass(frozen=True, slots=True)
class World:
    people: Sequence[Person]
    groups: Groups
    cap: int | None

    def experts(self) -> Experts:
        counted: Counter[Kind] = Counter(
            Kind(
                tuple(sorted(person.fields)),
                (("region", person.region),),
                f"{person.employer:064x}"[::-1],
                None,
            )
            for person in self.people
        )
        return Experts(counted)


def seatable(people: Sequence[Person], groups: Groups, cap: int | None) -> bool:
    """Whether somebody can be found for every seat, by trying everybody on every seat."""
    by_id = {group.id: group for group in groups}
    return _seat_all([by_id[name] for name in seat_groups(groups)], list(people), Counter(), cap)


def _seat_all(seats: list[Group], people: list[Person], taken: Counter[int], cap: int | None) -> bool:
    if not seats:
        return True
    seat, *rest = seats
    for place, person in enumerate(people):
        room = cap is None or taken[person.employer] < cap
        if room and person.fits(seat):
            left = [*people[:place], *people[place + 1 :]]
            if _seat_all(rest, left, taken + Counter([person.employer]), cap):
                return True
    return False


def changed(group: Group, relaxation: Relaxation) -> Group:
    if group.id != relaxation.group:
        return group
    if relaxation.kind == "seats":
        return replace(group, count=group.count - relaxation.steps)
    if relaxation.kind == "field":
        return replace(group, fields=group.fields | {relaxation.field})
    return replace(group, where=tuple(kept for kept in group.where if kept[0] != relaxation.condition))


def conceivable(world: World) -> Iterator[list[Relaxation]]:
    """Every series of changes of one sort, the smallest first."""
    if world.cap is not None:
        yield [Relaxation("cap", steps) for steps in range(1, 9)]
    for group in world.groups:
        yield [Relaxation("seats", steps, group.id) for steps in range(1, group.count)]
        yield from ([Relaxation("field", 1, group.id, field=f)] for f in FIELDS if f not in group.fields)
        yield from ([Relaxation("condition", 1, group.id, condition=name)] for name, _ in group.where)


def does(world: World, relaxation: Relaxation) -> bool:
    cap = world.cap
    if relaxation.kind == "cap" and cap is not None:
        return seatable(world.people, world.groups, cap + relaxation.steps)
    return seatable(world.people, tuple(changed(group, relaxation) for group in world.groups), cap)


def smallest(world: World) -> set[Relaxation]:
    """The first of every series that does."""
    found = (next((r for r in series if does(world, r)), None) for series in conceivable(world))
    return {relaxation for relaxation in found if relaxation}


def fewest_given_up(world: World) -> int | None:
    """The fewest seats that would do, given up anywhere, every group keeping one."""
    totals = []
    for counts in product(*(range(1, group.count + 1) for group in world.groups)):
        groups = tuple(replace(g, count=count) for g, count in zip(world.groups, counts, strict=True))
        if seatable(world.people, groups, world.cap):
            totals.append(sum(group.count for group in world.groups) - sum(counts))
    return min(totals, default=None)


@st.composite
def worlds(draw: st.DrawFn, *, overlapping: bool) -> World:
    """With a cap nobody fits two groups: where types overlap, a cap has chance in it as well."""
    most = 2 if overlapping else 1
    person = st.builds(
        Person,
        st.frozensets(st.sampled_from(FIELDS), min_size=1, max_size=most),
        st.sampled_from(["CITY", "FAR"]),
        st.integers(1, 3),
    )
    people = draw(st.lists(person, min_size=1, max_size=6))
    where = st.sampled_from([(), (), (("region", frozenset({"CITY"})),)])
    if overlapping:
        fields = [draw(st.frozensets(st.sampled_from(FIELDS), min_size=1, max_size=2)) for _ in range(2)]
    else:
        fields = [frozenset({field}) for field in draw(st.permutations(FIELDS))[:2]]
    groups = tuple(
        Group(f"S{number}", draw(st.integers(1, 3)), held, draw(where))
        for number, held in enumerate(fields, 1)
    )
    return World(people, groups, None if overlapping else draw(st.sampled_from([1, 2])))


def check(world: World) -> None:
    ahead = outlook(world.experts(), Question(world.groups, world.cap, FIELDS, lambda _: True))
    fine = not any(filling.missing for filling in ahead.fillings)
    assert fine == seatable(world.people, world.groups, world.cap)
    found = {replace(relaxation, admits=0) for relaxation in ahead.relaxations}
    assert len(found) == len(ahead.relaxations)
    if fine:
        assert found == set()
        return
    assert found == {r for r in smallest(world) if not has_overlap(world, r)} | {
        r for r in found if has_overlap(world, r)
    }
    if not found:
        total = sum(relaxation.steps for relaxation in ahead.together)
        assert (total or None) == fewest_given_up(world)
        groups = world.groups
        for relaxation in ahead.together:
            groups = tuple(changed(group, relaxation) for group in groups)
        assert not total or seatable(world.people, groups, world.cap)


def has_overlap(world: World, relaxation: Relaxation) -> bool:
    """Whether somebody would fit two groups under a cap: then chance may ask for what cannot be."""
    groups = [changed(group, relaxation) for group in world.groups]
    return world.cap is not None and any(
        sum(person.fits(group) for group in groups) > 1 for person in world.people
    )


@given(worlds(overlapping=True))
@MANY
def test_what_is_proposed_is_everything_that_does_and_the_least_of_it(world: World) -> None:
    check(world)


@given(worlds(overlapping=False))
@MANY
def test_so_it_is_within_a_cap(world: World) -> None:
    check(world)


def ask(people: Mapping[str, int], *seats: tuple[str, int]) -> tuple[Relaxation, ...]:
    world = World(
        [Person(frozenset(fields), "CITY", 1) for fields, n in people.items() for _ in range(n)], (), None
    )
    groups = tuple(Group(f"S{number}", n, frozenset(fields)) for number, (fields, n) in enumerate(seats, 1))
    odd = Question(groups, None, (), lambda asked: sum(group.count for group in asked) % 2 == 1)
    return outlook(world.experts(), odd).together


def test_two_groups_that_are_short_are_mended_together() -> None:
    less = ask({"A": 2, "B": 3}, ("A", 3), ("B", 4))
    assert less == (Relaxation("seats", 1, "S1"), Relaxation("seats", 1, "S2"))


def test_one_seat_more_is_given_up_where_the_rules_want_another_number() -> None:
    less = ask({"A": 2, "B": 2}, ("A", 3), ("B", 4))
    assert sum(relaxation.steps for relaxation in less) == 4


def test_every_group_keeps_a_seat() -> None:
    assert ask({"A": 2}, ("A", 3), ("B", 2)) == ()


def test_a_seat_given_up_in_another_group_is_found() -> None:
    """Both groups need the same two people; the first group is not the one that counts as short."""
    people = [Person(frozenset("AB"), "CITY", 1)] * 2
    world = World(people, (Group("S1", 2, frozenset("A")), Group("S2", 1, frozenset("B"))), None)
    found = outlook(world.experts(), Question(world.groups, None, (), lambda _: True)).relaxations
    assert found == (Relaxation("seats", 1, "S1"),)
