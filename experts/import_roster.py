"""Taking a roster into the register 导入专家花名册, as its preview showed it."""

from dataclasses import dataclass

from experts.models import ExpertState
from experts.preview_roster import Intake
from experts.register import amend, enter
from experts.steps import Step, take_step
from kernel.act import Act
from kernel.roles import authorize
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.tables import Progress

NEW_TERM = "花名册载明新的聘期"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people a roster brought, and how many it changed."""

    entered: int
    amended: int


def import_roster(act: Act, preview: Preview[Intake], progress: Progress | None = None) -> Imported:
    """Enter whom the register does not know yet, and amend whose data changed; bad rows stay out.

    Args:
        preview: made in the same transaction.
        progress: called now and then with (people stored, people in all).

    Raises:
        NotAllowed: the actor is no registrar.
        Refused: somebody else entered or changed one of them at the same time.
    """
    by = authorize(act.actor, "experts.import")
    new = [row.value.record for row in preview.rows if row.state is RowState.NEW]
    changed = [row.value for row in preview.rows if row.state is RowState.CHANGED]
    if new:
        enter(act, new, progress)
    if changed:
        amend(act, {intake.expert: intake.record for intake in changed if intake.expert})
    back = [intake.expert for intake in changed if intake.expert and intake.comes_back]
    if back:
        take_step(act, by, back, Step(ExpertState.ACTIVE, NEW_TERM))
    return Imported(len(new), len(changed))
