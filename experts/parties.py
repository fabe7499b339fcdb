"""Whom the experts of a meeting must be independent of 当事人与有关单位."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """In which part somebody stands in a case."""

    SUBJECT = "subject"  # 信用主体
    DETERMINING = "determining"  # 认定单位, or whoever made the document that the case rests on
    SUPERVISING = "supervising"  # 监督单位


@dataclass(frozen=True, slots=True)
class Party:
    """A subject or a unit that a meeting concerns.

    uscc: its unified social credit code; None for a natural person, or where only the name is known.
    former_names: names a unit bore before a reform; the codes it had then are not known.
    handled_on: for a determining unit the day on which it dealt with the case.
    """

    part: Part
    name: str
    uscc: str | None = None
    former_names: tuple[str, ...] = ()
    handled_on: date | None = None


class Parties:
    """The parties of one case or of a whole agenda, found by the code or the name that somebody entered."""

    def __init__(self, parties: Iterable[Party] = ()) -> None:
        self._all = tuple(dict.fromkeys(parties))
        self._keyed: dict[str, list[Party]] = {}
        self._named: dict[str, list[Party]] = {}
        for party in self._all:
            for key in {party.uscc, party.name} - {None}:
                self._keyed.setdefault(str(key), []).append(party)
            for name in party.former_names if party.uscc else (party.name, *party.former_names):
                self._named.setdefault(name, []).append(party)

    def __iter__(self) -> Iterator[Party]:
        return iter(self._all)

    @property
    def keys(self) -> frozenset[str]:
        """Every code and name by which somebody may have entered one of them."""
        return frozenset((*self._keyed, *self._named))

    def are(self, name: str, uscc: str | None) -> Sequence[Party]:
        """The parties that somebody with this name and code is.

        A code decides where both have one: a namesake with a code of its own is somebody else. The name
        decides where there is no code to compare, and where it is a former name: a unit's code of those
        days has ended with it.
        """
        by_key = self._keyed.get(uscc or name, ())
        by_name = self._named.get(name, ())
        if not by_name:
            return by_key
        return [*by_key, *(party for party in by_name if party not in by_key)]
