"""The draw 专家抽取 itself: from plan, pool and reveals to the result."""

from collections.abc import Mapping
from dataclasses import dataclass

from panel.draw.completion import completable
from panel.draw.composition import Composition, compose
from panel.draw.documents import Plan, Result, Reveals, Void
from panel.draw.plan import plan_digest
from panel.draw.pool import Pool
from panel.draw.reveals import seed_of, void_before_draw
from panel.draw.seating import assign
from panel.draw.seats import seat_groups
from panel.draw.seed import Seed
from panel.draw.selection import select
from panel.draw.terms import Terms
from panel.draw.tickets import Candidate, Tickets


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who was drawn, by seat index, how it came to the counts, and who was passed over."""

    composition: Composition
    panel: Mapping[int, Candidate]
    passed: tuple[Candidate, ...]


def draw(terms: Terms, tickets: Tickets, seed: Seed) -> Drawn | None:
    """Composition, walk and seats (§7); None if the attempt is void, reason `cap`."""
    composition = compose(terms, seed, lambda counts: completable(counts, tickets, terms.cap, {}))
    if composition is None:
        return None
    selection = select(composition.counts, tickets, terms.cap)
    seats = dict(enumerate(seat_groups(terms.groups)))
    return Drawn(composition, assign(selection.taken, seats), selection.passed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: the result file, and who sits where at first (nobody if void)."""

    result: Result
    panel: Mapping[int, Candidate]
    tickets: Tickets | None


def outcome(plan: Plan, pool: Pool, reveals: Reveals) -> Outcome:
    """The outcome that follows from a checked plan, its pool and checked reveals."""
    digest = plan_digest(plan)
    void = void_before_draw(plan, reveals)
    if void:
        return _void(digest, void)
    terms = Terms.of(plan)
    seed = seed_of(plan, reveals)
    tickets = Tickets(pool, seed.ticket_key)
    drawn = draw(terms, tickets, seed)
    if drawn is None:
        return _void(digest, {"parties": [], "reason": "cap"})
    return Outcome(_result(digest, terms, seed, drawn), drawn.panel, tickets)


def _void(digest: str, void: Void) -> Outcome:
    return Outcome({"plan_digest": digest, "void": void}, {}, None)


def _result(digest: str, terms: Terms, seed: Seed, drawn: Drawn) -> Result:
    groups = seat_groups(terms.groups)
    return {
        "composition": dict(drawn.composition.counts),
        "panel": [
            {
                "group": groups[seat],
                "seat": seat,
                "tag": member.tag,
                "ticket": member.ticket,
                "type": member.type,
            }
            for seat, member in drawn.panel.items()
        ],
        "passed": [candidate.tag for candidate in drawn.passed],
        "plan_digest": digest,
        "ticket_key": seed.ticket_key.hex(),
        "tries": drawn.composition.tries,
    }
