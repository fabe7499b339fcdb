"""Whatever is changed in a right transcript shows, unless the page leaves it open.

Open are, by themselves and without a ledger: the form of JSON, the order of the openings, the last
departures, and a few values that nothing in the transcript depends on (`FREE`). SOAK tries twenty
times as many.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from rehearsal import check, rehearsal, vector

SAMPLE = 1_000 if os.environ.get("SOAK") else 50
NAMES = ["announced", "cap1", "cap2", "nocap", "supplement", "tight", "void", "withheld"]
DOCUMENTS = ["plan.json", "reveals.json", "result.json", "events.json", "openings.json"]

FREE = {
    "events.json": {"at", "cause", "evidence", "kind"},  # only the ledger says when and why somebody left
    "reveals.json": {"parties"},  # who typed and who confirmed
}


def sample(changes: Any, name: str) -> Any:
    changes = list(changes)
    return Random(name).sample(changes, min(SAMPLE, len(changes)))


def places(value: Any, path: Any = ()) -> Iterator[Any]:
    """Every place in a JSON value: its path from the top."""
    yield path
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, member in members:
        yield from places(member, (*path, name))


def at(value: Any, path: Any) -> Any:
    for name in path:
        value = value[name]
    return value


def other_values(value: Any) -> Iterator[Any]:
    """Changes of one value that keep its form as far as possible, and some that do not."""
    if isinstance(value, str):
        yield from {value[:-1], value + "0", "", value.swapcase(), None, 0} - {value}
        if value:
            yield from {chr(ord(value[0]) ^ 1) + value[1:], value[:-1] + chr(ord(value[-1]) ^ 1)}
    elif isinstance(value, bool) or value is None:
        yield from (0, "", [], "0" * 64)
    elif isinstance(value, int):
        yield from (value + 1, value - 1, str(value), None, value + 2**53, bool(value))
    elif isinstance(value, list):
        yield from (None, [*value, None])
        if value:
            yield from (value[1:], value[:-1], [*value, value[-1]], [*value[1:], value[0]])
    else:
        yield from (None, [], {**value, "extra": 1})
        yield from ({other: value[other] for other in value if other != name} for name in value)


def changed(value: Any, path: Any, replacement: Any) -> Any:
    if not path:
        return replacement
    copy = deepcopy(value)
    at(copy, path[:-1])[path[-1]] = replacement
    return copy


def all_changes(value: Any) -> Iterator[Any]:
    for path in places(value):
        for replacement in other_values(at(value, path)):
            yield path, replacement


def masked(name: str, value: Any) -> Any:
    """The value without what is free, and the openings without their order."""
    if isinstance(value, dict):
        return {key: masked(name, v) for key, v in value.items() if key not in FREE.get(name, ())}
    if isinstance(value, list):
        return [masked(name, member) for member in value]
    return value


def harmless(name: str, before: Any, after: Any) -> Any:
    if not isinstance(after, list | dict):
        return False
    if name == "openings.json":
        return isinstance(after, list) and all(opening in before for opening in after)
    if name == "events.json":
        return isinstance(after, list) and masked(name, before)[: len(after)] == masked(name, after)
    return masked(name, before) == masked(name, after)


@pytest.mark.parametrize("file", DOCUMENTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_value_shows(name: str, file: str) -> None:
    files = vector(name)
    before = json.loads(files[file])
    for path, replacement in sample(all_changes(before), name + file):
        after = changed(before, path, replacement)
        text = json.dumps(after).encode()
        if text == json.dumps(before).encode():
            continue
        code = check({**files, file: text}).exit_code
        if code != 1:
            assert code == 3, (path, replacement)
            assert harmless(file, before, after), (path, replacement)


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_value_in_the_auditors_file_shows(name: str) -> None:
    files = vector(name)
    file = "audit/openings.jsonl"
    lines = [json.loads(line) for line in files[file].splitlines()]
    for path, replacement in sample(all_changes(lines), name):
        if path in [(), *[(number,) for number in range(len(lines))]]:
            continue
        after = changed(lines, path, replacement)
        code = check({**files, file: b"".join(json.dumps(line).encode() + b"\n" for line in after)}).exit_code
        assert code == 1 or (code == 3 and json.dumps(after) == json.dumps(lines)), (path, replacement)


LINES = ["pool.txt", "audit/openings.jsonl"]


@pytest.mark.parametrize("file", LINES)
@pytest.mark.parametrize("name", NAMES)
def test_a_line_dropped_doubled_or_moved_shows(name: str, file: str) -> None:
    files = vector(name)
    lines = files[file].splitlines(keepends=True)
    for index, line in sample(enumerate(lines), name + file):
        others = lines[:index] + lines[index + 1 :]
        for after in (others, [*others, line], [line, *others], [*lines[:index], line, *lines[index:]]):
            if after != lines:
                assert check({**files, file: b"".join(after)}).exit_code == 1, index


@pytest.mark.parametrize("file", [*DOCUMENTS, "pool.txt", "audit/draw_key", "audit/openings.jsonl"])
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_byte_shows(name: str, file: str) -> None:
    files = vector(name)
    data = files[file]
    bits = [(index, bit) for index in range(len(data)) for bit in (1, 2, 16, 32, 64, 128)]
    for index, bit in sample(bits, name + file):
        after = data[:index] + bytes([data[index] ^ bit]) + data[index + 1 :]
        code = check({**files, file: after}).exit_code
        if code == 3:  # white space, or something free
            assert file.endswith((".json", ".jsonl")), index
            if file.endswith(".json"):
                assert harmless(file, json.loads(data), json.loads(after)), index
            else:
                assert [json.loads(line) for line in data.splitlines()] == [
                    json.loads(line) for line in after.splitlines()
                ]
        else:
            assert code in (1, 2), index


@pytest.mark.parametrize("file", [*DOCUMENTS, "pool.txt"])
def test_a_file_cut_short_shows(file: str) -> None:
    files = vector("tight")
    data = files[file].rstrip()
    for length in sample(range(len(data)), file):
        assert check({**files, file: data[:length]}).exit_code in (1, 2), length


@pytest.mark.parametrize("file", DOCUMENTS)
def test_files_of_another_draw_show(file: str) -> None:
    one, other = rehearsal(seed=1).make(), rehearsal(seed=2).make()
    assert check({**one, file: other[file]}).exit_code == 1
