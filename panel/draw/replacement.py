"""§8: who succeeds a member who leaves, without new randomness."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from panel.draw.documents import Result, SeatHeld
from panel.draw.faults import broken
from panel.draw.pool import Pool
from panel.draw.seating import assign, can_be_seated
from panel.draw.seats import groups_of, seat_groups
from panel.draw.terms import Terms
from panel.draw.tickets import Candidate, Tickets


@dataclass(frozen=True, slots=True)
class Sitting:
    """A panel at one moment.

    Attributes:
        members: who sits where, by seat index.
        seated: the tags of everybody who ever sat in this draw.
        open: the seats that stay open under rule 4.
    """

    members: Mapping[int, Candidate]
    seated: frozenset[str]
    open: frozenset[int] = frozenset()

    @classmethod
    def first(cls, panel: Mapping[int, Candidate]) -> "Sitting":
        """The panel as drawn."""
        return cls(panel, frozenset(member.tag for member in panel.values()))

    @classmethod
    def drawn(cls, result: Result, pool: Pool) -> "Sitting":
        """The panel as a result file has it; the units come from the pool."""
        panel = {}
        for taken in result["panel"]:
            line = pool.find(taken["tag"])
            if line is None:
                raise broken(
                    "result.json.panel", f"{taken['tag']}不在候选池中", f"{taken['tag']} is not in the pool"
                )
            panel[taken["seat"]] = Candidate(taken["ticket"], line.tag, line.type, line.unit)
        return cls.first(panel)

    def seat_of(self, tag: str) -> int:
        """The seat of a member.

        Raises:
            BrokenRuleError: the tag is no sitting member's.
        """
        for seat, member in self.members.items():
            if member.tag == tag:
                return seat
        raise broken("tag", f"{tag}此时不在座", f"{tag} is not sitting at this time")


@dataclass(frozen=True, slots=True)
class Succession:
    """By which rule, who succeeds (None: nobody), and the panel afterwards.

    Attributes:
        panel: the new seats of all members, under rule 3 only.
    """

    rule: int
    successor: Candidate | None
    after: Sitting

    @property
    def panel(self) -> list[SeatHeld] | None:
        if self.rule != 3:
            return None
        return [{"seat": seat, "tag": member.tag} for seat, member in sorted(self.after.members.items())]


def succeed(sitting: Sitting, leaver: str, terms: Terms, tickets: Tickets) -> Succession:
    """Who succeeds the member with the tag `leaver`.

    Raises:
        BrokenRuleError: `leaver` is no sitting member.
    """
    vacated = sitting.seat_of(leaver)
    own_type = sitting.members[vacated].type
    staying = {seat: member for seat, member in sitting.members.items() if seat != vacated}
    groups = seat_groups(terms.groups)
    seats = {seat: group for seat, group in enumerate(groups) if seat not in sitting.open}

    def lowest(types: Iterable[str]) -> Candidate | None:
        return _lowest(types, staying, sitting.seated, terms, tickets)

    sharing = [type_ for type_ in terms.eligible if groups[vacated] in groups_of(type_)]
    for rule, types in ((1, [own_type]), (2, sharing)):
        if successor := lowest(types):
            return Succession(rule, successor, _seat(sitting, {**staying, vacated: successor}, successor))
    if successor := lowest(_types_that_fit(staying.values(), seats, terms)):
        panel = assign([*staying.values(), successor], seats)
        return Succession(3, successor, _seat(sitting, panel, successor))
    return Succession(4, None, replace(sitting, members=staying, open=sitting.open | {vacated}))


def _seat(sitting: Sitting, members: Mapping[int, Candidate], successor: Candidate) -> Sitting:
    return replace(sitting, members=members, seated=sitting.seated | {successor.tag})


def _lowest(
    types: Iterable[str],
    staying: Mapping[int, Candidate],
    seated: frozenset[str],
    terms: Terms,
    tickets: Tickets,
) -> Candidate | None:
    """The lowest ticket of these types among those never seated whose unit has room."""
    units = Counter(member.unit for member in staying.values())
    firsts = (
        next(
            (c for c in tickets.ascending(type_) if c.tag not in seated and terms.cap.room(c.unit, units)),
            None,
        )
        for type_ in types
    )
    return min((candidate for candidate in firsts if candidate), default=None)


def _types_that_fit(staying: Iterable[Candidate], seats: Mapping[int, str], terms: Terms) -> list[str]:
    """The types of whom one more can be matched, with all who stay, to the seats that are not open."""
    types = Counter(member.type for member in staying)
    room = Counter(seats.values())
    return [type_ for type_ in terms.eligible if can_be_seated(types + Counter([type_]), room)]
