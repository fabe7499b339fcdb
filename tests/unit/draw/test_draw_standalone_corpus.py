"""Random transcripts of every kind, right and spoilt: both verifiers say the same, and find every change.

SOAK=1 tries thousands.
"""

import json
import os
from pathlib import Path
from random import Random

import pytest
from corpus import KINDS, Made, corpus, spoilt, write_corpus
from rehearsal import considered, invented_leaf, rehearsal, vector
from spoil import CHANGES, Files, meaning, spoil
from standalone import assert_same, run_ours, run_theirs, verify_draw, with_ledger
from test_draw_hostile import archive, write
from test_draw_mutations import NAMES
from test_draw_standalone import apart

from panel.draw.leximin import leximin_chances
from panel.draw.seats import Group

SOAK = bool(os.environ.get("SOAK"))
RIGHT, SPOILT, OUTSIDE = (2000, 10_000, 60) if SOAK else (80, 240, 4)


@pytest.fixture(scope="module")
def transcripts() -> list[Made]:
    each = corpus(seed=1)
    return [next(each) for _ in range(RIGHT)]


def test_right_transcripts_of_every_kind_are_found_right_by_both(transcripts: list[Made]) -> None:
    assert {made.kind for made in transcripts} == set(KINDS)
    for made in transcripts:
        assert assert_same(made.files, made.leaves) == made.code, made.kind


def test_they_hold_what_draws_can_hold(transcripts: list[Made]) -> None:
    events = [event for made in transcripts for event in json.loads(made.files["events.json"])]
    results = [json.loads(made.files["result.json"]) for made in transcripts]
    plans = [json.loads(made.files["plan.json"]) for made in transcripts]
    assert {event["rule"] for event in events} == {1, 2, 3, 4}
    reasons = {result["void"]["reason"] for result in results if "void" in result}
    assert reasons == {"withheld", "beacon", "cancelled", "cap"}
    assert any(plan["carried"] and plan["unit_cap"] for plan in plans)
    assert any("+" in type_ for plan in plans for type_ in plan["pool"]["types"])
    assert any(result.get("tries") for result in results)
    assert any(result.get("passed") for result in results)
    for name in ("ledger/log.vkey", "ledger/2/log.vkey", "ledger/3/log.vkey", "audit/openings.jsonl"):
        assert {True, False} == {name in made.files for made in transcripts}


def test_every_change_is_found_and_gets_the_same_report(transcripts: list[Made]) -> None:
    random = Random(2)
    for _ in range(SPOILT):
        made = random.choice(transcripts)
        files, must_be_found = spoilt(made, random)
        code = assert_same(files, random.choice([None, made.leaves]))
        assert code in (1, 2) or not must_be_found, (made.kind, names_of(files, made.files))


@pytest.mark.parametrize("name", NAMES)
def test_a_change_in_a_vector_gets_the_same_report(name: str) -> None:
    random, files = Random(name), with_ledger(vector(name))
    for _ in range(SPOILT // 20):
        spoilt_files, must_be_found = spoil(files, random)
        code = assert_same(spoilt_files)
        assert code in (1, 2) or not must_be_found, names_of(spoilt_files, files)


def names_of(files: Files, right: Files) -> list[str]:
    """Where two transcripts differ."""
    return [name for name in {**files, **right} if files.get(name) != right.get(name)]


def test_several_changes_get_the_same_report(transcripts: list[Made]) -> None:
    random = Random(3)
    for _ in range(SPOILT // 3):
        files = random.choice(transcripts).files
        for change in random.sample(CHANGES, 2):
            try:
                files = change(files, random)
            except (ValueError, TypeError, IndexError):  # the change before left nothing to change
                break
        assert_same(files)


def test_a_sample_gets_the_same_report_from_the_program_as_anyone_starts_it(
    transcripts: list[Made], tmp_path: Path
) -> None:
    random = Random(4)
    sample = [
        made for made in transcripts if made.kind != "drand"
    ]  # that one is checked where py_ecc is found
    for number in range(OUTSIDE):
        files, _ = spoilt(random.choice(sample), random)
        kept = write(tmp_path / str(number), files)
        packed = archive(tmp_path / f"{number}.zip", files, top=random.choice(["", "a/"]))
        for path in (kept, packed):
            done = apart(path, "--json")
            assert (done.returncode, done.stdout, done.stderr) == (*run_theirs(path, "--json"), "")


def test_the_corpus_for_other_verifiers_holds_what_is_expected_of_them(tmp_path: Path) -> None:
    write_corpus(tmp_path, 16, seed=5)
    expected = json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))
    assert len(expected) == 16
    assert {told["kind"] for told in expected} == set(KINDS)
    assert {told["exit_code"] for told in expected} >= {0, 1}
    for told in expected:
        code, report = run_ours(tmp_path / told["transcript"], "--json")
        assert (code, json.loads(report)["steps"]) == (told["exit_code"], told["steps"])


def test_what_a_transcript_says_does_not_hang_on_how_it_is_written(transcripts: list[Made]) -> None:
    files = next(made.files for made in transcripts if "ledger/log.vkey" in made.files)
    respaced = {**files, "plan.json": json.dumps(json.loads(files["plan.json"]), indent=7).encode()}
    assert meaning(respaced, files) == meaning(files, files)
    assert assert_same(respaced) == assert_same(files)
    assert verify_draw.find_spec("py_ecc") is None


def test_a_draw_with_many_types_gets_the_same_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.leximin", leximin_chances)  # its own goes over all sets of types
    random, fields = Random(6), [f"F{number}" for number in range(1, 7)]
    groups = tuple(Group(f"S{number}", 2, frozenset({name})) for number, name in enumerate(fields, 1))
    leaves = [
        invented_leaf(number, random.sample(fields, random.randint(1, 4)), f"employer {random.randrange(40)}")
        for number in range(300)
    ]
    made = rehearsal(groups=groups, experts=list(map(considered, leaves)), unit_cap=1, departures=30)
    files = made.make()
    assert len(json.loads(files["plan.json"])["pool"]["types"]) > 40
    assert assert_same(with_ledger(files), made.leaves()) == 0
