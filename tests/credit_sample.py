"""Invented subjects and conduct as sheets, for the tests of the credit store."""

from collections.abc import Sequence

from credit import conduct_rows, subject_rows
from credit.commands import StoreDesk
from credit.preview_records import Draft, prepare
from credit.store_records import store_records
from kernel.cli import Desk
from kernel.sheets.preview import Preview
from kernel.sheets.sheet import Cell, Sheet

FIRM, PARTNERS, SHOP = "91510700XNX001015F", "91510700XNX001023A", "92510700XNX0010312"
ORGAN = "11510700XNX0000127"
PERSON = "110105198001060005"
SUBJECTS: list[list[Cell]] = [
    ["YS-1", "法人", "演示某建材有限公司", FIRM, "", "演示甲", "演示用绵州市"],
    ["YS-2", "非法人组织", "演示某合伙企业", PARTNERS, "", "", ""],
    ["YS-4", "自然人", "演示自然人", "", PERSON, "", "演示用绵州市"],
]
CONDUCT: list[list[Cell]] = [
    [
        *("XW-1", "YS-1", "联合惩戒", "YS-AQ-01", "虚构事实。", "严重", "2026-01-12"),
        *("行政处罚决定书", "演应急罚〔2026〕1号", "2026年2月10日", "演示市应急管理局", ORGAN),
    ],
    [
        *("XW-4", "YS-4", "联合激励", "YS-AQ-11", "虚构事实。", "", "2026/1/12"),
        *("表彰决定", "演应急表〔2026〕1号", "20260210", "演示市应急管理局", ORGAN),
    ],
]


def subjects(*rows: Sequence[Cell]) -> Sheet:
    return Sheet("信用主体", [list(subject_rows.COLUMNS), *map(list, rows)])


def conduct(*rows: Sequence[Cell]) -> Sheet:
    return Sheet("行为记录", [list(conduct_rows.COLUMNS), *map(list, rows)])


class Office:
    """The office at the store's counter."""

    def __init__(self, desk: Desk) -> None:
        self.desk = StoreDesk(desk.config, desk.clock, desk.entropy, "office")

    def preview(self, *sheets: Sheet) -> Preview[Draft]:
        with self.desk.acting() as act:
            return prepare(act, sheets, lambda _done, _total: None)

    def load(self, *sheets: Sheet) -> Preview[Draft]:
        with self.desk.acting() as act:
            preview = prepare(act, sheets, lambda _done, _total: None)
            store_records(act, preview, lambda _done, _total: None)
            return preview
