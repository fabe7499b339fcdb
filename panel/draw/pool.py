"""§4: the pool file 候选池, written and read."""

import hashlib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import lt
from struct import Struct
from typing import Protocol

from panel.draw.codes import MOST_TYPES, PROTOCOL, TYPE
from panel.draw.faults import BrokenRuleError, broken
from panel.draw.seats import groups_of

_CHUNK = 1 << 18
_RECORD = Struct("16s8s")  # raw tag, raw unit: what the draw needs of a line whose type and mark are known
_LINE = re.compile(rb"[0-9a-f]{32} S[1-9][0-9]*(?:\+S[1-9][0-9]*)* [0-9a-f]{16} [-X]\n")
_INSIDE_FIELDS = b"0123456789abcdefSX+-"


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One candidate: tag (32 hex), type, unit (16 hex), and whether eligible or excluded."""

    tag: str
    type: str
    unit: str
    eligible: bool

    def __str__(self) -> str:
        return f"{self.tag} {self.type} {self.unit} {'-' if self.eligible else 'X'}\n"


def pool_bytes(lines: Iterable[Line]) -> bytes:
    """The pool file with `lines` in ascending order of tag.

    Raises:
        ValueError: two lines have the same tag; the draw needs a new `draw_key`.
    """
    ordered = sorted(lines)
    if any(a.tag == b.tag for a, b in pairwise(ordered)):
        raise ValueError("two candidates have the same tag")
    return "".join(map(str, ordered)).encode("ascii")


class Pool:
    """A pool file that was read and found well formed, kept as 24 bytes per candidate.

    Attributes:
        digest: `pool_digest`, 64 hex digits.
        size: number of lines.
    """

    def __init__(self, digest: str, size: int, columns: Mapping[tuple[str, bool], bytearray]) -> None:
        """Take, for every type and mark, the records of its lines in ascending order of tag."""
        self.digest = digest
        self.size = size
        self._columns = columns

    def types(self) -> dict[str, int]:
        """The number of eligible candidates of every type that has one."""
        return {
            type_: len(column) // _RECORD.size
            for (type_, eligible), column in sorted(self._columns.items())
            if eligible
        }

    def all_types(self) -> set[str]:
        """The types of all lines, those of excluded candidates too."""
        return {type_ for type_, _ in self._columns}

    def eligible(self, type_: str) -> Iterator[tuple[bytes, bytes]]:
        """Raw tag and raw unit of every eligible candidate of a type, in ascending order of tag."""
        return _RECORD.iter_unpack(self._columns.get((type_, True), bytearray()))

    def units(self, type_: str) -> Counter[str]:
        """How many eligible candidates of a type each unit has."""
        return Counter(unit.hex() for _, unit in self.eligible(type_))

    def find(self, tag: str) -> Line | None:
        """The line of a tag, if there is one."""
        raw = bytes.fromhex(tag)
        for (type_, eligible), column in self._columns.items():
            record = _find(column, raw)
            if record:
                return Line(tag, type_, record[16:].hex(), eligible)
        return None


class Readable(Protocol):
    """An open file, as far as reading a pool needs one."""

    def read(self, size: int, /) -> bytes: ...


def read_pool(stream: Readable) -> Pool:
    """Read a pool file as a stream; memory is 24 bytes per candidate and a chunk.

    Raises:
        BrokenRuleError: naming the first line out of form or order.
    """
    digest = hashlib.sha256(f"{PROTOCOL}/pool".encode() + b"\x00")
    columns: defaultdict[tuple[str, bool], bytearray] = defaultdict(bytearray)
    size = 0
    last = b""
    rest = b""
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        head, newline, rest = (rest + chunk).rpartition(b"\n")
        block = head + newline
        fields = block.split()
        tags = fields[::4]
        known = list(columns)
        if not _is_well_divided(block, fields) or not all(map(lt, [last, *tags], tags)):
            raise _first_fault(block, last, size, known)
        try:
            _sort_into(columns, fields)
        except (ValueError, BrokenRuleError):
            raise _first_fault(block, last, size, known) from None
        size += len(tags)
        last = tags[-1] if tags else last
        if len(rest) > _CHUNK:
            break
    if rest:
        raise _malformed(size + 1)
    return Pool(digest.hexdigest(), size, columns)


def _is_well_divided(block: bytes, fields: list[bytes]) -> bool:
    """Whether a block is lines of four fields of the right lengths, in a quarter of a pattern's time.

    With everything that may stand inside a field taken out, three blanks and a line feed per line remain.
    That tags and units are hex and types well spelt shows when they are sorted.
    """
    return (
        block.translate(None, _INSIDE_FIELDS) == b"   \n" * (len(fields) // 4)
        and {32}.issuperset(map(len, fields[::4]))
        and {16}.issuperset(map(len, fields[2::4]))
        and {b"-", b"X"}.issuperset(fields[3::4])
    )


def _find(column: bytearray, tag: bytes) -> bytes | None:
    starts = range(0, len(column), _RECORD.size)
    at = bisect_left(starts, tag, key=lambda start: bytes(column[start : start + len(tag)]))
    record = bytes(column[at * _RECORD.size : (at + 1) * _RECORD.size])
    return record if record.startswith(tag) else None


def _sort_into(columns: defaultdict[tuple[str, bool], bytearray], fields: list[bytes]) -> None:
    """Add a block's fields (tag, type, unit, mark, tag, …) to the columns of their types and marks.

    Raises:
        ValueError: a tag or unit is not hex, or a type misspelt.
    """
    rows: defaultdict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
    each = iter(fields)
    for tag, type_, unit, mark in zip(each, each, each, each, strict=True):
        rows[type_, mark].append(tag + unit)
    for (type_, mark), row in rows.items():
        key = (type_.decode("ascii"), mark == b"-")
        if key not in columns:
            _check_type(key[0], len(columns))
        columns[key] += bytes.fromhex(b"".join(row).decode("ascii"))


def _check_type(type_: str, known: int) -> None:
    if not TYPE.fullmatch(type_):
        raise ValueError("misspelt type")
    in_order = [(len(group), group) for group in groups_of(type_)]
    if any(a >= b for a, b in pairwise(in_order)):
        raise broken("pool.txt", f"类型{type_[:40]}不按席位组顺序", f"type {type_[:40]} is not in plan order")
    if known >= 2 * MOST_TYPES:
        raise broken("pool.txt", "类型多得不合情理", "there are unreasonably many types")


def _first_fault(
    block: bytes, last: bytes, before: int, known: Iterable[tuple[str, bool]]
) -> BrokenRuleError:
    """What is wrong with the first line at fault of a block in which there is one.

    Args:
        block: whole lines.
        last: the tag before the block.
        before: the number of lines before it.
        known: the types and marks of these lines.
    """
    columns = defaultdict(bytearray, {key: bytearray() for key in known})
    lines = enumerate(pairwise([last, *block.splitlines(keepends=True)]), before + 1)
    faults = (_fault(columns, number, line, previous) for number, (previous, line) in lines)
    return next(filter(None, faults))


def _fault(
    columns: defaultdict[tuple[str, bool], bytearray], number: int, line: bytes, previous: bytes
) -> BrokenRuleError | None:
    """What is wrong with a line after the `previous` one, if anything; else it is in the columns now."""
    if not _LINE.fullmatch(line):
        return _malformed(number)
    if line[:32] <= previous[:32]:
        return broken(f"pool.txt:{number}", "编号应升序且不重复", "tags should ascend without repetition")
    try:
        _sort_into(columns, line.split())
    except BrokenRuleError as fault:
        return fault
    return None


def _malformed(number: int) -> BrokenRuleError:
    return broken(f"pool.txt:{number}", "不合格式或缺换行", "is out of form or lacks its newline")
