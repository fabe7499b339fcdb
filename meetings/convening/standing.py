"""Where a meeting stands 会议现状, as plain data: what `progress_of` computes its steps from. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from meetings.invitations.seats import Seat, SeatState
from meetings.models import DecisionState, FilingState
from panel.models import UNDER_WAY


@dataclass(frozen=True, slots=True)
class DrawStanding:
    """An attempt at the panel or at a supplement.

    approved: whether another attempt was approved after this one was void.
    plan_out: whether its plan was published, so that a void one needs that approval.
    committed, revealed: the roles that have put in a commitment, a secret.
    """

    kind: str
    state: str
    reveal_by: datetime
    approved: bool
    plan_out: bool
    committed: frozenset[str]
    revealed: frozenset[str]

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Answers:
    """The experts' invitations that stand: who left is not counted.

    unsent: not delivered yet, of those outstanding. late: past their deadline. here: checked in.
    next_by: the earliest deadline of those outstanding.
    """

    asked: int = 0
    accepted: int = 0
    outstanding: int = 0
    unsent: int = 0
    late: int = 0
    here: int = 0
    next_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item of the agenda.

    vote: the state of its latest round. determined: whether it can still end in a decision.
    """

    vote: str | None = None
    determined: bool = True
    decision: str | None = None
    filing: str | None = None
    filing_due: date | None = None

    @property
    def is_issued(self) -> bool:
        return self.decision == DecisionState.ISSUED

    @property
    def is_filed(self) -> bool:
        return self.filing == FilingState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands.

    notices_waiting: notices to units that have not left yet. on_paper: units that no mail reaches.
    draw_from: the first day of the draw; None once the pool was frozen. estimated: that day may still change.
    doors_at: when people can check in.
    draw: the newest attempt at the panel, or at a supplement while it is under way.
    table: the seats that were drawn.
    """

    state: str
    starts_at: datetime
    doors_at: datetime
    draw_until: datetime
    draw_from: date | None = None
    estimated: bool = False
    units: int = 0
    notices_waiting: int = 0
    on_paper: int = 0
    draw: DrawStanding | None = None
    table: tuple[Seat, ...] = ()
    answers: Answers = Answers()
    items: tuple[ItemStanding, ...] = ()

    @property
    def seats(self) -> int:
        """How many seats the table has."""
        return sum(seat.state is not SeatState.COVERED for seat in self.table)

    @property
    def open_seats(self) -> int:
        """How many of them nobody holds."""
        return sum(seat.state is SeatState.OPEN for seat in self.table)

    @property
    def uninvited(self) -> int:
        """How many sit who have no invitation."""
        return sum(seat.state is SeatState.DRAWN for seat in self.table)
