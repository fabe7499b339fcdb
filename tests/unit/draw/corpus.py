"""Random transcripts of every kind, right and spoilt, on which all verifiers must agree word by word.

`write_corpus(folder, count, seed)` leaves them as files beside the report that `panel verify` gives, for
verifiers that run elsewhere.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count as numbers
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rehearsal import Rehearsal, considered, fillable, invented_leaf
from spoil import Files, spoil
from standalone import theirs, with_ledger

from ledger.note import encode_base64
from panel.draw.seats import Group, type_of

FIELDS = ["L01", "L02", "I02", "C01"]
MOST_TYPES = 7  # leximin is found here by its definition, over all sets of types
PANEL = Rehearsal().groups


class Made(NamedTuple):
    """A right transcript: its kind, its files, the register's leaves, and the exit code that it deserves."""

    kind: str
    files: Files
    leaves: list[str]
    code: int


def corpus(seed: int) -> Iterator[Made]:
    """Right transcripts without end, kind after kind."""
    for number in numbers():
        kind = list(KINDS)[number % len(KINDS)]
        random = Random(f"{seed} {number}")
        made = KINDS[kind](random)
        files = clothed(made.make(), random)
        checked = "ledger/log.vkey" in files and kind != "drand"
        yield Made(kind, files, made.leaves(), 0 if checked else 3)


def spoilt(made: Made, random: Random) -> tuple[Files, bool]:
    """The files with one thing changed, and whether the change must be found."""
    return spoil(made.files, random)


# kinds of draws


def hall(random: Random, **changes: Any) -> Rehearsal:
    """A draw with one to four groups, often overlapping and often tight; its seats can be filled."""
    while True:
        groups = tuple(group(random, number) for number in range(1, random.randint(1, 4) + 1))
        employers = random.randint(1, 9)
        experts = [expert(random, number, employers) for number in range(random.choice([8, 16, 30, 90]))]
        types = Counter(type_of(e.leaf, groups) for e in experts if e.reason is None)
        eligible = {type_: number for type_, number in types.items() if type_}
        seats = sum(group.count for group in groups)
        if len(eligible) <= MOST_TYPES and fillable(groups, eligible, eligible) == seats:
            break
    settings = {
        "groups": groups,
        "experts": experts,
        "unit_cap": random.choice([None, 1, 1, 2]),
        "departures": random.choice([0, 1, 3, 20]),
        "seed": random.randrange(10**9),
    }
    return Rehearsal(**{**settings, **changes})


def group(random: Random, number: int) -> Group:
    where = (("region", frozenset({"OUT"})),) if random.random() < 0.3 else ()
    fields = frozenset(random.sample(FIELDS, random.choice([1, 1, 2])))
    return Group(f"S{number}", random.choice([1, 1, 2]), fields, where)


def expert(random: Random, number: int, employers: int) -> Any:
    leaf = invented_leaf(
        number,
        random.sample(FIELDS, random.choice([1, 1, 2, 3])),
        f"employer {random.randrange(employers)}",
        region=random.choice(["IN", "OUT"]),
    )
    return considered(leaf, random.choice(["R03", "BUSY", "TERM"]) if random.random() < 0.2 else None)


def again(random: Random) -> Rehearsal:
    return hall(random, attempt=random.randint(2, 4), parent="a" * 64, cause="上次有人未揭示")


def supplement(random: Random) -> Rehearsal:
    carried = [
        invented_leaf(900 + number, ["L01"], f"employer {random.randrange(9)}", region="IN")
        for number in range(random.randrange(4))
    ]
    return hall(random, kind="supplement", parent="b" * 64, cause="席位出缺", carried=carried)


def withheld(random: Random) -> Rehearsal:
    parties = random.sample(["lead-unit", "guest", "discipline"], random.randint(1, 3))
    return hall(random, withheld=tuple(parties))


def cancelled(random: Random) -> Rehearsal:
    return hall(random, cancelled=True)


def capped(random: Random) -> Rehearsal:
    """Everybody works for one employer: no composition can be completed."""
    leaves = [invented_leaf(n, ["L01", "I02"], "one", region="OUT") for n in range(random.randint(6, 12))]
    experts = [considered(leaf) for leaf in leaves]
    return Rehearsal(groups=PANEL, experts=experts, unit_cap=1, seed=random.randrange(10**9))


def announced(random: Random) -> Rehearsal:
    numbers = sorted(random.sample(range(50), 5))
    text = (
        "".join(f"{number}." for number in numbers) + "/" + f"{random.randrange(10)}./" * random.randrange(2)
    )
    parties = random.sample(["lead-unit", "guest", "discipline"], 2)
    said = {"kind": "announced", "parties": parties, "text": text}
    planned = {"due_at": "2026-03-01T03:00:00Z", "kind": "announced", "source": "虚构的彩票"}
    missing = random.choice([(), ("guest",)])
    return hall(random, beacon=planned, beacon_result=random.choice([said, said, None]), withheld=missing)


def drand(random: Random) -> Rehearsal:
    """A round whose signature is right in form only."""
    signature = random.randbytes(48).hex()
    planned = {
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
        "randomness": hashlib.sha256(bytes.fromhex(signature)).hexdigest(),
        "signature": signature,
    }
    return hall(random, beacon=planned, beacon_result=result, withheld=random.choice([(), ("guest",)]))


KINDS: dict[str, Callable[[Random], Rehearsal]] = {
    "panel": hall,
    "again": again,
    "supplement": supplement,
    "announced": announced,
    "drand": drand,
    "withheld": withheld,
    "cancelled": cancelled,
    "capped": capped,
}


def clothed(files: Files, random: Random) -> Files:
    """The same transcript as somebody else might hand it on: with a ledger or without, less of `audit/`, spaced."""
    for name in ("openings.json", "plan.json", "events.json"):
        value = json.loads(files[name])
        files[name] = json.dumps(
            value, ensure_ascii=random.random() < 0.5, indent=random.choice([None, 1])
        ).encode()
    openings = json.loads(files["openings.json"])
    random.shuffle(openings)
    if random.random() < 0.3:
        files["openings.json"] = json.dumps(openings[: random.randrange(len(openings) + 1)]).encode()
    for name in [name for name in files if name.startswith("audit/")]:
        if random.random() < 0.2:
            del files[name]
    if random.random() < 0.8:
        lines = len(json.loads(files["events.json"])) + 2
        cuts = sorted(random.sample(range(1, lines), random.choice([0, 0, min(2, lines - 1)])))
        files = with_ledger(files, cuts=cuts, witnesses=witnesses(random))
    return files


def witnesses(random: Random) -> list[str]:
    """Lines of signers who are passed over, with signatures of several kinds (c2sp.org/tlog-cosignature)."""
    names = random.sample(
        ["witness.example/one", "witness.example/二", "sample.example/log/7"], random.randrange(3)
    )
    return [f"— {name} {encode_base64(random.randbytes(random.choice([68, 76])))}" for name in names]


# for verifiers elsewhere


def write_corpus(folder: Path, count: int, seed: int) -> None:
    """Write transcripts as `00000.zip` and so on, every other one spoilt, and `expected.json`.

    The latter is a list with, for each, `transcript` (the file's name), `kind`, `exit_code` and `steps`, as
    `panel verify --json` has them; signatures of drand are not checked.
    """
    expected = []
    random = Random(seed)
    for number, made in zip(range(count), corpus(seed), strict=False):
        files = made.files if number % 2 == 0 else spoilt(made, random)[0]
        name, top = f"{number:05}.zip", random.choice(["", "抽取记录/"])
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in files.items():
                archive.writestr(top + path, data)
        report = theirs(files)
        expected.append(
            {"transcript": name, "kind": made.kind} | {key: report[key] for key in ("exit_code", "steps")}
        )
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text, encoding="utf-8")
