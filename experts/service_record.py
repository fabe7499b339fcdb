"""What experts did in meetings 履职情况: the rooms above tell it to the register through this port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from kernel.paging import PAGE, Slice


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A seat for which an expert was drawn in a meeting that is over.

    meeting: public id.
    came: whether the expert checked in.
    cause: why the expert gave the seat up, as its code; None for one who did not.
    """

    meeting: str
    number: str
    title: str
    on: date
    came: bool
    cause: str | None


@dataclass(frozen=True, slots=True)
class FieldDraws:
    """How often the experts of a field were drawn: by its code, how many hold it now, how many seats they got."""

    field: str
    experts: int
    seats: int


@dataclass(frozen=True, slots=True)
class ExpertDraws:
    """How often an expert was drawn, and came."""

    public_id: str
    name: str
    state: str
    seats: int
    came: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of the seats offered: how many were kept, and how many given up for each cause, by its code."""

    kept: int
    given_up: Mapping[str, int]

    @property
    def offered(self) -> int:
        return self.kept + sum(self.given_up.values())


class ServiceRecord(Protocol):
    """What is asked of the draws and meetings; only of those that are over, for names are sealed before."""

    def draws_by_field(self, session: Session) -> Sequence[FieldDraws]:
        """Every field that somebody holds, by its code."""

    def draws_by_expert(self, session: Session, cursor: str, size: int = PAGE) -> Slice[ExpertDraws]:
        """Everybody who was ever drawn, the most often drawn first."""

    def answers(self, session: Session) -> Answers:
        """What became of all seats offered."""

    def seats_of(self, session: Session, expert: str) -> Sequence[SeatTaken]:
        """The seats of one expert, given by public id, newest first."""

    def numbers(self, session: Session, meetings: Sequence[str]) -> Mapping[str, str]:
        """The numbers of meetings, by their public ids."""
