"""Before the freeze: what certain seats would do, and a dry run, for whoever may read the draw."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.fields import FIELDS
from experts.models import ExpertAttribute
from kernel.act import Act
from kernel.errors import Refused
from meetings.drawing.draw_rules import refuse_composition
from meetings.models import Meeting, MeetingState
from meetings.recusals.recusal import bars_of
from panel.draw.kinds import Groups
from panel.draw.outlook import Outlook, outlook
from panel.draw.relaxations import Question
from panel.rehearse import Rehearsal, rehearse, survey, throwaway_pool


def ahead_of(act: Act, meeting: Meeting, groups: Groups, cap: int | None) -> Outlook:
    """Chances, shortfalls and what would help, from the register as it is now.

    Raises:
        Refused: the pool is frozen.
    """
    _refuse_frozen(meeting)
    experts = survey(act.session, groups, bars_of(act, meeting))
    return outlook(experts, Question(groups, cap, tuple(FIELDS), _composition_rules(meeting)))


def dry_run(act: Act, meeting: Meeting, groups: Groups, cap: int | None, trials: int) -> Rehearsal:
    """A dry run 试抽 under a key that nobody keeps; it shows types only.

    Raises:
        Refused: the pool is frozen; the seats cannot be filled; or a trial draw ends void.
    """
    _refuse_frozen(meeting)
    pool = throwaway_pool(act.session, act.entropy, groups, bars_of(act, meeting))
    return rehearse(groups, cap, pool, trials)


def conditions_asked(session: Session) -> list[str]:
    """What seats can ask for besides a field, as far as anybody in the register has it: `region=CITY`."""
    name, value = ExpertAttribute.name, ExpertAttribute.value
    known = select(name, value).distinct().order_by(name, value)
    return [f"{row.name}={row.value}" for row in session.execute(known)]


def _refuse_frozen(meeting: Meeting) -> None:
    if meeting.state != MeetingState.PREPARING:
        raise Refused("draw.outlook_closed", meeting=meeting.number)


def _composition_rules(meeting: Meeting) -> Callable[[Groups], bool]:
    """Whether seats keep the rules of composition: what they forbid would not do."""

    def keeps(groups: Groups) -> bool:
        try:
            refuse_composition(meeting, groups)
        except Refused:
            return False
        return True

    return keeps
