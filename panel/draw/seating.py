"""§7.3: who of the taken gets which seat."""

from collections import Counter
from collections.abc import Iterable, Mapping

from panel.draw.flow import seat_flow
from panel.draw.seats import groups_of
from panel.draw.tickets import Candidate


def can_be_seated(types: Mapping[str, int], room: Mapping[str, int]) -> bool:
    """Whether so many of each type can all be matched to so many seats of each group."""
    wanted = {type_: count for type_, count in types.items() if count}
    flow = seat_flow(wanted, room)
    return all(flow.push(type_, count) == count for type_, count in wanted.items())


def assign(members: Iterable[Candidate], seats: Mapping[int, str]) -> dict[int, Candidate]:
    """Seat members in ascending order of ticket, each on the first seat that leaves the rest seatable.

    Args:
        members: those to seat, in any order.
        seats: the group of every seat that may be taken, by seat index.

    Returns:
        Who sits where, by seat index in ascending order.

    Raises:
        ValueError: they cannot all be seated.
    """
    free: dict[str, list[int]] = {}
    for seat in sorted(seats):
        free.setdefault(seats[seat], []).append(seat)
    in_order = sorted(members)
    waiting = Counter(member.type for member in in_order)
    seated = {}
    for member in in_order:
        waiting[member.type] -= 1
        group = _first_group(member.type, waiting, {group: len(left) for group, left in free.items()})
        seated[free[group].pop(0)] = member
    return dict(sorted(seated.items()))


def _first_group(type_: str, waiting: Mapping[str, int], room: Mapping[str, int]) -> str:
    for group in groups_of(type_):
        if room.get(group) and can_be_seated(waiting, {**room, group: room[group] - 1}):
            return group
    raise ValueError("these members cannot all be seated")
