"""Transcripts spoilt in any way get the same report from both verifiers, word by word.

SOAK=1 tries twenty times as many.
"""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from rehearsal import considered, fillable, invented_leaf, rehearsal, vector
from standalone import assert_same, with_ledger
from test_draw_mutations import DOCUMENTS, NAMES, at, changed, other_values, places

from panel.draw.seats import Group, type_of

TIMES = 20 if os.environ.get("SOAK") else 1
Files = dict[str, bytes]
FIELDS = ["L01", "L02", "I02", "C01"]


def a_changed_value(files: Files, random: Random, names: list[str]) -> Files:
    """One place in one JSON file holds something else."""
    name = random.choice([name for name in names if name in files])
    value = json.loads(files[name])
    path = random.choice(list(places(value)))
    replacement = random.choice(list(other_values(at(value, path))))
    return {**files, name: json.dumps(changed(value, path, replacement)).encode()}


def in_a_document(files: Files, random: Random) -> Files:
    return a_changed_value(files, random, DOCUMENTS)


def in_an_entry(files: Files, random: Random) -> Files:
    return a_changed_value(
        files, random, [name for name in files if name.startswith("ledger/") and "json" in name]
    )


def in_an_auditors_line(files: Files, random: Random) -> Files:
    name = random.choice([name for name in files if name.endswith(".jsonl")])
    lines = files[name].splitlines(keepends=True)
    index = random.randrange(len(lines))
    line = a_changed_value({name: lines[index]}, random, [name])[name]
    return {**files, name: b"".join([*lines[:index], line + b"\n", *lines[index + 1 :]])}


def in_the_lines(files: Files, random: Random) -> Files:
    """A line is dropped, doubled, moved or spoilt."""
    name = random.choice(["pool.txt", "audit/openings.jsonl"])
    lines = files[name].splitlines(keepends=True)
    index = random.randrange(len(lines))
    line = lines.pop(index)
    instead = random.choice([[], [line, line], [line[:-1]], [line.replace(b"\n", b"\r\n")], [line.upper()]])
    lines[index:index] = instead
    if not instead and random.random() < 0.5:
        lines.insert(random.randrange(len(lines) + 1), line)
    return {**files, name: b"".join(lines)}


def in_a_byte(files: Files, random: Random) -> Files:
    name = random.choice(sorted(files))
    data = files[name]
    index = random.randrange(len(data))
    instead = random.choice(
        [b"", bytes([data[index] ^ 1 << random.randrange(8)]), random.randbytes(1) + data[index : index + 1]]
    )
    return {**files, name: data[:index] + instead + data[index + 1 :]}


def in_its_length(files: Files, random: Random) -> Files:
    name = random.choice(sorted(files))
    return {**files, name: files[name][: random.randrange(len(files[name]))]}


def in_its_files(files: Files, random: Random) -> Files:
    """A file is missing, or stands in place of another."""
    one, other = random.choice(sorted(files)), random.choice(sorted(files))
    if random.random() < 0.3:
        return {name: data for name, data in files.items() if name != one}
    return {**files, one: files[other]}


CHANGES: list[tuple[Callable[[Files, Random], Files], int]] = [
    (in_a_document, 500),
    (in_an_entry, 150),
    (in_an_auditors_line, 150),
    (in_the_lines, 150),
    (in_a_byte, 200),
    (in_its_length, 60),
    (in_its_files, 60),
]


@pytest.fixture(scope="module")
def transcripts() -> list[Files]:
    """Right transcripts of every kind, with and without what only auditors see."""
    made = [vector(name) for name in NAMES]
    made += [
        rehearsal(seed=2, unit_cap=None).make(),
        rehearsal(seed=3, cancelled=True, departures=0).make(),
        rehearsal(seed=4, attempt=2, parent="a" * 64, cause="withheld before").make(),
        rehearsal(seed=5, **drand()).make(),
        a_supplement(6).make(),
    ]
    logged = [with_ledger(files) for files in made]
    return logged + [
        {n: d for n, d in files.items() if n != "audit/openings.jsonl"} for files in logged[1::2]
    ]


def drand() -> dict[str, Any]:
    signature = "ab" * 48
    beacon = {
        "chain_hash": "c" * 64,
        "genesis_time": 1_700_000_000,
        "kind": "drand",
        "period": 3,
        "public_key": "d" * 192,
        "round": 10**9,
        "scheme": "bls-unchained-g1-rfc9380",
    }
    result = {
        "kind": "drand",
        "previous_signature": None,
        "randomness": sha256(bytes.fromhex(signature)).hexdigest(),
        "signature": signature,
    }
    return {"beacon": beacon, "beacon_result": result, "withheld": ("guest",)}


def a_supplement(seed: int) -> Any:
    carried = [invented_leaf(900 + number, ["L01"], f"employer {number}", region="IN") for number in range(3)]
    return rehearsal(
        kind="supplement", parent="b" * 64, cause="a seat stayed open", carried=carried, seed=seed
    )


def test_all_of_them_are_right(transcripts: list[Files]) -> None:
    assert {assert_same(files) for files in transcripts} == {0, 3}


@pytest.mark.parametrize(("change", "times"), CHANGES)
def test_a_change_gets_the_same_report(
    transcripts: list[Files], change: Callable[[Files, Random], Files], times: int
) -> None:
    random = Random(change.__name__)
    for _ in range(times * TIMES):
        files = random.choice(transcripts)
        if change is in_the_lines or change is in_an_auditors_line:
            files = random.choice([files for files in transcripts if "audit/openings.jsonl" in files])
        assert_same(change(files, random))


def test_several_changes_get_the_same_report(transcripts: list[Files]) -> None:
    random = Random(1)
    for _ in range(150 * TIMES):
        files = random.choice(transcripts)
        for change in random.sample([in_a_document, in_an_entry, in_its_files], 2):
            try:
                files = change(files, random)
            except (ValueError, TypeError):  # the change before left no JSON to change
                break
        assert_same(files)


def a_hall(random: Random) -> Any:
    """Groups, experts and a cap, often tight; None if the seats cannot be filled."""
    groups = []
    for number in range(1, random.randint(1, 4) + 1):
        where = (("region", frozenset({"OUT"})),) if random.random() < 0.3 else ()
        fields = frozenset(random.sample(FIELDS, random.choice([1, 1, 2])))
        groups.append(Group(f"S{number}", random.choice([1, 1, 2]), fields, where))
    experts, eligible = [], {}
    employers = random.randint(1, 8)
    for number in range(random.choice([8, 16, 30, 200])):
        employer = f"employer {random.randrange(employers)}"
        leaf = invented_leaf(
            number,
            random.sample(FIELDS, random.choice([1, 1, 2, 3])),
            employer,
            region=random.choice(["IN", "OUT"]),
        )
        experts.append(considered(leaf, random.choice(["R03", "BUSY"]) if random.random() < 0.2 else None))
        type_ = type_of(leaf, groups)
        if type_ and experts[-1].reason is None:
            eligible[type_] = eligible.get(type_, 0) + 1
    if fillable(groups, eligible, eligible) < sum(group.count for group in groups) or len(eligible) > 9:
        return None
    cap = random.choice([None, 1, 1, 2])
    departures, seed = random.randrange(20), random.randrange(10**6)
    return rehearsal(groups=tuple(groups), experts=experts, unit_cap=cap, departures=departures, seed=seed)


def test_draws_of_all_kinds_get_the_same_report() -> None:
    random = Random(7)
    for _ in range(60 * TIMES):
        hall = a_hall(random)
        if hall:
            files = hall.make()
            assert assert_same(files, random.choice([None, hall.leaves()])) == 3
            assert_same(in_a_document(files, random))
