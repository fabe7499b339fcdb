"""Taking in a list of units 单位名录, each row one unit under its present name with the names it once had."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.messages import chinese_word, sentence
from kernel.roles import authorize
from kernel.sheets import cells
from kernel.sheets.header import Columns
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import Row, read_tables
from kernel.text import parse_email
from kernel.units import FormerName, Unit, UnitKind, rename

SHEET = "单位"
NAME, CODE, KIND, DOCUMENT_CODE = "单位名称", "统一社会信用代码", "单位类别", "机关代字"
FORMER, EMAIL, PHONE = "曾用名", "电子邮箱", "联系电话"
HEADER = (NAME, CODE, KIND, DOCUMENT_CODE, FORMER, EMAIL, PHONE)
COLUMNS = Columns(required=HEADER)
KINDS = {
    **{chinese_word("unit", kind): kind for kind in UnitKind},
    "牵头单位": UnitKind.MEMBER,  # of which group, the list of special groups says
    "园区": UnitKind.COUNTY,
}


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as a row has it; names that it once had are added to the known ones, never taken away."""

    uscc: str
    name: str
    kind: UnitKind
    document_code: str
    former: frozenset[str]
    email: str | None
    phone: str | None


def preview_units(act: Act, sheets: Sequence[Sheet]) -> Preview[UnitDraft]:
    """Every row with its state.

    Raises:
        InputError: no sheet is a list of units.
    """
    authorize(act.actor, "units.import")
    known = {unit.uscc: unit for unit in act.session.scalars(select(Unit))}
    rows, met = [], _Met(known.values())
    for row in read_tables(sheets, COLUMNS):
        draft = _draft(row)
        same = met.check(row, draft)
        state = RowState.DUPLICATE if same and not row.bad else _state(row, draft, known.get(draft.uscc))
        rows.append(PreviewRow(row.place, state, draft.name or draft.uscc, row.problems, draft))
    return Preview(rows)


def store_units(act: Act, preview: Preview[UnitDraft]) -> None:
    """Enter the new units of a preview, and give the changed ones what is new."""
    authorize(act.actor, "units.import")
    for row in preview.good():
        _store(act.session, row.value)
    act.session.flush()


def _store(session: Session, draft: UnitDraft) -> None:
    unit = session.get(Unit, draft.uscc)
    if unit is None:
        unit = Unit(uscc=draft.uscc, name=draft.name)
        session.add(unit)
    rename(unit, draft.name)
    known = {former.name for former in unit.former_names}
    unit.former_names += [FormerName(uscc=draft.uscc, name=name) for name in sorted(draft.former - known)]
    unit.kind, unit.document_code = draft.kind, draft.document_code
    unit.email, unit.phone = draft.email, draft.phone


def unit_rows(units: Iterable[Unit]) -> Iterable[list[Cell | int | None]]:
    """The units as rows under `HEADER`, as `preview_units` reads them."""
    for unit in units:
        former = "、".join(name.name for name in unit.former_names)
        kind = chinese_word("unit", unit.kind)
        yield [unit.name, unit.uscc, kind, unit.document_code, former, unit.email, unit.phone]


def _draft(row: Row) -> UnitDraft:
    return UnitDraft(
        uscc=row.read(CODE, cells.uscc, ""),
        name=row.read(NAME, cells.text, ""),
        kind=row.read(KIND, cells.choice(KINDS), UnitKind.MEMBER),
        document_code=row.read(DOCUMENT_CODE, cells.text, ""),
        former=row.read(FORMER, _names, frozenset(), required=False),
        email=row.read(EMAIL, _email, None, required=False),
        phone=row.read(PHONE, cells.text, None, required=False),
    )


def _names(column: str, cell: Cell) -> frozenset[str]:
    names = (name.strip() for name in cells.SEPARATORS.split(cells.text(column, cell)))
    return frozenset(name for name in names if name)


def _email(column: str, cell: Cell) -> str | None:
    return parse_email(column, cells.text(column, cell))


def _state(row: Row, draft: UnitDraft, unit: Unit | None) -> RowState:
    if row.bad:
        return RowState.BAD
    if unit is None:
        return RowState.NEW
    now = (unit.name, unit.kind, unit.document_code, unit.email, unit.phone)
    wanted = (draft.name, draft.kind, draft.document_code, draft.email, draft.phone)
    known = {former.name for former in unit.former_names}
    return RowState.SAME if now == wanted and draft.former <= known else RowState.CHANGED


class _Met:
    """Who has which code, name and document code: the file's rows so far, and the units that are known."""

    def __init__(self, known: Iterable[Unit]) -> None:
        self._rows: dict[str, tuple[Row, UnitDraft]] = {}
        self._owners = {
            (column, value): unit.uscc
            for unit in known
            for column, value in ((NAME, unit.name), (DOCUMENT_CODE, unit.document_code))
        }

    def check(self, row: Row, draft: UnitDraft) -> bool:
        """Note what another unit has already; whether an earlier row says exactly the same."""
        if not draft.uscc:
            return False
        first, earlier = self._rows.setdefault(draft.uscc, (row, draft))
        if first is not row and earlier != draft:
            row.note(CODE, sentence("units.met_above", code=draft.uscc, row=first.place.row))
        for column, value in ((NAME, draft.name), (DOCUMENT_CODE, draft.document_code)):
            owner = self._owners.setdefault((column, value), draft.uscc) if value else draft.uscc
            if owner != draft.uscc:
                row.note(column, sentence("units.taken", value=value, code=owner))
        return first is not row and earlier == draft
