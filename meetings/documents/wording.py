"""How the office writes numbers, days, codes and names."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from math import ceil
from zoneinfo import ZoneInfo

from meetings.documents.text import width

_LOCAL = ZoneInfo("Asia/Shanghai")
_NUMERALS = "〇一二三四五六七八九"
_STOPS = ("。", "！", "？", "；", "：", "。”", "。）")
_YEAR = re.compile(r"(?=(?<!\d)\d{4}年)")
_NAME_ENDS = (*"省市州县区部委厅局会院司组）", "领域")
TITLE_WIDTH = 20
"""Characters of 二号 type to a line of 156 mm."""


def numeral(number: int) -> str:
    """A Chinese numeral from 1 to 99: 一, 十, 十二, 二十, 三十四."""
    tens, units = divmod(number, 10)
    return (
        ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[units] if units else "")
    )


def day(dated: date) -> str:
    """成文日期: Arabic figures, the full year, no zero in front (§7.3.5.4)."""
    return f"{dated.year}年{dated.month}月{dated.day}日"


def moment(at: datetime) -> str:
    """A time as people here read it; `at` carries its time zone."""
    local = at.astimezone(_LOCAL)
    return f"{day(local)}{local.hour}时{local.minute:02d}分"


def tag_code(tag: str) -> str:
    """A candidate's tag as it is read aloud: the first eight places in two groups of four, on one line."""
    return f"{tag[:4]}\u00a0{tag[4:8]}".strip()


def digest_groups(digest: str) -> str:
    """64 hex digits in four groups, so that two people can compare them."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))


def digest_lines(digest: str) -> str:
    """The same in two lines, for a cell of a form."""
    return f"{digest_groups(digest[:32])}\n{digest_groups(digest[32:])}"


def enumerated(names: Iterable[str], none: str = "无") -> str:
    return "、".join(names) or none


def sentence(text: str) -> str:
    """The text with a full stop, if it has no end yet."""
    trimmed = text.strip()
    return trimmed if trimmed.endswith(_STOPS) else f"{trimmed}。"


def title_lines(*phrases: str) -> tuple[str, ...]:
    """A title broken between phrases only, into few lines of even length (§7.3.1: 词意完整).

    A year may begin a line too. What is longer than a line even so is broken into even pieces.
    """
    fragments = [piece for phrase in phrases for part in _YEAR.split(phrase) for piece in _pieces(part)]
    best: list[tuple[int, float, tuple[str, ...]]] = [(0, 0.0, ())]
    for start in reversed(range(len(fragments))):
        ways = []
        for count, (lines, unevenness, rest) in enumerate(best, start=1):
            line = "".join(fragments[start : start + count])
            if count > 1 and width(line) > TITLE_WIDTH:
                break
            ways.append((lines + 1, unevenness + width(line) ** 2, (line, *rest)))
        best.insert(0, min(ways))
    return best[0][2]


def _pieces(phrase: str) -> list[str]:
    whole = width(phrase)
    if whole <= TITLE_WIDTH:
        return [phrase] if phrase else []
    count = ceil(whole / TITLE_WIDTH)

    def awkwardness(cut: int) -> tuple[bool, bool, int]:
        """A piece must fit and leave what fits; it should end where a name ends; then be of even length."""
        taken = width(phrase[:cut])
        fits = taken <= TITLE_WIDTH and whole - taken <= TITLE_WIDTH * (count - 1)
        ends_a_name = phrase[:cut].endswith(_NAME_ENDS) and phrase[cut - 1 : cut + 1] != "会议"
        return not fits, not ends_a_name, abs(cut - ceil(len(phrase) / count))

    cut = min(range(1, min(len(phrase), 2 * TITLE_WIDTH + 1)), key=awkwardness)
    return [phrase[:cut], *_pieces(phrase[cut:])]
