"""Which seats a supplement is for: those that stay open and have none yet, by what they ask for."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from panel.draw.seats import Group, seat_groups
from panel.supplement import still_open

LAW, SAFETY = frozenset({"L01"}), frozenset({"I05"})
CITY = (("region", frozenset({"CITY"})),)
PANEL = (Group("S1", 2, LAW), Group("S2", 2, SAFETY), Group("S3", 1, LAW, CITY))


def test_open_seats_keep_their_groups_and_are_numbered_anew() -> None:
    assert still_open(PANEL, {1, 4}, ()) == (Group("S1", 1, LAW), Group("S2", 1, LAW, CITY))


def test_without_an_open_seat_there_is_nothing_to_fill() -> None:
    assert still_open(PANEL, (), ()) == ()


def test_a_seat_that_has_its_supplement_is_not_asked_for_again() -> None:
    assert still_open(PANEL, {0, 1, 3}, [Group("S1", 1, LAW)]) == (
        Group("S1", 1, LAW),
        Group("S2", 1, SAFETY),
    )


def test_a_supplement_counts_for_groups_that_ask_for_the_same_only() -> None:
    """Law in the city is another seat than law anywhere."""
    assert still_open(PANEL, {0, 4}, [Group("S1", 1, LAW, CITY)]) == (Group("S1", 1, LAW),)


def test_of_two_equal_groups_each_seat_is_filled_once() -> None:
    twice = (Group("S1", 1, LAW), Group("S2", 1, LAW))
    assert still_open(twice, {0, 1}, [Group("S1", 1, LAW)]) == (Group("S1", 1, LAW),)
    assert still_open(twice, {0, 1}, [Group("S1", 1, LAW), Group("S2", 1, LAW)]) == ()


kinds = st.sampled_from([(LAW, ()), (LAW, CITY), (SAFETY, ()), (LAW | SAFETY, ())])
panels = st.lists(st.tuples(kinds, st.integers(1, 3)), min_size=1, max_size=5).map(
    lambda groups: tuple(Group(f"S{n}", count, *kind) for n, (kind, count) in enumerate(groups, 1))
)


@given(panels, st.data())
def test_supplements_one_after_another_fill_every_open_seat_once(
    groups: tuple[Group, ...], data: st.DataObject
) -> None:
    """Seats open in any order, and at any time a supplement is drawn for all that are open by then."""
    seats = data.draw(st.permutations(range(len(seat_groups(groups)))))
    given_: list[Group] = []
    for number in range(1, len(seats) + 1):
        if data.draw(st.booleans()):
            asked = still_open(groups, seats[:number], given_)
            assert [group.id for group in asked] == [f"S{n}" for n in range(1, len(asked) + 1)]
            assert all(group.count >= 1 for group in asked)
            given_ += asked
    given_ += still_open(groups, seats, given_)

    assert still_open(groups, seats, given_) == ()
    assert count(given_) == count(groups)


def count(groups: tuple[Group, ...] | list[Group]) -> Counter[object]:
    """Seats by what they ask for."""
    seats: Counter[object] = Counter()
    for group in groups:
        seats[group.fields, group.where] += group.count
    return seats
