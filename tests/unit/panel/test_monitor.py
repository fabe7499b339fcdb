"""What a log must never show is found and named, whatever else stands around it; what is right is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from panel.draw.plan import plan_digest
from panel.monitor import Event, Finding, watch

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "data" / "draw-vector" / "nocap" / "plan.json").read_text(encoding="utf-8")
)
PARTIES = [who["party"] for who in SAMPLE["contributors"]]


class Log:
    """A log that says what a test wants it to say. Draws are called a, b, c, …"""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.plans: dict[str, dict[str, Any]] = {}

    def add(self, type_: str, draw: str, payload: Any = None, by: str = "someone") -> str:
        n = str(len(self.events))
        self.events.append(Event(n, type_, self.id(draw), by, payload))
        return n

    def id(self, draw: str) -> str:
        return draw.encode().hex().zfill(32)

    def plan(self, draw: str, *, after: str | None = None, hidden: bool = False, **changes: Any) -> str:
        who = [
            {**one, "commitment": (draw + one["role"]).encode().hex().zfill(64)}
            for one in SAMPLE["contributors"]
        ]
        plan = {**SAMPLE, "draw": self.id(draw), "cases": ["case-1"], "contributors": who, **changes}
        if after:
            plan |= {"parent": self.digest(after), "cause": "示例"}
        self.plans[draw] = plan
        payload = {"draw": self.id(draw), "plan": plan, "plan_digest": plan_digest(plan)}  # type: ignore[arg-type]
        return self.add("plan.published", draw, None if hidden else payload)

    def digest(self, draw: str) -> str:
        return plan_digest(self.plans[draw])  # type: ignore[arg-type]

    def reveal(self, draw: str, *parties: str) -> list[str]:
        return [self.add("secret.revealed", draw, {"party": party}) for party in parties or PARTIES]

    def drawn(self, draw: str, **changes: Any) -> str:
        self.plan(draw, **changes)
        self.reveal(draw)
        return self.add("panel.drawn", draw, {})

    def void(self, draw: str, reason: str = "withheld") -> str:
        return self.add("attempt.voided", draw, {"reason": reason})

    def approve(self, draw: str, by: str = "office") -> str:
        return self.add("attempt.approved", draw, {}, by)

    def replace(self, draw: str) -> str:
        return self.add("member.replaced", draw, {})

    def close(self, draw: str) -> str:
        return self.add("ceremony.closed", draw, {})

    def found(self) -> list[tuple[str, str, tuple[str, ...]]]:
        watched = watch(self.events)
        names = {self.id(draw): draw for draw in "abcd"}
        return [(one.code.removeprefix("monitor."), names[one.draw], one.entries) for one in watched.findings]


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_log_without_draws_shows_nothing(log: Log) -> None:
    log.add("ballot.committed", "a", {"c": "x"})
    assert watch([]) == watch(log.events)
    assert watch([]).plans == 0


def test_a_ceremony_in_order_shows_nothing(log: Log) -> None:
    log.add("pool.frozen", "a", {})
    log.drawn("a")
    log.replace("a")
    log.close("a")
    log.drawn("b")  # the case is heard again
    assert log.found() == []
    assert watch(log.events).plans == 2


def test_a_void_attempt_and_its_approved_successor_show_nothing(log: Log) -> None:
    log.plan("a")
    log.reveal("a", PARTIES[0])
    log.void("a")
    log.approve("a")
    log.drawn("b", attempt=2, after="a")
    assert log.found() == []


def test_supplements_beside_a_sitting_panel_show_nothing(log: Log) -> None:
    log.drawn("a")
    log.drawn("b", kind="supplement", after="a")
    log.plan("c", kind="supplement", after="a")
    log.void("c", "cancelled")
    log.approve("c")
    log.drawn("d", kind="supplement", attempt=2, after="c")
    log.replace("a")
    log.replace("b")
    assert log.found() == []


def test_an_attempt_that_was_cancelled_before_any_reveal_may_be_followed_by_a_first_one(log: Log) -> None:
    log.plan("a")
    log.void("a", "cancelled")
    log.drawn("b")
    assert log.found() == []


def test_a_withheld_reveal_with_a_beacon_counts_in_its_turn(log: Log) -> None:
    log.plan("a")
    log.reveal("a", PARTIES[0])
    log.add("secret.withheld", "a", {"party": PARTIES[1]})
    log.add("panel.drawn", "a", {})
    assert log.found() == []


def test_a_second_open_plan_for_a_case_is_named(log: Log) -> None:
    first = log.plan("a", cases=["case-1", "case-2"])
    second = log.plan("b", cases=["case-2", "case-3"])
    assert log.found() == [("two_open_plans", "b", (first, second))]


def test_a_second_open_plan_is_named_once_however_many_cases_they_share(log: Log) -> None:
    first = log.plan("a", cases=["case-1", "case-2"])
    second = log.plan("b", cases=["case-1", "case-2"])
    assert log.found() == [("two_open_plans", "b", (first, second))]


def test_a_drawn_panel_is_open_until_the_meeting_is_over(log: Log) -> None:
    log.drawn("a")
    second = log.plan("b")
    assert log.found() == [("two_open_plans", "b", ("0", second))]


def test_two_supplements_on_their_way_are_named(log: Log) -> None:
    log.drawn("a")
    first = log.plan("b", kind="supplement", after="a")
    second = log.plan("c", kind="supplement", after="a")
    assert log.found() == [("two_open_plans", "c", (first, second))]


def test_a_draw_with_two_plans_is_named(log: Log) -> None:
    first, second = log.plan("a"), log.plan("a", cases=["case-9"])
    assert log.found() == [("two_plans", "a", (first, second))]


def test_a_commitment_in_two_plans_is_named(log: Log) -> None:
    first = log.plan("a")
    log.void("a", "cancelled")
    second = log.plan("b", contributors=log.plans["a"]["contributors"], cases=["case-9"])
    assert log.found() == [("commitment_twice", "b", (first, second))] * 2


def test_another_attempt_without_a_void_one_is_named(log: Log) -> None:
    first = log.plan("a")
    second = log.plan("b", attempt=2, after="a")
    assert log.found() == [("two_open_plans", "b", (first, second)), ("not_approved", "b", (first, second))]


def test_another_attempt_without_approval_is_named(log: Log) -> None:
    first, void = log.plan("a"), log.void("a")
    second = log.plan("b", attempt=2, after="a")
    log.approve("a")  # too late
    assert log.found() == [("not_approved", "b", (first, void, second))]


def test_an_approval_before_the_void_does_not_count(log: Log) -> None:
    first, early, void = log.plan("a"), log.approve("a"), log.void("a")
    second = log.plan("b", attempt=2, after="a")
    assert log.found() == [
        ("approved_before_void", "a", (early,)),
        ("not_approved", "b", (first, void, second)),
    ]


def test_an_approval_by_a_contributor_is_named(log: Log) -> None:
    log.plan("a")
    void = log.void("a")
    approval = log.approve("a", by=PARTIES[0])
    assert log.found() == [("approved_by_contributor", "a", (void, approval))]


def test_an_attempt_after_a_plan_that_is_not_in_the_log_is_named(log: Log) -> None:
    second = log.plan("b", attempt=2, parent="0" * 64, cause="示例")
    assert log.found() == [("no_parent", "b", (second,))]


def test_a_skipped_number_or_another_kind_is_named(log: Log) -> None:
    first = log.plan("a")
    log.void("a")
    log.approve("a")
    third = log.plan("b", attempt=3, after="a")
    log.void("b", "cancelled")
    other = log.plan("c", attempt=2, after="a", kind="supplement")
    assert log.found() == [("counted_wrong", "b", (first, third)), ("counted_wrong", "c", (first, other))]


def test_counting_anew_after_a_void_with_reveals_is_named(log: Log) -> None:
    log.plan("a")
    log.reveal("a", PARTIES[0])
    void = log.void("a")
    second = log.plan("b")
    assert log.found() == [("counted_anew", "b", (void, second))]


def test_drawing_again_after_the_meeting_was_cancelled_is_named(log: Log) -> None:
    drawn = log.drawn("a", meeting="first")
    log.add("ceremony.closed", "a", {})
    log.events.append(Event("cancelled", "meeting.cancelled", "first", "someone", None))
    again = log.plan("b", meeting="second")
    assert log.found() == [("drawn_again", "b", (drawn, "cancelled", again))]


def test_drawing_again_after_the_meeting_was_held_is_right(log: Log) -> None:
    log.drawn("a", meeting="first")
    log.add("ceremony.closed", "a", {})
    log.plan("b", meeting="second")
    assert log.found() == []


def test_a_supplement_to_nothing_drawn_is_named(log: Log) -> None:
    log.plan("a")
    second = log.plan("b", kind="supplement", after="a")
    assert log.found() == [("no_parent", "b", (second,))]


def test_a_plan_after_a_reveal_is_named(log: Log) -> None:
    reveal = log.reveal("a", PARTIES[0])
    plan = log.plan("a")
    assert log.found() == [
        ("reveal_before_plan", "a", tuple(reveal)),
        ("plan_after_reveal", "a", (*reveal, plan)),
    ]


@pytest.mark.parametrize("order", [PARTIES[::-1], [PARTIES[0], PARTIES[0]], ["stranger"], [None]])
def test_a_reveal_out_of_order_is_named(log: Log, order: list[str]) -> None:
    log.plan("a")
    log.reveal("a", *order)
    assert log.found()[0][:2] == ("reveal_order", "a")


def test_one_reveal_more_than_contributors_is_named(log: Log) -> None:
    log.plan("a")
    reveals = log.reveal("a", *PARTIES, PARTIES[-1])
    assert log.found() == [("reveal_order", "a", tuple(reveals))]


def test_a_result_before_all_reveals_is_named(log: Log) -> None:
    plan = log.plan("a")
    reveals = log.reveal("a", PARTIES[0])
    drawn = log.add("panel.drawn", "a", {})
    assert log.found() == [("drawn_early", "a", (plan, *reveals, drawn))]


def test_a_second_result_is_named(log: Log) -> None:
    first, second = log.drawn("a"), log.add("panel.drawn", "a", {})
    assert log.found() == [("after_end", "a", (first, second))]


def test_a_replacement_after_the_close_is_named(log: Log) -> None:
    log.drawn("a")
    closed, late = log.close("a"), log.replace("a")
    assert log.found() == [("replaced_after_end", "a", (closed, late))]


def test_a_replacement_before_the_draw_or_after_a_void_is_named(log: Log) -> None:
    log.plan("a")
    early, void, late = log.replace("a"), log.void("a"), log.replace("a")
    assert log.found() == [
        ("replaced_before_draw", "a", (early,)),
        ("replaced_after_end", "a", (void, late)),
    ]


def test_a_void_after_the_draw_is_named(log: Log) -> None:
    drawn = log.drawn("a")
    void = log.void("a", "cap")
    assert log.found() == [("after_end", "a", (drawn, void))]


def test_a_cancellation_after_a_reveal_is_named(log: Log) -> None:
    log.plan("a")
    [reveal] = log.reveal("a", PARTIES[0])
    void = log.void("a", "cancelled")
    assert log.found() == [("cancelled_late", "a", (reveal, void))]


def test_whatever_follows_a_void_is_named(log: Log) -> None:
    log.plan("a")
    void = log.void("a")
    reveals = log.reveal("a")
    drawn, closed = log.add("panel.drawn", "a", {}), log.close("a")
    assert log.found() == [
        *(("after_end", "a", (void, reveal)) for reveal in reveals),
        ("after_end", "a", (void, drawn)),
        ("closed_early", "a", (void, closed)),
    ]


def test_a_plan_for_a_draw_that_is_void_is_named(log: Log) -> None:
    void, plan = log.void("a", "cancelled"), log.plan("a")
    assert log.found() == [("after_end", "a", (void, plan))]


def test_a_close_before_the_draw_is_named(log: Log) -> None:
    log.plan("a")
    closed = log.close("a")
    assert log.found() == [("closed_early", "a", (closed,))]


def spoilt(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    plan = payload["plan"]
    return {
        "no plan": {**payload, "plan": None},
        "nothing": {},
        "a key less": {**payload, "plan": {name: plan[name] for name in plan if name != "cases"}},
        "another draw's": {**payload, "plan": {**plan, "draw": "0" * 32}},
        "another digest": {**payload, "plan_digest": "0" * 64},
        "another plan": {**payload, "plan": {**plan, "meeting": "other"}},
        "cases that are no list": {**payload, "plan": {**plan, "cases": 7}},
    }


@pytest.mark.parametrize("case", spoilt({"plan": SAMPLE}))
def test_a_plan_that_is_none_is_named(log: Log, case: str) -> None:
    n = log.plan("a")
    payload = spoilt(dict(log.events[0].payload or {}))[case]
    log.events[0] = log.events[0]._replace(payload=payload)
    assert log.found() == [("no_plan", "a", (n,))]


def test_withheld_plans_are_counted_and_their_order_still_watched(log: Log) -> None:
    first = log.plan("a", hidden=True)
    second = log.plan("a", hidden=True)
    log.reveal("a")
    log.add("panel.drawn", "a")
    closed, late = log.close("a"), log.replace("a")
    watched = watch(log.events)
    assert (watched.plans, watched.withheld) == (2, 1)
    assert watched.findings == [
        Finding("monitor.two_plans", log.id("a"), (first, second)),
        Finding("monitor.replaced_after_end", log.id("a"), (closed, late)),
    ]
