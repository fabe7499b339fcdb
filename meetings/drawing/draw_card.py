"""A draw as its pages show it: codes, counts and digests, and no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from io import BytesIO

from sqlalchemy.orm import Session

from kernel.accounts import display_names
from kernel.messages import word
from ledger.entry import Entry
from panel.contribute import ORDER
from panel.draw.forms import WITHHELD
from panel.draw.plan import thin_groups
from panel.draw.pool import read_pool
from panel.draw.seats import Group, groups_of, seat_groups
from panel.in_time import REVEALED
from panel.models import HAS_PANEL, Draw
from panel.panels import course
from panel.seats import asked_for, in_words
from panel.transcript import is_public


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a contributor has put in so far.

    value: as revealed; None until the record is public, and for who withheld it.
    """

    role: str
    party: str = ""
    name: str = ""
    commitment: str = ""
    committed_at: datetime | None = None
    revealed_at: datetime | None = None
    is_withheld: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a seat, by tag; `left` says why no longer. `ticket` is known of those drawn first."""

    tag: str
    ticket: str
    left: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat: its number from 1, what it asks for, and everybody who held it; the last one sits, unless gone."""

    number: int
    asked: str
    holders: Sequence[Holder] = ()

    @property
    def is_open(self) -> bool:
        return not any(not holder.left for holder in self.holders)


@dataclass(frozen=True, slots=True)
class Odds:
    """A type of candidates: for which groups, how many can be drawn, and each one's chance before the cap."""

    type: str
    asked: str
    eligible: int
    chance: Fraction


@dataclass(frozen=True, slots=True)
class Pool:
    """The frozen pool's arithmetic; `excluded`: reason in words and how many, the most first."""

    size: int
    eligible: int
    excluded: Sequence[tuple[str, int]]
    odds: Sequence[Odds]
    thin: Sequence[str]

    @property
    def out(self) -> int:
        return self.size - self.eligible


def groups_in(draw: Draw) -> tuple[Group, ...]:
    """The seat groups of a draw."""
    return tuple(Group.read(group) for group in draw.seats)  # type: ignore[arg-type]  # our own JSON


def pool_of(draw: Draw) -> Pool:
    """The frozen pool: sums, reasons, chances by type."""
    groups, pool = groups_in(draw), read_pool(BytesIO(draw.pool))
    types, words = pool.types(), {group.id: asked_for(group) for group in groups}
    excluded = sorted(draw.excluded.items(), key=lambda counted: (-counted[1], counted[0]))
    named = {group.id: in_words(group) for group in groups}
    return Pool(
        size=pool.size,
        eligible=sum(types.values()),
        excluded=[(word("reason", reason), count) for reason, count in excluded],
        odds=[
            Odds(
                type_, " + ".join(words[group] for group in groups_of(type_)), types[type_], Fraction(*chance)
            )
            for type_, chance in sorted(draw.chances.items())
        ],
        thin=[named[group] for group in thin_groups(list(groups), types)],
    )


def pledges_of(session: Session, draw: Draw, entries: Sequence[Entry]) -> list[Pledge]:
    """Both contributors in the order of the reveals, whether or not they have committed."""
    told = {(entry.type, entry.by.partition(":")[0]): datetime.fromisoformat(entry.at) for entry in entries}
    known = {contributor.role: contributor for contributor in draw.contributors}
    names = display_names(session, [contributor.party for contributor in draw.contributors])
    shows = draw.result is not None and is_public(draw)
    found = []
    for role in ORDER:
        mine = known.get(role)
        if mine is None:
            found.append(Pledge(role))
            continue
        withheld = mine.value == WITHHELD
        found.append(
            Pledge(
                role=role,
                party=mine.party,
                name=names.get(mine.party, ""),
                commitment=mine.commitment,
                committed_at=told.get(("commitment.entered", role)),
                revealed_at=told.get((REVEALED, role)),
                is_withheld=withheld,
                value=mine.value if shows and not withheld else None,
            )
        )
    return found


def seats_of(draw: Draw, before: int = 0) -> list[Seat]:
    """The seats in plan order with everybody who held them.

    Args:
        before: how many seats the meeting has by elder draws, for the numbers go through.
    """
    asked = {group.id: asked_for(group) for group in groups_in(draw)}
    names = seat_groups(groups_in(draw))
    held = _held(draw) if draw.state in HAS_PANEL else {}
    return [Seat(before + at + 1, asked[name], tuple(held.get(at, ()))) for at, name in enumerate(names)]


def _held(draw: Draw) -> Mapping[int, list[Holder]]:
    """Everybody who sat, by seat: who leaves stays in sight before the successor."""
    first, *later = course(draw)
    tickets = {seat["tag"]: seat["ticket"] for seat in (draw.result or {})["panel"]}
    held = {seat: [Holder(member.tag, tickets[member.tag], "")] for seat, member in first.members()}
    for departure, panel in zip(draw.departures, later, strict=True):
        now = {seat: member.tag for seat, member in panel.members()}
        for seat, holders in held.items():
            last = holders[-1]
            if not last.left and now.get(seat) != last.tag:
                moved = last.tag != departure.tag
                holders[-1] = Holder(last.tag, last.ticket, _gone(departure.kind, moved=moved))
        for seat, tag in now.items():
            holders = held.setdefault(seat, [])
            if not holders or holders[-1].left:
                holders.append(Holder(tag, tickets.get(tag, ""), ""))
    return held


def _gone(kind: str, *, moved: bool) -> str:
    return word("departure", "moved" if moved else kind)


def plan_entry(entries: Sequence[Entry]) -> Entry | None:
    """The ledger's entry of the plan."""
    return next((entry for entry in entries if entry.type == "plan.published"), None)
