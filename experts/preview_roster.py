"""What taking in a roster would do 导入预览: every row compared with the others and with the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from experts.findings import Findings
from experts.in_register import (
    comes_back,
    find_changes,
    find_people,
    refuse_look_alikes,
    refuse_who_left,
)
from experts.leaf import identity_digest
from experts.record import ExpertRecord
from experts.roster import RosterRow
from experts.same_person import find_look_alikes, find_repeats
from kernel.clock import Clock, local
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class Intake:
    """What a row brings.

    expert: public id of the expert whose record it replaces; None for a new one.
    changes: the columns in which it differs from that record.
    comes_back: whether a new term makes an expert active again whose term had ended.
    """

    record: ExpertRecord
    expert: str | None
    changes: Sequence[str]
    comes_back: bool


def preview_roster(
    session: Session, vault: Vault, rows: Sequence[RosterRow], clock: Clock
) -> Preview[Intake]:
    """The state of every row; nothing is stored.

    Who stands in the file twice with the same data is taken in once; with different data not at all, until
    somebody says which is right. Who has the name and the phone, the address, or birth and employer of somebody
    with another number is taken in only if the row says that it is another person (是否另一人).

    Args:
        rows: what `read_roster` gave.
    """
    today = local(clock.now()).date()
    findings = Findings(rows)
    good = findings.good()
    digests = {at: identity_digest(vault.register_key, record.document) for at, record in good.items()}
    people = find_people(session, {*digests.values()}, {record.name for record in good.values()})
    known = {at: people.by_identity[one] for at, one in digests.items() if one in people.by_identity}
    find_repeats(findings)
    find_look_alikes(findings, settled=known)
    refuse_who_left(session, findings, known)
    changes = find_changes(session, vault, findings, known, today)
    refuse_look_alikes(session, vault, findings, people, [at for at in good if at not in known])

    def state(at: int) -> RowState:
        if at in findings.refused:
            return RowState.BAD
        if at in findings.repeats:
            return RowState.DUPLICATE
        if at in known:
            return RowState.CHANGED if at in changes else RowState.SAME
        return RowState.NEW

    def previewed(at: int, row: RosterRow) -> PreviewRow[Intake]:
        person = known.get(at)
        intake = Intake(
            row.record,
            person.public_id if person else None,
            changes.get(at, ()),
            comes_back(person, row.record, today),
        )
        key = f"{row.record.name}（{'、'.join(intake.changes)}）" if intake.changes else row.record.name
        problems = (*row.problems, *findings.problems.get(at, ()))
        return PreviewRow(row.place, state(at), key, problems, intake)

    return Preview([previewed(at, row) for at, row in enumerate(rows)])
