"""The catalogue 目录清单 as the office keeps it: one row per measure, the item's cells merged over its rows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from demo_data.books import Book, Value, book
from demo_data.items import FIRST, GROUPS, PUNISH, Item, next_edition
from demo_data.measures import MEASURES, RIGHTS, Measure

ITEM_COLUMNS = (
    *("事项编码", "奖惩类型", "实施事由", "领域", "区域", "行政单位", "行政单位代码", "处理措施", "适用主体"),
    *("期限下限", "期限上限", "证据材料", "法律依据", "依据层级", "依据来源", "依据日期", "已核"),
)
MEASURE_COLUMNS = (
    *("措施编码", "措施内容", "措施类别", "实施单位", "实施单位代码", "措施依据", "措施依据层级"),
)
ITEM_WIDTHS = (11, 10, 34, 15, 18, 28, 21, 10, 34, 9, 9, 32, 42, 21, 20, 15, 6)
MEASURE_WIDTHS = (10, 34, 10, 30, 21, 60, 13)
WAYS = ("merged", "merged", "merged", "repeated", "left blank")
"""What becomes, item by item, of its cells where it has several measures."""


def write_catalogues(folder: Path) -> None:
    """Write `catalogue.xlsx` (edition 2026-1) and `catalogue_2026-2.xlsx`."""
    _write(folder / "catalogue.xlsx", "2026-1", date(2026, 1, 1), FIRST)
    _write(folder / "catalogue_2026-2.xlsx", "2026-2", date(2027, 1, 1), next_edition())


def _write(path: Path, edition: str, valid_from: date, items: Sequence[Item]) -> None:
    columns = (*ITEM_COLUMNS, *MEASURE_COLUMNS)
    with book(path) as target:
        sheet = target.sheet("目录清单", (*ITEM_WIDTHS, *MEASURE_WIDTHS))
        sheet.set_default_row(20)
        since = f"{valid_from.year}年{valid_from.month}月{valid_from.day}日"
        row = target.titles(
            sheet,
            len(columns),
            f"演示用绵州市联合奖惩目录清单（{edition}版）",
            f"版本：{edition}　　自{since}起施行　　期限单位：月　　事项、依据均为虚构，不是真实的法律文件。",
        )
        row = target.header(sheet, row, columns)
        for number, item in enumerate(items):
            row = _write_item(target, sheet, row, number, item)
        _write_groups(target)


def _write_item(target: Book, sheet: Any, top: int, number: int, item: Item) -> int:
    cells = item_cells(item)
    way = number % len(WAYS)
    for row, code in enumerate(item.measures, start=top):
        shown = row == top or WAYS[way] == "repeated"
        target.row(sheet, row, cells if shown else [""] * len(cells))
        for column, value in enumerate(measure_cells(item, code, MEASURES[code]), start=len(cells)):
            target.cell(sheet, row, column, value)
    last = top + len(item.measures) - 1
    if WAYS[way] == "merged" and top < last:
        for column, value in enumerate(cells):
            sheet.merge_range(top, column, last, column, None, target.styles.cell)
            target.cell(sheet, top, column, value)
    return last + 1


def item_cells(item: Item) -> list[Value]:
    """The cells that describe the item itself, in the order of `ITEM_COLUMNS`."""
    punishes = item.polarity == PUNISH
    return [
        *(item.code, item.polarity, item.ground, item.domain, item.region, item.unit.name, item.unit.uscc),
        "行政处罚" if punishes else "通报表扬",
        "、".join(item.kinds),
        *item.term,
        "生效的行政处罚决定书或者裁判文书" if punishes else "评定或者表彰文件",
        *(item.basis, item.level, "演示用文本，无出处", date(2025, 12, 1), "是" if item.confirmed else "否"),
    ]


def measure_cells(item: Item, code: str, measure: Measure) -> list[Value]:
    """The cells that describe one measure, in the order of `MEASURE_COLUMNS`.

    Where an item's basis does not suffice, its measures that reduce rights rest on nothing better.
    """
    weak = measure.kind == RIGHTS and not item.suffices
    level = item.level if weak else measure.level
    return [
        *(code, measure.content, measure.kind, measure.implementer.name, measure.implementer.uscc),
        item.basis if weak else f"演示用条例（虚构）关于{measure.content}的规定",
        level,
    ]


def _write_groups(target: Book) -> None:
    columns = ("专项小组", "牵头单位", "牵头单位代码", "领域")
    sheet = target.sheet("专项小组", (30, 30, 22, 40))
    row = target.header(sheet, target.titles(sheet, len(columns), "演示用绵州市专项小组分工"), columns)
    for number, (name, lead, domains) in enumerate(GROUPS):
        target.row(sheet, row + number, [f"演示用{name}", lead.name, lead.uscc, "、".join(domains)])
