"""One thing changed in a transcript, and whether that changed what it says."""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from test_draw_mutations import at, changed, other_values, places

Files = dict[str, bytes]
DOCUMENTS = ["plan.json", "reveals.json", "result.json", "events.json", "openings.json"]


def spoil(files: Files, random: Random) -> tuple[Files, bool]:
    """The files with one thing changed, and whether a verifier must find it."""
    while True:
        after = random.choice(CHANGES)(files, random)
        if after != files:
            return after, meaning(after, files) != meaning(files, files)


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
    entries = [name for name in files if name.startswith("ledger/") and name.endswith(".json")]
    return a_changed_value(files, random, entries) if entries else files


def in_an_auditors_line(files: Files, random: Random) -> Files:
    name = random.choice([name for name in files if name.endswith(".jsonl") and files[name]] or [""])
    if not name:
        return files
    lines = files[name].splitlines(keepends=True)
    index = random.randrange(len(lines))
    line = a_changed_value({name: lines[index]}, random, [name])[name]
    return {**files, name: b"".join([*lines[:index], line + b"\n", *lines[index + 1 :]])}


def in_the_lines(files: Files, random: Random) -> Files:
    """A line is dropped, doubled, moved or spoilt."""
    names = ("pool.txt", "audit/openings.jsonl", "audit/carried.jsonl")
    name = random.choice([name for name in names if files.get(name)])
    lines = files[name].splitlines(keepends=True)
    index = random.randrange(len(lines))
    line = lines.pop(index)
    instead = random.choice([[], [line, line], [line[:-1]], [line.replace(b"\n", b"\r\n")], [line.upper()]])
    lines[index:index] = instead
    if not instead and random.random() < 0.5:
        lines.insert(random.randrange(len(lines) + 1), line)
    return {**files, name: b"".join(lines)}


def in_a_byte(files: Files, random: Random) -> Files:
    name = random.choice(sorted(name for name in files if files[name]))
    data = files[name]
    index = random.randrange(len(data))
    flipped = bytes([data[index] ^ 1 << random.randrange(8)])
    instead = random.choice([b"", flipped, random.randbytes(1) + data[index : index + 1]])
    return {**files, name: data[:index] + instead + data[index + 1 :]}


def in_its_length(files: Files, random: Random) -> Files:
    name = random.choice(sorted(name for name in files if files[name]))
    return {**files, name: files[name][: random.randrange(len(files[name]))]}


def in_its_files(files: Files, random: Random) -> Files:
    """A file is missing, or stands in place of another."""
    one, other = random.choice(sorted(files)), random.choice(sorted(files))
    if random.random() < 0.3:
        return {name: data for name, data in files.items() if name != one}
    return {**files, one: files[other]}


CHANGES: list[Callable[[Files, Random], Files]] = [
    in_a_document,
    in_a_document,
    in_a_document,
    in_an_entry,
    in_an_auditors_line,
    in_the_lines,
    in_a_byte,
    in_its_length,
    in_its_files,
]


# what a transcript says


def meaning(files: Files, right: Files) -> dict[str, Any]:
    """What the files say, less what the page leaves open; `right` are the files before the change.

    Open are the form of JSON; which of the openings are there, in which order; who typed an announced result;
    what `audit/` lacks, without its key all its leaves, and of a carried member all but the employer; entries of
    no importance to the draw, and the signatures of others under a checkpoint. Without a ledger also the last departures, and when and why somebody left.
    """
    said: dict[str, Any] = {name: data for name, data in files.items() if name not in DOCUMENTS}
    for name in DOCUMENTS:
        said[name] = json_of(files.get(name))
    said["openings.json"] = openings_among(said["openings.json"], json_of(right["openings.json"]))
    said["reveals.json"] = without_parties(said["reveals.json"])
    if "ledger/log.vkey" not in right:
        said["events.json"] = departures(said["events.json"], json_of(right["events.json"]))
    for name in [name for name in right if name.startswith("audit/")]:
        free = name.endswith("openings.jsonl") and "audit/draw_key" not in right
        said[name] = None if free else audited(name, files.get(name, right[name]))
    for name in [name for name in right if name.startswith("ledger/")]:
        said[name] = logged(name, files.get(name, right[name] if is_aside(name, right[name]) else None))
    return said


def json_of(data: bytes | None) -> Any:
    """The value, or the data themselves where it has none."""
    try:
        return json.loads((data or b"").decode())
    except (ValueError, RecursionError):
        return data


def openings_among(openings: Any, right: list[Any]) -> Any:
    each = openings if isinstance(openings, list) else []
    some = all(opening in right and each.count(opening) == 1 for opening in each)
    return right if isinstance(openings, list) and some else openings


def without_parties(reveals: Any) -> Any:
    masked = deepcopy(reveals)
    if isinstance(masked, dict) and isinstance(masked.get("beacon"), dict):
        masked["beacon"].pop("parties", None)
    return masked


def departures(events: Any, right: list[Any]) -> Any:
    """Where nothing else tells, a shorter history is another right one, and so are other times and causes."""
    free = ("at", "cause", "evidence", "kind")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return events
    masked = [{key: event[key] for key in event if key not in free} for event in events]
    wanted = [{key: event[key] for key in event if key not in free} for event in right]
    return wanted if masked == wanted[: len(masked)] else masked


def audited(name: str, data: bytes) -> Any:
    values = (
        [json_of(line) for line in data.removesuffix(b"\n").split(b"\n")] if name.endswith(".jsonl") else data
    )
    if name == "audit/carried.jsonl":
        return [(line["unit"], line["leaf"]["employer"]) if is_carried(line) else line for line in values]
    return values


def is_carried(line: Any) -> bool:
    leaf = line.get("leaf") if isinstance(line, dict) else None
    return isinstance(leaf, dict) and "employer" in leaf and "unit" in line


def is_aside(name: str, data: bytes) -> bool:
    """Whether a file is an entry that the story does without."""
    return name.endswith(".json") and json_of(data)["entry"]["t"] in ("sample.noted", "epoch.started")


def logged(name: str, data: bytes | None) -> Any:
    if data is None:
        return None
    if name.endswith(".json"):
        return json_of(data)
    if name.endswith(".vkey"):
        return data.removesuffix(b"\n")
    return [
        line for line in data.split(b"\n") if not line.startswith("— ".encode()) or b"sample.example" in line
    ]
