"""The committed demonstration files as tables, read as plainly as can be."""

import csv
import re
import unicodedata
from datetime import date
from functools import cache
from typing import Any

from python_calamine import CalamineWorkbook

from demo_data.make import FOLDER

Table = list[dict[str, Any]]


@cache
def sheets(name: str) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(FOLDER / name))
    return {
        title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names
    }


def table(name: str, sheet: str, key: str) -> Table:
    """The rows under the header that has `key`, by column; empty rows left out."""
    rows = sheets(name)[sheet]
    top = next(number for number, row in enumerate(rows) if key in row)
    return [
        dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :] if any(cell != "" for cell in row)
    ]


def day(value: str | date) -> date:
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", value)
    if re.fullmatch(r"\d{8}", text):
        return date.fromisoformat(text)
    return date(*map(int, re.findall(r"\d+", text)))


def clean(value: Any) -> str:
    if isinstance(value, float):
        value = str(int(value))
    return unicodedata.normalize("NFKC", str(value)).strip()


def columns(name: str, sheet: str) -> tuple[int, list[str]]:
    """Where the roster's rows begin, and the columns of its header of two merged rows."""
    rows = sheets(name)[sheet]
    top = next(number for number, row in enumerate(rows) if "姓名" in row)
    return top + 2, [lower or upper for upper, lower in zip(rows[top], rows[top + 1], strict=True)]


def corrections() -> list[dict[str, str]]:
    with (FOLDER / "experts_corrections.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
