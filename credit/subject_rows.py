"""Subjects 信用主体 in a spreadsheet: a row read into the table's columns, and written out again."""

import hmac
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from stdnum.cn import uscc

from credit.models import SubjectRow
from credit.port import SubjectType
from kernel.identity import birth_date, mask_identity, parse_identity
from kernel.messages import sentence
from kernel.sheets import cells
from kernel.sheets.sheet import Cell
from kernel.sheets.tables import Row

NUMBER, TYPE, NAME, CODE = "主体编号", "主体类别", "名称", "统一社会信用代码"
IDENTITY, REPRESENTATIVE, REGION = "证件号码", "法定代表人", "地区"
COLUMNS = (NUMBER, TYPE, NAME, CODE, IDENTITY, REPRESENTATIVE, REGION)
TYPES: Mapping[str, SubjectType] = {
    "法人": SubjectType.LEGAL,
    "非法人组织": SubjectType.UNINC,
    "个体工商户": SubjectType.INDIV_BIZ,
    "自然人": SubjectType.PERSON,
}
MASK = re.compile(r"[0-9]{6}\*{8}[0-9]{3}[0-9X]")
ADULT_YEARS = 18


def read_subject(row: Row, key: bytes, today: date) -> dict[str, Any]:
    """The values of a row by column of the table; what is wrong with it stays in the row.

    Of an identity number only a digest and a mask go on. A cell that holds the mask, as an export does, gives
    no `identity`: it can only stand for a person the store knows.

    Args:
        key: the secret of the digests.
        today: who is under age on it is no credit subject.
    """
    kind = row.read(TYPE, cells.choice(TYPES), SubjectType.LEGAL)
    person = kind is SubjectType.PERSON
    unwanted = CODE if person else IDENTITY
    if row.has(unwanted):
        row.note(unwanted, sentence("credit.not_for_person" if person else "credit.only_for_person"))
    values = {
        "number": row.read(NUMBER, cells.code, ""),
        "type": kind.value,
        "name": row.read(NAME, cells.required_text, ""),
        "legal_representative": row.read(REPRESENTATIVE, cells.text, "", required=False),
        "region": row.read(REGION, cells.text, "", required=False),
        "uscc": None,
        "checked": True,
        "id_mask": None,
        "identity": None,
    }
    return {**values, **(_person(row, key, today) if person else _organisation(row))}


def _organisation(row: Row) -> dict[str, Any]:
    code = row.read(CODE, cells.uscc, "")
    return {"uscc": code, "checked": bool(uscc.is_valid(code))}


def _person(row: Row, key: bytes, today: date) -> dict[str, Any]:
    number = row.read(IDENTITY, _identity_or_mask, "")
    if not number or MASK.fullmatch(number):
        return {"id_mask": number}
    born = birth_date(number)
    if (today.year - ADULT_YEARS, today.month, today.day) < (born.year, born.month, born.day):
        row.note(IDENTITY, sentence("credit.under_age"))
    return {"id_mask": mask_identity(number), "identity": identity_digest(key, number)}


def _identity_or_mask(column: str, cell: Cell) -> str:
    held = cells.code(column, cell).upper()
    return held if MASK.fullmatch(held) else parse_identity(held)


def identity_digest(key: bytes, number: str) -> str:
    """64 hex digits that stand for a person in the store; of no use for finding one in the register of experts."""
    return hmac.digest(key, b"credit-subject\x00" + number.encode("ascii"), "sha256").hex()


def subject_cells(row: SubjectRow) -> list[str | None]:
    """The row as it is exported: persons by their mask."""
    words = {kind.value: word for word, kind in TYPES.items()}
    shown = (
        row.number,
        words[row.type],
        row.name,
        row.uscc,
        row.id_mask,
        row.legal_representative,
        row.region,
    )
    return list(shown)
