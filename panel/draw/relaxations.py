"""What would make seats fillable that are not: the smallest changes of the terms, found by trying (§5)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from panel.draw.enough import fillable, is_enough, short_of
from panel.draw.kinds import Experts, Groups
from panel.draw.seats import Group


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the register: these seats, this cap.

    further: the codes of all fields that a group might be widened by.
    allowed: whether other rules let seats be so; nothing that they forbid is proposed.
    """

    groups: Groups
    cap: int | None
    further: Sequence[str]
    allowed: Callable[[Groups], bool]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change: `steps` more in the cap, `steps` seats less, one field more, or one condition less.

    group: whose seats, fields or conditions; empty for the cap.
    field: the code of the field to be added. condition: the attribute that would no longer be asked for.
    admits: how many eligible experts more fit the group then.
    """

    kind: Literal["cap", "seats", "field", "condition"]
    steps: int
    group: str = ""
    field: str = ""
    condition: str = ""
    admits: int = 0


def relaxations(experts: Experts, question: Question) -> tuple[Relaxation, ...]:
    """Every change that does alone; fewest steps first, then cap, seats, and what admits fewest."""
    found = [*_higher_caps(experts, question)]
    for group in question.groups:
        found += _fewer_seats(experts, question, group)
    for group in question.groups:
        found += [*_wider_fields(experts, question, group), *_fewer_conditions(experts, question, group)]
    return tuple(sorted(found, key=lambda relaxation: (relaxation.steps, relaxation.admits)))


def fewest_seats_less(experts: Experts, question: Question) -> tuple[Relaxation, ...]:
    """Where no change does alone: seats that would all have to be given up, as few as can be.

    Every group keeps a seat. One seat more is given up where other rules want another number of seats. Empty
    where even that will not do.
    """
    groups = question.groups
    less: Counter[str] = Counter()
    one_each = tuple(replace(group, count=1) for group in groups)
    others = tuple(replace(group, count=group.count - 1) for group in groups)
    for shortfall in short_of(experts, one_each + others, question.cap):
        less[shortfall.group] += shortfall.missing
    for further in ("", *(group.id for group in groups)):
        given_up = less + Counter([further])
        fewer = tuple(replace(group, count=group.count - given_up[group.id]) for group in groups)
        if min(group.count for group in fewer) >= 1 and _would_do(experts, question, fewer):
            return tuple(Relaxation("seats", n, group.id) for group in groups if (n := given_up[group.id]))
    return ()


def _would_do(experts: Experts, question: Question, groups: Groups) -> bool:
    return question.allowed(groups) and is_enough(experts, groups, question.cap)


def _higher_caps(experts: Experts, question: Question) -> Iterator[Relaxation]:
    groups, cap = question.groups, question.cap
    if cap is None or not question.allowed(groups) or not is_enough(experts, groups, None):
        return
    highest = max(cap + 1, sum(group.count for group in groups))  # which binds no employer
    caps = range(cap + 1, highest + 1)
    least = bisect_left(caps, x=True, key=lambda higher: fillable(experts, groups, higher))
    raised = next(higher for higher in caps[least:] if is_enough(experts, groups, higher))
    yield Relaxation("cap", raised - cap)


def _fewer_seats(experts: Experts, question: Question, group: Group) -> Iterator[Relaxation]:
    def without(fewer: int) -> Groups:
        return _with(question.groups, replace(group, count=group.count - fewer))

    steps = range(1, group.count)
    least = bisect_left(steps, x=True, key=lambda fewer: fillable(experts, without(fewer), question.cap))
    found = (fewer for fewer in steps[least:] if _would_do(experts, question, without(fewer)))
    if fewer := next(found, None):
        yield Relaxation("seats", fewer, group.id)


def _wider_fields(experts: Experts, question: Question, group: Group) -> Iterator[Relaxation]:
    codes = [code for code in question.further if code not in group.fields]
    widest = replace(group, fields=group.fields.union(codes))
    if not fillable(experts, _with(question.groups, widest), question.cap):
        return  # then no one of them will do
    for code in codes:
        wider = replace(group, fields=group.fields | {code})
        if _would_do(experts, question, _with(question.groups, wider)):
            yield Relaxation("field", 1, group.id, field=code, admits=_admits(experts, question, wider))


def _fewer_conditions(experts: Experts, question: Question, group: Group) -> Iterator[Relaxation]:
    for condition in group.where:
        wider = replace(group, where=tuple(kept for kept in group.where if kept != condition))
        if _would_do(experts, question, _with(question.groups, wider)):
            admits = _admits(experts, question, wider)
            yield Relaxation("condition", 1, group.id, condition=condition[0], admits=admits)


def _admits(experts: Experts, question: Question, wider: Group) -> int:
    now = experts.fitting(question.groups, wider.id)
    return experts.fitting(_with(question.groups, wider), wider.id) - now


def _with(groups: Groups, changed: Group) -> Groups:
    return tuple(changed if group.id == changed.id else group for group in groups)
