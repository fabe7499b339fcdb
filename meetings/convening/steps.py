"""The steps of a meeting 会议进度, and what a closed one says: whose turn it is, by when, where. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import quote

from kernel.roles import Role


class Step(StrEnum):
    PREPARE = "prepare"  # 筹备
    DRAW = "draw"  # 抽取
    INVITE = "invite"  # 邀请
    MEET = "meet"  # 会议
    DECIDE = "decide"  # 决定
    FILE = "file"  # 备案


class How(StrEnum):
    """How a step stands."""

    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"
    LATER = "later"


class Place(StrEnum):
    """Where something is done, as an address with the meeting's public id or number."""

    MEETING = "/meetings/{id}/"
    DRAW = "/meetings/{id}/draw/"
    INVITATIONS = "/meetings/{id}/invitations/"
    DOOR = "/meetings/{id}/door/"
    SESSION = "/meetings/{id}/session/"
    DECISIONS = "/decisions/?meeting={id}"
    FILINGS = "/filings/?q={number}"

    def of(self, meeting: str, number: str) -> str:
        """The address of this place for the meeting with that public id and number."""
        return self.value.format(id=meeting, number=quote(number))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its code in templates/messages, and what fills it; days and moments as they are."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def say(code: str, /, **params: object) -> Said:
    """A sentence with its parameters."""
    return Said(code, params)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why a step is closed.

    who: whose turn it is; None where time solves it. by: until when. place: where it is done.
    """

    what: Said
    why: Said
    who: Role | None = None
    by: datetime | date | None = None
    place: Place | None = None

    @property
    def waits(self) -> bool:
        return self.who in {None, Role.EXPERT}


@dataclass(frozen=True, slots=True)
class Gate:
    """The one act that leads on.

    why: what follows from it, or what is missing. who: the roles that do it. is_open: whether it can be done now.
    """

    does: Said
    why: Said
    place: Place
    who: frozenset[Role]
    is_open: bool


@dataclass(frozen=True, slots=True)
class StepStanding:
    step: Step
    how: How
    note: Said


@dataclass(frozen=True, slots=True)
class Progress:
    """The six steps, the present one (None when nothing is left to do), and what it waits for."""

    steps: tuple[StepStanding, ...]
    current: Step | None
    blockers: tuple[Blocker, ...]
    gate: Gate | None
