#!/usr/bin/env python3
"""Was this draw of experts right? 这次专家抽取对不对？

    python3 verify_draw.py TRANSCRIPT [--leaves FILE] [--trials] [--json]

A second program for the page "The draw protocol panel-draw/1", written from the page and not from the first
program, `panel verify`; both give the same answers, word by word. It needs Python 3.9 or newer and nothing else:
no package, no network. TRANSCRIPT is a directory, or a zip of one; FILE the register's leaves, one per line.
The signatures of drand are not checked. Exit code: 1 a step fails; else 2 a file is missing or no JSON; else 3
the ledger or a beacon is not checked; else 0.

How to read it: the sections from §1 to §9 follow the page; they are what decides who sits, and an hour is enough
for them. Then come the steps, one method for each, and the ledger. What stands behind that keeps bad input out:
JSON, the form of every file, directory and zip; last, all that is said in Chinese, by its English.

依规程页面独立写成的第二个核验程序，与`panel verify`逐字给出相同的答复。只需Python 3.9以上，不装软件包，不联网。
TRANSCRIPT为抽取记录（目录或zip）；FILE为专家库承诺清单，每行一个；不验证drand签名。
退出码：1 有一步不通过；2 缺文件或不是JSON；3 存证日志或信标未检查；0 全部正确。
读法：§1至§9各节与规程页面同序，决定谁入选，一小时可读完；其后为逐步核验和存证日志；再后为防范不良输入的部分；中文词句在文末。
"""
# ruff: noqa: N802, N806  J, H, M, A, R and S are called as on the pages

from __future__ import annotations

import argparse
import base64
import hashlib
import heapq
import hmac
import json
import math
import os
import re
import stat
import struct
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from typing import Any, NamedTuple

# ------------------------------------------------------------------------------------------------------
# What can be wrong 差错


class Fault(Exception):
    """Why a step did not end with "pass", in both languages; `where` names the file and the place in it."""

    def __init__(self, outcome: str, where: str, sentence: str, *values: object) -> None:
        zh, en = CHINESE[sentence].format(*values), sentence.partition(" #")[0].format(*values)
        self.outcome = outcome
        self.zh, self.en = (f"{where}：{zh}", f"{where}: {en}") if where else (zh, en)
        super().__init__(self.en)


def broken(where: str, sentence: str, *values: object) -> Fault:
    """A rule is broken."""
    return Fault("fail", where, sentence, *values)


def unreadable(where: str, sentence: str, *values: object) -> Fault:
    """A file is missing, no JSON, or not to be touched."""
    return Fault("not readable", where, sentence, *values)


def not_done(sentence: str, *values: object) -> Fault:
    """What the step needs is not there, and that is not its fault."""
    return Fault("not done", "", sentence, *values)


def shown(value: object) -> str:
    """At most 80 ASCII characters, harmless to a terminal."""
    try:
        text = json.dumps(value)
    except RecursionError:  # as deep as could just be read
        text = "[" * 100
    return text if len(text) <= 80 else f"{text[:76]} ..."


def differs(where: str, ours: object, theirs: object) -> Fault:
    return broken(where, "expected {}, found {}", shown(ours), shown(theirs))


def compare(where: str, ours: Any, theirs: Any) -> None:
    """Stop at the first place where two JSON values differ; `true` is not `1`."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            if name not in theirs:
                raise broken(f"{where}.{name}", "is missing")
            if name not in ours:
                raise broken(f"{where}.{name}", "should not be there")
            compare(f"{where}.{name}", ours[name], theirs[name])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for index in range(min(len(ours), len(theirs))):
            compare(f"{where}[{index}]", ours[index], theirs[index])
        if len(ours) != len(theirs):
            raise differs(f"{where} (length)", len(ours), len(theirs))
    elif type(ours) is not type(theirs) or ours != theirs:
        raise differs(where, ours, theirs)


# ------------------------------------------------------------------------------------------------------
# §1 Notation 记号


def J(value: object) -> bytes:
    """RFC 8785 canonical JSON. Without floats, and with ASCII names, Python's own sorted form is that."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def H(tag: str, x: bytes) -> bytes:
    return hashlib.sha256(f"panel-draw/1/{tag}".encode() + b"\0" + x).digest()


def M(key: bytes, x: bytes) -> bytes:
    return hmac.digest(key, x, "sha256")


def be32(number: int) -> bytes:
    return number.to_bytes(4, "big")


raw = bytes.fromhex

HEX16, HEX32, HEX64 = (re.compile(f"[0-9a-f]{{{digits}}}") for digits in (16, 32, 64))
HEX_BYTES = re.compile(r"(?:[0-9a-f]{2})+")
FIELD = re.compile(r"[A-Z][A-Z0-9]{0,7}")
ATTRIBUTE = re.compile(r"[a-z_]{1,16}")
VALUE = re.compile(r"[A-Z0-9]{1,12}")
REASON = re.compile(r"[A-Z][A-Z0-9]{1,7}")
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
GROUP = re.compile(r"S[1-9][0-9]*")
TYPE = re.compile(r"S[1-9][0-9]*(?:\+S[1-9][0-9]*)*")
WRITTEN = re.compile(r"(?s).*\S.*")
TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
EXCLUSION = re.compile("R01|R02|R03|R04|R05|R06|R07|R08|R09|TERM|SUSP|LEAVE|BUSY|CAP|SELF|SEATED")
LARGEST = 2**53 - 1
MOST_TYPES = 4096  # more than any meeting has; beyond, a file is refused before it costs memory or time


def seconds(time: str) -> int:
    """Seconds since 1970; ValueError if it is no time of the page."""
    parts = TIME.fullmatch(time)
    if not parts:
        raise ValueError("no UTC time in whole seconds")
    year, month, day, hour, minute, second = map(int, parts.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("no time of day")
    days = date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    return ((days * 24 + hour) * 60 + minute) * 60 + second


# ------------------------------------------------------------------------------------------------------
# §2 Leaf and tag 承诺与编号, §3 Seats and types 席位与类型


def leaf_of(opening: Any) -> bytes:
    return H("leaf", J(opening))


def tag_of(blind: bytes, leaf: bytes) -> str:
    return H("tag", blind + leaf).hex()[:32]


def unit_of(draw_key: bytes, employer: str) -> str:
    return M(draw_key, b"unit\0" + raw(employer)).hex()[:16]


def type_of(leaf: Any, seats: list[Any]) -> str:
    """The ids of all groups that the expert fits, in plan order; empty for no candidate."""
    return "+".join(
        group["id"]
        for group in seats
        if not set(group["fields"]).isdisjoint(leaf["fields"])
        and all(leaf["attributes"].get(name) in values for name, values in group["where"].items())
    )


# ------------------------------------------------------------------------------------------------------
# §4 Pool file 候选池

LINE = re.compile(rb"[0-9a-f]{32} S[1-9][0-9]*(?:\+S[1-9][0-9]*)* [0-9a-f]{16} [-X]\n")
LINES = re.compile(rb"(?:" + LINE.pattern + rb")*")
CHUNK = 1 << 18
RECORD = struct.Struct("16s8s")  # raw tag, raw unit


class Pool:
    """What is kept of a pool file: for every type and mark a column of records, ascending by tag."""

    def __init__(self) -> None:
        self.digest, self.size = "", 0
        self.columns: dict[tuple[str, str], bytearray] = {}

    def eligible(self, type_: str) -> Iterator[tuple[Any, ...]]:
        return RECORD.iter_unpack(self.columns.get((type_, "-"), b""))

    def types(self) -> dict[str, int]:
        columns = sorted(self.columns.items())
        return {type_: len(column) // RECORD.size for (type_, mark), column in columns if mark == "-"}

    def find(self, tag: str) -> tuple[str, str] | None:
        """Type and unit of the line of a tag."""
        sought = raw(tag)
        for (type_, _), column in self.columns.items():
            low, high = 0, len(column) // RECORD.size
            while low < high:
                middle = (low + high) // 2
                if column[24 * middle : 24 * middle + 16] < sought:
                    low = middle + 1
                else:
                    high = middle
            if column[24 * low : 24 * low + 16] == sought:
                return type_, column[24 * low + 16 : 24 * low + 24].hex()
        return None

    def add(self, block: bytes, last: bytes) -> bytes:
        """Sort whole lines into the columns. `last` is the tag before them; returned is their own last tag."""
        fields = block.split()
        tags = fields[::4]
        if not LINES.fullmatch(block) or tags != sorted(set(tags)) or (tags and tags[0] <= last):
            raise first_fault(block, last, self.size)
        rows: dict[tuple[bytes, bytes], list[bytes]] = {}
        each = iter(fields)
        for tag, type_, unit, mark in zip(each, each, each, each):  # noqa: B905  `strict` is not in Python 3.9
            rows.setdefault((type_, mark), []).append(tag + unit)
        for (type_, mark), row in rows.items():
            self.column(type_.decode(), mark.decode()).extend(raw(b"".join(row).decode()))
        self.size += len(tags)
        return tags[-1] if tags else last

    def column(self, type_: str, mark: str) -> bytearray:
        if (type_, mark) not in self.columns:
            groups = type_.split("+")
            if groups != sorted(set(groups), key=group_number):
                raise broken("pool.txt", "type {} is not in plan order", type_[:40])
            if len(self.columns) >= 2 * MOST_TYPES:
                raise broken("pool.txt", "there are unreasonably many types")
        return self.columns.setdefault((type_, mark), bytearray())


def group_number(group: str) -> tuple[int, str]:
    """Sorts `S10` behind `S9`, however long the number is."""
    return len(group), group


def read_pool(file: Any) -> Pool:
    """Read the file as a stream; kept are 24 bytes for each candidate."""
    pool, digest = Pool(), hashlib.sha256(b"panel-draw/1/pool\0")
    last = rest = b""
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        lines, newline, rest = (rest + chunk).rpartition(b"\n")
        last = pool.add(lines + newline, last)
        if len(rest) > CHUNK:
            break
    if rest:
        raise broken(f"pool.txt:{pool.size + 1}", "is out of form or lacks its newline")
    pool.digest = digest.hexdigest()
    return pool


def first_fault(block: bytes, last: bytes, number: int) -> Fault:
    """The first line that is out of form, or whose tag is no larger than the one before it."""
    for line in block.splitlines(keepends=True):
        number += 1
        if not LINE.fullmatch(line):
            return broken(f"pool.txt:{number}", "is out of form or lacks its newline")
        if line[:32] <= last:
            break
        last = line[:32]
    return broken(f"pool.txt:{number}", "tags should ascend without repetition")


# ------------------------------------------------------------------------------------------------------
# §5 Plan 方案


def check_plan(plan: Any) -> None:
    first = plan["kind"] == "panel" and plan["attempt"] == 1
    for key in ("parent", "cause"):
        if first and plan[key] is not None:
            raise differs(f"plan.json.{key}", None, plan[key])
        if not first and plan[key] is None:
            raise broken(f"plan.json.{key}", "is missing")
    if plan["frozen_at"] >= plan["reveal_by"]:  # times of this form sort like strings
        raise broken("plan.json.reveal_by", "should be later than frozen_at")
    if plan["beacon"] and seconds(plan["reveal_by"]) >= beacon_time(plan["beacon"]):
        raise broken("plan.json.reveal_by", "should be earlier than the beacon's time")
    check_seats(plan)
    check_numbers(plan)
    check_contributors(plan["contributors"])


def check_seats(plan: Any) -> None:
    ids = [f"S{number}" for number in range(1, len(plan["seats"]) + 1)]
    compare("plan.json.seats (id)", ids, [group["id"] for group in plan["seats"]])
    fitting = dict.fromkeys(ids, 0)
    for type_, count in plan["pool"]["types"].items():
        groups = type_.split("+")
        if not set(groups) <= fitting.keys() or groups != sorted(set(groups), key=group_number):
            raise broken(f"plan.json.pool.types.{type_[:40]}", "does not join groups in plan order")
        for group in groups:
            fitting[group] += count
    thin = [group["id"] for group in plan["seats"] if fitting[group["id"]] < 2 * group["count"]]
    compare("plan.json.thin", thin, plan["thin"])


def check_numbers(plan: Any) -> None:
    pool, supplement = plan["pool"], plan["kind"] == "supplement"
    eligible, excluded = sum(pool["types"].values()), sum(pool["excluded"].values())
    if eligible != pool["eligible"]:
        raise differs("plan.json.pool.eligible", eligible, pool["eligible"])
    if eligible + excluded != pool["size"]:
        raise differs("plan.json.pool.size", eligible + excluded, pool["size"])
    if plan["register"]["size"] < pool["size"]:
        raise broken("plan.json.register.size", "is less than the pool's size")
    if "SEATED" in pool["excluded"] and not supplement:
        raise broken("plan.json.pool.excluded.SEATED", "is for supplements only")
    if plan["carried"] != sorted(plan["carried"]):
        raise broken("plan.json.carried", "should ascend")
    if plan["carried"] and not supplement:
        raise broken("plan.json.carried", "is for supplements only")


def check_contributors(contributors: list[Any]) -> None:
    for key in ("commitment", "party", "role"):
        if len({contributor[key] for contributor in contributors}) < len(contributors):
            raise broken(f"plan.json.contributors ({key})", "occurs twice")
    for index, role in ((0, "convener"), (len(contributors) - 1, "supervisor")):
        if contributors[index]["role"] != role:
            raise differs(f"plan.json.contributors[{index}].role", role, contributors[index]["role"])


# ------------------------------------------------------------------------------------------------------
# §5 Chances 机会


class Network:
    """An exact maximum flow from sources (types) to places (groups, or units), by shortest augmenting paths.

    What a source has sent may be led to another place by a later `send`, but never becomes less; so sending
    from one source after the other, in any order, ends in a maximum flow.
    """

    def __init__(self, edges: Mapping[str, Mapping[Any, int]], room: Mapping[Any, int]) -> None:
        """`edges[source][place]` and `room[place]` are the most that may pass."""
        self.edges = {source: dict(places) for source, places in edges.items()}
        self.room = dict(room)
        self.sent: dict[Any, dict[str, int]] = {place: {} for place in room}

    def send(self, source: str, amount: int) -> int:
        """Send up to `amount` more; return how much got through."""
        done = 0
        while done < amount and (path := self.path(source)):
            end = path[-1][1]
            turns = [(path[index][1], path[index + 1][0]) for index in range(len(path) - 1)]
            limits = [self.edges[a][b] for a, b in path] + [self.sent[b][a] for b, a in turns]
            step = min(amount - done, self.room[end], *limits)
            for a, b in path:
                self.edges[a][b] -= step
                self.sent[b][a] = self.sent[b].get(a, 0) + step
            for b, a in turns:
                self.edges[a][b] += step
                self.sent[b][a] -= step
            self.room[end] -= step
            done += step
        return done

    def without(self, source: str) -> Network:
        """A copy in which `source` has sent nothing."""
        other = Network(self.edges, self.room)
        for place, sent in self.sent.items():
            other.sent[place] = {**sent, source: 0}
            if sent.get(source):
                other.edges[source][place] += sent[source]
                other.room[place] += sent[source]
        return other

    def path(self, start: str) -> list[tuple[str, Any]]:
        """Pairs (source, place): `start` to a place, a source that makes way there to another place, and so on."""
        ways: dict[str, list[tuple[str, Any]]] = {start: []}
        met = set()
        for source in (queue := [start]):
            for place, left in self.edges[source].items():
                if not left or place in met:
                    continue
                if self.room[place]:
                    return [*ways[source], (source, place)]
                met.add(place)
                for other, sent in self.sent[place].items():
                    if sent and other not in ways:
                        ways[other] = [*ways[source], (source, place)]
                        queue.append(other)
        return []


def groups_network(room: Mapping[str, int], types: Iterable[str]) -> Network:
    """Types to the groups in them, where a group takes `room[group]`."""
    return Network({type_: {g: room[g] for g in type_.split("+") if room.get(g)} for type_ in types}, room)


class Terms:
    """The part of a plan that decides who sits. The page's `m` is counted in parts of one over `scale`."""

    def __init__(self, plan: Any) -> None:
        self.seats: dict[str, int] = {group["id"]: group["count"] for group in plan["seats"]}
        self.eligible: dict[str, int] = plan["pool"]["types"]
        self.chances: dict[str, list[int]] = plan["chances"]
        self.cap: int | None = plan["unit_cap"]
        self.carried = Counter(map(raw, plan["carried"]))
        self.scale = math.lcm(*(den for _, den in self.chances.values()))

    def m(self) -> dict[str, int]:
        chances = self.chances.items()
        return {type_: self.eligible[type_] * num * (self.scale // den) for type_, (num, den) in chances}

    def scaled_network(self) -> Network:
        return groups_network({g: self.scale * count for g, count in self.seats.items()}, self.eligible)

    def group_of_seat(self) -> list[str]:
        return [group for group, count in self.seats.items() for _ in range(count)]

    def room(self, unit: bytes, members: Mapping[bytes, int]) -> int:
        """How many more of a unit may sit beside the members and those carried."""
        if self.cap is None:
            return LARGEST
        return max(0, self.cap - members.get(unit, 0) - self.carried.get(unit, 0))


def check_chances(terms: Terms) -> None:
    """Leximin: (a) here, (b) in `check_levels`."""
    if terms.chances.keys() != terms.eligible.keys():
        raise differs("plan.json.chances", sorted(terms.eligible), sorted(terms.chances))
    for type_, (num, den) in terms.chances.items():
        if math.gcd(num, den) != 1:
            raise broken(f"plan.json.chances.{type_}", "is not in lowest terms")
    m, flow = terms.m(), terms.scaled_network()
    if sum(m.values()) != terms.scale * sum(terms.seats.values()):
        sentence = "the chances times the candidates do not sum to the number of seats"
        raise broken("plan.json.chances", sentence)
    if any(flow.send(type_, amount) < amount for type_, amount in m.items()):
        raise broken("plan.json.chances", "these chances cannot fill all seats")
    check_levels(terms, m)


def check_levels(terms: Terms, m: Mapping[str, int]) -> None:
    """For every chance, the types at or below it hold exactly what their eligible members can fill."""
    levels: dict[int, list[str]] = {}
    for type_, (num, den) in terms.chances.items():
        levels.setdefault(num * (terms.scale // den), []).append(type_)
    flow, held, fillable = groups_network(terms.seats, m), 0, 0
    for _, types in sorted(levels.items()):
        fillable += sum(flow.send(type_, terms.eligible[type_]) for type_ in types)
        held += sum(m[type_] for type_ in types)
        if held != fillable * terms.scale:
            where = f"plan.json.chances ({', '.join(sorted(types))[:200]})"
            sentence = "the types with no larger chance should hold exactly {} seats together"
            raise broken(where, sentence, fillable)


# ------------------------------------------------------------------------------------------------------
# §6 Commit, reveal, seed 承诺、揭示、种子


def beacon_time(beacon: Any) -> int:
    if beacon["kind"] == "drand":
        return int(beacon["genesis_time"] + (beacon["round"] - 1) * beacon["period"])
    return seconds(beacon["due_at"])


def check_reveals(plan: Any, reveals: Any) -> None:
    contributors, contributions = plan["contributors"], reveals["contributions"]
    parties = [contributor["party"] for contributor in contributors]
    if contributions:  # none at all: cancelled before the first reveal
        compare("reveals.json.contributions", parties, [party for party, _ in contributions])
    for index, (party, value) in enumerate(contributions):
        commitment = H("commit", J({"draw": plan["draw"], "party": party, "value": value})).hex()
        if value != "withheld" and commitment != contributors[index]["commitment"]:
            where = f"reveals.json.contributions ({party})"
            raise differs(where, contributors[index]["commitment"], commitment)
    if reveals["beacon"] is not None:
        planned = plan["beacon"] if contributions else None
        check_beacon("reveals.json.beacon", planned, reveals["beacon"], set(parties))


def check_beacon(where: str, planned: Any, beacon: Any, parties: set[str]) -> None:
    if planned is None:
        raise differs(where, None, beacon)
    if beacon["kind"] != planned["kind"]:
        raise differs(f"{where}.kind", planned["kind"], beacon["kind"])
    if beacon["kind"] == "drand":
        check_drand(where, planned["scheme"], beacon)
        return
    typist, confirmer = beacon["parties"]
    if typist == confirmer or not {typist, confirmer} <= parties:
        raise broken(f"{where}.parties", "should be two different contributors")
    for source in beacon["text"].split("/")[:-1]:
        numbers = [(len(number), number) for number in source.split(".")[:-1]]
        if numbers != sorted(numbers):
            raise broken(f"{where}.text", "the numbers of each source should ascend")


def check_drand(where: str, scheme: str, beacon: Any) -> None:
    previous = beacon["previous_signature"]
    if "unchained" in scheme and previous is not None:
        raise differs(f"{where}.previous_signature", None, previous)
    if scheme.endswith("-chained") and previous is None:
        raise broken(f"{where}.previous_signature", "is missing")
    randomness = hashlib.sha256(raw(beacon["signature"])).hexdigest()
    if beacon["randomness"] != randomness:
        raise differs(f"{where}.randomness", randomness, beacon["randomness"])


def void_before_draw(plan: Any, reveals: Any) -> dict[str, Any] | None:
    """Why nothing can be drawn, if so. A beacon outlives a withheld value."""
    missing = [party for party, value in reveals["contributions"] if value == "withheld"]
    if not reveals["contributions"]:
        return {"parties": [], "reason": "cancelled"}
    if plan["beacon"]:
        return None if reveals["beacon"] else {"parties": [], "reason": "beacon"}
    return {"parties": missing, "reason": "withheld"} if missing else None


class Seed:
    """What follows from `prk`."""

    def __init__(self, prk: bytes) -> None:
        self.prk = prk
        self.ticket_key = M(prk, b"panel-draw/1/ticket\x01")

    def order(self, t: int, type_: str) -> bytes:
        return M(self.prk, b"panel-draw/1/order\0" + be32(t) + type_.encode())

    def coin(self, t: int, i: int) -> int:
        return int.from_bytes(M(self.prk, b"panel-draw/1/coin\0" + be32(t) + be32(i))[:8], "big")


def seed_of(plan: Any, reveals: Any) -> Seed:
    beacon = reveals["beacon"]
    value = None if beacon is None else beacon["randomness" if beacon["kind"] == "drand" else "text"]
    ikm = J({"beacon": value, "contributions": reveals["contributions"]})
    return Seed(M(H("plan", J(plan)), ikm))


# ------------------------------------------------------------------------------------------------------
# §7 Tickets and selection 抽签号与入选


class Candidate(NamedTuple):
    """Raw ticket, tag and unit. Candidates sort as they are walked: by ticket, then tag."""

    ticket: bytes
    tag: bytes
    type: str
    unit: bytes


class Tickets:
    """The candidates of every type in ascending order, found only as deep as somebody asks: a draw needs few."""

    def __init__(self, pool: Pool, ticket_key: bytes) -> None:
        self.pool, self.key, self.size = pool, ticket_key, pool.types()
        self.depth: dict[str, int] = {}
        self.known: dict[str, list[Candidate]] = {}

    def ascending(self, type_: str) -> Iterator[Candidate]:
        done = 0
        while done < self.size.get(type_, 0):
            if done < len(self.known.get(type_, ())):
                yield self.known[type_][done]
                done += 1
            else:
                self.deepen(type_)

    def deepen(self, type_: str) -> None:
        """Know all tickets below a limit under which eight times as many as before are expected."""
        size, depth = self.size[type_], 8 * self.depth.get(type_, 8)
        limit = (depth * 2**64 // size).to_bytes(8, "big") if depth < size else b"\xff" * 33
        key, sha256 = self.key, hashlib.sha256
        self.depth[type_] = depth
        self.known[type_] = sorted(
            Candidate(ticket, tag, type_, unit)
            for tag, unit in self.pool.eligible(type_)
            if (ticket := sha256(key + tag).digest()) < limit
        )


class Units:
    """How many eligible candidates of every type each unit has: what a cap is reckoned with."""

    def __init__(self, terms: Terms, pool: Pool) -> None:
        self.terms = terms
        types = terms.eligible if terms.cap is not None else ()
        self.of = {type_: Counter(unit for _, unit in pool.eligible(type_)) for type_ in types}

    def can_fill(
        self, wanted: Mapping[str, int], members: Mapping[bytes, int], walked: Mapping[Any, int]
    ) -> bool:
        """Whether candidates not yet walked can fill the counts within the cap, beside `members`.

        `walked` counts by (type, unit). For each type as many units with room as there are seats wanted will
        do: the others cannot use up all of them. Without a cap the answer is yes: nobody who is wanted is passed.
        """
        if self.terms.cap is None:
            return True
        seats = sum(wanted.values())
        edges: dict[str, dict[bytes, int]] = {type_: {} for type_ in wanted if wanted[type_]}
        room: dict[bytes, int] = {}
        for type_, places in edges.items():
            left = ((unit, number - walked.get((type_, unit), 0)) for unit, number in self.of[type_].items())
            usable = (item for item in left if item[1] and self.terms.room(item[0], members))
            places.update(islice(usable, seats))
            room.update((unit, self.terms.room(unit, members)) for unit in places)
        flow = Network(edges, room)
        return all(flow.send(type_, wanted[type_]) == wanted[type_] for type_ in edges)


class Drawn(NamedTuple):
    """The counts and the try that stands, who sits where by seat index, and who was passed."""

    composition: dict[str, int]
    tries: int
    panel: dict[int, Candidate]
    passed: list[Candidate]


class Draw:
    """One draw: terms, tickets and seed together."""

    def __init__(self, terms: Terms, pool: Pool, seed: Seed, units: Units) -> None:
        self.terms, self.seed, self.units = terms, seed, units
        self.tickets = Tickets(pool, seed.ticket_key)

    def draw(self) -> Drawn | None:
        """None after 1,000 tries: void, reason `cap`."""
        for t in range(1000):
            counts = self.rounded(t)
            if self.units.can_fill(counts, {}, {}):
                taken, passed = self.walk(counts)
                return Drawn(counts, t, seated(taken, dict(enumerate(self.terms.group_of_seat()))), passed)
        return None

    def rounded(self, t: int) -> dict[str, int]:
        """Rule 1: round the `x` of all types, pair by pair, with coins."""
        x, scale, i = self.terms.m(), self.terms.scale, 0
        order = {type_: self.seed.order(t, type_) for type_ in x}
        while fractional := sorted((type_ for type_ in x if x[type_] % scale), key=order.__getitem__):
            a, b, up, down = self.first_pair(x, fractional)
            change = up if self.seed.coin(t, i) * (up + down) < down * 2**64 else -down
            x[a], x[b], i = x[a] + change, x[b] - change, i + 1
        return {type_: amount // scale for type_, amount in x.items() if amount}

    def first_pair(self, x: Mapping[str, int], fractional: list[str]) -> tuple[str, str, int, int]:
        flow = self.terms.scaled_network()
        for type_, amount in x.items():
            flow.send(type_, amount)
        for a, b in combinations(fractional, 2):
            if (up := self.room(flow, x, a, b)) and (down := self.room(flow, x, b, a)):
                return a, b, up, down
        raise ValueError("leximin chances always leave a pair to move")

    def room(self, flow: Network, x: Mapping[str, int], a: str, b: str) -> int:
        """The most that `a` can gain at the cost of `b`: what it can send besides once `b` sends nothing.

        As everybody's `x` gets through in `flow`, this is the page's F* less the `x` of all but `b`.
        """
        return flow.without(b).send(a, min(self.terms.eligible[a] * self.terms.scale - x[a], x[b]))

    def walk(self, counts: Mapping[str, int]) -> tuple[list[Candidate], list[Candidate]]:
        """Rule 2: the taken and the passed, in walking order."""
        wanted = dict(counts)
        taken: list[Candidate] = []
        passed: list[Candidate] = []
        members: Counter[bytes] = Counter()
        walked: Counter[tuple[str, bytes]] = Counter()
        refused = set()

        def while_wanted(type_: str) -> Iterator[Candidate]:
            for candidate in self.tickets.ascending(type_):
                if not wanted[type_]:
                    return
                yield candidate

        for candidate in heapq.merge(*map(while_wanted, counts)):
            type_, unit = kind = candidate.type, candidate.unit
            walked[kind] += 1
            # Who was refused stands for the kind: could a later one be completed, so could the earlier one.
            takes = kind not in refused and self.terms.room(unit, members) > 0
            if takes:
                beside = {**members, unit: members[unit] + 1}
                takes = self.units.can_fill({**wanted, type_: wanted[type_] - 1}, beside, walked)
            if takes:
                taken.append(candidate)
                wanted[type_] -= 1
                members[unit] += 1
            else:
                passed.append(candidate)
                refused.add(kind)
        return taken, passed


def can_be_seated(types: Mapping[str, int], room: Mapping[str, int]) -> bool:
    """Whether so many of each type can all be matched to so many seats of each group."""
    flow = groups_network(room, types)
    return all(flow.send(type_, count) == count for type_, count in types.items())


def seated(members: Iterable[Candidate], seats: Mapping[int, str]) -> dict[int, Candidate]:
    """Rule 3: in ascending order of ticket, each on the first seat that leaves seats for those to come."""
    in_order = sorted(members)
    coming = Counter(member.type for member in in_order)
    free: dict[str, list[int]] = {}
    for seat in sorted(seats):
        free.setdefault(seats[seat], []).append(seat)
    panel = {}
    for member in in_order:
        coming[member.type] -= 1
        for group in member.type.split("+"):
            room = {other: len(left) - (other == group) for other, left in free.items()}
            if free.get(group) and can_be_seated(coming, room):
                panel[free[group].pop(0)] = member
                break
    return dict(sorted(panel.items()))


# ------------------------------------------------------------------------------------------------------
# §8 Replacement 递补


class Sitting:
    """A panel at one moment: who sits where, who ever sat, and the seats that are not open under rule 4."""

    def __init__(self, draw: Draw, panel: Mapping[int, Candidate]) -> None:
        self.draw, self.terms = draw, draw.terms
        self.members = dict(panel)
        self.ever = {member.tag for member in panel.values()}
        self.seats = dict(enumerate(self.terms.group_of_seat()))

    def leave(self, seat: int) -> tuple[int, Candidate | None]:
        """The rule by which somebody succeeds the member on `seat`, and who; the panel is then the new one."""
        own_type, group = self.members.pop(seat).type, self.seats[seat]
        sharing = [type_ for type_ in self.terms.eligible if group in type_.split("+")]
        for rule, types in ((1, [own_type]), (2, sharing)):
            successor = self.lowest(types)
            if successor:
                self.members[seat] = successor
                return rule, successor
        successor = self.lowest(self.types_that_fit())
        if successor:
            self.members = seated([*self.members.values(), successor], self.seats)
            return 3, successor
        del self.seats[seat]
        return 4, None

    def lowest(self, types: Iterable[str]) -> Candidate | None:
        """The lowest ticket of these types among those who never sat and whose unit has room; seated from now on."""
        units = Counter(member.unit for member in self.members.values())
        firsts = []
        for type_ in types:
            for candidate in self.draw.tickets.ascending(type_):
                if candidate.tag not in self.ever and self.terms.room(candidate.unit, units):
                    firsts.append(candidate)
                    break
        successor = min(firsts, default=None)
        self.ever |= {successor.tag} if successor else set()
        return successor

    def types_that_fit(self) -> list[str]:
        """The types of whom one more can be matched, with all members, to the seats."""
        sitting = Counter(member.type for member in self.members.values())
        room = Counter(self.seats.values())
        return [type_ for type_ in self.terms.eligible if can_be_seated(sitting + Counter([type_]), room)]


def check_events(events: list[Any], sitting: Sitting, before: str) -> None:
    for index, event in enumerate(events):
        where = f"events.json[{index}]"
        if event["at"] < before:
            raise broken(f"{where}.at", "is earlier than {}", before)
        if event["kind"] == "timeout" and event["evidence"] is None:
            raise broken(f"{where}.evidence", "a timeout needs evidence of delivery")
        seats = {member.tag.hex(): seat for seat, member in sitting.members.items()}
        if event["tag"] not in seats:
            raise broken(f"{where}.tag", "is not sitting at this time")
        rule, successor = sitting.leave(seats[event["tag"]])
        panel = [{"seat": seat, "tag": member.tag.hex()} for seat, member in sitting.members.items()]
        compare(f"{where}.rule", rule, event["rule"])
        compare(f"{where}.successor", successor and successor.tag.hex(), event["successor"])
        compare(f"{where}.panel", panel if rule == 3 else None, event["panel"])
        before = event["at"]


# ------------------------------------------------------------------------------------------------------
# §9 Openings 公开的承诺, and audit/ 审计文件


class People:
    """The experts whose leaves were opened: nobody twice, one employer for each unit, one unit for each employer."""

    def __init__(self, seats: list[Any], draw_key: bytes | None, register: frozenset[bytes] | None) -> None:
        self.seats, self.draw_key, self.register = seats, draw_key, register
        self.seen: dict[str, set[str]] = {"identity": set(), "expert": set()}
        self.employer_of: dict[str, str] = {}
        self.unit_of: dict[str, str] = {}

    def check(self, where: str, leaf: Any, line: Sequence[str], blind: bytes | None = None) -> None:
        """Check a leaf against tag, type and unit of its line of the pool."""
        tag, type_, unit = line
        digest, employer = leaf_of(leaf), leaf["employer"]
        if self.draw_key is not None:
            if blind not in (None, M(self.draw_key, digest)):
                raise differs(f"{where}.blind", M(self.draw_key, digest).hex(), blind and blind.hex())
            blind = M(self.draw_key, digest)
            if unit_of(self.draw_key, employer) != unit:
                raise differs(f"{where} (unit)", unit_of(self.draw_key, employer), unit)
        if blind is not None and tag_of(blind, digest) != tag:
            raise differs(f"{where}.tag", tag_of(blind, digest), tag)
        if type_of(leaf, self.seats) != type_:
            raise differs(f"{where} (type)", type_of(leaf, self.seats), type_)
        if self.register is not None and digest not in self.register:
            raise broken(where, "the leaf is not in the register's list")
        self.check_once(where, leaf, unit)

    def check_once(self, where: str, leaf: Any, unit: str) -> None:
        for key, seen in self.seen.items():
            if leaf[key] in seen:
                raise broken(f"{where}.leaf.{key}", "the same person occurs twice")
            seen.add(leaf[key])
        if self.employer_of.setdefault(unit, leaf["employer"]) != leaf["employer"]:
            raise broken(where, "unit {} stands for two employers", unit)
        if self.unit_of.setdefault(leaf["employer"], unit) != unit:
            raise broken(where, "one employer has two units, {} among them", unit)


def read_draw_key(plan: Any, data: bytes) -> bytes:
    where, text = "audit/draw_key", data.decode("ascii", "replace")
    if not (text.endswith("\n") and HEX64.fullmatch(text[:-1])):
        raise broken(where, "should be 64 hex digits and a newline")
    key = raw(text[:-1])
    if H("draw-key", key).hex() != plan["draw_key_hash"]:
        raise differs(where, plan["draw_key_hash"], H("draw-key", key).hex())
    return key


def read_register(plan: Any, lines: Iterable[str]) -> frozenset[bytes]:
    leaves = []
    for number, line in enumerate(lines, 1):
        if not HEX64.fullmatch(line.strip()):
            raise broken(f"leaves:{number}", "should be 64 hex digits")
        leaves.append(raw(line.strip()))
    digest = H("register", b"".join(sorted(leaves))).hex()
    compare("plan.json.register", {"digest": digest, "size": len(leaves)}, plan["register"])
    return frozenset(leaves)


def check_audit_lines(plan: Any, people: People, pool: Iterator[bytes], lines: Iterator[bytes]) -> set[str]:
    """Check line by line beside the pool. Returns identities and public ids of the eligible."""
    file = "audit/openings.jsonl"
    reasons: Counter[str] = Counter()
    eligible: set[str] = set()
    for number, pool_line in enumerate(pool, 1):
        where, data = f"{file}:{number}", next(lines, None)
        if data is None:
            raise broken(where, "is missing #line")
        opening = read_json(where, data)
        check_form(where, opening, AUDIT_LINE)
        *line, mark = pool_line.decode("ascii").split()
        leaf, reason = opening["leaf"], opening["reason"]
        if opening["tag"] != line[0]:
            raise differs(f"{where}.tag", line[0], opening["tag"])
        if (reason is None) != (mark == "-"):
            raise broken(f"{where}.reason", "does not agree with the pool's mark {}", mark)
        people.check(where, leaf, line)
        if reason is None:
            eligible |= {leaf["identity"], leaf["expert"]}
        else:
            reasons[reason] += 1
    if next(lines, None) is not None:
        raise broken(file, "has more lines than the pool")
    compare("plan.json.pool.excluded", dict(reasons), plan["pool"]["excluded"])
    return eligible


def check_carried(plan: Any, lines: Iterable[bytes], draw_key: bytes | None, eligible: set[str]) -> None:
    units: list[str] = []
    seen: set[str] = set()
    for number, data in enumerate(lines, 1):
        where = f"audit/carried.jsonl:{number}"
        carried = read_json(where, data)
        check_form(where, carried, CARRIED_LINE)
        leaf, unit = carried["leaf"], carried["unit"]
        names = {leaf["identity"], leaf["expert"]}
        if draw_key is not None and unit_of(draw_key, leaf["employer"]) != unit:
            raise differs(f"{where}.unit", unit_of(draw_key, leaf["employer"]), unit)
        if seen & names:
            raise broken(where, "the same person occurs twice")
        if eligible & names:
            raise broken(where, "someone who sits already is eligible")
        seen |= names
        units.append(unit)
    compare("plan.json.carried", units, plan["carried"])


# ------------------------------------------------------------------------------------------------------
# §9 The steps 各步


class Step(NamedTuple):
    """What was checked, how it ended, and the first difference or the reason, empty if it passed."""

    sentence: str
    outcome: str
    finding_zh: str = ""
    finding_en: str = ""


Check = Callable[[Any], None]
STEPS: list[tuple[str, Check, str]] = []


def step(sentence: str, given: str = "") -> Callable[[Check], Check]:
    """Says what a method of `Verification` checks; with `given`, only if there is something of that name."""

    def entered(check: Check) -> Check:
        STEPS.append((sentence, check, given))
        return check

    return entered


class Verification:
    """What was read, and what was found right so far: a step that needs more than that is not done."""

    def __init__(self, transcript: Transcript, leaves: Iterable[str] | None) -> None:
        self.transcript, self.leaves = transcript, leaves
        self.faults: list[Fault] = []
        self.files = {
            "plan.json": self.load("plan.json", PLAN),
            "reveals.json": self.load("reveals.json", REVEALS),
            "result.json": self.load("result.json", result_form),
            "events.json": self.load("events.json", listed(EVENT)),
            "openings.json": self.load("openings.json", listed(OPENING)),
        }
        self.right: dict[str, Any] = {}
        self.draw: Draw | None = None
        self.panel: dict[int, Candidate] = {}
        self.draw_key: bytes | None = None
        self.register: frozenset[bytes] | None = None
        self.eligible: set[str] = set()
        self.ledger: dict[str, bytes] = {}
        self.entries: list[Entry] = []

    def load(self, name: str, form: Form) -> Any:
        try:
            value = read_json(name, self.transcript.read(name))
            check_form(name, value, form)
        except Fault as fault:
            self.faults.append(fault)
            return None
        return value

    def need(self, name: str) -> Any:
        """A file in good form, or what an earlier step found right."""
        value = self.files.get(name, self.right.get(name))
        if value is None:
            raise not_done("needs {0} to be right first", name, CHINESE.get(name, name))
        return value

    def people(self) -> People:
        return People(self.need("the plan")["seats"], self.draw_key, self.register)

    @step("The files are there, and are JSON.")
    def check_files(self) -> None:
        with self.transcript.stream("pool.txt"):
            pass  # its own step reads it
        for fault in self.faults:
            if fault.outcome == "not readable":
                raise fault

    @step("The files are written as the protocol says.")
    def check_forms(self) -> None:
        for fault in self.faults:
            if fault.outcome == "fail":
                raise fault

    @step("The plan keeps the rules.")
    def check_plan(self) -> None:
        plan = self.need("plan.json")
        check_plan(plan)
        self.right["the plan"] = plan

    @step("The pool is the one in the plan.")
    def check_pool(self) -> None:
        with self.transcript.stream("pool.txt") as file:
            pool = read_pool(file)
        plan = self.need("the plan")
        compare("pool.txt (digest)", plan["pool"]["digest"], pool.digest)
        compare("pool.txt (size)", plan["pool"]["size"], pool.size)
        compare("pool.txt (types)", plan["pool"]["types"], pool.types())
        groups = {group["id"] for group in plan["seats"]}
        for type_ in sorted({type_ for type_, _ in pool.columns}):
            if not groups.issuperset(type_.split("+")):
                raise broken("pool.txt", "type {} is not in the plan", type_[:40])
        self.right["the pool"] = pool

    @step("The chances are as equal as the seats allow.")
    def check_chances(self) -> None:
        terms = Terms(self.need("the plan"))
        check_chances(terms)
        self.right["the chances"] = terms

    @step("The reveals are what was committed to.")
    def check_reveals(self) -> None:
        reveals = self.need("reveals.json")
        check_reveals(self.need("the plan"), reveals)
        self.right["the reveals"] = reveals

    @step("The beacon's signature is valid.")
    def check_signature(self) -> None:
        beacon = self.need("the reveals")["beacon"]
        if beacon is None or beacon["kind"] != "drand":
            raise not_done("there is no signed beacon in this draw")
        raise Fault("not checked", "", "drand signatures are not checked here")

    @step("The result belongs to this plan.")
    def check_result_names_plan(self) -> None:
        digest = H("plan", J(self.need("the plan"))).hex()
        compare("result.json.plan_digest", digest, self.need("result.json")["plan_digest"])

    @step("Drawing again gives the same result.")
    def check_result(self) -> None:
        self.right["the draw"] = self.draw_again()
        compare("result.json", self.right["the draw"], self.need("result.json"))

    def draw_again(self) -> dict[str, Any]:
        """What result.json must hold. A draw that is not void stays as `draw` and `panel`."""
        needs = ("the plan", "the pool", "the chances", "the reveals")
        plan, pool, terms, reveals = map(self.need, needs)
        digest = H("plan", J(plan)).hex()
        void = void_before_draw(plan, reveals)
        if void:
            return {"plan_digest": digest, "void": void}
        draw = Draw(terms, pool, seed_of(plan, reveals), Units(terms, pool))
        drawn = draw.draw()
        if drawn is None:
            return {"plan_digest": digest, "void": {"parties": [], "reason": "cap"}}
        self.draw, self.panel = draw, drawn.panel
        panel = []
        for seat, member in drawn.panel.items():
            names = {"tag": member.tag.hex(), "ticket": member.ticket.hex(), "type": member.type}
            panel.append({"group": terms.group_of_seat()[seat], "seat": seat, **names})
        return {
            "composition": drawn.composition,
            "panel": panel,
            "passed": [candidate.tag.hex() for candidate in drawn.passed],
            "plan_digest": digest,
            "ticket_key": draw.seed.ticket_key.hex(),
            "tries": drawn.tries,
        }

    @step("Every replacement, done again, is the same.")
    def check_events(self) -> None:
        self.need("the draw")
        events = self.need("events.json")
        if self.draw is None:
            compare("events.json", [], events)
        else:
            check_events(events, Sitting(self.draw, self.panel), self.need("the plan")["frozen_at"])

    @step("The register's leaves are those in the plan.")
    def check_register(self) -> None:
        if self.leaves is None:
            raise not_done("no list was given")
        self.register = read_register(self.need("the plan"), self.leaves)

    @step("Audit: the draw key is the one in the plan.")
    def check_draw_key(self) -> None:
        plan = self.need("the plan")
        self.transcript.need("audit/draw_key")
        self.draw_key = read_draw_key(plan, self.transcript.read("audit/draw_key"))

    @step("The opened leaves fit the pool.")
    def check_openings(self) -> None:
        openings, pool = self.need("openings.json"), self.need("the pool")
        if "the draw" in self.right and self.draw is None:
            compare("openings.json", [], openings)
        people = self.people()
        for index, opening in enumerate(openings):
            where, line = f"openings.json[{index}]", pool.find(opening["tag"])
            if line is None:
                raise broken(f"{where}.tag", "is not in the pool")
            people.check(where, opening["leaf"], (opening["tag"], *line), raw(opening["blind"]))

    @step("Audit: every line of the pool follows from an expert's leaf, and nobody is in it twice.")
    def check_audit_lines(self) -> None:
        plan, _ = self.need("the plan"), self.need("the pool")
        self.transcript.need("audit/openings.jsonl")
        with (
            self.transcript.stream("pool.txt") as pool,
            self.transcript.stream("audit/openings.jsonl") as lines,
        ):
            self.eligible = check_audit_lines(plan, self.people(), pool.lines(), lines.lines())

    @step("Audit: the members carried over are right.")
    def check_carried(self) -> None:
        plan = self.need("the plan")
        if plan["kind"] != "supplement":
            raise not_done("this is no supplement")
        self.transcript.need("audit/carried.jsonl")
        with self.transcript.stream("audit/carried.jsonl") as lines:
            check_carried(plan, lines.lines(), self.draw_key, self.eligible)

    @step("The ledger's entries and proofs are there.")
    def check_ledger(self) -> None:
        files = self.transcript.ledger()
        if not files:
            raise Fault("not checked", "", "there is no ledger/")
        for name in ("the plan", "reveals.json", "result.json", "events.json"):
            self.need(name)
        self.ledger = files

    @step("Every entry stands under a checkpoint signed with one key.", given="ledger")
    def check_proofs(self) -> None:
        self.entries = proven_entries(self.ledger)

    @step("Plan, reveals, result and replacements were entered in this order.", given="entries")
    def check_story(self) -> None:
        plan, reveals, result, events, _ = self.files.values()
        check_story(plan, reveals, result, events, self.entries)


def verify(transcript: Transcript, leaves: Iterable[str] | None = None) -> tuple[list[Step], Verification]:
    verification, steps = Verification(transcript, leaves), []
    for sentence, check, given in STEPS:
        if given and not getattr(verification, given):
            continue
        try:
            check(verification)
            steps.append(Step(sentence, "pass"))
        except Fault as fault:
            steps.append(Step(sentence, fault.outcome, fault.zh, fault.en))
    return steps, verification


def exit_code(steps: Iterable[Step]) -> int:
    outcomes = {step.outcome for step in steps}
    codes = {"fail": 1, "not readable": 2, "not checked": 3}
    return min((codes[outcome] for outcome in codes.keys() & outcomes), default=0)


def trial_runs(size: int) -> int:
    return 10_000 if size <= 10_000 else 1_000


def trials(terms: Terms, pool: Pool) -> dict[str, Any]:
    """§5: how often the least and the most favoured of every type are drawn in the page's trial draws."""
    units, times = Units(terms, pool), Counter[Any]()
    runs = trial_runs(pool.size)
    for number in range(runs):
        drawn = Draw(terms, pool, Seed(H("trial", raw(pool.digest) + be32(number))), units).draw()
        if drawn is None:
            return {"void": number}
        times.update((member.type, member.tag) for member in drawn.panel.values())
    extremes = {}
    for type_, eligible in pool.types().items():
        counts = [count for (of_type, _), count in times.items() if of_type == type_]
        extremes[type_] = (min(counts) if len(counts) == eligible else 0, max(counts, default=0))
    return {"draws": runs, **extremes}


# ------------------------------------------------------------------------------------------------------
# The ledger 存证日志 (page "The ledger and the votes", §1): Ed25519 (RFC 8032)

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
NEUTRAL = (0, 1, 1, 0)  # points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x·y = T/Z


def add(p: Any, q: Any) -> Any:
    """§5.1.4; complete, so that it doubles too."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % PRIME, (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c, d = 2 * p[3] * q[3] * D % PRIME, 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def point_from(data: bytes) -> Any:
    """§5.1.3; None if it is no point, or not in the one form that a point has."""
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    u, v = y * y - 1, D * y * y + 1
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if (v * x * x + u) % PRIME == 0:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if y >= PRIME or (v * x * x - u) % PRIME or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % PRIME


def bytes_of(point: Any) -> bytes:
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return int(y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_from((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


@lru_cache(maxsize=4096)  # many proofs stand under one checkpoint
def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """§5.1.7, strictly: S below the group's order, points in their one form, no cofactor."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    A, R, S = point_from(public_key), signature[:32], int.from_bytes(signature[32:], "little")
    if A is None or S >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(R + public_key + message).digest(), "little") % ORDER
    minus_a = (PRIME - A[0], A[1], 1, PRIME - A[3])
    summands = (NEUTRAL, BASE, minus_a, add(BASE, minus_a))
    point: Any = NEUTRAL
    for bit in range(252, -1, -1):  # S·B - k·A, bit by bit together
        point = add(point, point)
        which = (S >> bit & 1) | (k >> bit & 1) << 1
        point = add(point, summands[which]) if which else point
    return bytes_of(point) == R


# ------------------------------------------------------------------------------------------------------
# The ledger: tree (RFC 6962), signed note, proof, entry. What fails has the name of its reason for a sentence.


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether the path leads from a leaf hash to the root."""
    if index >= size:
        return False
    fn, sn, reached = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        on_left = fn & 1 or fn == sn
        reached = hashlib.sha256(b"\1" + (sibling + reached if on_left else reached + sibling)).digest()
        while on_left and fn and not fn & 1:
            fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and reached == root


def from_base64(text: str, reason: str, length: int | None = None) -> bytes:
    """The bytes of the one spelling that they have."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise broken("", reason) from None
    if base64.b64encode(data).decode() != text or length not in (None, len(data)):
        raise broken("", reason)
    return data


def number_from(text: str, reason: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,14}", text):
        raise broken("", reason)
    return int(text)


def is_key_name(name: str) -> bool:
    return bool(name) and not any(c.isspace() or c < " " or c == "+" for c in name)


class Key(NamedTuple):
    """Whose signature a note must carry: `name+id+base64(0x01 ‖ public key)`."""

    name: str
    id: bytes
    public: bytes


def read_key(line: str) -> Key:
    name, _, rest = line.removesuffix("\n").partition("+")
    shown_id, _, coded = rest.partition("+")
    typed = from_base64(coded, "ledger.bad_key", 33)
    key = Key(name, hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4], typed[1:])
    if not is_key_name(name) or typed[:1] != b"\1" or shown_id != key.id.hex():
        raise broken("", "ledger.bad_key")
    return key


def open_note(note: str, key: Key) -> str:
    """The text of a signed note (c2sp.org/signed-note); signatures by others are passed over."""
    body, _, tail = note.rpartition("\n\n")
    *lines, end = tail.split("\n")
    if not body or end or not 0 < len(lines) <= 64 or any(c < " " and c != "\n" for c in note):
        raise broken("", "ledger.bad_note")
    ours = []
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, coded = rest.partition(" ")
        data = from_base64(coded, "ledger.bad_note")
        if dash != "—" or not is_key_name(name) or len(data) <= 4:
            raise broken("", "ledger.bad_note")
        if (name, data[:4]) == (key.name, key.id):
            ours.append(data[4:])
    if not ours:
        raise broken("", "ledger.other_key", key.name)
    if not all(is_signed(key.public, signature, f"{body}\n".encode()) for signature in ours):
        raise broken("", "ledger.bad_signature", key.name)
    return f"{body}\n"


def check_proof(text: str, n: int, leaf: bytes, key_line: str) -> None:
    """A c2sp.org/tlog-proof: the leaf hash stands at `n` under a checkpoint that is signed with the key."""
    head, _, note = text.partition("\n\n")
    first, _, rest = head.partition("\n")
    second, *hashes = rest.split("\n")
    word, _, number = second.partition(" ")
    if first != "c2sp.org/tlog-proof@v1" or word != "index":
        raise broken("", "ledger.bad_proof")
    index = number_from(number, "ledger.bad_proof")
    path = [from_base64(line, "ledger.bad_proof", 32) for line in hashes]
    if index != n:
        raise broken("", "ledger.other_index", n, index)
    key = read_key(key_line)
    checkpoint = open_note(note, key).split("\n")
    if len(checkpoint) != 4 or not checkpoint[0] or checkpoint[3]:
        raise broken("", "ledger.bad_checkpoint")
    size = number_from(checkpoint[1], "ledger.bad_checkpoint")
    root = from_base64(checkpoint[2], "ledger.bad_checkpoint", 32)
    if checkpoint[0] != key.name:
        raise broken("", "ledger.other_log", checkpoint[0], key.name)
    if not is_included(leaf, n, size, path, root):
        raise broken("", "ledger.not_included", n, size)


class Entry(NamedTuple):
    """What an entry file shows; the payload is empty where it is withheld or erased."""

    n: int
    type: str
    subject: str
    payload: dict[str, Any]


def check_entry(data: bytes, proof: str, key_line: str) -> Entry:
    """Check an entry's file and its proof against the log's key."""
    try:
        file = read_json("", data, of_ledger=True)
        J(file)
    except (Fault, RecursionError):
        raise broken("", "ledger.bad_entry_file") from None
    if not isinstance(file, dict) or file.keys() != {"entry", "payload", "salt"}:
        raise broken("", "ledger.bad_entry_file")
    leaf, payload, salt = file["entry"], file["payload"], file["salt"]
    withheld = payload is None and salt is None
    if not withheld and not (isinstance(payload, dict) and isinstance(salt, str)):
        raise broken("", "ledger.bad_entry_file")
    check_entry_leaf(leaf)
    if not withheld and not HEX64.fullmatch(salt):
        raise broken("", "ledger.bad_entry_file")
    if not withheld and tagged("panel/payload", raw(salt) + J(payload)) != leaf["ph"]:
        raise broken("", "ledger.payload_differs", leaf["n"])
    check_proof(proof, leaf["n"], hashlib.sha256(b"\0" + J(leaf)).digest(), key_line)
    return Entry(leaf["n"], leaf["t"], leaf["s"], payload or {})


def check_entry_leaf(leaf: Any) -> None:
    if not isinstance(leaf, dict) or leaf.keys() != LEDGER_LEAF.keys():
        raise broken("", "ledger.bad_leaf", "/".join(sorted(LEDGER_LEAF)))
    for name, form in LEDGER_LEAF.items():
        try:
            check_form(name, leaf[name], form)
        except Fault:
            raise broken("", "ledger.bad_leaf", name) from None


def tagged(tag: str, x: bytes) -> str:
    return hashlib.sha256(tag.encode() + b"\0" + x).hexdigest()


def ledger_text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise broken("", "{} is missing", name)
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise broken("", "{} is no text", name) from None


def proven_entries(files: Mapping[str, bytes]) -> list[Entry]:
    """The entries in the order of the log. The key is the transcript's own: compare it with filed documents."""
    key_line = ledger_text(files, "ledger/log.vkey")
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    if not names:
        raise broken("", "ledger/ has no entry")
    entries = []
    for name in names:
        proof = ledger_text(files, f"{name}.tlog-proof")
        try:
            entries.append(check_entry(files[f"{name}.json"], proof, key_line))
        except Fault as fault:
            fault.zh, fault.en = f"{name}：{fault.zh}", f"{name}: {fault.en}"
            raise
    return sorted(entries, key=lambda entry: entry.n)


TOLD = {"plan.published", "secret.revealed", "attempt.voided", "panel.drawn", "member.replaced"}


def check_story(plan: Any, reveals: Any, result: Any, events: list[Any], entries: list[Entry]) -> None:
    """The draw's entries tell what the transcript tells, in its order, and nothing else."""
    if len({entry.n for entry in entries}) < len(entries):
        raise broken("", "an entry stands twice")
    ours = list(story(plan, reveals, result, events))
    theirs = [entry for entry in entries if entry.type in TOLD and entry.subject == plan["draw"]]
    compare("ledger (order)", [type_ for type_, _ in ours], [entry.type for entry in theirs])
    for number, (type_, facts) in enumerate(ours):
        for name, value in facts.items():
            compare(f"ledger[{number}] {type_}.{name}", value, theirs[number].payload.get(name))


def story(plan: Any, reveals: Any, result: Any, events: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    draw, digest = plan["draw"], H("plan", J(plan)).hex()
    yield "plan.published", {"draw": draw, "plan_digest": digest}
    for party, value in reveals["contributions"]:
        if value != "withheld":
            revealed = hashlib.sha256(raw(value)).hexdigest()
            yield "secret.revealed", {"draw": draw, "party": party, "value_digest": revealed}
    if "void" in result:
        yield "attempt.voided", {"draw": draw, **result["void"]}
        return
    entered = tagged("panel/result", J(result))
    yield "panel.drawn", {"draw": draw, "plan_digest": digest, "result_digest": entered}
    for event in events:
        yield "member.replaced", {"draw": draw, "event": event}


# ------------------------------------------------------------------------------------------------------
# Top of the page 页首: integers without sign or exponent, no name twice, NFC


class JsonRules:
    """Hooks for Python's parser. They note a broken rule only: the text may still turn out to be no JSON at all."""

    def __init__(self, where: str, *, of_ledger: bool) -> None:
        self.where, self.of_ledger = where, of_ledger
        self.faults: list[Fault] = []

    def note(self, sentence: str) -> int:
        self.faults.append(broken(self.where, sentence))
        return 0

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            self.note("an object repeats a name")
        if self.of_ledger and not all(map(str.isascii, names)):
            self.note("a name is not ASCII")
        return names

    def integer(self, token: str) -> int:
        if token.startswith("-") and not self.of_ledger:
            return self.note("a number has a sign")
        if len(token) > 17 or abs(int(token)) > LARGEST:
            return self.note("an integer is 2^53 or more")
        return int(token)

    def fraction(self, _: str) -> int:
        return self.note("a number has a fraction or an exponent")

    def constant(self, token: str) -> int:
        raise ValueError(f"{token} is no JSON")


def read_json(where: str, data: bytes, *, of_ledger: bool = False) -> Any:
    """The value of a JSON text (RFC 8259). In a ledger's entry numbers may have a sign, and names are ASCII."""
    rules = JsonRules(where, of_ledger=of_ledger)
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=rules.members,
            parse_int=rules.integer,
            parse_float=rules.fraction,
            parse_constant=rules.constant,
        )
    except ValueError as error:
        raise unreadable(where, "no JSON ({})", shown(str(error))) from None
    except RecursionError:
        raise broken(where, "nested too deep") from None
    if rules.faults:
        raise rules.faults[0]
    if not text.isascii() or "\\u" in text:
        check_strings(where, value)
    return value


def check_strings(where: str, value: Any) -> None:
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str) and not unicodedata.is_normalized("NFC", item):
            raise broken(where, "string {} is not NFC", shown(item))
        elif isinstance(item, str) and any("\ud800" <= character <= "\udfff" for character in item):
            raise broken(where, "string {} has a lone surrogate", shown(item))


# ------------------------------------------------------------------------------------------------------
# The form of every file 各文件的写法. A pattern stands for a string that matches it, a dictionary for an object
# with exactly these keys, and anything else is a function of place and value that raises a Fault.

Form = Any


def check_form(where: str, value: Any, form: Form) -> None:
    if isinstance(form, re.Pattern):
        if not isinstance(value, str) or not form.fullmatch(value):
            raise broken(where, "{} is not of the form {}", shown(value), form.pattern)
    elif isinstance(form, dict):
        if not isinstance(value, dict):
            raise broken(where, "should be an object")
        if value.keys() != form.keys():
            name = min(value.keys() ^ form.keys())
            raise broken(where, "name {} is missing or should not be there", shown(name))
        for name in form:
            check_form(f"{where}.{name}", value[name], form[name])
    else:
        form(where, value)


def listed(form: Form, least: int = 0) -> Form:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise broken(where, "should be a list of at least {}", least)
        for index, member in enumerate(value):
            check_form(f"{where}[{index}]", member, form)

    return check


def ascending(form: Form, least: int = 1) -> Form:
    def check(where: str, value: Any) -> None:
        check_form(where, value, listed(form, least))
        if value != sorted(set(value)):
            raise broken(where, "should ascend without repetition")

    return check


def pair(first: Form, second: Form) -> Form:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, list) or len(value) != 2:
            raise broken(where, "should be a list of two")
        check_form(f"{where}[0]", value[0], first)
        check_form(f"{where}[1]", value[1], second)

    return check


def table(names: re.Pattern[str], form: Form) -> Form:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, dict) or len(value) > MOST_TYPES:
            raise broken(where, "should be an object of at most {} members", MOST_TYPES)
        for name, member in value.items():
            check_form(where, name, names)
            check_form(f"{where}.{name}", member, form)

    return check


def whole(least: int, most: int = LARGEST) -> Form:
    def check(where: str, value: Any) -> None:
        if type(value) is not int or not least <= value <= most:
            raise broken(where, "{} should be an integer of {} or more", shown(value), least)

    return check


def or_null(form: Form) -> Form:
    return lambda where, value: None if value is None else check_form(where, value, form)


def words(*values: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, values)))


def by_kind(**forms: dict[str, Form]) -> Form:
    def check(where: str, value: Any) -> None:
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in forms:
            raise broken(f"{where}.kind", "should not be {}", shown(kind))
        check_form(where, value, forms[kind])

    return check


def instant(where: str, value: Any) -> None:
    try:
        seconds(value if isinstance(value, str) else "")
    except ValueError:
        raise broken(where, "{} is no UTC time in whole seconds", shown(value)) from None


LEAF = {
    "attributes": table(ATTRIBUTE, VALUE),
    "employer": HEX64,
    "expert": PUBLIC_ID,
    "fields": ascending(FIELD, least=0),
    "identity": HEX64,
    "salt": HEX64,
}
SEATS = {
    "count": whole(1),
    "fields": ascending(FIELD),
    "id": GROUP,
    "where": table(ATTRIBUTE, ascending(VALUE)),
}
DRAND = {
    "chain_hash": HEX64,
    "genesis_time": whole(0),
    "kind": words("drand"),
    "period": whole(1),
    "public_key": HEX_BYTES,
    "round": whole(1),
    "scheme": WRITTEN,
}
ANNOUNCED = {"due_at": instant, "kind": words("announced"), "source": WRITTEN}
PLAN = {
    "protocol": words("panel-draw/1"),
    "draw": HEX32,
    "meeting": PUBLIC_ID,
    "cases": ascending(PUBLIC_ID),
    "kind": words("panel", "supplement"),
    "attempt": whole(1),
    "parent": or_null(HEX64),
    "cause": or_null(WRITTEN),
    "frozen_at": instant,
    "reveal_by": instant,
    "register": {"digest": HEX64, "size": whole(1)},
    "pool": {
        "digest": HEX64,
        "eligible": whole(0),
        "excluded": table(EXCLUSION, whole(1)),
        "size": whole(0),
        "types": table(TYPE, whole(1)),
    },
    "seats": listed(SEATS, least=1),
    "thin": listed(GROUP),
    "unit_cap": or_null(whole(1)),
    "carried": listed(HEX16),
    "draw_key_hash": HEX64,
    "chances": table(TYPE, pair(whole(0), whole(1))),
    "contributors": listed({"commitment": HEX64, "party": PUBLIC_ID, "role": PUBLIC_ID}, least=2),
    "beacon": or_null(by_kind(drand=DRAND, announced=ANNOUNCED)),
    "publish": words("at_close", "at_draw"),
    "replacement": {"answer_hours": whole(1), "rule": words("next-in-type")},
}
DRAND_RESULT = {
    "kind": words("drand"),
    "previous_signature": or_null(HEX_BYTES),
    "randomness": HEX64,
    "signature": HEX_BYTES,
}
ANNOUNCED_RESULT = {
    "kind": words("announced"),
    "parties": pair(PUBLIC_ID, PUBLIC_ID),
    "text": re.compile(r"(?:(?:(?:0|[1-9][0-9]*)\.)+/)+"),
}
REVEALS = {
    "beacon": or_null(by_kind(drand=DRAND_RESULT, announced=ANNOUNCED_RESULT)),
    "contributions": listed(pair(PUBLIC_ID, re.compile(r"[0-9a-f]{64}|withheld"))),
}
DRAWN = {
    "composition": table(TYPE, whole(1)),
    "panel": listed({"group": GROUP, "seat": whole(0), "tag": HEX32, "ticket": HEX64, "type": TYPE}),
    "passed": listed(HEX32),
    "plan_digest": HEX64,
    "ticket_key": HEX64,
    "tries": whole(0),
}
REASON_OF_VOID = words("withheld", "beacon", "cancelled", "cap")
VOID = {"plan_digest": HEX64, "void": {"parties": listed(PUBLIC_ID), "reason": REASON_OF_VOID}}
EVENT = {
    "at": instant,
    "cause": REASON,
    "evidence": or_null(HEX64),
    "kind": words("declined", "timeout", "recused", "absent"),
    "panel": or_null(listed({"seat": whole(0), "tag": HEX32})),
    "rule": whole(1, 4),
    "successor": or_null(HEX32),
    "tag": HEX32,
}
OPENING = {"blind": HEX64, "leaf": LEAF, "tag": HEX32}
AUDIT_LINE = {"leaf": LEAF, "reason": or_null(EXCLUSION), "tag": HEX32}
CARRIED_LINE = {"leaf": LEAF, "parent_tag": HEX32, "unit": HEX16}
LEDGER_LEAF = {
    "by": re.compile(r"[a-z][a-z_]{0,31}:[A-Za-z0-9_.-]{1,64}"),
    "ph": HEX64,
    "s": re.compile(r"(?![0-9]{11}$|[0-9]{17}[0-9Xx]$)[A-Za-z0-9_.:/-]{1,64}"),
    "t": re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*"),
    "vis": re.compile(r"public|closed|sealed"),
    "at": instant,
    "n": whole(0),
    "v": whole(1, 1),
}


def result_form(where: str, value: Any) -> None:
    check_form(where, value, VOID if isinstance(value, dict) and "void" in value else DRAWN)


# ------------------------------------------------------------------------------------------------------
# §9 Transcript 抽取记录: its files, from a directory or a zip, without trusting either

MIB = 1 << 20
LIMITS = {  # the most bytes that are read of each; parsed JSON takes up to 24 times its bytes
    "plan.json": 8 * MIB,
    "pool.txt": 512 * MIB,
    "reveals.json": 8 * MIB,
    "result.json": 16 * MIB,
    "events.json": 8 * MIB,
    "openings.json": 8 * MIB,
    "audit/draw_key": 1024,
    "audit/openings.jsonl": 4096 * MIB,
    "audit/carried.jsonl": 16 * MIB,
}
LEDGER_FILES, LEDGER_BYTES = 50_000, 64 * MIB
ARCHIVE_DIRECTORY = 4 * MIB
LONGEST_LINE = 64 * 1024
REFUSALS = (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile, struct.error)


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Whatever the system or the archive refuses is the file's fault."""
    try:
        yield
    except REFUSALS as error:
        raise unreadable(name, "cannot be read ({})", shown(str(error))) from None


class Reader:
    """An open file of which no more than `limit` bytes are read."""

    def __init__(self, name: str, file: Any, limit: int) -> None:
        self.name, self.file, self.left = name, file, limit

    def read(self, size: int = -1) -> bytes:
        with refusals(self.name):
            data = self.file.read(self.left + 1 if size < 0 else size)
        return self.counted(data)

    def lines(self) -> Iterator[bytes]:
        """The lines, each without its line feed."""
        while True:
            with refusals(self.name):
                line = self.file.readline(LONGEST_LINE + 1)
            if not self.counted(line):
                return
            if len(line) > LONGEST_LINE:
                raise unreadable(self.name, "has a line that is too long")
            yield line.removesuffix(b"\n")

    def counted(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self.left < 0:
            raise unreadable(self.name, "is too large")
        return data


class Folder:
    """The files in a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, name: str) -> Any:
        path, mode = self.root, 0
        for part in name.split("/"):
            path /= part
            try:
                mode = path.lstat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                return None
            if stat.S_ISLNK(mode):
                raise unreadable(name, "is a link")
        if not stat.S_ISREG(mode):
            raise unreadable(name, "is no regular file")
        return path.open("rb")

    def ledger_names(self) -> list[str]:
        names: list[str] = []
        for at, folders, files in os.walk(self.root / "ledger"):
            here = Path(at).relative_to(self.root)
            links = [name for name in folders if (Path(at) / name).is_symlink()]
            names += [(here / name).as_posix() for name in files + links]
            if len(names) > LEDGER_FILES:
                break
        return sorted(names)


class Archive:
    """The files in a zip; they may stand in a single top folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]
        self.members = {info.filename: info for info in members}
        if len(self.members) < len(members):
            raise unreadable("zip", "has two files of one name")
        for name in self.members:
            if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
                raise unreadable("zip", "has the unsafe name {}", shown(name))
        tops = {name.partition("/")[0] for name in self.members if name.partition("/")[2] in LIMITS}
        self.top = f"{tops.pop()}/" if len(tops) == 1 and not self.members.keys() & LIMITS.keys() else ""

    def open(self, name: str) -> Any:
        info = self.members.get(self.top + name)
        if info is None:
            return None
        if stat.S_ISLNK(info.external_attr >> 16):
            raise unreadable(name, "is a link")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable(name, "is compressed in an unusual way")
        if info.file_size > LIMITS.get(name, LEDGER_BYTES):
            raise unreadable(name, "is too large")
        return self.archive.open(info)

    def ledger_names(self) -> list[str]:
        return sorted(name[len(self.top) :] for name in self.members if name.startswith(f"{self.top}ledger/"))


class Transcript:
    """The files by name; `source` is a Folder or an Archive."""

    def __init__(self, source: Any) -> None:
        self.source = source

    @contextmanager
    def stream(self, name: str, limit: int | None = None) -> Iterator[Reader]:
        with refusals(name):
            file = self.source.open(name)
        if file is None:
            raise unreadable(name, "is missing #file")
        with file:
            yield Reader(name, file, LIMITS[name] if limit is None else limit)

    def read(self, name: str, limit: int | None = None) -> bytes:
        with self.stream(name, limit) as reader:
            return reader.read()

    def need(self, name: str) -> None:
        """Ends the step if a file that may be absent is; whether it can be read shows when it is read."""
        try:
            with refusals(name):
                file = self.source.open(name)
        except Fault:
            return
        if file is None:
            raise not_done("there is no {}", name)
        file.close()

    def ledger(self) -> dict[str, bytes]:
        with refusals("ledger/"):
            names = self.source.ledger_names()
        if len(names) > LEDGER_FILES:
            raise unreadable("ledger/", "has too many files")
        files, left = {}, LEDGER_BYTES
        for name in names:
            files[name] = self.read(name, left)
            left -= len(files[name])
        return files


@contextmanager
def opened(path: Path) -> Iterator[Transcript]:
    """The transcript in a directory, or in a zip of one."""
    if path.is_dir():
        yield Transcript(Folder(path))
        return
    with refusals("zip"):
        if not path.is_file():
            raise unreadable(str(path), "there is nothing")
        check_end_of_archive(path)
        archive = zipfile.ZipFile(path)
    with archive:
        with refusals("zip"):
            source = Archive(archive)
        yield Transcript(source)


def check_end_of_archive(path: Path) -> None:
    """The last 22 bytes of a zip say how long its directory is, which Python would read at once."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 42))
        tail = file.read()
    end = tail[-22:]
    if not (end.startswith(b"PK\x05\x06") and end.endswith(b"\0\0")):
        raise unreadable("zip", "is neither a directory nor a plain zip")
    if tail[:-22].startswith(b"PK\x06\x07") or int.from_bytes(end[12:16], "little") > ARCHIVE_DIRECTORY:
        raise unreadable("zip", "has too many files")


# ------------------------------------------------------------------------------------------------------
# The program 程序

CONCLUSIONS = (
    "Everything is right.",
    "Something is wrong: see the first step that fails.",
    "A file is missing or cannot be read.",
    "All that was checked is right; the ledger or the beacon's signature was not.",
)


def report(steps: list[Step], chances: dict[str, Any]) -> Iterator[str]:
    for number, (sentence, outcome, finding_zh, finding_en) in enumerate(steps, 1):
        yield f"{number:2}  {CHINESE[outcome]}：{CHINESE[sentence]}"
        yield f"    {outcome}: {sentence}"
        if finding_zh:
            yield from (f"    {finding_zh}", f"    {finding_en}")
    if chances:
        sentence = "Trials: how often the least and most favoured were drawn."
        yield from (CHINESE[sentence], sentence)
    for name, value in chances.items():
        yield f"    {name}: {value}"
    conclusion = CONCLUSIONS[exit_code(steps)]
    yield from (CHINESE[conclusion], conclusion)


def report_json(steps: list[Step], chances: dict[str, Any]) -> str:
    told = []
    for number, (sentence, outcome, *finding) in enumerate(steps, 1):
        head = {"number": number, "zh": CHINESE[sentence], "en": sentence, "outcome": outcome}
        told.append({**head, "finding_zh": finding[0], "finding_en": finding[1]})
    document = {"exit_code": exit_code(steps), "steps": told, "trials": chances}
    return json.dumps(document, ensure_ascii=False, indent=2)


def say(line: str) -> None:
    """In UTF-8 wherever it goes; what a hostile file name may hold is spelt out."""
    sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "backslashreplace"))


def main(arguments: Sequence[str] | None = None) -> int:
    description = "核验一次抽取。Verify a draw from its transcript."
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("transcript", type=Path, help="目录或zip a directory or zip")
    parser.add_argument("--leaves", type=Path, metavar="FILE", help="专家库承诺清单 the register's leaves")
    parser.add_argument("--trials", action="store_true", help="重做试抽 repeat the trial draws")
    parser.add_argument("--json", action="store_true", help="以JSON输出 print JSON")
    asked = parser.parse_args(arguments)
    try:
        leaves = asked.leaves.read_text("utf-8", "replace").splitlines() if asked.leaves else None
    except OSError as error:
        parser.error(f"{asked.leaves}: {error.strerror}")
    chances: dict[str, Any] = {}
    try:
        with opened(asked.transcript) as transcript:
            steps, verification = verify(transcript, leaves)
            if asked.trials and exit_code(steps) in (0, 3):
                chances = trials(verification.need("the chances"), verification.need("the pool"))
    except Fault as fault:
        steps = [Step("It can be opened.", fault.outcome, fault.zh, fault.en)]
    if asked.json:
        say(report_json(steps, chances))
    else:
        for line in report(steps, chances):
            say("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))
    return exit_code(steps)


# ------------------------------------------------------------------------------------------------------
# What is said in Chinese 中文词句

CHINESE = {
    "pass": "通过",
    "fail": "不通过",
    "not readable": "无法读取",
    "not checked": "未检查",
    "not done": "未进行",
    "the plan": "方案",
    "the pool": "候选池",
    "the chances": "机会",
    "the reveals": "揭示值",
    "the draw": "抽取",
    # steps and conclusions
    "It can be opened.": "可以打开。",
    "The files are there, and are JSON.": "各文件齐全，且为JSON。",
    "The files are written as the protocol says.": "各文件的写法合乎规程。",
    "The plan keeps the rules.": "方案合乎规则。",
    "The pool is the one in the plan.": "候选池与方案一致。",
    "The chances are as equal as the seats allow.": "机会尽可能均等。",
    "The reveals are what was committed to.": "揭示值与承诺值相符。",
    "The beacon's signature is valid.": "信标的签名有效。",
    "The result belongs to this plan.": "结果出自此方案。",
    "Drawing again gives the same result.": "重新抽取，结果相同。",
    "Every replacement, done again, is the same.": "逐一重做递补，结果相同。",
    "The register's leaves are those in the plan.": "专家库承诺清单与方案一致。",
    "Audit: the draw key is the one in the plan.": "审计：抽取密钥与方案一致。",
    "The opened leaves fit the pool.": "公开的专家承诺与候选池相符。",
    "Audit: every line of the pool follows from an expert's leaf, and nobody is in it twice.": (
        "审计：候选池的每一行都出自专家的承诺，无人重复。"
    ),
    "Audit: the members carried over are right.": "审计：计入上限的在座成员属实。",
    "The ledger's entries and proofs are there.": "存证日志齐备。",
    "Every entry stands under a checkpoint signed with one key.": "日志条目均在同一密钥签名的检查点之内。",
    "Plan, reveals, result and replacements were entered in this order.": "方案、揭示、结果、递补均已按次序记入日志。",
    "Everything is right.": "全部正确。",
    "Something is wrong: see the first step that fails.": "有误：见首个不通过的步骤。",
    "A file is missing or cannot be read.": "有文件缺失或无法读取。",
    "All that was checked is right; the ledger or the beacon's signature was not.": (
        "已检查的全部正确；存证日志或信标签名未能检查。"
    ),
    "Trials: how often the least and most favoured were drawn.": "试抽：各类专家被抽中次数的最少与最多。",
    # why a step is not done
    "needs {0} to be right first": "须先有正确的{1}",
    "there is no {}": "没有{}",
    "there is no ledger/": "没有ledger/",
    "there is no signed beacon in this draw": "本次抽取没有要验签的信标",
    "drand signatures are not checked here": "此处不验证drand签名",
    "no list was given": "没有给出清单",
    "this is no supplement": "不是补充抽取",
    # what is wrong
    "expected {}, found {}": "应为{}，实为{}",
    "is missing": "缺少",
    "is missing #file": "缺少此文件",  # where one sentence stands for several, what it is said of follows
    "is missing #line": "缺少此行",
    "{} is missing": "缺少{}",
    "should not be there": "多出",
    "an object repeats a name": "对象中名称重复",
    "a name is not ASCII": "名称不是ASCII",
    "a number has a sign": "数字带负号",
    "an integer is 2^53 or more": "整数不小于2^53",
    "a number has a fraction or an exponent": "数字带小数或指数",
    "no JSON ({})": "不是JSON（{}）",
    "nested too deep": "嵌套过深",
    "string {} is not NFC": "字符串{}不是NFC",
    "string {} has a lone surrogate": "字符串{}含孤立代理项",
    "{} is not of the form {}": "{}不合格式{}",
    "should be an object": "应为对象",
    "name {} is missing or should not be there": "名称{}缺少或多余",
    "should be a list of at least {}": "应为至少{}项的列表",
    "should ascend without repetition": "应升序且不重复",
    "should be a list of two": "应为两项的列表",
    "should be an object of at most {} members": "应为至多{}项的对象",
    "{} should be an integer of {} or more": "{}应为不小于{}的整数",
    "should not be {}": "不应为{}",
    "{} is no UTC time in whole seconds": "{}不是UTC整秒时间",
    "type {} is not in plan order": "类型{}不按席位组顺序",
    "there are unreasonably many types": "类型多得不合情理",
    "is out of form or lacks its newline": "不合格式或缺换行",
    "tags should ascend without repetition": "编号应升序且不重复",
    "should be later than frozen_at": "应晚于frozen_at",
    "should be earlier than the beacon's time": "应早于信标时间",
    "does not join groups in plan order": "不是席位组按序相连",
    "is less than the pool's size": "少于候选池人数",
    "is for supplements only": "只用于补充抽取",
    "should ascend": "应升序",
    "occurs twice": "重复",
    "is not in lowest terms": "未约分",
    "the chances times the candidates do not sum to the number of seats": "各类机会乘人数之和不等于席位数",
    "these chances cannot fill all seats": "按此机会坐不满全部席位",
    "the types with no larger chance should hold exactly {} seats together": "机会不大于此的各类应恰好共得{}席",
    "should be two different contributors": "应为两个不同的承诺方",
    "the numbers of each source should ascend": "每一来源的数字应升序",
    "is earlier than {}": "早于{}",
    "a timeout needs evidence of delivery": "逾期未答须有送达证据",
    "is not sitting at this time": "此时不在座",
    "type {} is not in the plan": "类型{}不在方案中",
    "is not in the pool": "不在候选池中",
    "the leaf is not in the register's list": "承诺不在专家库承诺清单中",
    "the same person occurs twice": "同一人出现两次",
    "unit {} stands for two employers": "单位代号{}代表两个单位",
    "one employer has two units, {} among them": "同一单位有两个代号，其一为{}",
    "should be 64 hex digits and a newline": "应为64位十六进制数字和换行",
    "should be 64 hex digits": "应为64位十六进制数字",
    "does not agree with the pool's mark {}": "与候选池标记{}不符",
    "has more lines than the pool": "行数多于候选池",
    "someone who sits already is eligible": "在座者又在可抽之列",
    # files
    "cannot be read ({})": "无法读取（{}）",
    "has a line that is too long": "有过长的行",
    "is too large": "文件过大",
    "is a link": "是链接",
    "is no regular file": "不是普通文件",
    "has two files of one name": "有同名文件",
    "has the unsafe name {}": "有不安全的文件名{}",
    "is compressed in an unusual way": "压缩方法不常用",
    "has too many files": "文件过多",
    "there is nothing": "不存在",
    "is neither a directory nor a plain zip": "不是目录，也不是普通的zip",
    # the ledger
    "{} is no text": "{}不是文本",
    "ledger/ has no entry": "ledger/没有条目",
    "an entry stands twice": "日志条目重复",
    "ledger.bad_key": "日志公钥的格式不对，应为log.vkey中的一行：名称+编号+密钥。",
    "ledger.bad_note": "签名文书的格式不对。",
    "ledger.bad_checkpoint": "检查点应恰为三行：日志名称、条数、根。",
    "ledger.bad_proof": "回执文件的格式不对，应为c2sp.org/tlog-proof@v1。",
    "ledger.bad_leaf": "日志条目的“{}”缺失、多余或格式不对。",
    "ledger.bad_entry_file": "条目文件应为含entry、payload、salt三项的JSON。",
    "ledger.other_key": "没有“{}”的签名。",
    "ledger.bad_signature": "“{}”的签名不对：内容被改动，或公钥不是这一把。",
    "ledger.other_log": "检查点属于日志“{}”，不是“{}”。",
    "ledger.other_index": "条目是第{}条，回执却是第{}条的。",
    "ledger.not_included": "第{}条不在这一检查点（{}条）之下：条目或路径被改动。",
    "ledger.payload_differs": "第{}条的内容与日志中的摘要不符。",
}

if __name__ == "__main__":
    sys.exit(main())
