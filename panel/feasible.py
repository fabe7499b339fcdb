"""Whether a pool can fill its seats: the chances if it can, and what is missing if it cannot (draw-protocol §5)."""

from collections.abc import Mapping, Sequence

from kernel.errors import Refused
from kernel.messages import word
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.pool import Pool
from panel.draw.seats import Group, groups_of
from panel.draw.shortfall import shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.trials import TrialVoidError, run_trials, trial_runs
from panel.gather import Gathered
from panel.seats import in_words

Chances = dict[str, tuple[int, int]]


def chances_of(groups: tuple[Group, ...], cap: UnitCap, pool: Pool, found: Gathered) -> Chances:
    """Each type's chance of a seat before the cap, in a pool that fills its seats within the cap.

    Args:
        groups: the seats.
        cap: with those who sit already.
        pool, found: the pool as it is about to be frozen.

    Raises:
        Refused: a group cannot be filled (which, by how many, which exclusions cost it), or not within the
            cap (and which employers bind); a trial draw ends void.
    """
    chances = _chances(groups, pool, found)
    if cap.limit is not None:
        _refuse_beyond_cap(groups, cap, pool, found)
        _refuse_void_trials(Terms(groups, cap, pool.types(), chances), pool)
    return chances


def _words(groups: Sequence[Group]) -> Mapping[str, str]:
    return {group.id: in_words(group) for group in groups}


def _chances(groups: Sequence[Group], pool: Pool, found: Gathered) -> Chances:
    try:
        return leximin_chances(groups, pool.types())
    except ShortError as error:
        costs = "、".join(f"{word('reason', reason)}{n}" for reason, n in found.costs_of(error.group))
        group = _words(groups)[error.group]
        raise Refused("draw.too_few", group=group, missing=error.missing, costs=costs or "0") from error


def _refuse_beyond_cap(groups: Sequence[Group], cap: UnitCap, pool: Pool, found: Gathered) -> None:
    """With one group to each type every try of the rounding asks for the same counts: this is exact."""
    short = shortfalls(groups, pool, cap)
    if short:
        words = _words(groups)
        binding = sorted({found.employers[code] for shortfall in short for code in shortfall.binding})
        raise Refused(
            "draw.cap_binds",
            groups="、".join(words[shortfall.group] for shortfall in short),
            missing=sum(shortfall.missing for shortfall in short),
            cap=cap.limit,
            employers="、".join(binding) or "—",
        )


def _refuse_void_trials(terms: Terms, pool: Pool) -> None:
    """Where types overlap, coins choose the counts, and only trial draws tell whether all of them fit."""
    if not any(len(groups_of(type_)) > 1 for type_ in terms.chances):
        return
    try:
        run_trials(terms, pool, trial_runs(pool))
    except TrialVoidError as error:
        raise Refused("draw.trial_void", number=error.number, cap=terms.cap.limit) from error
