"""The seats of a meeting 席位 as draws, departures and invitations leave them: codes, never names. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from kernel.messages import sentence, word
from meetings.models import InvitationState


class SeatState(StrEnum):
    OPEN = "open"  # nobody holds it
    COVERED = "covered"  # nobody holds it, and a supplement has drawn another one for it
    DRAWN = "drawn"  # its holder is not invited yet
    SENDING = "sending"  # the mail is on its way
    ASKED = "asked"
    LATE = "late"  # not answered in time
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class GoneHolder:
    """Who held a seat before; kind: `declined`, `timeout`, `recused` or `absent`."""

    tag: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one invitation."""

    state: str
    delivered_at: datetime | None
    answer_by: datetime | None
    answered_at: datetime | None


Invited = Mapping[tuple[int, str], Asked]
"""What became of the invitations, by draw and tag."""


@dataclass(frozen=True, slots=True)
class Departed:
    """Somebody left a draw: from which seat, and the event as the ledger has it."""

    tag: str
    seat: int
    kind: str
    event: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A draw with its result.

    groups: its seats as the plan writes them. first: its panel as the result writes it.
    departures: in their order.
    """

    id: int
    kind: str
    groups: Sequence[Mapping[str, Any]]
    first: Sequence[Mapping[str, Any]]
    departures: Sequence[Departed]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat, counted from 1 through all draws of the meeting.

    field: what its holder is expert in, in words. tag: the holder's; None where there is none.
    before: who held it before, oldest first.
    """

    number: int
    field: str
    state: SeatState
    tag: str | None
    before: Sequence[GoneHolder]
    asked: Asked | None


def seats_of(panels: Iterable[DrawnPanel], invited: Invited, now: datetime) -> list[Seat]:
    """The seats of a meeting.

    Args:
        panels: its panel's draw, then its supplements.
    """
    seats: list[Seat] = []
    for panel in panels:
        fields = fields_of(panel.groups)
        if panel.kind == "supplement":
            seats = _covered(seats, len(fields))
        holders, gone = _holders(panel)
        for index, field in enumerate(fields):
            tag = holders.get(index)
            asked = invited.get((panel.id, tag)) if tag else None
            state = SeatState.OPEN if tag is None else _state(asked, now)
            seats.append(Seat(len(seats) + 1, field, state, tag, gone[index], asked))
    return seats


def fields_of(groups: Iterable[Mapping[str, Any]]) -> list[str]:
    """What each seat of a draw asks for, in words."""
    return [group_in_words(group) for group in groups for _ in range(group["count"])]


def group_in_words(group: Mapping[str, Any]) -> str:
    """The fields of a group of seats, in words."""
    return sentence("draw.group_or").join(word("field", code) for code in group["fields"])


def _covered(seats: Sequence[Seat], count: int) -> list[Seat]:
    """A supplement draws `count` seats for those that were open before it."""
    open_ones = [seat.number for seat in seats if seat.state is SeatState.OPEN][:count]
    return [replace(seat, state=SeatState.COVERED) if seat.number in open_ones else seat for seat in seats]


def _holders(panel: DrawnPanel) -> tuple[dict[int, str], defaultdict[int, list[GoneHolder]]]:
    """Who holds each seat after all departures, and who held it before."""
    holders: dict[int, str] = {seat["seat"]: seat["tag"] for seat in panel.first}
    gone: defaultdict[int, list[GoneHolder]] = defaultdict(list)
    for departed in panel.departures:
        gone[departed.seat].append(GoneHolder(departed.tag, departed.kind))
        holders.pop(departed.seat, None)
        if departed.event["panel"] is not None:
            holders = {seat["seat"]: seat["tag"] for seat in departed.event["panel"]}
        elif departed.event["successor"] is not None:
            holders[departed.seat] = departed.event["successor"]
    return holders, gone


def _state(asked: Asked | None, now: datetime) -> SeatState:
    if asked is None:
        return SeatState.DRAWN
    if asked.state == InvitationState.ACCEPTED:
        return SeatState.COMING
    if asked.answer_by is None:
        return SeatState.SENDING
    return SeatState.ASKED if now < asked.answer_by else SeatState.LATE
