"""Day one: decisions made before this service was there, and their measures, so that nothing is imposed twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.messages import sentence
from kernel.numbering import given_elsewhere
from kernel.roles import authorize
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Progress, Row, read_tables
from ledger.record import record
from meetings.decisions.day_one_rows import COLUMNS, DECISION, ITEM, MEASURE, SUBJECT, Draft, read_draft
from meetings.decisions.measures import end_passed
from meetings.models import PastDecision, RunningMeasure

Key = tuple[str, ...]
Matter = tuple[str, str]  # subject and item


@dataclass(slots=True)
class _Known:
    """The tables as they are, and what the rows read so far add.

    rows: by `Draft.key`. matters: what each decision is about. running: under which decision a subject's
    measure is in force.
    """

    rows: dict[Key, PastDecision | RunningMeasure] = field(default_factory=dict)
    seen: dict[Key, Draft] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    running: dict[Key, str] = field(default_factory=dict)


def prepare(act: Act, sheets: Sequence[Sheet], progress: Progress) -> Preview[Draft]:
    """Read a workbook of past decisions, of their measures, or of both on sheets of their own.

    Raises:
        InputError: no such table, or a sheet that mixes the two.
    """
    authorize(act.actor, "measures.import")
    today = local(act.clock.now()).date()
    read = [(row, read_draft(row, today)) for row in read_tables(sheets, COLUMNS, progress)]
    known = _known(act.session, today)
    decisions_first = sorted(range(len(read)), key=lambda at: read[at][1].table is RunningMeasure)
    states = {at: _state(*read[at], known, today) for at in decisions_first}
    return Preview(
        [
            PreviewRow(row.place, states[at], "/".join(draft.key), row.problems, draft)
            for at, (row, draft) in enumerate(read)
        ]
    )


def store(act: Act, preview: Preview[Draft], progress: Progress) -> None:
    """Enter what is new and amend what changed; a measure whose last day is over is stored as ended.

    The organs' decisions are numbered on from the highest number imported.

    Raises:
        Refused: a measure has come into force on the same subject and item meanwhile.
    """
    by, today = authorize(act.actor, "measures.import"), local(act.clock.now()).date()
    end_passed(act.session, today)
    known = _known(act.session, today)
    drafts = [row.value for row in preview.good()]
    for done, draft in enumerate(drafts, start=1):
        values = {**draft.values, **_state_column(draft, today)}
        stored = known.rows.get(draft.key)
        if stored is None:
            act.session.add(draft.table(**values))
        else:
            for column, value in values.items():
                setattr(stored, column, value)
        progress(done, len(drafts))
    act.session.flush()
    given_elsewhere(act.session, {draft.values["number"] for draft in drafts if draft.table is PastDecision})
    if drafts:
        measures = sum(draft.table is RunningMeasure for draft in drafts)
        facts = {"decisions": len(drafts) - measures, "measures": measures}
        record(act, by, "measure.imported", "measures", facts, idem=public_id(act.entropy))


def _state_column(draft: Draft, today: date) -> Mapping[str, str]:
    if draft.table is PastDecision:
        return {}
    return {"state": "running" if _in_force(draft.values["ends_on"], today) else "ended"}


def _in_force(ends_on: date | None, today: date) -> bool:
    return ends_on is None or ends_on >= today


def _known(session: Session, today: date) -> _Known:
    """All of both tables: what one city decided in its past fits into memory."""
    known = _Known()
    for decision in session.scalars(select(PastDecision)):
        known.rows[(decision.number,)] = decision
        known.matters[decision.number] = decision.subject_number, decision.item_code
    for measure in session.scalars(select(RunningMeasure)):
        known.rows[measure.decision_number, measure.item_code, measure.measure_code] = measure
        if measure.state == "running" and _in_force(measure.ends_on, today):
            place = measure.subject_number, measure.item_code, measure.measure_code
            known.running[place] = measure.decision_number
    return known


def _state(row: Row, draft: Draft, known: _Known, today: date) -> RowState:
    earlier = known.seen.get(draft.key)
    if earlier is not None and earlier.values == draft.values and not row.bad:
        return RowState.DUPLICATE
    if earlier is not None:
        row.note(DECISION, sentence("measures.twice", number="/".join(draft.key)))
    if draft.table is RunningMeasure:
        _note_conflicts(row, draft.values, known, today)
    if row.bad:
        return RowState.BAD
    known.seen[draft.key] = draft
    if draft.table is PastDecision:
        known.matters[draft.key[0]] = draft.values["subject_number"], draft.values["item_code"]
    stored = known.rows.get(draft.key)
    if stored is None:
        return RowState.NEW
    same = all(getattr(stored, column) == value for column, value in draft.values.items())
    return RowState.SAME if same else RowState.CHANGED


def _note_conflicts(row: Row, values: Mapping[str, Any], known: _Known, today: date) -> None:
    """A measure belongs to a known decision on its subject and item, and is in force under one decision only."""
    number = values["decision_number"]
    subject, item = known.matters.get(number, (None, None))
    if subject is None:
        row.note(DECISION, sentence("measures.no_such_decision", number=number))
    elif subject != values["subject_number"]:
        row.note(SUBJECT, sentence("measures.other_subject", number=number, subject=subject))
    elif item != values["item_code"]:
        row.note(ITEM, sentence("measures.other_item", number=number, item=item))
    if not _in_force(values["ends_on"], today):
        return
    place = values["subject_number"], values["item_code"], values["measure_code"]
    owner = known.running.setdefault(place, number)
    if owner != number:
        row.note(MEASURE, sentence("measures.running_already", number=owner))
