"""An exact integer maximum flow (Edmonds and Karp 1972), small enough to read in a minute."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise

Node = Hashable
SINK = "the seats"


class Flow:
    """A network into which flow is pushed, start by start, towards `SINK`.

    What one start has sent may be led another way by a later push, but never becomes less; so pushing
    from the starts one after the other, in any order, ends in a maximum flow.
    """

    def __init__(self, edges: Iterable[tuple[Node, Node, int]]) -> None:
        """Take the edges as (from, to, capacity)."""
        self._residual: dict[Node, dict[Node, int]] = {SINK: {}}
        for source, target, capacity in edges:
            self._residual.setdefault(source, {})[target] = capacity
            self._residual.setdefault(target, {}).setdefault(source, 0)

    def copy(self) -> "Flow":
        other = Flow(())
        other._residual = {node: dict(room) for node, room in self._residual.items()}
        return other

    def push(self, start: Node, amount: int) -> int:
        """Send up to `amount` more from `start`; return how much got through."""
        sent = 0
        while sent < amount and (path := self._shortest_path(start)):
            step = min(amount - sent, *(self._residual[a][b] for a, b in pairwise(path)))
            for a, b in pairwise(path):
                self._residual[a][b] -= step
                self._residual[b][a] += step
            sent += step
        return sent

    def take_back(self, start: Node) -> None:
        """Undo all that `start` has sent, in a network of starts, places and the sink."""
        for place in self._residual[start]:
            sent = self._residual[place][start]
            self._residual[place][start] = 0
            self._residual[start][place] += sent
            self._residual[place][SINK] += sent
            self._residual[SINK][place] -= sent

    def reachable(self, start: Node) -> set[Node]:
        """The nodes that more flow from `start` could reach: if not the sink, these are what binds."""
        return set(self._search(start))

    def _shortest_path(self, start: Node) -> list[Node] | None:
        before = self._search(start)
        if SINK not in before:
            return None
        path: list[Node] = [SINK]
        while path[-1] != start:
            path.append(before[path[-1]])
        return path[::-1]

    def _search(self, start: Node) -> dict[Node, Node]:
        """Breadth first; every node reached, with the node before it."""
        before: dict[Node, Node] = {start: start}
        queue = [start]
        for node in queue:
            for target, room in self._residual.get(node, {}).items():
                if room and target not in before:
                    before[target] = node
                    if target is SINK:
                        return before
                    queue.append(target)
        return before


def seat_flow(types: Iterable[str], room: Mapping[str, int]) -> Flow:
    """The network from types to the groups in them, where a group takes `room[group]`.

    Starts are the types. A type and a group may have the same name, so a group's node is a tuple.
    """
    edges: list[tuple[Node, Node, int]] = [((group,), SINK, count) for group, count in room.items()]
    edges += [
        (type_, (group,), room[group]) for type_ in types for group in type_.split("+") if room.get(group)
    ]
    return Flow(edges)
