#!/usr/bin/env python3
"""Was this draw of experts right? 这次专家抽取对不对？

    python3 verify_draw.py TRANSCRIPT [--leaves FILE] [--trials] [--json]

A second program for the page "The draw protocol panel-draw/1", written from the page and not from the first
program, `panel verify`; both give the same answers, word by word. It needs Python 3.9 or newer and nothing else,
no package and no network; only a drand signature is checked by the package py_ecc, where that is installed.
TRANSCRIPT is a directory, or a zip of one; FILE the register's leaves, one per line. Exit code: 1 a step fails;
else 2 a file is missing or no JSON; else 3 the ledger or a beacon is not checked; else 0.

How to read it: first what keeps bad input out: files, JSON, and one table with the form of everything. From there
the sections follow the page, and each ends in its steps, the functions marked @step; they run in the order in which
they stand. §3 to §8 decide who sits: six hundred lines, an hour. Whatever is said is said once, "Chinese|English".

依规程页面独立写成的第二个核验程序，与`panel verify`逐字给出相同的答复。只需Python 3.9以上，不装软件包，不联网；
drand签名在装有py_ecc时才验证。TRANSCRIPT为抽取记录（目录或zip）；FILE为专家库承诺清单，每行一个。
退出码：1 有一步不通过；2 缺文件或不是JSON；3 存证日志或信标未检查；0 全部正确。
读法：先是防范不良输入的部分（文件、JSON、各文件的写法）；其后各节与规程页面同序，每节末尾是以@step标出的步骤，依所在次序进行。
§3至§8决定谁入选，约六百行，一小时可读完。词句均写作“中文|English”。
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
from binascii import unhexlify
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations, groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

# ------------------------------------------------------------------------------------------------------
# What can be wrong 差错


class Fault(Exception):
    """Why a step did not pass. `said` is "Chinese|English" with {} for the values; `where` a file and a place in it."""

    def __init__(self, outcome: str, where: str, said: str, *values: object) -> None:
        zh, en = (words.format(*values) for words in said.split("|"))
        self.outcome = outcome
        self.zh, self.en = (f"{where}：{zh}", f"{where}: {en}") if where else (zh, en)
        super().__init__(self.en)


OUTCOMES = {
    "pass": "通过",
    "fail": "不通过",
    "not readable": "无法读取",
    "not checked": "未检查",
    "not done": "未进行",
}
broken = partial(Fault, "fail")
unreadable = partial(Fault, "not readable")  # missing, no JSON, or not to be touched
not_done = partial(Fault, "not done", "")  # what the step needs is not there, and that is not its fault
not_checked = partial(Fault, "not checked", "")
MISSING = "缺少|is missing"


def must(holds: object, where: str, said: str, *values: object) -> None:
    if not holds:
        raise broken(where, said, *values)


def safe(holds: object, name: str, said: str, *values: object) -> None:
    if not holds:
        raise unreadable(name, said, *values)


def shown(value: object) -> str:
    """At most 80 ASCII characters, harmless to a terminal."""
    try:
        text = json.dumps(value)
    except RecursionError:  # as deep as could just be read
        text = "[" * 100
    return text if len(text) <= 80 else f"{text[:76]} ..."


def differs(where: str, ours: object, theirs: object) -> Fault:
    return broken(where, "应为{}，实为{}|expected {}, found {}", shown(ours), shown(theirs))


def compare(where: str, ours: Any, theirs: Any) -> None:
    """Stop at the first place where two JSON values differ; `true` is not `1`."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            must(name in theirs, f"{where}.{name}", MISSING)
            must(name in ours, f"{where}.{name}", "多出|should not be there")
            compare(f"{where}.{name}", ours[name], theirs[name])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for index in range(min(len(ours), len(theirs))):
            compare(f"{where}[{index}]", ours[index], theirs[index])
        if len(ours) != len(theirs):
            raise differs(f"{where} (length)", len(ours), len(theirs))
    elif type(ours) is not type(theirs) or ours != theirs:
        raise differs(where, ours, theirs)


# ------------------------------------------------------------------------------------------------------
# The files of a transcript 抽取记录的文件, from a directory or a zip, without trusting either

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
ARCHIVE_DIRECTORY, LONGEST_LINE = 4 * MIB, 64 * 1024
LATER_LOG = re.compile("[2-9]|[1-9][0-9]{1,5}")  # log 1 stands in ledger/, log k in ledger/<k>/
LOG_FILE = re.compile(rf"ledger/(?:(?:{LATER_LOG.pattern})/)?(?:[^/]+\.(?:json|tlog-proof)|log\.vkey)")
REFUSALS = (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile, struct.error)
TOO_LARGE, TOO_MANY, LINK = "文件过大|is too large", "文件过多|has too many files", "是链接|is a link"


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Whatever the system or the archive refuses is the file's fault."""
    try:
        yield
    except REFUSALS as error:
        raise unreadable(name, "无法读取（{0}）|cannot be read ({0})", shown(str(error))) from None


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
            safe(not stat.S_ISLNK(mode), name, LINK)
        safe(stat.S_ISREG(mode), name, "不是普通文件|is no regular file")
        return path.open("rb")

    def ledger_names(self) -> list[str]:
        def inside(folder: Path) -> Iterable[Path]:
            return folder.iterdir() if folder.is_dir() else ()

        top = self.root / "ledger"
        folders = [top, *(path for path in inside(top) if LATER_LOG.fullmatch(path.name))]
        names = (path.relative_to(self.root).as_posix() for folder in folders for path in inside(folder))
        return list(islice(names, LEDGER_FILES + 1))


class Archive:
    """The files in a zip; they may stand in a single top folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]
        self.members = {info.filename: info for info in members}
        safe(len(self.members) == len(members), "zip", "有同名文件|has two files of one name")
        for name in self.members:
            harms = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
            safe(not harms, "zip", "有不安全的文件名{0}|has the unsafe name {0}", shown(name))
        tops = {name.partition("/")[0] for name in self.members if name.partition("/")[2] in LIMITS}
        self.top = f"{tops.pop()}/" if len(tops) == 1 and not self.members.keys() & LIMITS.keys() else ""

    def open(self, name: str) -> Any:
        info = self.members.get(self.top + name)
        if info is None:
            return None
        safe(not stat.S_ISLNK(info.external_attr >> 16), name, LINK)
        usual = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        safe(usual, name, "压缩方法不常用|is compressed in an unusual way")
        safe(info.file_size <= LIMITS.get(name, LEDGER_BYTES), name, TOO_LARGE)
        return self.archive.open(info)

    def ledger_names(self) -> list[str]:
        return [name[len(self.top) :] for name in self.members if name.startswith(f"{self.top}ledger/")]


class Reader:
    """An open file of which no more than `limit` bytes are read."""

    def __init__(self, name: str, file: Any, limit: int) -> None:
        self.name, self.file, self.left = name, file, limit

    def read(self, size: int = -1) -> bytes:
        return self.counted(self.file.read, self.left + 1 if size < 0 else size)

    def lines(self) -> Iterator[bytes]:
        """The lines, each without its line feed."""
        while line := self.counted(self.file.readline, LONGEST_LINE + 1):
            safe(len(line) <= LONGEST_LINE, self.name, "有过长的行|has a line that is too long")
            yield line.removesuffix(b"\n")

    def counted(self, read: Callable[[int], bytes], size: int) -> bytes:
        with refusals(self.name):
            data = read(size)
        self.left -= len(data)
        safe(self.left >= 0, self.name, TOO_LARGE)
        return data


class Transcript:
    """The files by name; `source` is a Folder or an Archive."""

    def __init__(self, source: Any) -> None:
        self.source = source

    @contextmanager
    def stream(self, name: str, limit: int | None = None, *, may_lack: bool = False) -> Iterator[Reader]:
        with refusals(name):
            file = self.source.open(name)
        if file is None and may_lack:
            raise not_done("没有{0}|there is no {0}", name)
        safe(file is not None, name, "缺少此文件|is missing")
        with file:
            yield Reader(name, file, LIMITS[name] if limit is None else limit)

    def read(self, name: str, limit: int | None = None, *, may_lack: bool = False) -> bytes:
        with self.stream(name, limit, may_lack=may_lack) as reader:
            return reader.read()

    def ledger(self) -> dict[str, bytes]:
        """Entries, proofs and keys by name; whatever else is there is not looked at."""
        with refusals("ledger/"):
            names = self.source.ledger_names()
        safe(len(names) <= LEDGER_FILES, "ledger/", TOO_MANY)
        files, left = {}, LEDGER_BYTES
        for name in sorted(filter(LOG_FILE.fullmatch, names)):
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
        safe(path.is_file(), str(path), "不存在|there is nothing")
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
    is_plain = end.startswith(b"PK\x05\x06") and end.endswith(b"\0\0")
    safe(is_plain, "zip", "不是目录，也不是普通的zip|is neither a directory nor a plain zip")
    is_long = int.from_bytes(end[12:16], "little") > ARCHIVE_DIRECTORY
    safe(not is_long and not tail[:-22].startswith(b"PK\x06\x07"), "zip", TOO_MANY)


# ------------------------------------------------------------------------------------------------------
# JSON, by the top of the page 页首: integers without sign or exponent, no name twice, NFC

LARGEST = 2**53 - 1


def read_json(where: str, data: bytes, *, of_ledger: bool = False) -> Any:  # noqa: C901  the hooks count
    """The value of a JSON text (RFC 8259). In a ledger's entry numbers may have a sign, and names are ASCII.

    A broken rule is only noted until the end: the text may still turn out to be no JSON at all.
    """
    faults: list[Fault] = []

    def note(said: str) -> int:
        faults.append(broken(where, said))
        return 0

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            note("对象中名称重复|an object repeats a name")
        if of_ledger and not all(map(str.isascii, names)):
            note("名称不是ASCII|a name is not ASCII")
        return names

    def integer(token: str) -> int:
        if token.startswith("-") and not of_ledger:
            return note("数字带负号|a number has a sign")
        if len(token) > 17 or abs(int(token)) > LARGEST:
            return note("整数不小于2^53|an integer is 2^53 or more")
        return int(token)

    def constant(token: str) -> int:
        raise ValueError(f"{token} is no JSON")

    fraction = partial(note, "数字带小数或指数|a number has a fraction or an exponent")
    hooks = {"parse_int": integer, "parse_float": lambda _: fraction(), "parse_constant": constant}
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=members, **hooks)  # type: ignore[arg-type]
    except ValueError as error:
        raise unreadable(where, "不是JSON（{0}）|no JSON ({0})", shown(str(error))) from None
    except RecursionError:
        raise broken(where, "嵌套过深|nested too deep") from None
    if faults:
        raise faults[0]
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
        elif isinstance(item, str):
            said = "字符串{0}不是NFC|string {0} is not NFC"
            must(unicodedata.is_normalized("NFC", item), where, said, shown(item))
            said = "字符串{0}含孤立代理项|string {0} has a lone surrogate"
            must(not any("\ud800" <= character <= "\udfff" for character in item), where, said, shown(item))


# ------------------------------------------------------------------------------------------------------
# §1 Notation 记号

TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
raw = bytes.fromhex


def J(value: object) -> bytes:
    """RFC 8785 canonical JSON. Without floats, and with ASCII names, Python's own sorted form is that."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def tagged(tag: str, x: bytes) -> bytes:
    return hashlib.sha256(tag.encode() + b"\0" + x).digest()


def H(tag: str, x: bytes) -> bytes:
    return tagged(f"panel-draw/1/{tag}", x)


def M(key: bytes, x: bytes) -> bytes:
    return hmac.digest(key, x, "sha256")


def be32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def seconds(time: str) -> int:
    """Seconds since 1970; ValueError if it is no time of the page."""
    parts = TIME.fullmatch(time)
    if not parts:
        raise ValueError("no UTC time in whole seconds")
    year, month, day, hour, minute, second = map(int, parts.groups())
    return int(datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc).timestamp())  # noqa: UP017  Python 3.9


# ------------------------------------------------------------------------------------------------------
# The form of everything 各文件的写法

ALPHABETS = {
    "hex16": "[0-9a-f]{16}",
    "hex32": "[0-9a-f]{32}",
    "hex64": "[0-9a-f]{64}",
    "hex": "(?:[0-9a-f]{2})+",
    "field": "[A-Z][A-Z0-9]{0,7}",
    "attribute": "[a-z_]{1,16}",
    "value": "[A-Z0-9]{1,12}",
    "reason": "[A-Z][A-Z0-9]{1,7}",
    "excluded": "R01|R02|R03|R04|R05|R06|R07|R08|R09|TERM|SUSP|LEAVE|BUSY|CAP|SELF|SEATED",
    "id": "[A-Za-z0-9_-]{1,64}",
    "group": "S[1-9][0-9]*",
    "type": r"S[1-9][0-9]*(?:\+S[1-9][0-9]*)*",
    "written": r"(?s).*\S.*",
    "protocol": r"panel\-draw/1",
    "kind": "panel|supplement",
    "publish": "at_close|at_draw",
    "succession": r"next\-in\-type",
    "drand": "drand",
    "announced": "announced",
    "contribution": "[0-9a-f]{64}|withheld",
    "numbers": r"(?:(?:(?:0|[1-9][0-9]*)\.)+/)+",
    "void": "withheld|beacon|cancelled|cap",
    "departure": "declined|timeout|recused|absent",
    "actor": "[a-z][a-z_]{0,31}:[A-Za-z0-9_.-]{1,64}",
    "subject": r"(?![0-9]{11}$|[0-9]{17}[0-9Xx]$)[A-Za-z0-9_.:/-]{1,64}",
    "happened": r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*",
    "visibility": "public|closed|sealed",
}
PATTERNS = {name: re.compile(pattern) for name, pattern in ALPHABETS.items()}

# An object has exactly these names. A form is an alphabet, an object, `time`, or an integer `least..most`; behind it
# `?` or null, `*` a list of any number, `+` of at least one, `++` of two, `<` ascending, each once; `a=>b` is an object
# with names `a` and values `b`; `a,b` a list of two; `x-{kind}` the object that `kind` says.
OBJECTS = {
    "Leaf": "attributes:attribute=>value employer:hex64 expert:id fields:field*< identity:hex64 salt:hex64",
    "Seats": "count:1.. fields:field+< id:group where:attribute=>value+<",
    "Register": "digest:hex64 size:1..",
    "Pool": "digest:hex64 eligible:0.. excluded:excluded=>1.. size:0.. types:type=>1..",
    "Contributor": "commitment:hex64 party:id role:id",
    "Planned-drand": "chain_hash:hex64 genesis_time:0.. kind:drand period:1.. public_key:hex round:1.. scheme:written",
    "Planned-announced": "due_at:time kind:announced source:written",
    "Replacement": "answer_hours:1.. rule:succession",
    "Plan": "protocol:protocol draw:hex32 meeting:id cases:id+< kind:kind attempt:1.. parent:hex64? cause:written? "
    "frozen_at:time reveal_by:time register:Register pool:Pool seats:Seats+ thin:group* unit_cap:1..? carried:hex16* "
    "draw_key_hash:hex64 chances:type=>0..,1.. contributors:Contributor++ beacon:Planned-{kind}? publish:publish "
    "replacement:Replacement",
    "Beacon-drand": "kind:drand previous_signature:hex? randomness:hex64 signature:hex",
    "Beacon-announced": "kind:announced parties:id,id text:numbers",
    "Reveals": "beacon:Beacon-{kind}? contributions:id,contribution*",
    "Seat": "group:group seat:0.. tag:hex32 ticket:hex64 type:type",
    "Drawn": "composition:type=>1.. panel:Seat* passed:hex32* plan_digest:hex64 ticket_key:hex64 tries:0..",
    "Void": "plan_digest:hex64 void:Cause",
    "Cause": "parties:id* reason:void",
    "Event": "at:time cause:reason evidence:hex64? kind:departure panel:Member*? rule:1..4 successor:hex32? tag:hex32",
    "Member": "seat:0.. tag:hex32",
    "Opening": "blind:hex64 leaf:Leaf tag:hex32",
    "Audited": "leaf:Leaf reason:excluded? tag:hex32",
    "Carried": "leaf:Leaf parent_tag:hex32 unit:hex16",
    "Entry": "by:actor ph:hex64 s:subject t:happened vis:visibility at:time n:0.. v:1..1",
}
FORMS = {name: dict(member.split(":", 1) for member in form.split()) for name, form in OBJECTS.items()}
MOST_TYPES = 4096  # more than any meeting has; beyond, a file is refused before it costs memory or time


def check_form(where: str, value: Any, form: str) -> None:
    if form in PATTERNS:
        if not isinstance(value, str) or not PATTERNS[form].fullmatch(value):
            raise broken(where, "{0}不合格式{1}|{0} is not of the form {1}", shown(value), ALPHABETS[form])
    elif form.endswith("?"):
        if value is not None:
            check_form(where, value, form[:-1])
    elif form in FORMS or "=>" in form:
        check_object(where, value, form)
    elif form[-1] in "*+<" or "," in form:
        check_list(where, value, form)
    elif form.endswith("{kind}"):
        kind = value.get("kind") if isinstance(value, dict) else None
        known = isinstance(kind, str) and form.format(kind=kind) in FORMS
        must(known, f"{where}.kind", "不应为{0}|should not be {0}", shown(kind))
        check_form(where, value, form.format(kind=kind))
    else:
        check_number(where, value, form)


def check_object(where: str, value: Any, form: str) -> None:
    is_object = isinstance(value, dict)
    if form in FORMS:
        must(is_object, where, "应为对象|should be an object")
        for name in sorted(value.keys() ^ FORMS[form].keys()):
            raise broken(where, "名称{0}缺少或多余|name {0} is missing or should not be there", shown(name))
        for name in FORMS[form]:
            check_form(f"{where}.{name}", value[name], FORMS[form][name])
    else:
        names, members = form.split("=>")
        said = "应为至多{0}项的对象|should be an object of at most {0} members"
        must(is_object and len(value) <= MOST_TYPES, where, said, MOST_TYPES)
        for name, member in value.items():
            check_form(where, name, names)
            check_form(f"{where}.{name}", member, members)


def check_list(where: str, value: Any, form: str) -> None:
    if form.endswith("<"):
        check_list(where, value, form[:-1])
        must(value == sorted(set(value)), where, "应升序且不重复|should ascend without repetition")
    elif form[-1] in "*+":
        least, said = form.count("+"), "应为至少{0}项的列表|should be a list of at least {0}"
        must(isinstance(value, list) and len(value) >= least, where, said, least)
        for index, member in enumerate(value):
            check_form(f"{where}[{index}]", member, form.rstrip("*+"))
    else:
        must(isinstance(value, list) and len(value) == 2, where, "应为两项的列表|should be a list of two")
        for index, each in enumerate(form.split(",")):
            check_form(f"{where}[{index}]", value[index], each)


def check_number(where: str, value: Any, form: str) -> None:
    if form == "time":
        try:
            seconds(value if isinstance(value, str) else "")
        except ValueError:
            raise broken(
                where, "{0}不是UTC整秒时间|{0} is no UTC time in whole seconds", shown(value)
            ) from None
    else:
        least, most = form.split("..")
        said = "{0}应为不小于{1}的整数|{0} should be an integer of {1} or more"
        fits = type(value) is int and int(least) <= value <= int(most or LARGEST)
        must(fits, where, said, shown(value), least)


# ------------------------------------------------------------------------------------------------------
# §9 The steps 各步

Check = Callable[["Case"], None]
STEPS: list[tuple[str, Check, str]] = []
FILES = {"plan.json": "Plan", "reveals.json": "Reveals", "result.json": "Drawn", "events.json": "Event*"}
FILES["openings.json"] = "Opening*"
NAMES = {
    "the plan": "方案",
    "the pool": "候选池",
    "the chances": "机会",
    "the reveals": "揭示值",
    "the draw": "抽取",
}


def step(sentence: str, given: str = "") -> Callable[[Check], Check]:
    """Says what a function checks. With `given` it is asked only if that was found before."""

    def entered(check: Check) -> Check:
        STEPS.append((sentence, check, given))
        return check

    return entered


class Case:
    """What was read, and what was found right so far: a step that needs more than that is not done."""

    def __init__(self, transcript: Transcript, leaves: Iterable[str] | None) -> None:
        self.transcript, self.leaves = transcript, leaves
        self.faults: list[Fault] = []
        self.files = {name: self.load(name, form) for name, form in FILES.items()}
        self.right: dict[str, Any] = {}

    def load(self, name: str, form: str) -> Any:
        """A file in good form, or None."""
        try:
            value = read_json(name, self.transcript.read(name))
            is_void = form == "Drawn" and isinstance(value, dict) and "void" in value
            check_form(name, value, "Void" if is_void else form)
        except Fault as fault:
            self.faults.append(fault)
            return None
        return value

    def need(self, name: str) -> Any:
        """A file in good form, or what an earlier step found right."""
        value = self.files.get(name, self.right.get(name))
        if value is None:
            raise not_done("须先有正确的{1}|needs {0} to be right first", name, NAMES.get(name, name))
        return value


def verify(transcript: Transcript, leaves: Iterable[str] | None = None) -> tuple[list[dict[str, Any]], Case]:
    """All steps: what was checked, how it ended, and the first difference or the reason, empty if it passed."""
    case, steps = Case(transcript, leaves), list[dict[str, Any]]()
    for sentence, check, given in STEPS:
        if given and not case.right.get(given):
            continue
        outcome, zh, en = "pass", "", ""
        try:
            check(case)
        except Fault as fault:
            outcome, zh, en = fault.outcome, fault.zh, fault.en
        steps.append(ended(len(steps) + 1, sentence, outcome, zh, en))
    return steps, case


def ended(number: int, sentence: str, outcome: str, finding_zh: str, finding_en: str) -> dict[str, Any]:
    zh, en = sentence.split("|")
    finding = {"finding_zh": finding_zh, "finding_en": finding_en}
    return {"number": number, "zh": zh, "en": en, "outcome": outcome, **finding}


@step("各文件齐全，且为JSON。|The files are there, and are JSON.")
def check_files(case: Case) -> None:
    with case.transcript.stream("pool.txt"):
        pass  # its own step reads it
    for fault in case.faults:
        if fault.outcome == "not readable":
            raise fault


@step("各文件的写法合乎规程。|The files are written as the protocol says.")
def check_forms(case: Case) -> None:
    for fault in case.faults:
        if fault.outcome == "fail":
            raise fault


# ------------------------------------------------------------------------------------------------------
# §3 Seats and types 席位与类型, §5 Plan 方案


def type_of(leaf: Any, seats: list[Any]) -> str:
    """The ids of all groups that the expert fits, in plan order; empty for no candidate."""
    return "+".join(
        group["id"]
        for group in seats
        if not set(group["fields"]).isdisjoint(leaf["fields"])
        and all(leaf["attributes"].get(name) in values for name, values in group["where"].items())
    )


def in_plan_order(type_: str) -> bool:
    """Whether the group ids in a type ascend, `S10` behind `S9` however long the numbers are."""
    groups = type_.split("+")
    return groups == sorted(set(groups), key=lambda group: (len(group), group))


@step("方案合乎规则。|The plan keeps the rules.")
def check_plan(case: Case) -> None:
    plan = case.need("plan.json")
    first, supplement = plan["kind"] == "panel" and plan["attempt"] == 1, plan["kind"] == "supplement"
    for key in ("parent", "cause"):
        if first:
            compare(f"plan.json.{key}", None, plan[key])
        must(first or plan[key] is not None, f"plan.json.{key}", MISSING)
    where = "plan.json.reveal_by"
    must(plan["frozen_at"] < plan["reveal_by"], where, "应晚于frozen_at|should be later than frozen_at")
    in_time = plan["beacon"] is None or seconds(plan["reveal_by"]) < beacon_time(plan["beacon"])
    must(in_time, where, "应早于信标时间|should be earlier than the beacon's time")
    check_seats(plan)
    pool, where = plan["pool"], "plan.json.pool"
    eligible, excluded = sum(pool["types"].values()), sum(pool["excluded"].values())
    compare(f"{where}.eligible", eligible, pool["eligible"])
    compare(f"{where}.size", eligible + excluded, pool["size"])
    enough = plan["register"]["size"] >= pool["size"]
    must(enough, "plan.json.register.size", "少于候选池人数|is less than the pool's size")
    only, where = "只用于补充抽取|is for supplements only", "plan.json.carried"
    must(supplement or "SEATED" not in pool["excluded"], "plan.json.pool.excluded.SEATED", only)
    must(plan["carried"] == sorted(plan["carried"]), where, "应升序|should ascend")
    must(supplement or not plan["carried"], where, only)
    contributors, where = plan["contributors"], "plan.json.contributors"
    for key in ("commitment", "party", "role"):
        values = [contributor[key] for contributor in contributors]
        must(len(set(values)) == len(values), f"{where} ({key})", "重复|occurs twice")
    for index, role in ((0, "convener"), (len(contributors) - 1, "supervisor")):
        compare(f"{where}[{index}].role", role, contributors[index]["role"])
    case.right["the plan"] = plan


def check_seats(plan: Any) -> None:
    ids = [f"S{number}" for number in range(1, len(plan["seats"]) + 1)]
    compare("plan.json.seats (id)", ids, [group["id"] for group in plan["seats"]])
    fitting = dict.fromkeys(ids, 0)
    for type_, count in plan["pool"]["types"].items():
        joins = in_plan_order(type_) and fitting.keys() >= set(type_.split("+"))
        said = "不是席位组按序相连|does not join groups in plan order"
        must(joins, f"plan.json.pool.types.{type_[:40]}", said)
        for group in type_.split("+"):
            fitting[group] += count
    thin = [group["id"] for group in plan["seats"] if fitting[group["id"]] < 2 * group["count"]]
    compare("plan.json.thin", thin, plan["thin"])


# ------------------------------------------------------------------------------------------------------
# §4 Pool file 候选池

LINE = re.compile(rb"([0-9a-f]{32}) (S[1-9][0-9]*(?:\+S[1-9][0-9]*)*) ([0-9a-f]{16}) ([-X])\n")
CHUNK = 1 << 18
RECORD = struct.Struct("16s8s")  # raw tag, raw unit


class Pool:
    """What is kept of a pool file: for every type and mark a column of records, ascending by tag."""

    def __init__(self) -> None:
        self.digest, self.size = "", 0
        self.columns: dict[tuple[bytes, bytes], bytearray] = {}
        self.counted: dict[str, Counter[bytes]] = {}

    def eligible(self, type_: str) -> Iterator[tuple[Any, ...]]:
        return RECORD.iter_unpack(self.columns.get((type_.encode(), b"-"), b""))

    def types(self) -> dict[str, int]:
        eligible = sorted(type_.decode() for type_, mark in self.columns if mark == b"-")
        return {type_: len(self.columns[type_.encode(), b"-"]) // RECORD.size for type_ in eligible}

    def units(self, type_: str) -> Counter[bytes]:
        """How many eligible candidates of a type each unit has."""
        if type_ not in self.counted:
            self.counted[type_] = Counter(unit for _, unit in self.eligible(type_))
        return self.counted[type_]

    def find(self, tag: str) -> tuple[str, str] | None:
        """Type and unit of the line of a tag."""
        for (type_, _), column in self.columns.items():
            at = column.find(raw(tag))
            while at >= 0 and at % RECORD.size:
                at = column.find(raw(tag), at + 1)
            if at >= 0:
                return type_.decode(), column[at + 16 : at + 24].hex()
        return None

    def column(self, type_: bytes, mark: bytes) -> bytearray:
        if (type_, mark) not in self.columns:
            name = type_.decode()
            said = "类型{0}不按席位组顺序|type {0} is not in plan order"
            must(in_plan_order(name), "pool.txt", said, name[:40])
            few = len(self.columns) < 2 * MOST_TYPES
            must(few, "pool.txt", "类型多得不合情理|there are unreasonably many types")
        return self.columns.setdefault((type_, mark), bytearray())


def read_pool(file: Reader) -> Pool:
    """Read the file as a stream; kept are 24 bytes for each candidate."""
    pool, digest, rest, last = Pool(), hashlib.sha256(b"panel-draw/1/pool\0"), b"", b""
    columns, no_line = pool.columns, "不合格式或缺换行|is out of form or lacks its newline"
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        lines, newline, rest = (rest + chunk).rpartition(b"\n")
        for line in (lines + newline).splitlines(keepends=True):
            pool.size += 1
            fields = LINE.fullmatch(line)
            if not fields:
                raise broken(f"pool.txt:{pool.size}", no_line)
            tag, type_, unit, mark = fields.groups()
            if tag <= last:
                raise broken(
                    f"pool.txt:{pool.size}", "编号应升序且不重复|tags should ascend without repetition"
                )
            column = columns.get((type_, mark))
            if column is None:
                column = pool.column(type_, mark)
            column += unhexlify(tag + unit)
            last = tag
        if len(rest) > CHUNK:
            break
    must(not rest, f"pool.txt:{pool.size + 1}", no_line)
    pool.digest = digest.hexdigest()
    return pool


@step("候选池与方案一致。|The pool is the one in the plan.")
def check_pool(case: Case) -> None:
    with case.transcript.stream("pool.txt") as file:
        pool = read_pool(file)
    plan = case.need("the plan")
    compare("pool.txt (digest)", plan["pool"]["digest"], pool.digest)
    compare("pool.txt (size)", plan["pool"]["size"], pool.size)
    compare("pool.txt (types)", plan["pool"]["types"], pool.types())
    groups = {group["id"] for group in plan["seats"]}
    for type_ in sorted({type_.decode() for type_, _ in pool.columns}):
        known = groups.issuperset(type_.split("+"))
        must(known, "pool.txt", "类型{0}不在方案中|type {0} is not in the plan", type_[:40])
    case.right["the pool"] = pool


# ------------------------------------------------------------------------------------------------------
# §5 Chances 机会

END = ("",)


class Network:
    """An exact maximum flow from sources (types) over places (groups, or units) to the end, by shortest ways.

    What a source has sent may be led to another place by a later `send`, but never becomes less; so sending
    from one source after the other, in any order, ends in a maximum flow.
    """

    def __init__(self, edges: Mapping[str, Mapping[Any, int]], room: Mapping[Any, int]) -> None:
        """`edges[source][place]` and `room[place]` are the most that may pass; `left` is what still may, both ways."""
        self.left: dict[Any, dict[Any, int]] = {place: {END: most} for place, most in room.items()}
        self.left[END] = {}
        for source, places in edges.items():
            self.left[source,] = dict(places)  # a tuple, as a type and a group may have the same name
            for place in places:
                self.left[place][source,] = 0

    def send(self, source: str, amount: int) -> int:
        """Send up to `amount` more; return how much got through."""
        done = 0
        while done < amount and (path := self.path((source,))):
            step = min(amount - done, *(self.left[a][b] for a, b in path))
            for a, b in path:
                self.left[a][b] -= step
                self.left[b][a] = self.left[b].get(a, 0) + step
            done += step
        return done

    def path(self, start: tuple[str]) -> list[tuple[Any, Any]]:
        """The steps of a shortest way from `start` to the end, if there is one."""
        before: dict[Any, Any] = {start: None}
        for node in (queue := [start]):
            for following, left in self.left[node].items():
                if left and following not in before:
                    before[following] = node
                    queue.append(following)
            if END in before:
                break
        way = [END] if END in before else []
        while way and way[-1] != start:
            way.append(before[way[-1]])
        return [(b, a) for a, b in zip(way, way[1:])]  # noqa: B905, RUF007  not in Python 3.9

    def without(self, source: str) -> Network:
        """A copy in which `source` has sent nothing."""
        other = Network({}, {})
        other.left = {node: dict(left) for node, left in self.left.items()}
        for place in other.left[source,]:
            other.left[source,][place] += other.left[place][source,]
            other.left[place][END] += other.left[place][source,]
            other.left[place][source,] = 0
        return other


def groups_network(room: Mapping[str, int], types: Iterable[str]) -> Network:
    """Types to the groups in them, where a group takes `room[group]`."""
    return Network({type_: {g: room[g] for g in type_.split("+") if room.get(g)} for type_ in types}, room)


class Terms:
    """The part of a plan that decides who sits. The page's `m` is counted in parts of one over `scale`."""

    def __init__(self, plan: Any) -> None:
        self.seats: dict[str, int] = {group["id"]: group["count"] for group in plan["seats"]}
        self.eligible: dict[str, int] = plan["pool"]["types"]
        self.cap: int | None = plan["unit_cap"]
        self.carried = Counter(map(raw, plan["carried"]))
        self.scale = math.lcm(*(den for _, den in plan["chances"].values()))
        self.chance = {type_: num * (self.scale // den) for type_, (num, den) in plan["chances"].items()}
        self.m = {type_: eligible * self.chance[type_] for type_, eligible in self.eligible.items()}

    def scaled_network(self) -> Network:
        return groups_network({g: self.scale * count for g, count in self.seats.items()}, self.eligible)

    def group_of_seat(self) -> dict[int, str]:
        return dict(enumerate(group for group, count in self.seats.items() for _ in range(count)))

    def room(self, unit: bytes, members: Mapping[bytes, int]) -> int:
        """How many more of a unit may sit beside the members and those carried."""
        if self.cap is None:
            return LARGEST
        return max(0, self.cap - members.get(unit, 0) - self.carried.get(unit, 0))


@step("机会尽可能均等。|The chances are as equal as the seats allow.")
def check_chances(case: Case) -> None:
    plan, where = case.need("the plan"), "plan.json.chances"
    eligible, chances = plan["pool"]["types"], plan["chances"]
    if chances.keys() != eligible.keys():
        raise differs(where, sorted(eligible), sorted(chances))
    for type_, (num, den) in chances.items():
        must(math.gcd(num, den) == 1, f"{where}.{type_}", "未约分|is not in lowest terms")
    terms = Terms(plan)
    m, flow = terms.m, terms.scaled_network()
    said = "各类机会乘人数之和不等于席位数|the chances times the candidates do not sum to the number of seats"
    must(sum(m.values()) == terms.scale * sum(terms.seats.values()), where, said)
    fill = all(flow.send(type_, amount) == amount for type_, amount in m.items())
    must(fill, where, "按此机会坐不满全部席位|these chances cannot fill all seats")
    flow, held, fillable = groups_network(terms.seats, m), 0, 0
    said = "机会不大于此的各类应恰好共得{0}席|the types with no larger chance should hold exactly {0} seats together"
    for _, level in groupby(sorted(m, key=terms.chance.__getitem__), key=terms.chance.__getitem__):
        types = sorted(level)
        fillable += sum(flow.send(type_, eligible[type_]) for type_ in types)
        held += sum(m[type_] for type_ in types)
        must(held == fillable * terms.scale, f"{where} ({', '.join(types)[:200]})", said, fillable)
    case.right["the chances"] = terms


# ------------------------------------------------------------------------------------------------------
# §6 Commit, reveal, seed 承诺、揭示、种子


def beacon_time(beacon: Any) -> int:
    if beacon["kind"] == "drand":
        return int(beacon["genesis_time"] + (beacon["round"] - 1) * beacon["period"])
    return seconds(beacon["due_at"])


@step("揭示值与承诺值相符。|The reveals are what was committed to.")
def check_reveals(case: Case) -> None:
    reveals, plan = case.need("reveals.json"), case.need("the plan")
    contributors, contributions = plan["contributors"], reveals["contributions"]
    parties = [contributor["party"] for contributor in contributors]
    if contributions:  # none at all: cancelled before the first reveal
        compare("reveals.json.contributions", parties, [party for party, _ in contributions])
    for index, (party, value) in enumerate(contributions):
        commitment = H("commit", J({"draw": plan["draw"], "party": party, "value": value})).hex()
        if value != "withheld":
            compare(f"reveals.json.contributions ({party})", contributors[index]["commitment"], commitment)
    if reveals["beacon"] is not None:
        check_beacon(
            "reveals.json.beacon", plan["beacon"] if contributions else None, reveals["beacon"], parties
        )
    case.right["the reveals"] = reveals


def check_beacon(where: str, planned: Any, beacon: Any, parties: list[str]) -> None:
    """Everything but a drand signature."""
    if planned is None:
        raise differs(where, None, beacon)
    compare(f"{where}.kind", planned["kind"], beacon["kind"])
    if beacon["kind"] == "drand":
        scheme, previous = planned["scheme"], beacon["previous_signature"]
        if "unchained" in scheme:
            compare(f"{where}.previous_signature", None, previous)
        lacks = scheme.endswith("-chained") and previous is None
        must(not lacks, f"{where}.previous_signature", MISSING)
        randomness = hashlib.sha256(raw(beacon["signature"])).hexdigest()
        compare(f"{where}.randomness", randomness, beacon["randomness"])
        return
    two = len(set(beacon["parties"]) & set(parties)) == 2
    must(two, f"{where}.parties", "应为两个不同的承诺方|should be two different contributors")
    for source in beacon["text"].split("/")[:-1]:
        numbers = [(len(number), number) for number in source.split(".")[:-1]]
        ascend = numbers == sorted(numbers)
        must(ascend, f"{where}.text", "每一来源的数字应升序|the numbers of each source should ascend")


TAG_G1, TAG_G2 = (b"BLS_SIG_BLS12381G%d_XMD:SHA-256_SSWU_RO_NUL_" % group for group in (1, 2))
SCHEMES = {  # whether signatures are on G1 and keys on G2 or the other way round, and how messages become points
    "pedersen-bls-chained": (False, TAG_G2),
    "pedersen-bls-unchained": (False, TAG_G2),
    "bls-unchained-on-g1": (True, TAG_G2),
    "bls-unchained-g1-rfc9380": (True, TAG_G1),
}


@step("信标的签名有效。|The beacon's signature is valid.")
def check_signature(case: Case) -> None:
    beacon = case.need("the reveals")["beacon"]
    if beacon is None or beacon["kind"] != "drand":
        raise not_done("本次抽取没有要验签的信标|there is no signed beacon in this draw")
    planned = case.need("the plan")["beacon"]
    if planned["scheme"] not in SCHEMES or not find_spec("py_ecc"):
        raise not_checked("此处不验证drand签名|drand signatures are not checked here")
    before = raw(beacon["previous_signature"] or "")
    message = hashlib.sha256(before + planned["round"].to_bytes(8, "big")).digest()
    key, signature = raw(planned["public_key"]), raw(beacon["signature"])
    valid = is_paired(*SCHEMES[planned["scheme"]], key, message, signature)
    said = "不是方案所列drand链在该轮的签名|is not the planned drand chain's signature of this round"
    must(valid, "reveals.json.beacon.signature", said)


def is_paired(on_g1: bool, tag: bytes, key: bytes, message: bytes, signature: bytes) -> bool:  # noqa: FBT001
    """Whether a BLS signature on BLS12-381 holds, by the pairings of py_ecc; infinity, where all is signed, never does."""
    limit = sys.getrecursionlimit()
    points, curve = import_module("py_ecc.bls.g2_primitives"), import_module("py_ecc.optimized_bls12_381")
    hashes = import_module("py_ecc.bls.hash_to_curve")
    sys.setrecursionlimit(limit)  # py_ecc raises it so far that deeply nested JSON would end the interpreter
    if (len(key), len(signature)) != ((96, 48) if on_g1 else (48, 96)):
        return False
    read = {48: points.pubkey_to_G1, 96: points.signature_to_G2}
    try:
        public, signed = read[len(key)](key), read[len(signature)](signature)
    except ValueError:
        return False
    if any(points.is_inf(point) or not points.subgroup_check(point) for point in (public, signed)):
        return False
    hashed = (hashes.hash_to_G1 if on_g1 else hashes.hash_to_G2)(message, tag, hashlib.sha256)
    pairs = [(curve.G2, signed), (public, hashed)] if on_g1 else [(signed, curve.G1), (hashed, public)]
    return bool(curve.pairing(*pairs[0]) == curve.pairing(*pairs[1]))


def prk_of(plan: Any, reveals: Any) -> bytes:
    beacon = reveals["beacon"]
    value = None if beacon is None else beacon["randomness" if beacon["kind"] == "drand" else "text"]
    ikm = J({"beacon": value, "contributions": reveals["contributions"]})
    return M(H("plan", J(plan)), ikm)


def void_before_draw(plan: Any, reveals: Any) -> dict[str, Any] | None:
    """Why nothing can be drawn, if so. A beacon outlives a withheld value."""
    missing = [party for party, value in reveals["contributions"] if value == "withheld"]
    if not reveals["contributions"]:
        return {"parties": [], "reason": "cancelled"}
    if plan["beacon"]:
        return None if reveals["beacon"] else {"parties": [], "reason": "beacon"}
    return {"parties": missing, "reason": "withheld"} if missing else None


# ------------------------------------------------------------------------------------------------------
# §7 Tickets and selection 抽签号与入选


class Candidate(NamedTuple):
    """Raw ticket, tag and unit. Candidates sort as they are walked: by ticket, then tag."""

    ticket: bytes
    tag: bytes
    type: str
    unit: bytes


class Draw:
    """One draw: the counts and the try that stands, who sits where by seat index, and who was passed."""

    def __init__(self, terms: Terms, pool: Pool, prk: bytes) -> None:
        self.terms, self.pool, self.prk = terms, pool, prk
        self.ticket_key = M(prk, b"panel-draw/1/ticket\x01")
        self.known: dict[str, tuple[int, list[Candidate]]] = {}
        self.tries, self.composition, self.passed = -1, dict[str, int](), list[Candidate]()
        self.panel: dict[int, Candidate] = {}

    def is_made(self) -> bool:
        """False after 1,000 tries: void, reason `cap`."""
        for t in range(1000):
            self.tries, self.composition = t, self.rounded(t)
            if self.can_fill(self.composition, {}, {}):
                self.panel = seated(self.walk(dict(self.composition)), self.terms.group_of_seat())
                return True
        return False

    def ascending(self, type_: str) -> Iterator[Candidate]:
        """The candidates of a type by ticket, found only as deep as somebody asks: a draw needs few."""
        done = 0
        while done < self.terms.eligible[type_]:
            depth, known = self.known.get(type_, (8, []))
            if done < len(known):
                yield known[done]
                done += 1
            else:
                self.known[type_] = (8 * depth, self.lowest_tickets(type_, 8 * depth))

    def lowest_tickets(self, type_: str, depth: int) -> list[Candidate]:
        """All below a limit under which `depth` tickets are expected."""
        size, key, sha256 = self.terms.eligible[type_], self.ticket_key, hashlib.sha256
        limit = (depth * 2**64 // size).to_bytes(8, "big") if depth < size else b"\xff" * 33
        return sorted(
            Candidate(ticket, tag, type_, unit)
            for tag, unit in self.pool.eligible(type_)
            if (ticket := sha256(key + tag).digest()) < limit
        )

    def can_fill(
        self, wanted: Mapping[str, int], members: Mapping[bytes, int], walked: Mapping[Any, int]
    ) -> bool:
        """Whether candidates not yet walked can fill the counts within the cap, beside `members`.

        `walked` counts by (type, unit). For each type as many units with room as there are seats wanted will
        do: the others cannot use up all of them. Without a cap the answer is yes: nobody who is wanted is passed.
        """
        if self.terms.cap is None:
            return True
        edges: dict[str, dict[bytes, int]] = {}
        room: dict[bytes, int] = {}
        for type_ in filter(wanted.get, wanted):
            units = self.pool.units(type_).items()
            left = ((unit, number - walked.get((type_, unit), 0)) for unit, number in units)
            usable = (item for item in left if item[1] and self.terms.room(item[0], members))
            edges[type_] = dict(islice(usable, sum(wanted.values())))
            room.update((unit, self.terms.room(unit, members)) for unit in edges[type_])
        flow = Network(edges, room)
        return all(flow.send(type_, wanted[type_]) == wanted[type_] for type_ in edges)

    def rounded(self, t: int) -> dict[str, int]:
        """Rule 1: round the `x` of all types, pair by pair, with coins; all of them get through in `flow`."""
        x, scale, i, flow = dict(self.terms.m), self.terms.scale, 0, self.terms.scaled_network()
        for type_, amount in x.items():
            flow.send(type_, amount)
        order = {type_: M(self.prk, b"panel-draw/1/order\0" + be32(t) + type_.encode()) for type_ in x}
        while fractional := sorted((type_ for type_ in x if x[type_] % scale), key=order.__getitem__):
            a, b, up, down = self.first_pair(flow, x, fractional)
            coin = M(self.prk, b"panel-draw/1/coin\0" + be32(t) + be32(i))[:8]
            a_gains = int.from_bytes(coin, "big") * (up + down) < down * 2**64
            gains, loses, amount = (a, b, up) if a_gains else (b, a, down)
            x[gains], x[loses], i = x[gains] + amount, x[loses] - amount, i + 1
            flow = flow.without(loses)
            flow.send(gains, amount)
            flow.send(loses, x[loses])
        return {type_: amount // scale for type_, amount in x.items() if amount}

    def first_pair(
        self, flow: Network, x: Mapping[str, int], fractional: list[str]
    ) -> tuple[str, str, int, int]:
        for a, b in combinations(fractional, 2):
            if (up := self.room(flow, x, a, b)) and (down := self.room(flow, x, b, a)):
                return a, b, up, down
        raise ValueError("leximin chances always leave a pair to move")

    def room(self, flow: Network, x: Mapping[str, int], a: str, b: str) -> int:
        """The most that `a` can gain at the cost of `b`: what it can send besides once `b` sends nothing.

        As everybody's `x` gets through in the flow, this is the page's F* less the `x` of all but `b`.
        """
        return flow.without(b).send(a, min(self.terms.eligible[a] * self.terms.scale - x[a], x[b]))

    def walk(self, wanted: dict[str, int]) -> list[Candidate]:
        """Rule 2: the taken, in walking order."""
        members, walked, taken, refused = Counter[bytes](), Counter[Any](), list[Candidate](), set()

        def while_wanted(type_: str) -> Iterator[Candidate]:
            for candidate in self.ascending(type_):
                if not wanted[type_]:
                    return
                yield candidate

        for candidate in heapq.merge(*map(while_wanted, wanted)):
            type_, unit = kind = candidate.type, candidate.unit
            walked[kind] += 1
            # Who was refused stands for the kind: could a later one be completed, so could the earlier one.
            takes = kind not in refused and self.terms.room(unit, members) > 0
            if takes:
                beside = {**members, unit: members[unit] + 1}
                takes = self.can_fill({**wanted, type_: wanted[type_] - 1}, beside, walked)
            if takes:
                taken.append(candidate)
                wanted[type_] -= 1
                members[unit] += 1
            else:
                self.passed.append(candidate)
                refused.add(kind)
        return taken


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


@step("结果出自此方案。|The result belongs to this plan.")
def check_result_names_plan(case: Case) -> None:
    digest = H("plan", J(case.need("the plan"))).hex()
    compare("result.json.plan_digest", digest, case.need("result.json")["plan_digest"])


@step("重新抽取，结果相同。|Drawing again gives the same result.")
def check_result(case: Case) -> None:
    """What is right then is the draw, or `void`."""
    needs = ("the plan", "the pool", "the chances", "the reveals")
    plan, pool, terms, reveals = map(case.need, needs)
    void = void_before_draw(plan, reveals)
    draw = None if void else Draw(terms, pool, prk_of(plan, reveals))
    if draw and not draw.is_made():
        void = {"parties": [], "reason": "cap"}
    result: dict[str, Any] = {"void": void}
    if draw and not void:
        groups = terms.group_of_seat()
        panel = [
            {"group": groups[seat], "seat": seat, "tag": tag.hex(), "ticket": ticket.hex(), "type": type_}
            for seat, (ticket, tag, type_, _) in draw.panel.items()
        ]
        passed = [candidate.tag.hex() for candidate in draw.passed]
        result = {"composition": draw.composition, "panel": panel, "passed": passed, "tries": draw.tries}
        result["ticket_key"] = draw.ticket_key.hex()
    case.right["the draw"] = "void" if void else draw
    compare("result.json", {"plan_digest": H("plan", J(plan)).hex(), **result}, case.need("result.json"))


# ------------------------------------------------------------------------------------------------------
# §8 Replacement 递补


class Sitting:
    """A panel at one moment: who sits where, who ever sat, and the seats that are not open under rule 4."""

    def __init__(self, draw: Draw) -> None:
        self.draw, self.terms, self.seats = draw, draw.terms, draw.terms.group_of_seat()
        self.members = dict(draw.panel)
        self.ever = {member.tag for member in draw.panel.values()}

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
            for candidate in self.draw.ascending(type_):
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


@step("逐一重做递补，结果相同。|Every replacement, done again, is the same.")
def check_events(case: Case) -> None:
    draw, events = case.need("the draw"), case.need("events.json")
    if draw == "void":
        return compare("events.json", [], events)
    sitting, before = Sitting(draw), case.need("the plan")["frozen_at"]
    for index, event in enumerate(events):
        where = f"events.json[{index}]"
        must(event["at"] >= before, f"{where}.at", "早于{0}|is earlier than {0}", before)
        said = "逾期未答须有送达证据|a timeout needs evidence of delivery"
        must(event["kind"] != "timeout" or event["evidence"] is not None, f"{where}.evidence", said)
        seats = {member.tag.hex(): seat for seat, member in sitting.members.items()}
        must(event["tag"] in seats, f"{where}.tag", "此时不在座|is not sitting at this time")
        rule, successor = sitting.leave(seats[event["tag"]])
        panel = [{"seat": seat, "tag": member.tag.hex()} for seat, member in sitting.members.items()]
        compare(f"{where}.rule", rule, event["rule"])
        compare(f"{where}.successor", successor and successor.tag.hex(), event["successor"])
        compare(f"{where}.panel", panel if rule == 3 else None, event["panel"])
        before = event["at"]
    return None


# ------------------------------------------------------------------------------------------------------
# §2 Leaf and tag 承诺与编号, and what §9 lets be opened 公开的承诺、审计文件

TWICE = "同一人出现两次|the same person occurs twice"


def unit_of(draw_key: bytes, employer: str) -> str:
    return M(draw_key, b"unit\0" + raw(employer)).hex()[:16]


class People:
    """The experts whose leaves were opened: nobody twice, one employer for each unit, one unit for each employer."""

    def __init__(self, case: Case) -> None:
        self.seats = case.need("the plan")["seats"]
        self.draw_key, self.register = case.right.get("draw_key"), case.right.get("register")
        self.seen: dict[str, set[str]] = {"identity": set(), "expert": set()}
        self.employer_of: dict[str, str] = {}
        self.unit_of: dict[str, str] = {}

    def check(self, where: str, leaf: Any, line: Sequence[str], blind: bytes | None = None) -> None:
        """Check a leaf against tag, type and unit of its line of the pool."""
        tag, type_, unit = line
        digest, employer = H("leaf", J(leaf)), leaf["employer"]
        if self.draw_key is not None:
            ours = M(self.draw_key, digest)
            compare(f"{where}.blind", ours.hex(), (blind or ours).hex())
            compare(f"{where} (unit)", unit_of(self.draw_key, employer), unit)
            blind = ours
        if blind is not None:
            compare(f"{where}.tag", H("tag", blind + digest).hex()[:32], tag)
        compare(f"{where} (type)", type_of(leaf, self.seats), type_)
        listed = self.register is None or digest in self.register
        must(listed, where, "承诺不在专家库承诺清单中|the leaf is not in the register's list")
        for key, seen in self.seen.items():
            must(leaf[key] not in seen, f"{where}.leaf.{key}", TWICE)
            seen.add(leaf[key])
        said = "单位代号{0}代表两个单位|unit {0} stands for two employers"
        must(self.employer_of.setdefault(unit, employer) == employer, where, said, unit)
        said = "同一单位有两个代号，其一为{0}|one employer has two units, {0} among them"
        must(self.unit_of.setdefault(employer, unit) == unit, where, said, unit)


@step("专家库承诺清单与方案一致。|The register's leaves are those in the plan.")
def check_register(case: Case) -> None:
    if case.leaves is None:
        raise not_done("没有给出清单|no list was given")
    plan, leaves = case.need("the plan"), []
    for number, line in enumerate(case.leaves, 1):
        is_leaf = PATTERNS["hex64"].fullmatch(line.strip())
        must(is_leaf, f"leaves:{number}", "应为64位十六进制数字|should be 64 hex digits")
        leaves.append(raw(line.strip()))
    digest = H("register", b"".join(sorted(leaves))).hex()
    compare("plan.json.register", {"digest": digest, "size": len(leaves)}, plan["register"])
    case.right["register"] = frozenset(leaves)


@step("审计：抽取密钥与方案一致。|Audit: the draw key is the one in the plan.")
def check_draw_key(case: Case) -> None:
    plan, name = case.need("the plan"), "audit/draw_key"
    text = case.transcript.read(name, may_lack=True).decode("ascii", "replace")
    is_key = text.endswith("\n") and PATTERNS["hex64"].fullmatch(text[:-1])
    must(is_key, name, "应为64位十六进制数字和换行|should be 64 hex digits and a newline")
    compare(name, plan["draw_key_hash"], H("draw-key", raw(text[:-1])).hex())
    case.right["draw_key"] = raw(text[:-1])


@step("公开的专家承诺与候选池相符。|The opened leaves fit the pool.")
def check_openings(case: Case) -> None:
    openings, pool = case.need("openings.json"), case.need("the pool")
    if case.right.get("the draw") == "void":
        compare("openings.json", [], openings)
    people = People(case)
    for index, opening in enumerate(openings):
        where, line = f"openings.json[{index}]", pool.find(opening["tag"])
        must(line, f"{where}.tag", "不在候选池中|is not in the pool")
        people.check(where, opening["leaf"], (opening["tag"], *line), raw(opening["blind"]))


@step(
    "审计：候选池的每一行都出自专家的承诺，无人重复。|"
    "Audit: every line of the pool follows from an expert's leaf, and nobody is in it twice."
)
def check_audit_lines(case: Case) -> None:
    plan, _, name = case.need("the plan"), case.need("the pool"), "audit/openings.jsonl"
    people, reasons, eligible = People(case), Counter[str](), set()
    with case.transcript.stream(name, may_lack=True) as file, case.transcript.stream("pool.txt") as pool:
        lines = file.lines()
        for number, pool_line in enumerate(pool.lines(), 1):
            where, data = f"{name}:{number}", next(lines, None)
            if data is None:
                raise broken(where, "缺少此行|is missing")
            opening = read_json(where, data)
            check_form(where, opening, "Audited")
            *line, mark = pool_line.decode("ascii").split()
            leaf, reason = opening["leaf"], opening["reason"]
            compare(f"{where}.tag", line[0], opening["tag"])
            said = "与候选池标记{0}不符|does not agree with the pool's mark {0}"
            must((reason is None) == (mark == "-"), f"{where}.reason", said, mark)
            people.check(where, leaf, line)
            if reason is None:
                eligible |= {leaf["identity"], leaf["expert"]}
            else:
                reasons[reason] += 1
        must(next(lines, None) is None, name, "行数多于候选池|has more lines than the pool")
    compare("plan.json.pool.excluded", dict(reasons), plan["pool"]["excluded"])
    case.right["eligible"] = eligible


@step("审计：计入上限的在座成员属实。|Audit: the members carried over are right.")
def check_carried(case: Case) -> None:
    plan, name = case.need("the plan"), "audit/carried.jsonl"
    if plan["kind"] != "supplement":
        raise not_done("不是补充抽取|this is no supplement")
    draw_key, eligible = case.right.get("draw_key"), case.right.get("eligible", set())
    units, seen = list[str](), set[str]()
    with case.transcript.stream(name, may_lack=True) as file:
        for number, data in enumerate(file.lines(), 1):
            where = f"{name}:{number}"
            carried = read_json(where, data)
            check_form(where, carried, "Carried")
            names = {carried["leaf"]["identity"], carried["leaf"]["expert"]}
            if draw_key is not None:
                compare(f"{where}.unit", unit_of(draw_key, carried["leaf"]["employer"]), carried["unit"])
            must(not seen & names, where, TWICE)
            must(not eligible & names, where, "在座者又在可抽之列|someone who sits already is eligible")
            seen |= names
            units.append(carried["unit"])
    compare("plan.json.carried", units, plan["carried"])


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
# The ledger: tree (RFC 6962), signed note, proof, entry

BAD_KEY = "日志公钥的格式不对，应为log.vkey中的一行：名称+编号+密钥。|ledger.bad_key"
BAD_NOTE = "签名文书的格式不对。|ledger.bad_note"
BAD_CHECKPOINT = "检查点应恰为三行：日志名称、条数、根。|ledger.bad_checkpoint"
BAD_PROOF = "回执文件的格式不对，应为c2sp.org/tlog-proof@v1。|ledger.bad_proof"
BAD_LEAF = "日志条目的“{}”缺失、多余或格式不对。|ledger.bad_leaf"
BAD_FILE = "条目文件应为含entry、payload、salt三项的JSON。|ledger.bad_entry_file"
OTHER_KEY = "没有“{}”的签名。|ledger.other_key"
BAD_SIGNATURE = "“{}”的签名不对：内容被改动，或公钥不是这一把。|ledger.bad_signature"
OTHER_LOG = "检查点属于日志“{}”，不是“{}”。|ledger.other_log"
OTHER_INDEX = "条目是第{}条，回执却是第{}条的。|ledger.other_index"
NOT_INCLUDED = "第{}条不在这一检查点（{}条）之下：条目或路径被改动。|ledger.not_included"
PAYLOAD_DIFFERS = "第{}条的内容与日志中的摘要不符。|ledger.payload_differs"
NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
KEY_NAME = re.compile(r"[^\s+\0-\x1f]+")


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether the path leads from a leaf hash to the root."""
    fn, sn, reached = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        on_left = fn & 1 or fn == sn
        reached = hashlib.sha256(b"\1" + (sibling + reached if on_left else reached + sibling)).digest()
        while on_left and fn and not fn & 1:
            fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1
    return index < size and sn == 0 and reached == root


def from_base64(text: str, said: str, length: int | None = None) -> bytes:
    """The bytes of the one spelling that they have."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise broken("", said) from None
    must(base64.b64encode(data).decode() == text and length in (None, len(data)), "", said)
    return data


def read_key(line: str) -> tuple[str, bytes, bytes]:
    """Name, id and public key of `name+id+base64(0x01 ‖ public key)`."""
    name, _, rest = line.removesuffix("\n").partition("+")
    shown_id, _, coded = rest.partition("+")
    typed = from_base64(coded, BAD_KEY, 33)
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    must(KEY_NAME.fullmatch(name) and typed[:1] == b"\1" and shown_id == key_id.hex(), "", BAD_KEY)
    return name, key_id, typed[1:]


def read_checkpoint(note: str, key_line: str) -> tuple[int, bytes]:
    """Size and root in a signed note (c2sp.org/signed-note); signatures by others, as witnesses are, are passed over."""
    our_name, our_id, public = read_key(key_line)
    body, _, tail = note.rpartition("\n\n")
    *lines, end = tail.split("\n")
    is_clean = not any(c < " " and c != "\n" for c in note)
    must(body and not end and 0 < len(lines) <= 64 and is_clean, "", BAD_NOTE)
    ours = []
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, coded = rest.partition(" ")
        data = from_base64(coded, BAD_NOTE)
        must(dash == "—" and KEY_NAME.fullmatch(name) and len(data) > 4, "", BAD_NOTE)
        if (name, data[:4]) == (our_name, our_id):
            ours.append(data[4:])
    must(ours, "", OTHER_KEY, our_name)
    valid = all(is_signed(public, signature, f"{body}\n".encode()) for signature in ours)
    must(valid, "", BAD_SIGNATURE, our_name)
    origin, *counted = body.split("\n")
    must(len(counted) == 2 and origin and NUMBER.fullmatch(counted[0]), "", BAD_CHECKPOINT)
    root = from_base64(counted[1], BAD_CHECKPOINT, 32)
    must(origin == our_name, "", OTHER_LOG, origin, our_name)
    return int(counted[0]), root


def check_proof(text: str, n: int, leaf: bytes, key_line: str) -> None:
    """A c2sp.org/tlog-proof: the leaf hash stands at `n` under a checkpoint that is signed with the key."""
    head, _, note = text.partition("\n\n")
    first, _, rest = head.partition("\n")
    index, *hashes = rest.split("\n")
    is_proof = first == "c2sp.org/tlog-proof@v1" and index.startswith("index ")
    must(is_proof and NUMBER.fullmatch(index[6:]), "", BAD_PROOF)
    path = [from_base64(line, BAD_PROOF, 32) for line in hashes]
    must(int(index[6:]) == n, "", OTHER_INDEX, n, index[6:])
    size, root = read_checkpoint(note, key_line)
    must(is_included(leaf, n, size, path, root), "", NOT_INCLUDED, n, size)


def check_entry(data: bytes, proof: str, key_line: str) -> tuple[Any, dict[str, Any]]:
    """Leaf and payload of an entry's file that its proof and key bear out; nothing where the payload is withheld."""
    try:
        file = read_json("", data, of_ledger=True)
        J(file)
    except (Fault, RecursionError):
        raise broken("", BAD_FILE) from None
    must(isinstance(file, dict) and file.keys() == {"entry", "payload", "salt"}, "", BAD_FILE)
    leaf, payload, salt = file["entry"], file["payload"], file["salt"]
    withheld = payload is None and salt is None
    must(withheld or (isinstance(payload, dict) and isinstance(salt, str)), "", BAD_FILE)
    names = FORMS["Entry"].keys()
    must(isinstance(leaf, dict) and leaf.keys() == names, "", BAD_LEAF, "/".join(sorted(names)))
    for name in names:
        try:
            check_form(name, leaf[name], FORMS["Entry"][name])
        except Fault:
            raise broken("", BAD_LEAF, name) from None
    if not withheld:
        must(PATTERNS["hex64"].fullmatch(salt), "", BAD_FILE)
        digest = tagged("panel/payload", raw(salt) + J(payload)).hex()
        must(digest == leaf["ph"], "", PAYLOAD_DIFFERS, leaf["n"])
    check_proof(proof, leaf["n"], hashlib.sha256(b"\0" + J(leaf)).digest(), key_line)
    return leaf, payload or {}


@step("存证日志齐备。|The ledger's entries and proofs are there.")
def check_ledger(case: Case) -> None:
    files = case.transcript.ledger()
    if not files:
        raise not_checked("没有ledger/|there is no ledger/")
    for name in ("the plan", "reveals.json", "result.json", "events.json"):
        case.need(name)
    case.right["ledger"] = files


SIGNED = "每一日志条目均在其日志密钥签名的检查点之内。|Every entry stands under a checkpoint signed with the key of its log."


@step(SIGNED, given="ledger")
def check_proofs(case: Case) -> None:
    """The keys are the transcript's own: compare them with filed documents."""
    files, names, entries = case.right["ledger"], [], []
    for name in files:
        folder, _, file = name.rpartition("/")
        if file.endswith(".json"):
            names.append((int(folder.partition("/")[2] or 1), folder, name[: -len(".json")]))
    must(names, "", "ledger/没有条目|ledger/ has no entry")
    for log, folder, name in sorted(names, key=lambda entry: entry[0]):
        key_line, proof = (ledger_text(files, file) for file in (f"{folder}/log.vkey", f"{name}.tlog-proof"))
        try:
            leaf, payload = check_entry(files[f"{name}.json"], proof, key_line)
        except Fault as fault:
            fault.zh, fault.en = f"{name}：{fault.zh}", f"{name}: {fault.en}"
            raise
        entries.append(((log, leaf["n"]), leaf, payload))
    case.right["entries"] = sorted(entries, key=lambda entry: entry[0])


def ledger_text(files: Mapping[str, bytes], name: str) -> str:
    must(name in files, "", "缺少{0}|{0} is missing", name)
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise broken("", "{0}不是文本|{0} is no text", name) from None


TOLD = {"plan.published", "secret.revealed", "attempt.voided", "panel.drawn", "member.replaced"}
IN_ORDER = "方案、揭示、结果、递补均已按次序记入日志。|Plan, reveals, result and replacements were entered in this order."


@step(IN_ORDER, given="entries")
def check_story(case: Case) -> None:
    """The draw's entries tell what the transcript tells, in its order, and nothing else."""
    plan, reveals, result, events, _ = case.files.values()
    entries = case.right["entries"]
    must(len({place for place, _, _ in entries}) == len(entries), "", "日志条目重复|an entry stands twice")
    ours = list(story(plan, reveals, result, events))
    told = [
        (leaf["t"], payload)
        for _, leaf, payload in entries
        if leaf["t"] in TOLD and leaf["s"] == plan["draw"]
    ]
    compare("ledger (order)", [type_ for type_, _ in ours], [type_ for type_, _ in told])
    for number, (type_, facts) in enumerate(ours):
        for name, value in facts.items():
            compare(f"ledger[{number}] {type_}.{name}", value, told[number][1].get(name))


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
    entered = tagged("panel/result", J(result)).hex()
    yield "panel.drawn", {"draw": draw, "plan_digest": digest, "result_digest": entered}
    for event in events:
        yield "member.replaced", {"draw": draw, "event": event}


# ------------------------------------------------------------------------------------------------------
# The program 程序

CONCLUSIONS = (
    "全部正确。|Everything is right.",
    "有误：见首个不通过的步骤。|Something is wrong: see the first step that fails.",
    "有文件缺失或无法读取。|A file is missing or cannot be read.",
    "已检查的全部正确；存证日志或信标签名未能检查。|All that was checked is right; the ledger or the beacon's signature was not.",
)
MANY_TRIALS, FEW_TRIALS = 10_000, 1_000
TRIALS = "试抽：各类专家被抽中次数的最少与最多。|Trials: how often the least and most favoured were drawn."


def exit_code(steps: Iterable[Mapping[str, Any]]) -> int:
    codes = {"fail": 1, "not readable": 2, "not checked": 3}
    return min((codes[step["outcome"]] for step in steps if step["outcome"] in codes), default=0)


def trials(terms: Terms, pool: Pool) -> dict[str, Any]:
    """§5: how often the least and the most favoured of every type are drawn in the page's trial draws."""
    times, runs = Counter[Any](), MANY_TRIALS if pool.size <= 10_000 else FEW_TRIALS
    for number in range(runs):
        draw = Draw(terms, pool, H("trial", raw(pool.digest) + be32(number)))
        if not draw.is_made():
            return {"void": number}
        times.update((member.type, member.tag) for member in draw.panel.values())
    extremes = {}
    for type_, eligible in pool.types().items():
        counts = [count for (of_type, _), count in times.items() if of_type == type_]
        extremes[type_] = (min(counts) if len(counts) == eligible else 0, max(counts, default=0))
    return {"draws": runs, **extremes}


def report(steps: list[dict[str, Any]], chances: dict[str, Any]) -> Iterator[str]:
    for step in steps:
        yield f"{step['number']:2}  {OUTCOMES[step['outcome']]}：{step['zh']}"
        yield f"    {step['outcome']}: {step['en']}"
        if step["finding_zh"]:
            yield from (f"    {step['finding_zh']}", f"    {step['finding_en']}")
    if chances:
        yield from TRIALS.split("|")
    for name, value in chances.items():
        yield f"    {name}: {value}"
    yield from CONCLUSIONS[exit_code(steps)].split("|")


def report_json(steps: list[dict[str, Any]], chances: dict[str, Any]) -> str:
    document = {"exit_code": exit_code(steps), "steps": steps, "trials": chances}
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
            steps, case = verify(transcript, leaves)
            if asked.trials and exit_code(steps) in (0, 3):
                chances = trials(case.need("the chances"), case.need("the pool"))
    except Fault as fault:
        steps = [ended(1, "可以打开。|It can be opened.", fault.outcome, fault.zh, fault.en)]
    if asked.json:
        say(report_json(steps, chances))
    else:
        for line in report(steps, chances):
            say("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))
    return exit_code(steps)


if __name__ == "__main__":
    sys.exit(main())
