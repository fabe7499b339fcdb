"""What the whole log must never show 全日志监督: each attempt to bend a draw that draw-protocol §10 names.

Pure: events in, findings out. The plans that a reader may not see count as withheld; what needs them is then not
looked at, while order and number of the entries still are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from panel.draw.documents import Plan
from panel.draw.faults import BrokenRuleError
from panel.draw.forms import PLAN
from panel.draw.plan import plan_digest

Told = tuple[str | None, ...]
"""The code of what was found, and the earlier entries that show it with the present one."""


class Event(NamedTuple):
    """An entry of the log.

    n: its place as people name it, such as `12`, and in a later log than the first `2/12`.
    type, subject: as in the leaf; a draw's entries have its id for their subject.
    by: public id of who acted.
    payload: None where it is withheld or erased.
    """

    n: str
    type: str
    subject: str
    by: str
    payload: Mapping[str, object] | None


class Finding(NamedTuple):
    """What was found: its sentence's code, the draw, and the entries that show it, oldest first."""

    code: str
    draw: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """The findings, in the order of the log; how many plans were seen, and how many of them withheld."""

    findings: list[Finding]
    plans: int
    withheld: int


@dataclass(slots=True)
class _Draw:
    """What the log has told of one draw so far: entries by their numbers."""

    id: str
    published: str | None = None
    plan: Plan | None = None
    reveals: list[str] = field(default_factory=list)
    drawn: str | None = None
    void: str | None = None
    reason: object = None  # of the void
    approved: str | None = None
    closed: str | None = None

    @property
    def ended(self) -> str | None:
        return self.void or self.closed


def watch(events: Iterable[Event]) -> Watched:
    """Go through the events of all logs, oldest first."""
    watcher = _Watcher()
    findings = [finding for event in events for finding in watcher.see(event)]
    return Watched(findings, watcher.plans, watcher.withheld)


class _Watcher:
    """What was seen so far, and what each kind of event means after it."""

    def __init__(self) -> None:
        self.plans = self.withheld = 0
        self._draws: dict[str, _Draw] = {}
        self._by_digest: dict[str, _Draw] = {}
        self._commitments: dict[str, str] = {}
        self._open: dict[tuple[str, str], _Draw] = {}  # the open plan of a kind for a case
        self._last: dict[tuple[str, str], _Draw] = {}  # the last one, open or not
        self._cancelled: dict[str, str] = {}  # meetings
        self._rules = {
            "plan.published": self._published,
            "secret.revealed": self._revealed,
            "secret.withheld": self._revealed,
            "panel.drawn": self._drawn,
            "member.replaced": self._replaced,
            "attempt.voided": self._voided,
            "attempt.approved": self._approved,
            "ceremony.closed": self._closed,
        }

    def see(self, event: Event) -> Iterator[Finding]:
        if event.type == "meeting.cancelled":
            self._cancelled[event.subject] = event.n
        rule = self._rules.get(event.type)
        if rule is None:
            return
        draw = self._draws.setdefault(event.subject, _Draw(event.subject))
        for code, *entries in rule(draw, event):
            yield Finding(str(code), draw.id, tuple(n for n in (*entries, event.n) if n))

    def _published(self, draw: _Draw, event: Event) -> Iterator[Told]:
        self.plans += 1
        if draw.published:
            yield "monitor.two_plans", draw.published
            return
        if draw.reveals:
            yield "monitor.plan_after_reveal", draw.reveals[0]
        if draw.ended:
            yield "monitor.after_end", draw.ended
        draw.published = event.n
        if event.payload is None:
            self.withheld += 1
            return
        draw.plan = _plan_of(event)
        if draw.plan is None:
            yield ("monitor.no_plan",)
            return
        yield from self._commitments_of(draw.plan, event)
        yield from self._order_of(draw, draw.plan)
        self._by_digest[plan_digest(draw.plan)] = draw

    def _commitments_of(self, plan: Plan, event: Event) -> Iterator[Told]:
        for contributor in plan["contributors"]:
            before = self._commitments.setdefault(contributor["commitment"], event.n)
            if before != event.n:
                yield "monitor.commitment_twice", before

    def _order_of(self, draw: _Draw, plan: Plan) -> Iterator[Told]:
        """That no plan of the kind is open for a case, and that this one follows from those before it."""
        keys = [(plan["kind"], case) for case in plan["cases"]]
        for before in _distinct(self._open.get(key) for key in keys):
            yield "monitor.two_open_plans", before.published
        parent = self._by_digest.get(plan["parent"] or "")
        if plan["attempt"] > 1:
            yield from _another(plan, parent)
        else:
            for before in _distinct(self._last.get(key) for key in keys):
                if before.void and before.reason != "cancelled":
                    yield "monitor.counted_anew", before.void
                if before.drawn and before.plan and before.plan["meeting"] in self._cancelled:
                    yield "monitor.drawn_again", before.drawn, self._cancelled[before.plan["meeting"]]
            if plan["kind"] == "supplement" and not (parent and parent.drawn):
                yield ("monitor.no_parent",)
        for key in keys:
            self._open[key] = self._last[key] = draw

    def _revealed(self, draw: _Draw, event: Event) -> Iterator[Told]:
        if draw.published is None:
            yield ("monitor.reveal_before_plan",)
        if draw.ended or draw.drawn:
            yield "monitor.after_end", draw.ended or draw.drawn
        if draw.plan and event.payload:
            parties = [contributor["party"] for contributor in draw.plan["contributors"]]
            if event.payload.get("party") not in parties[len(draw.reveals) : len(draw.reveals) + 1]:
                yield "monitor.reveal_order", *draw.reveals
        draw.reveals.append(event.n)

    def _drawn(self, draw: _Draw, event: Event) -> Iterator[Told]:
        if draw.ended or draw.drawn:
            yield "monitor.after_end", draw.ended or draw.drawn
        if draw.plan and len(draw.reveals) < len(draw.plan["contributors"]):
            yield "monitor.drawn_early", draw.published, *draw.reveals
        draw.drawn = event.n
        if draw.plan and draw.plan["kind"] == "supplement":  # another may follow while this one sits
            self._free(draw)

    def _replaced(self, draw: _Draw, _event: Event) -> Iterator[Told]:
        if draw.ended:
            yield "monitor.replaced_after_end", draw.ended
        elif not draw.drawn:
            yield ("monitor.replaced_before_draw",)

    def _voided(self, draw: _Draw, event: Event) -> Iterator[Told]:
        reason = (event.payload or {}).get("reason")
        if draw.ended or draw.drawn:
            yield "monitor.after_end", draw.ended or draw.drawn
        if reason == "cancelled" and draw.reveals:
            yield "monitor.cancelled_late", draw.reveals[0]
        draw.void, draw.reason = event.n, reason
        self._free(draw)

    def _approved(self, draw: _Draw, event: Event) -> Iterator[Told]:
        if draw.void is None:
            yield ("monitor.approved_before_void",)
            return
        if draw.plan and event.by in {contributor["party"] for contributor in draw.plan["contributors"]}:
            yield "monitor.approved_by_contributor", draw.void
        draw.approved = event.n

    def _closed(self, draw: _Draw, event: Event) -> Iterator[Told]:
        if draw.ended or not draw.drawn:
            yield "monitor.closed_early", draw.ended
        draw.closed = event.n
        self._free(draw)

    def _free(self, draw: _Draw) -> None:
        """The cases of a draw are free for another of its kind."""
        self._open = {key: other for key, other in self._open.items() if other is not draw}


def _another(plan: Plan, before: _Draw | None) -> Iterator[Told]:
    """Another attempt needs the one before it, void and approved."""
    if before is None or before.plan is None:
        yield ("monitor.no_parent",)
    elif before.void is None or before.approved is None:
        yield "monitor.not_approved", before.published, before.void
    elif (before.plan["kind"], before.plan["attempt"]) != (plan["kind"], plan["attempt"] - 1):
        yield "monitor.counted_wrong", before.published


def _plan_of(event: Event) -> Plan | None:
    """The plan in an entry, if it is one, the draw's own, and the one whose digest was entered."""
    plan = (event.payload or {}).get("plan")
    try:
        PLAN("plan", plan)
    except BrokenRuleError:
        return None
    read = cast("Plan", plan)
    is_own = read["draw"] == event.subject and (event.payload or {}).get("plan_digest") == plan_digest(read)
    return read if is_own else None


def _distinct(draws: Iterable[_Draw | None]) -> list[_Draw]:
    return list({draw.id: draw for draw in draws if draw}.values())
