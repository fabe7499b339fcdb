"""Reading the sheet of special groups 专项小组分工: a row for each group, its domains with 、 between them."""

from collections.abc import Mapping, Sequence

from kernel.act import Act
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.roles import authorize
from kernel.sheets import cells
from kernel.sheets.header import Columns, find_header
from kernel.sheets.preview import PreviewRow, RowState
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import Row, read_tables
from kernel.units import UnitNames, unit_names
from meetings.catalogue.groups import LEADING_GROUP, GroupDraft, draft_of, groups
from meetings.catalogue.read_catalogue import Line, read_unit

SHEET = "专项小组"
NAME, LEAD, LEAD_CODE, DOMAINS = "专项小组", "牵头单位", "牵头单位代码", "领域"
COLUMNS = Columns(required=(NAME, LEAD, LEAD_CODE, DOMAINS))
Value = Line | GroupDraft  # what a row of a catalogue's file can be


def has_groups(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the sheets is one of special groups."""
    return any(find_header(sheet, COLUMNS) for sheet in sheets)


def preview_groups(act: Act, sheets: Sequence[Sheet]) -> list[PreviewRow[Value]]:
    """Every row with its state.

    Raises:
        InputError: no sheet is one of special groups.
    """
    authorize(act.actor, "groups.keep")
    units = unit_names(act.session)
    known = {group.name: draft_of(group) for group in groups(act.session)}
    read = [(row, _draft(row, units)) for row in read_tables(sheets, COLUMNS)]
    _check_names(read)
    _check_claims(read, known)
    return [
        PreviewRow(row.place, _state(row, draft, known.get(draft.name)), draft.name, row.problems, draft)
        for row, draft in read
    ]


def _draft(row: Row, units: UnitNames) -> GroupDraft:
    draft = GroupDraft(
        name=row.read(NAME, cells.text, ""),
        lead_unit_uscc=read_unit(row, LEAD, LEAD_CODE, units),
        domains=row.read(DOMAINS, _domains, frozenset()),
    )
    if draft.name == LEADING_GROUP:
        row.note(NAME, sentence("catalogue.leading_group", name=draft.name))
    return draft


def _domains(column: str, cell: Cell) -> frozenset[str]:
    words = {word.strip() for word in cells.SEPARATORS.split(cells.text(column, cell))} - {""}
    if not words:
        raise InputError("kernel.empty", field=column)
    return frozenset(words)


def _check_names(read: Sequence[tuple[Row, GroupDraft]]) -> None:
    met: dict[str, Row] = {}
    for row, draft in read:
        first = met.setdefault(draft.name, row)
        if draft.name and first is not row:
            row.note(NAME, sentence("catalogue.met_above", word=draft.name, row=first.place.row))


def _check_claims(read: Sequence[tuple[Row, GroupDraft]], known: Mapping[str, GroupDraft]) -> None:
    """Note domains that a group above has, or one that stays as it is because it is not in the file."""
    in_file = {draft.name for _, draft in read}
    kept = {
        domain: group for group in known.values() if group.name not in in_file for domain in group.domains
    }
    met: dict[str, Row] = {}
    for row, draft in read:
        for domain in sorted(draft.domains):
            first = met.setdefault(domain, row)
            if first is not row:
                row.note(DOMAINS, sentence("catalogue.met_above", word=domain, row=first.place.row))
            elif domain in kept:
                taken = sentence("catalogue.domain_taken", domain=domain, group=kept[domain].name)
                row.note(DOMAINS, taken)


def _state(row: Row, draft: GroupDraft, known: GroupDraft | None) -> RowState:
    if row.bad:
        return RowState.BAD
    if known is None:
        return RowState.NEW
    return RowState.SAME if draft == known else RowState.CHANGED
