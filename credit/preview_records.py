"""What a file of subjects and conduct would do to the store: every row new, changed, the same, or why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit import conduct_rows, subject_rows
from credit.models import ConductRow, SubjectRow
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.roles import authorize
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Columns, Progress, Row, read_tables

BATCH = 1000
NUMBER = subject_rows.NUMBER
ALIASES = {  # what other systems call the same (law-and-data §5.2 and §5.3)
    "CF_XDR_MC": "名称",
    "CF_XDR_SHXYM": "统一社会信用代码",
    "CF_FRDB": "法定代表人",
    "CF_WSH": "文书文号",
    "CF_SY": "事实",
    "CF_JDRQ": "文书日期",
    "CF_CFJG": "作出机关",
    "CF_CFJGDM": "作出机关代码",
    "ztmc": "名称",
    "tyshxydm": "统一社会信用代码",
    "fddbr": "法定代表人",
    "zjhm": "证件号码",
    "企业名称": "名称",
    "会员名称": "名称",
    "负责人": "法定代表人",
    "经营者": "法定代表人",
    "社会信用代码": "统一社会信用代码",
    "身份证号": "证件号码",
    "行政区划": "地区",
}
COLUMNS = Columns(
    required=(NUMBER,),
    optional=tuple(
        dict.fromkeys(name for name in (*subject_rows.COLUMNS, *conduct_rows.COLUMNS) if name != NUMBER)
    ),
    aliases=ALIASES,
)
Table = type[SubjectRow] | type[ConductRow]
Claim = tuple[str, ...]
DOCUMENT = ("document_organ_uscc", "document_no", "subject", "item_code")
"""What no two conduct records share."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table as a file gives it or the store has it; a conduct's `subject` by its number."""

    table: Table
    values: Mapping[str, Any]

    @property
    def number(self) -> str:
        return str(self.values["number"])

    @property
    def known_by_mask(self) -> bool:
        """Whether it is a person of whom the file has no more than the mask, as our own exports do."""
        return bool(self.values.get("id_mask")) and self.values["identity"] is None

    def claims(self) -> Iterator[tuple[Claim, str]]:
        """What belongs to one number only, with the column that a conflict is noted at."""
        if self.table is SubjectRow:
            for column, name in (("uscc", subject_rows.CODE), ("identity", subject_rows.IDENTITY)):
                if self.values[column]:
                    yield (column, self.values[column]), name
        else:
            yield tuple(self.values[column] for column in DOCUMENT), conduct_rows.DOCUMENT

    def differs_from(self, stored: "Draft") -> bool:
        """Whether storing it would change what is stored."""
        return any(
            stored.values[column] != value and not (column == "identity" and self.known_by_mask)
            for column, value in self.values.items()
        )


@dataclass(slots=True)
class _Known:
    """What the store holds of the rows being judged, and what the rows before them in the file have.

    claims: which number has a code, a person, or a document about an item.
    """

    stored: dict[str, Draft] = field(default_factory=dict)
    claims: dict[Claim, str] = field(default_factory=dict)
    seen: dict[tuple[Table, str], Draft] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)


def prepare(act: Act, sheets: Sequence[Sheet], progress: Progress) -> Preview[Draft]:
    """Read a workbook of subjects, of conduct records, or of both on sheets of their own; subjects come first.

    Args:
        act: at the store's own database.

    Raises:
        InputError: no such table, or a sheet that mixes the two.
    """
    authorize(act.actor, "credit.load")
    today, key = local(act.clock.now()).date(), act.vault.register_key
    known, judged = _Known(), []
    for table in (SubjectRow, ConductRow):
        rows = (row for row in read_tables(sheets, COLUMNS, progress) if _table(row) is table)
        while batch := [(row, _draft(row, table, key, today)) for row in islice(rows, BATCH)]:
            _look_up(act.session, table, [draft for _, draft in batch], known)
            for row, draft in batch:
                state = _state(row, draft, known)
                judged.append(PreviewRow(row.place, state, draft.number, row.problems, draft))
    return Preview(judged)


def _table(row: Row) -> Table:
    names = row.cells.keys() - {NUMBER}
    of_conduct, of_subjects = names & set(conduct_rows.COLUMNS), names & set(subject_rows.COLUMNS)
    if of_conduct and of_subjects:
        raise InputError("credit.mixed_table", sheet=row.place.sheet)
    return ConductRow if of_conduct else SubjectRow


def _draft(row: Row, table: Table, key: bytes, today: date) -> Draft:
    if table is SubjectRow:
        return Draft(table, subject_rows.read_subject(row, key, today))
    return Draft(table, conduct_rows.read_conduct(row, today))


SUBJECTS = select(*(column for column in SubjectRow.__table__.columns if column.name != "id"))
CONDUCT = select(
    *(column for column in ConductRow.__table__.columns if column.name not in {"id", "subject_id"}),
    SubjectRow.number.label("subject"),
).join(SubjectRow)


def _look_up(session: Session, table: Table, drafts: Sequence[Draft], known: _Known) -> None:
    """Know what the store has under the numbers, codes, persons and documents of a batch."""

    def named(column: str) -> list[str]:
        return [draft.values[column] for draft in drafts if draft.values[column]]

    if table is SubjectRow:
        row = SubjectRow
        wanted = SUBJECTS.where(
            row.number.in_(named("number"))
            | row.uscc.in_(named("uscc"))
            | row.identity.in_(named("identity"))
        )
    else:
        numbers, documents = named("number"), named("document_no")
        wanted = CONDUCT.where(ConductRow.number.in_(numbers) | ConductRow.document_no.in_(documents))
        subjects = select(SubjectRow.number).where(SubjectRow.number.in_(named("subject")))
        known.subjects.update(session.scalars(subjects))
    stored = [Draft(table, {**values}) for values in session.execute(wanted).mappings()]
    known.stored = {draft.number: draft for draft in stored}
    known.claims |= {claim: draft.number for draft in stored for claim, _ in draft.claims()}


def _state(row: Row, draft: Draft, known: _Known) -> RowState:
    """Judge a row by the store and by the rows before it; conflicts are noted in the row."""
    place, stored = (draft.table, draft.number), known.stored.get(draft.number)
    earlier = known.seen.get(place)
    if earlier is not None and earlier.values == draft.values and not row.bad:
        return RowState.DUPLICATE
    _note_conflicts(row, draft, earlier, stored, known)
    if row.bad:
        return RowState.BAD
    known.seen[place] = draft
    known.claims |= {claim: draft.number for claim, _ in draft.claims()}
    if draft.table is SubjectRow:
        known.subjects.add(draft.number)
    if stored is None:
        return RowState.NEW
    return RowState.CHANGED if draft.differs_from(stored) else RowState.SAME


def _note_conflicts(
    row: Row, draft: Draft, earlier: Draft | None, stored: Draft | None, known: _Known
) -> None:
    if earlier is not None:
        own = NUMBER if draft.table is SubjectRow else conduct_rows.NUMBER
        row.note(own, sentence("credit.number_twice", number=draft.number))
    for claim, column in draft.claims():
        owner = known.claims.get(claim, draft.number)
        if owner != draft.number:
            row.note(column, sentence("credit.belongs_to", number=owner))
    if draft.table is ConductRow and draft.values["subject"] not in known.subjects:
        row.note(NUMBER, sentence("credit.no_such_subject", number=draft.values["subject"]))
    if draft.known_by_mask and (stored is None or draft.values["id_mask"] != stored.values["id_mask"]):
        row.note(subject_rows.IDENTITY, sentence("credit.only_mask"))
