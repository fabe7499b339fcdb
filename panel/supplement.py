"""Supplements 补充抽取: a draw of its own for seats that stayed open, while the panel sits (draw-protocol §5, §8)."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.act import Act
from kernel.errors import Refused
from kernel.roles import By
from kernel.text import clean
from panel.assess import Bars
from panel.attempts import Attempt, another, last_attempt, parent_of
from panel.draw.documents import PlanBeacon
from panel.draw.seats import Group, seat_groups
from panel.freeze import Request, freeze
from panel.models import UNDER_WAY, Candidate, Draw, DrawState
from panel.panels import drawn_for, ever_seated, seated, sitting


@dataclass(frozen=True, slots=True)
class Supplement:
    """What the convener asks for; seats, cap and publication are those of the draw whose seats stayed open.

    meeting, cases: public ids.
    bars: what experts are judged by, beside having sat.
    cause: why, in words, for the plan.
    reveal_by, answer_hours, beacon: as for a panel.
    """

    meeting: str
    cases: tuple[str, ...]
    bars: Bars
    cause: str
    reveal_by: datetime
    answer_hours: int
    beacon: PlanBeacon | None = None


def freeze_supplement(act: Act, by: By, asked: Supplement) -> Draw:
    """Freeze the pool of a supplement, whose members will sit beside the panel's.

    Whoever sits counts for the cap; whoever sits or sat is excluded as `SEATED`.

    Raises:
        InputError: no cause, or a reveal deadline in the past.
        Refused: nothing is drawn; no seat stays open, or each has its supplement; one is on its way, or a void
            one not approved for another; the pool cannot fill the seats (see `feasible.chances_of`).
    """
    holders = seated(act.session, asked.meeting)
    elder, groups, attempt = _attempt(act.session, asked)
    request = Request(
        meeting=asked.meeting,
        cases=asked.cases,
        bars=replace(asked.bars, seated=_ever_seated(act.session, asked.meeting)),
        groups=groups,
        unit_cap=elder.unit_cap,
        reveal_by=asked.reveal_by,
        answer_hours=asked.answer_hours,
        publish=elder.publish,
        beacon=asked.beacon,
    )
    return freeze(act, by, request, attempt, holders)


def _attempt(session: Session, asked: Supplement) -> tuple[Draw, tuple[Group, ...], Attempt]:
    """The draw that this one follows, the seats, and the attempt."""
    cause = clean("cause", asked.cause)
    last = last_attempt(session, asked.meeting, "supplement")
    if last is not None and last.state in UNDER_WAY:
        raise Refused("draw.already_open")
    if last is not None and last.state == DrawState.VOID:
        return last, _groups(last), replace(another(last), cause=cause)
    for draw in drawn_for(session, asked.meeting):
        if groups := open_groups(session, draw):
            return draw, groups, Attempt("supplement", 1, draw.plan_digest, cause)
    raise Refused("draw.no_open_seat")


def open_groups(session: Session, draw: Draw) -> tuple[Group, ...]:
    """The groups whose seats stay open in a drawn draw and have no supplement yet; see `still_open`."""
    panel = sitting(draw)
    supplements = [other for other in drawn_for(session, draw.meeting) if other.kind == "supplement"]
    given = [_groups(other) for other in supplements if filled_for(session, other) is draw]
    return still_open(panel.terms.groups, panel.sitting.open, chain.from_iterable(given))


def still_open(groups: Sequence[Group], seats: Iterable[int], given: Iterable[Group]) -> tuple[Group, ...]:
    """The groups whose seats stay open, with as many as do, renumbered from S1 in plan order.

    Args:
        groups: of the draw.
        seats: the indexes of its open seats.
        given: the groups of the supplements drawn for it.
    """
    names = seat_groups(groups)
    left = Counter(names[seat] for seat in seats)
    filled: Counter[Hashable] = Counter()
    for group in given:
        filled[_kind(group)] += group.count
    found: list[Group] = []
    for group in groups:
        done = min(left[group.id], filled[_kind(group)])
        filled[_kind(group)] -= done
        if count := left[group.id] - done:
            found.append(replace(group, id=f"S{len(found) + 1}", count=count))
    return tuple(found)


def filled_for(session: Session, supplement: Draw) -> Draw:
    """The draw whose open seats a supplement is for: its parent, or that of the void attempts before it."""
    parent = parent_of(session, supplement)
    return filled_for(session, parent) if parent.state == DrawState.VOID else parent


def _groups(draw: Draw) -> tuple[Group, ...]:
    return tuple(Group.read(group) for group in draw.seats)  # type: ignore[arg-type]  # our own JSON


def _kind(group: Group) -> Hashable:
    """What a group asks for, whatever it is called and however many seats it has."""
    return group.fields, frozenset(group.where)


def _ever_seated(session: Session, meeting: str) -> frozenset[int]:
    """Internal ids of everybody who ever sat in a meeting, and of the records that stand for them now."""
    people: set[int] = set()
    for draw in drawn_for(session, meeting):
        rows = session.execute(
            select(Expert.id, func.coalesce(Expert.merged_into, Expert.id))
            .join(Candidate, Candidate.expert_id == Expert.id)
            .where(Candidate.draw_id == draw.id, Candidate.tag.in_(ever_seated(draw)))
        )
        people.update(expert_id for row in rows for expert_id in row)
    return frozenset(people)
