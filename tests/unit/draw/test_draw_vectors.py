"""The published test vectors, as their README says they end, down to the intermediate values."""

import json
from typing import Any

import pytest
from rehearsal import CHANCES_STEP, VECTORS, check, failing, vector

from panel.draw.composition import Rounding
from panel.draw.draw import draw
from panel.draw.plan import plan_digest
from panel.draw.pool import read_pool
from panel.draw.reveals import seed_of
from panel.draw.seed import input_key
from panel.draw.selection import select
from panel.draw.terms import Terms
from panel.draw.tickets import Tickets

RIGHT = ["announced", "cap1", "cap2", "nocap", "supplement", "tight", "void", "withheld"]
DRAWN = [name for name in RIGHT if name != "void"]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_vector_lacks_only_its_ledger(name: str) -> None:
    assert check(vector(name)).exit_code == 3


@pytest.mark.parametrize("name", RIGHT)
def test_a_vector_with_a_ledger_that_passes_is_right(name: str) -> None:
    files = {**vector(name), "ledger/0.json": b"{}"}
    assert check(files, ledger=lambda _: []).exit_code == 0


def test_the_unfair_vector_fails_for_its_chances_only() -> None:
    report = check(vector("unfair"))
    assert report.exit_code == 1
    assert failing(report) == [CHANCES_STEP]


@pytest.fixture(params=DRAWN)
def traced(request: pytest.FixtureRequest) -> Any:
    files = vector(request.param)
    plan, reveals = json.loads(files["plan.json"]), json.loads(files["reveals.json"])
    with (VECTORS / request.param / "pool.txt").open("rb") as stream:
        pool = read_pool(stream)
    trace = json.loads((VECTORS / request.param / "trace.json").read_bytes())
    return plan, reveals, pool, trace, json.loads(files["result.json"])


def test_the_seed_is_the_traced_one(traced: Any) -> None:
    plan, reveals, _, trace, result = traced
    seed = seed_of(plan, reveals)
    beacon = reveals["beacon"] and reveals["beacon"]["text"]
    assert input_key(beacon, reveals["contributions"]).decode() == trace["ikm"]
    assert seed.prk.hex() == trace["prk"]
    assert seed.ticket_key.hex() == result["ticket_key"]
    assert plan_digest(plan) == result["plan_digest"]


def test_every_ticket_is_the_traced_one(traced: Any) -> None:
    plan, reveals, pool, trace, _ = traced
    tickets = Tickets(pool, seed_of(plan, reveals).ticket_key)
    found = {c.tag: c.ticket for type_ in pool.types() for c in tickets.ascending(type_)}
    assert found.items() <= trace["tickets"].items()  # the trace has the excluded ones' too


def test_the_rounding_moves_the_traced_pairs(traced: Any) -> None:
    plan, reveals, _, trace, result = traced
    rounding = Rounding.begin(Terms.of(plan), seed_of(plan, reveals), result["tries"])
    assert rounding.finish() == result["composition"]
    assert [list(move) for move in rounding.moves] == trace["rounding"]


def test_the_walk_takes_and_passes_the_traced_candidates(traced: Any) -> None:
    plan, reveals, pool, trace, result = traced
    tickets = Tickets(pool, seed_of(plan, reveals).ticket_key)
    selection = select(result["composition"], tickets, Terms.of(plan).cap)
    verdicts = {c.tag: True for c in selection.taken} | {c.tag: False for c in selection.passed}
    in_order = sorted([*selection.taken, *selection.passed])
    assert [[c.tag, verdicts[c.tag]] for c in in_order] == [
        [tag, why == "taken"] for tag, why in trace["walk"]
    ]


def test_the_draw_needs_no_more_than_terms_tickets_and_seed(traced: Any) -> None:
    plan, reveals, pool, _, result = traced
    seed = seed_of(plan, reveals)
    drawn = draw(Terms.of(plan), Tickets(pool, seed.ticket_key), seed)
    assert [member.tag for member in drawn.panel.values()] == [seat["tag"] for seat in result["panel"]]
