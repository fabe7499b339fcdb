"""§7: tickets, and the candidates of each type in their ascending order, as deep as anyone asks."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from panel.draw.pool import Pool

_FIRST_DEPTH = 64
_DEEPER = 8


class Candidate(NamedTuple):
    """An eligible candidate with a ticket; candidates sort as they are walked: by ticket, then tag.

    Ticket is 64, tag 32 and unit 16 hex digits.
    """

    ticket: str
    tag: str
    type: str
    unit: str


class Tickets:
    """The lowest tickets of every type, found when first wanted and kept.

    Kept are all candidates of a type whose ticket lies below a limit, so what is kept is always a
    complete beginning of the type's order. When it runs out the limit rises eightfold and the type is
    gone through again; a draw from a large pool hardly ever needs that.
    """

    def __init__(self, pool: Pool, ticket_key: bytes) -> None:
        self._pool = pool
        self._key = ticket_key
        self._sizes = pool.types()
        self._depth: dict[str, int] = {}
        self._kept: dict[str, list[Candidate]] = {}

    def kept(self, type_: str) -> list[Candidate]:
        """The beginning of the type's order that is known so far."""
        if type_ not in self._kept:
            self._find(type_, _FIRST_DEPTH)
        return self._kept[type_]

    def deepen(self, type_: str) -> bool:
        """Know more of the type's order; False if all of it was known."""
        if len(self.kept(type_)) == self._sizes.get(type_, 0):
            return False
        self._find(type_, self._depth[type_] * _DEEPER)
        return True

    def ascending(self, type_: str) -> Iterator[Candidate]:
        """All eligible candidates of a type in ascending order of ticket, then tag."""
        done = 0
        while True:
            kept = self.kept(type_)
            yield from kept[done:]
            if len(kept) == done and not self.deepen(type_):
                return
            done = len(kept)

    def _find(self, type_: str, depth: int) -> None:
        """Keep the tickets below the limit under which `depth` of them are expected."""
        size = self._sizes.get(type_, 0)
        limit = (depth * 2**64 // size).to_bytes(8, "big") if depth < size else b"\xff" * 33
        key = self._key
        found = [
            Candidate(ticket.hex(), tag.hex(), type_, unit.hex())
            for tag, unit in self._pool.eligible(type_)
            if (ticket := sha256(key + tag).digest()) < limit
        ]
        found.sort()
        self._depth[type_] = depth
        self._kept[type_] = found
