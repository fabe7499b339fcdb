"""Before the freeze: the register counted by kind, and a dry run 试抽 that can never become a draw."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from sqlalchemy.orm import Session

from experts.fields import FIELDS
from experts.queries import candidates
from kernel.entropy import Entropy
from kernel.errors import Refused
from panel.assess import Assessed, Bars, assess
from panel.draw.draw import Drawn, draw
from panel.draw.kinds import Experts, Groups, Kind
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.pool import Pool, read_pool
from panel.draw.seats import seat_groups
from panel.draw.seed import Seed
from panel.draw.shortfall import shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Tickets
from panel.draw.trials import Trials, TrialVoidError, run_trials
from panel.gather import gathered
from panel.seats import in_words


def survey(session: Session, groups: Groups, bars: Bars) -> Experts:
    """Everybody who would fit a seat if it were for all fields and asked for nothing else; one reading."""
    wide = [replace(group, fields=group.fields | FIELDS.keys(), where=()) for group in groups]
    return Experts(Counter(_kind(expert) for expert in assess(candidates(session), wide, bars)))


def _kind(expert: Assessed) -> Kind:
    leaf = expert.leaf
    return Kind(
        tuple(leaf["fields"]), tuple(sorted(leaf["attributes"].items())), leaf["employer"], expert.reason
    )


def throwaway_pool(session: Session, entropy: Entropy, groups: Groups, bars: Bars) -> Pool:
    """The pool as it would be frozen now, under a key that nobody keeps."""
    _, found = gathered(session, entropy, groups, bars)
    return read_pool(BytesIO(found.pool()))


@dataclass(frozen=True, slots=True)
class RehearsedSeat:
    """A seat of a dry run: its number, its group, the type of who got it, and whether the cap passed
    somebody of that type over who came first.
    """

    seat: int
    group: str
    type: str
    passed_over: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A dry run: the seats, and with a cap how often trial draws drew whom."""

    seats: tuple[RehearsedSeat, ...]
    trials: Trials | None


def rehearse(groups: Groups, cap: int | None, pool: Pool, runs: int) -> Rehearsal:
    """Draw once with a trial seed (draw-protocol §5), and with a cap `runs` times more for the chances.

    Raises:
        Refused: the seats cannot be filled; or a trial draw ends void.
    """
    limit = UnitCap(cap, {})
    terms = Terms(groups, limit, pool.types(), _chances(groups, limit, pool))
    seed = Seed.trial(pool.digest, 0)
    drawn = draw(terms, Tickets(pool, seed.ticket_key), seed)
    if drawn is None:
        raise Refused("draw.trial_void", number=0, cap=cap)
    try:
        trials = None if cap is None else run_trials(terms, pool, runs)
    except TrialVoidError as error:
        raise Refused("draw.trial_void", number=error.number, cap=cap) from error
    return Rehearsal(tuple(_seats(groups, drawn)), trials)


def _chances(groups: Groups, limit: UnitCap, pool: Pool) -> Mapping[str, tuple[int, int]]:
    try:
        chances = leximin_chances(groups, pool.types())
    except ShortError as error:
        raise _unfillable(groups, {error.group}) from error
    short = shortfalls(groups, pool, limit)
    if short:
        raise _unfillable(groups, {shortfall.group for shortfall in short})
    return chances


def _unfillable(groups: Groups, short: set[str]) -> Refused:
    words = "、".join(in_words(group) for group in groups if group.id in short)
    return Refused("draw.rehearsal_short", groups=words)


def _seats(groups: Groups, drawn: Drawn) -> list[RehearsedSeat]:
    names = seat_groups(groups)
    return [
        RehearsedSeat(
            seat,
            names[seat],
            member.type,
            any(passed.type == member.type and passed < member for passed in drawn.passed),
        )
        for seat, member in drawn.panel.items()
    ]
