"""§10: every attempt at cheating that a transcript alone can show; each test is named after the attempt.

What only the service or the ledger can stop or show stands in tests/integration/panel/test_thread_cheating.py.
"""

import json
from collections import Counter
from typing import Any

import pytest
from halls import agrees, hall
from rehearsal import (
    EVENTS_STEP,
    GROUPS,
    LINES_STEP,
    OPENINGS_STEP,
    PLAN_STEP,
    POOL_STEP,
    REGISTER_STEP,
    RESULT_STEP,
    REVEALS_STEP,
    check,
    considered,
    dump,
    edited,
    failing,
    invented_experts,
    invented_leaf,
    rehearsal,
    vector,
)

from panel.draw.leaf import blind, tag
from panel.draw.seats import Group
from panel.draw.seed import Seed, commitment
from panel.draw.trials import run_trials

LAW = Group("S1", 2, frozenset({"L01"}))
DUE = {"due_at": "2026-03-01T03:00:00Z", "kind": "announced", "source": "an invented lottery"}


# redraw until it pleases; shop among plans


def test_redraw_until_it_pleases() -> None:
    """The same plan and reveals give one result, and another one is refused."""
    made = rehearsal(departures=0)
    files, other = made.make(), rehearsal(departures=0, seed=2).make()
    assert made.make() == files
    pleasing = {
        **json.loads(other["result.json"]),
        "plan_digest": json.loads(files["result.json"])["plan_digest"],
    }
    assert failing(check({**files, "result.json": dump(pleasing)})) == [RESULT_STEP]


def test_shop_among_plans() -> None:
    """A secret is committed to for one draw: it opens no commitment in another plan."""
    one, other = (json.loads(rehearsal(seed=seed).make()["plan.json"]) for seed in (1, 2))
    for party in ("lead-unit", "guest", "discipline"):
        assert commitment(one["draw"], party, "a" * 64) != commitment(other["draw"], party, "a" * 64)
    moved = rehearsal(change_plan=lambda plan: plan.update(draw=other["draw"]))
    assert failing(check(moved.make())) == [REVEALS_STEP]


# pick the pool after the randomness


def test_pick_the_pool_after_the_randomness() -> None:
    """The panel as it would be had one of the drawn been excluded in time."""
    files = rehearsal(departures=0).make()
    unwanted = json.loads(files["result.json"])["panel"][0]["tag"]
    experts = invented_experts()
    chosen = next(
        expert
        for expert in experts
        if tag(blind(rehearsal().draw_key, expert.digest), expert.digest) == unwanted
    )
    picked = [considered(e.leaf, "R01") if e is chosen else e for e in experts]
    later = rehearsal(experts=picked, departures=0).make()
    assert unwanted not in [seat["tag"] for seat in json.loads(later["result.json"])["panel"]]
    assert failing(check({**later, "plan.json": files["plan.json"]}))[0] == POOL_STEP


# ghosts, duplicates, wrong types in the pool


def test_ghosts_in_the_pool() -> None:
    ghost = considered(invented_leaf(99, ["L01"], "employer 1", region="OUT"))
    experts = invented_experts()
    haunted = rehearsal(experts=[*experts, ghost])
    assert REGISTER_STEP in failing(check(haunted.make(), leaves=[e.digest.hex() for e in experts]))


def test_duplicates_in_the_pool() -> None:
    """A second record of one person, under another public id, doubles nobody's chance unseen."""
    experts = invented_experts()
    twin = {**experts[0].leaf, "expert": "X99999", "salt": "0" * 64}
    assert failing(check(rehearsal(experts=[*experts, considered(twin)]).make())) == [LINES_STEP]


def test_wrong_types_in_the_pool() -> None:
    def promote(pool: bytes) -> bytes:
        return pool.replace(b" S3 ", b" S1+S3 ", 1)

    assert LINES_STEP in failing(check(rehearsal(change_pool=promote).make()))


def test_show_an_opening_of_somebody_else() -> None:
    def exchange(openings: Any) -> None:
        openings[0]["leaf"], openings[1]["leaf"] = openings[1]["leaf"], openings[0]["leaf"]

    assert failing(check(edited(rehearsal().make(), "openings.json", exchange))) == [OPENINGS_STEP]


# thin the pool by exclusions


def test_thin_the_pool_by_exclusions_that_nobody_counted() -> None:
    def thin_out(pool: bytes) -> bytes:
        return pool.replace(b" -\n", b" X\n", 1)

    assert PLAN_STEP in failing(check(rehearsal(change_pool=thin_out).make()))


def test_thin_the_pool_by_exclusions_under_a_reason_that_is_none() -> None:
    def invent(plan: Any) -> None:
        plan["pool"]["excluded"]["OLD"] = plan["pool"]["excluded"].pop("TERM")

    assert failing(check(edited(rehearsal().make(), "plan.json", invent)))


def test_thin_the_pool_by_exclusions_is_seen_by_whom_it_hits() -> None:
    """With the own leaf and blind an expert finds the own line, and the mark in it."""
    made = rehearsal()
    pool = made.make()["pool.txt"].decode()
    for expert in made.experts:
        own = tag(blind(made.draw_key, expert.digest), expert.digest)
        lines = [line for line in pool.splitlines() if line.startswith(own)]
        fits = any(group.fits(expert.leaf) for group in GROUPS)
        assert [line[-1] for line in lines] == (["X" if expert.reason else "-"] if fits else [])


# hold back a reveal


@pytest.mark.parametrize("party", ["lead-unit", "guest", "discipline"])
def test_hold_back_a_reveal(party: str) -> None:
    """Without a beacon the attempt is void and names who held back; a result all the same is refused."""
    files = rehearsal(withheld=(party,), departures=0).make()
    assert json.loads(files["result.json"])["void"] == {"parties": [party], "reason": "withheld"}
    blamed = edited(files, "result.json", lambda result: result["void"].update(parties=["nobody"]))
    assert failing(check(blamed)) == [RESULT_STEP]
    drawn = rehearsal(departures=0).make()["result.json"]
    assert failing(check({**files, "result.json": drawn, "openings.json": b"[]"})) == [RESULT_STEP]


def test_hold_back_a_reveal_before_a_beacon() -> None:
    """With a beacon the draw goes on: nobody can know yet what holding back would bring."""
    said = {"kind": "announced", "parties": ["lead-unit", "discipline"], "text": "3.14.15./"}
    held = rehearsal(beacon=DUE, beacon_result=said, withheld=("discipline",))
    assert "panel" in json.loads(held.make()["result.json"])
    assert check(held.make()).exit_code == 3


# record a received reveal as withheld


def test_record_a_received_reveal_as_withheld() -> None:
    """With a beacon too: the values then in the record draw somebody else."""
    said = {"kind": "announced", "parties": ["lead-unit", "discipline"], "text": "3.14.15./"}
    files = rehearsal(beacon=DUE, beacon_result=said).make()

    def suppress(reveals: Any) -> None:
        reveals["contributions"][1][1] = "withheld"

    assert RESULT_STEP in failing(check(edited(files, "reveals.json", suppress)))


# weak or known secrets from a page that the operator serves


def test_weak_or_known_secrets_are_made_good_by_a_single_one_that_is_neither() -> None:
    """All values known but the supervisor's: over its values everybody is drawn by chance alone."""
    found = hall([LAW], [("S1", employer) for employer in range(6)])
    assert found
    runs, times = 2_000, Counter(dict.fromkeys(found.people, 0))
    for number in range(runs):
        values = [["lead-unit", "0" * 64], ["discipline", f"{number:064x}"]]
        drawn = found.draw(Seed.extract("0" * 64, None, values))
        assert drawn
        times.update(member.tag for member in drawn.panel.values())
    assert agrees(times, dict.fromkeys(times, 1 / 3), runs)


# choose which types sit together


def test_choose_which_types_sit_together() -> None:
    """Another composition that the chances would allow as well is not the seed's."""
    first = rehearsal(departures=0).make()
    counts = json.loads(first["result.json"])["composition"]
    others = (json.loads(rehearsal(departures=0, seed=seed).make()["result.json"]) for seed in range(2, 40))
    other = next(result for result in others if result["composition"] != counts)
    chosen = edited(first, "result.json", lambda result: result.update(composition=other["composition"]))
    assert failing(check(chosen)) == [RESULT_STEP]


# seats made to measure


def test_seats_made_to_measure() -> None:
    """A seat for one person only stands in the plan: as thin, as a type of one, as a chance of one."""
    friend = considered(invented_leaf(99, ["M09"], "employer 1", region="OUT"))
    groups = (*GROUPS, Group("S4", 1, frozenset({"M09"})))
    files = rehearsal(groups=groups, experts=[*invented_experts(), friend]).make()
    plan = json.loads(files["plan.json"])
    assert "S4" in plan["thin"]
    assert (plan["pool"]["types"]["S4"], plan["chances"]["S4"]) == (1, [1, 1])
    hidden = edited(files, "plan.json", lambda plan: plan["thin"].remove("S4"))
    assert PLAN_STEP in failing(check(hidden))


# seat a friend through a tiny employer under the cap


def test_seat_a_friend_through_a_tiny_employer_under_the_cap() -> None:
    """Ten colleagues and one from a firm of one, two seats, one per employer: the one sits in every draw."""
    found = hall([LAW], [("S1", 0)] * 10 + [("S1", 1)], cap=1)
    assert found
    lowest, highest = run_trials(found.terms, found.pool, 300).drawn["S1"]
    assert found.terms.chances == {"S1": (2, 11)}
    assert highest == 300
    assert lowest < 300 * 2 / 11


def test_seat_a_friend_through_a_tiny_employer_that_is_not_the_leaf_s() -> None:
    files = rehearsal().make()
    lines = [json.loads(line) for line in files["audit/openings.jsonl"].splitlines()]
    lines[0]["leaf"]["employer"] = "0" * 64
    files["audit/openings.jsonl"] = b"".join(dump(line) + b"\n" for line in lines)
    assert failing(check(files)) == [LINES_STEP]

    def own_firm(pool: bytes) -> bytes:
        first, *others = pool.splitlines(keepends=True)
        return b"".join([first[:-19] + b"0" * 16 + first[-3:], *others])

    assert LINES_STEP in failing(check(rehearsal(change_pool=own_firm, departures=0).make()))


# force or buy a decline; invent a timeout or recusal


def test_force_or_buy_a_decline_to_call_a_friend() -> None:
    """Whoever leaves, and for whatever cause, the tickets name the successor."""
    files = vector("tight")
    first = json.loads(files["events.json"])[0]
    seated = {seat["tag"] for seat in json.loads(files["result.json"])["panel"]}
    for line in files["pool.txt"].decode().splitlines():
        friend, *_, mark = line.split()
        if mark == "-" and friend not in seated and friend != first["successor"]:
            called = edited(files, "events.json", lambda events, tag=friend: events[0].update(successor=tag))
            assert failing(check(called)) == [EVENTS_STEP]


def test_invent_a_timeout_without_evidence_of_delivery() -> None:
    def invent(events: Any) -> None:
        events[-1].update(kind="timeout", evidence=None)

    assert failing(check(edited(vector("tight"), "events.json", invent))) == [EVENTS_STEP]


# reorder departures


def test_reorder_departures() -> None:
    """Two neighbours that change places are found out, unless each has the same successor either way."""
    files = vector("tight")
    number = len(json.loads(files["events.json"]))

    def swap(events: Any, place: int) -> None:
        one, other = events[place], events[place + 1]
        one["at"], other["at"] = other["at"], one["at"]
        events[place : place + 2] = other, one

    found = [
        failing(check(edited(files, "events.json", lambda events, at=place: swap(events, at))))
        for place in range(number - 1)
    ]
    assert found.count([EVENTS_STEP]) + found.count([]) == number - 1
    assert found.count([EVENTS_STEP]) > number / 3
