"""The page gives the same report as `panel verify`, step by step and word by word.

SOAK=1 tries thousands of transcripts, right and spoilt.
"""

import io
import json
import os
from collections.abc import Sequence
from itertools import islice
from random import Random
from typing import Any

import pytest
from corpus import KINDS, corpus, spoilt
from rehearsal import VECTORS, rehearsal, vector
from standalone import run_theirs, story, theirs, with_ledger
from test_draw_json import BROKEN, NO_JSON
from test_draw_standalone_ledger import BAD_ENTRIES, BAD_KEYS, BAD_PROOFS, ENTRY, FILES, PROOF
from verify_page import BYTES, Files, VerifyPage, texts

from panel.draw.pool import read_pool
from panel.draw.terms import Terms
from panel.draw.trials import run_trials

ALL = sorted(path.name for path in VECTORS.iterdir() if path.is_dir())
RIGHT, SPOILT = (1000, 4000) if os.environ.get("SOAK") else (24, 76)
AT_ONCE = 100
STORY_STEP = "Plan, reveals, result and replacements were entered in this order."
LEDGER_NAMES = [name for name in FILES if name.startswith("ledger/")]


def assert_same(
    page: VerifyPage, transcripts: Sequence[Files], leaves: Sequence[str] | None = None
) -> set[int]:
    """All reports are those of `panel verify`; returns their exit codes."""
    found = page.reports(transcripts, leaves)
    for files, report in zip(transcripts, found, strict=True):
        assert report == theirs(files, leaves)
    return {report["exit_code"] for report in found}


@pytest.mark.parametrize("name", ALL)
def test_a_vector_gets_the_report_of_the_command(page: VerifyPage, name: str) -> None:
    code, _ = run_theirs(VECTORS / name, "--json")
    report = page.report(vector(name))
    assert report["exit_code"] == code
    assert report == theirs(vector(name))


@pytest.mark.parametrize("name", [name for name in ALL if name != "unfair"])
def test_a_vector_with_its_ledger_is_right(page: VerifyPage, name: str) -> None:
    assert assert_same(page, [with_ledger(vector(name))]) == {0}


def test_what_is_no_json_or_breaks_a_rule_is_told_apart_in_the_same_words(page: VerifyPage) -> None:
    files = vector("void")
    assert assert_same(page, [{**files, "plan.json": data} for data in NO_JSON]) == {2}
    assert assert_same(page, [{**files, "openings.json": data} for data in BROKEN]) == {1}


def test_a_missing_file_is_named(page: VerifyPage) -> None:
    files = with_ledger(vector("cap1"))
    some = [name for name in files if not name.startswith("ledger/")]
    without = [{name: data for name, data in files.items() if name != left_out} for left_out in some]
    assert assert_same(page, without) == {0, 2}


def test_a_list_of_leaves_is_compared(page: VerifyPage) -> None:
    made = rehearsal()
    files, leaves = made.make(), made.leaves()
    for listed in (leaves, leaves[1:], [*leaves, "x"], [f" {leaves[0]}\t", *leaves[1:]], []):
        assert_same(page, [files], listed)


def test_right_transcripts_of_every_kind_get_the_same_report(page: VerifyPage) -> None:
    each = corpus(seed=11)
    for begin in range(0, RIGHT, AT_ONCE):
        made = list(islice(each, min(AT_ONCE, RIGHT - begin)))
        assert {one.kind for one in made} == set(KINDS)
        assert assert_same(page, [one.files for one in made]) == {one.code for one in made}


def test_spoilt_transcripts_get_the_same_report(page: VerifyPage) -> None:
    random, each = Random(12), corpus(seed=13)
    for begin in range(0, SPOILT, AT_ONCE):
        some = [next(each) for _ in KINDS]
        changed = [spoilt(random.choice(some), random)[0] for _ in range(min(AT_ONCE, SPOILT - begin))]
        assert {1, 2} <= assert_same(page, changed)


def test_ledgers_that_do_not_hold_are_found(page: VerifyPage) -> None:
    for name, bad in ((PROOF, BAD_PROOFS), (ENTRY, BAD_ENTRIES), ("ledger/log.vkey", BAD_KEYS)):
        assert assert_same(page, [{**FILES, name: data} for data in bad]) == {1}
    assert_same(page, [{n: d for n, d in FILES.items() if n != name} for name in LEDGER_NAMES[:5]])
    copy = {"ledger/x.json": FILES[ENTRY], "ledger/x.tlog-proof": FILES[PROOF]}
    assert assert_same(page, [{**FILES, **copy}]) == {1}


def test_another_story_in_the_ledger_is_found(page: VerifyPage) -> None:
    files = rehearsal(departures=2).make()
    told = story(files)
    others: list[Any] = [[*told[:at], told[at + 1], told[at], *told[at + 2 :]] for at in range(len(told) - 1)]
    others += [[*told[:at], *told[at + 1 :]] for at in range(len(told))]
    others += [
        [*told[:at], (type_, {**facts, name: "something else"}), *told[at + 1 :]]
        for at, (type_, facts) in enumerate(told)
        for name in facts
    ]
    assert assert_same(page, [with_ledger(files, other) for other in others]) == {1}


def test_entries_that_must_not_be_there_are_found(page: VerifyPage) -> None:
    cancelled = rehearsal(cancelled=True, departures=0).make()
    plan, voided = story(cancelled)
    draw = plan[1]["draw"]
    revealed = ("secret.revealed", {"draw": draw, "party": "lead-unit", "value_digest": "0" * 64})
    drawn = rehearsal(departures=0).make()
    late = ("attempt.voided", {"draw": draw, "parties": [], "reason": "cancelled"})
    transcripts = [
        with_ledger(cancelled, [plan, revealed, voided]),
        with_ledger(drawn, [*story(drawn), late]),
    ]
    for report in page.reports(transcripts):
        assert report["exit_code"] == 1
        assert report["steps"][-1]["en"] == STORY_STEP
        assert report["steps"][-1]["finding_en"].startswith("ledger (order)")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_an_entry_in_another_encoding_is_no_json(page: VerifyPage, encoding: str) -> None:
    report = page.report({**FILES, ENTRY: FILES[ENTRY].decode().encode(encoding)})
    assert report["steps"][-1]["finding_en"].endswith("ledger.bad_entry_file")


TRIALS = f"""async (files) => {{
    {BYTES}
    const named = new Map(Object.entries(files).map(([name, text]) => [name, new Blob([bytes(text)])]));
    const found = new Case(new Transcript(new Folder(named)), null);
    await found.run(() => undefined);
    return runTrials(found.right.terms, found.right.pool, 60, () => undefined);
}}"""


def test_trial_draws_are_those_of_the_command(page: VerifyPage) -> None:
    files = rehearsal(unit_cap=1).make()
    ours = run_trials(Terms.of(json.loads(files["plan.json"])), read_pool(io.BytesIO(files["pool.txt"])), 60)
    assert page.tab.evaluate(TRIALS, texts(files)) == {
        "draws": 60,
        **{type_: list(numbers) for type_, numbers in ours.drawn.items()},
    }
