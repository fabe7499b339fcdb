"""§9, `audit/`: what auditors and the supervisor can recompute besides, as far as it is there."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from panel.draw.codes import HEX64
from panel.draw.documents import AuditLine, CarriedLine, Plan
from panel.draw.faults import broken, compare, differs
from panel.draw.forms import AUDIT_LINE, CARRIED_LINE
from panel.draw.leaf import draw_key_hash, register_digest, unit
from panel.draw.people import People
from panel.draw.pool import Line
from panel.draw.strict_json import parse

LINES = "audit/openings.jsonl"
CARRIED = "audit/carried.jsonl"
KEY = "audit/draw_key"


def read_draw_key(plan: Plan, data: bytes) -> bytes:
    """The draw key, 32 raw bytes, as the plan's hash has it.

    Raises:
        BrokenRuleError: another form than 64 hex digits and a newline, or another key.
    """
    text = data.decode("ascii", "replace")
    if not (text.endswith("\n") and HEX64.fullmatch(text[:-1])):
        raise broken(KEY, "应为64位十六进制数字和换行", "should be 64 hex digits and a newline")
    key = bytes.fromhex(text[:-1])
    if draw_key_hash(key) != plan["draw_key_hash"]:
        raise differs(KEY, plan["draw_key_hash"], draw_key_hash(key))
    return key


def read_register(plan: Plan, lines: Iterable[str]) -> frozenset[bytes]:
    """The register's leaves (one hex leaf per line), as the plan's digest and number have them.

    Raises:
        BrokenRuleError: a line out of form, or other leaves.
    """
    leaves = []
    for number, line in enumerate(lines, 1):
        if not HEX64.fullmatch(line.strip()):
            raise broken(f"leaves:{number}", "应为64位十六进制数字", "should be 64 hex digits")
        leaves.append(bytes.fromhex(line))
    compare("plan.json.register", {"digest": register_digest(leaves), "size": len(leaves)}, plan["register"])
    return frozenset(leaves)


def check_audit_lines(
    plan: Plan, people: People, pool_lines: Iterator[bytes], lines: Iterator[bytes]
) -> set[str]:
    """Check every line of `audit/openings.jsonl` against the line of the pool in the same place.

    Returns:
        identities and public ids of the eligible experts.

    Raises:
        BrokenRuleError: naming the first line at fault.
        UnreadableError: a line is no JSON.
    """
    reasons: Counter[str] = Counter()
    eligible: set[str] = set()
    for number, pool_line in enumerate(pool_lines, 1):
        where = f"{LINES}:{number}"
        data = next(lines, None)
        if data is None:
            raise broken(where, "缺少此行", "is missing")
        opening = cast("AuditLine", _json_line(where, data, AUDIT_LINE))
        line = _check_line(where, opening, pool_line)
        people.check(where, opening["leaf"], line)
        if opening["reason"] is None:
            eligible |= {opening["leaf"]["identity"], opening["leaf"]["expert"]}
        else:
            reasons[opening["reason"]] += 1
    if next(lines, None) is not None:
        raise broken(LINES, "行数多于候选池", "has more lines than the pool")
    compare("plan.json.pool.excluded", dict(reasons), plan["pool"]["excluded"])
    return eligible


def _check_line(where: str, opening: AuditLine, pool_line: bytes) -> Line:
    tag, type_, unit_, mark = pool_line.decode("ascii").split()
    if opening["tag"] != tag:
        raise differs(f"{where}.tag", tag, opening["tag"])
    if (opening["reason"] is None) != (mark == "-"):
        raise broken(
            f"{where}.reason", f"与候选池标记{mark}不符", f"does not agree with the pool's mark {mark}"
        )
    return Line(tag, type_, unit_, mark == "-")


def check_carried(
    plan: Plan, lines: Iterable[bytes], draw_key: bytes | None, eligible: set[str] | None
) -> None:
    """Check `audit/carried.jsonl` against the plan's `carried`, in the same order.

    Args:
        plan: a supplement's.
        lines: the file's.
        draw_key: raw, or None: then units are not recomputed.
        eligible: identities and public ids of the eligible experts, or None if not known.

    Raises:
        BrokenRuleError: naming the first line at fault; a carried member comes once and is not eligible.
        UnreadableError: a line is no JSON.
    """
    units = []
    seen: set[str] = set()
    for number, data in enumerate(lines, 1):
        where = f"{CARRIED}:{number}"
        carried = cast("CarriedLine", _json_line(where, data, CARRIED_LINE))
        leaf = carried["leaf"]
        if draw_key is not None and unit(draw_key, leaf["employer"]) != carried["unit"]:
            raise differs(f"{where}.unit", unit(draw_key, leaf["employer"]), carried["unit"])
        names = {leaf["identity"], leaf["expert"]}
        if seen & names:
            raise broken(where, "同一人出现两次", "the same person occurs twice")
        if eligible and eligible & names:
            raise broken(where, "在座者又在可抽之列", "someone who sits already is eligible")
        seen |= names
        units.append(carried["unit"])
    compare("plan.json.carried", units, plan["carried"])


def _json_line(where: str, data: bytes, form: Callable[[str, object], None]) -> object:
    value = parse(where, data)
    form(where, value)
    return value
