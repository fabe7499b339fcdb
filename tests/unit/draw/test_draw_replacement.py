"""§8: the four rules of succession, and the events that record them."""

import io
import json
from typing import Any

import pytest
from rehearsal import EVENTS_STEP, FORM_STEP, check, dump, edited, failing, rehearsal, vector

from panel.draw.draw import outcome
from panel.draw.faults import BrokenRuleError
from panel.draw.pool import Line, pool_bytes, read_pool
from panel.draw.replacement import Sitting, succeed
from panel.draw.seats import Group
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Tickets

LAW, DATA = Group("S1", 1, frozenset({"L01"})), Group("S2", 1, frozenset({"I02"}))


class Hall:
    """A panel of invented candidates: a seat each of law and data, and people described as `type@unit`."""

    def __init__(self, people: Any, *, groups: Any = (LAW, DATA), cap: Any = None, carried: Any = ()) -> None:
        lines = [
            Line(f"{number:032x}", person.split("@")[0], f"{int(person.split('@')[1]):016x}", eligible=True)
            for number, person in enumerate(people)
        ]
        pool = read_pool(io.BytesIO(pool_bytes(lines)))
        units = {f"{unit:016x}": 1 for unit in carried}
        self.terms = Terms(groups, UnitCap(cap, units), pool.types(), {})
        self.tickets = Tickets(pool, b"k" * 32)
        self.by_type = {type_: list(self.tickets.ascending(type_)) for type_ in pool.types()}
        self.sitting = Sitting({}, frozenset())

    def seat(self, *members: Any) -> Any:
        self.sitting = Sitting.first(dict(enumerate(members)))
        return self

    def leave(self, member: Any) -> Any:
        succession = succeed(self.sitting, member.tag, self.terms, self.tickets)
        self.sitting = succession.after
        return succession


def test_rule_1_the_lowest_ticket_of_the_own_type_takes_the_seat() -> None:
    hall = Hall(["S1@1", "S1@2", "S1@3", "S2@4"])
    first, second, _ = hall.by_type["S1"]
    hall.seat(first, hall.by_type["S2"][0])
    succession = hall.leave(first)
    assert (succession.rule, succession.successor, succession.panel) == (1, second, None)
    assert hall.sitting.members[0] == second


def test_rule_2_the_lowest_ticket_of_any_type_with_the_seat_s_group_comes_next() -> None:
    hall = Hall(["S1@1", "S1+S2@2", "S1+S2@3", "S2@4"])
    law, data = hall.by_type["S1"][0], hall.by_type["S2"][0]
    succession = hall.seat(law, data).leave(law)
    assert (succession.rule, succession.successor) == (2, hall.by_type["S1+S2"][0])
    assert hall.sitting.members[0] == succession.successor


def test_rule_3_all_are_seated_anew_with_whoever_makes_it_possible() -> None:
    hall = Hall(["S1@1", "S1+S2@2", "S2@3", "S2@4"])
    law, both, data = hall.by_type["S1"][0], hall.by_type["S1+S2"][0], hall.by_type["S2"][0]
    succession = hall.seat(law, both).leave(law)
    assert (succession.rule, succession.successor) == (3, data)
    assert succession.panel == [{"seat": 0, "tag": both.tag}, {"seat": 1, "tag": data.tag}]
    assert hall.sitting.members == {0: both, 1: data}


def test_rule_4_the_seat_stays_open_and_is_nobody_s_any_more() -> None:
    hall = Hall(["S1@1", "S2@2", "S2@3", "S1+S2@4"])
    law, (data, other), both = hall.by_type["S1"][0], hall.by_type["S2"], hall.by_type["S1+S2"][0]
    hall.seat(law, data)
    assert hall.leave(law).successor == both
    succession = hall.leave(both)
    assert (succession.rule, succession.successor, succession.panel) == (4, None, None)
    assert hall.sitting.open == {0}
    assert hall.sitting.members == {1: data}
    assert hall.leave(data).successor == other


def test_who_left_never_returns() -> None:
    hall = Hall(["S1@1", "S1@2", "S2@3"])
    first, second = hall.by_type["S1"]
    hall.seat(first, hall.by_type["S2"][0])
    assert hall.leave(first).successor == second
    assert hall.leave(second).rule == 4
    assert hall.sitting.seated == {first.tag, second.tag, hall.by_type["S2"][0].tag}


def test_a_unit_that_is_full_is_passed_and_counts_again_when_there_is_room() -> None:
    hall = Hall(["S1@1", "S1@2", "S1@1", "S2@2", "S2@3"], cap=1)
    members = hall.by_type["S1"]
    of_unit_2 = next(member for member in members if member.unit.endswith("2"))
    of_unit_1 = [member for member in members if member.unit.endswith("1")]
    data = next(member for member in hall.by_type["S2"] if member.unit.endswith("2"))
    hall.seat(of_unit_1[0], data)
    assert hall.leave(of_unit_1[0]).successor == of_unit_1[1]
    other = next(member for member in hall.by_type["S2"] if member.unit.endswith("3"))
    assert hall.leave(data).successor == other
    assert hall.leave(of_unit_1[1]).successor == of_unit_2


def test_the_leaver_s_own_unit_has_room_again() -> None:
    hall = Hall(["S1@1", "S1@1", "S2@2"], cap=1)
    first, second = hall.by_type["S1"]
    assert hall.seat(first, hall.by_type["S2"][0]).leave(first).successor == second


def test_carried_members_fill_their_unit() -> None:
    hall = Hall(["S1@1", "S1@2", "S1@3", "S2@4"], cap=1, carried=[2, 3])
    sitting = next(member for member in hall.by_type["S1"] if member.unit.endswith("1"))
    assert hall.seat(sitting, hall.by_type["S2"][0]).leave(sitting).rule == 4


def test_only_a_sitting_member_can_leave() -> None:
    hall = Hall(["S1@1", "S1@2", "S2@3"])
    first, second = hall.by_type["S1"]
    hall.seat(first, hall.by_type["S2"][0])
    told = f"^tag：{second.tag}此时不在座 tag: {second.tag} is not sitting at this time$"
    with pytest.raises(BrokenRuleError, match=told):
        hall.leave(second)


def test_a_panel_can_be_taken_up_again_from_its_result() -> None:
    files = vector("tight")
    result, pool = json.loads(files["result.json"]), read_pool(io.BytesIO(files["pool.txt"]))
    drawn = outcome(json.loads(files["plan.json"]), pool, json.loads(files["reveals.json"]))
    assert Sitting.drawn(result, pool) == Sitting.first(drawn.panel)
    result["panel"][0]["tag"] = "0" * 32
    place = "result.json.panel"
    with pytest.raises(
        BrokenRuleError, match=f"^{place}：0{{32}}不在候选池中 {place}: 0{{32}} is not in the pool$"
    ):
        Sitting.drawn(result, pool)


# events


def test_the_vectors_know_all_four_rules() -> None:
    rules = {event["rule"] for name in ("cap1", "tight") for event in json.loads(vector(name)["events.json"])}
    assert rules == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (0, {"rule": 2}),
        (0, {"successor": None}),
        (0, {"successor": "0" * 32}),
        (0, {"tag": "0" * 32}),
        (0, {"panel": []}),
        (2, {"rule": 3}),
        (2, {"successor": "0" * 32}),
        (6, {"panel": None}),
        (0, {"evidence": None}),
        (1, {"at": "2026-03-02T00:59:59Z"}),
    ],
)
def test_an_event_that_does_not_follow_is_refused(number: int, change: Any) -> None:
    files = edited(vector("tight"), "events.json", lambda events: events[number].update(change))
    assert failing(check(files)) == [EVENTS_STEP]


@pytest.mark.parametrize(
    "change",
    [
        {"rule": 0},
        {"rule": 5},
        {"rule": True},
        {"kind": "ill"},
        {"cause": "a"},
        {"cause": "A"},
        {"cause": "TOOLONGBYONE"},
        {"evidence": ""},
        {"at": "2026-03-02"},
        {"note": 1},
    ],
)
def test_an_event_out_of_form_is_refused(change: Any) -> None:
    files = edited(vector("tight"), "events.json", lambda events: events[0].update(change))
    assert FORM_STEP in failing(check(files))


def test_nothing_happens_before_the_freeze() -> None:
    def early(events: Any) -> None:
        events[0]["at"] = "2026-03-01T01:29:59Z"

    assert failing(check(edited(vector("tight"), "events.json", early))) == [EVENTS_STEP]


def test_events_of_one_second_keep_their_order() -> None:
    def at_once(events: Any) -> None:
        for event in events:
            event["at"] = "2026-03-01T01:30:00Z"

    assert check(edited(vector("tight"), "events.json", at_once)).exit_code == 3


@pytest.mark.parametrize("change", [lambda e: e.reverse(), lambda e: e.pop(0), lambda e: e.append(e[-1])])
def test_events_are_replayed_in_ledger_order(change: Any) -> None:
    assert failing(check(edited(vector("tight"), "events.json", change))) == [EVENTS_STEP]


def test_a_departure_less_at_the_end_is_another_right_transcript() -> None:
    assert check(edited(vector("tight"), "events.json", lambda events: events.pop())).exit_code == 3


def test_other_kinds_may_have_evidence_too() -> None:
    def with_evidence(events: Any) -> None:
        for event in events:
            event["evidence"] = "0" * 64

    assert check(edited(vector("tight"), "events.json", with_evidence)).exit_code == 3


def test_a_member_moved_under_rule_3_is_moved_to_the_right_seat() -> None:
    def swap(events: Any) -> None:
        panel = events[6]["panel"]
        panel[0]["tag"], panel[1]["tag"] = panel[1]["tag"], panel[0]["tag"]

    assert failing(check(edited(vector("tight"), "events.json", swap))) == [EVENTS_STEP]


def test_replacements_are_replayed_from_the_recomputed_panel_even_without_a_result() -> None:
    files = vector("tight")
    del files["result.json"]
    assert check(files).exit_code == 2
    wrong = edited(files, "events.json", lambda events: events[0].update(rule=2))
    assert check(wrong).exit_code == 1


def test_a_panel_may_lose_everybody() -> None:
    files = rehearsal(departures=60).make()
    assert check(files).exit_code == 3
    assert json.loads(files["events.json"])[-1]["rule"] == 4
    assert check({**files, "events.json": dump([])}).exit_code == 3
