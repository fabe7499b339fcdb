"""What is different in the pool of another attempt after a void one (draw-protocol §5)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from experts.models import Expert
from panel.models import Candidate, Draw


@dataclass(frozen=True, slots=True)
class PoolChanges:
    """How many candidates came and went between two pools.

    came, went: who is a candidate in the later pool only, or in the earlier one only.
    barred: who was eligible and is excluded now, by reason.
    cleared: who was excluded and is eligible now.
    """

    came: int
    went: int
    barred: Mapping[str, int]
    cleared: int


def pool_changes(session: Session, before: Draw, after: Draw) -> PoolChanges:
    """Compare two pools person by person: tags say nothing, for every draw has its own."""
    earlier, later = _reasons(session, before), _reasons(session, after)
    both = earlier.keys() & later.keys()
    barred = Counter(reason for one in both if earlier[one] is None and (reason := later[one]))
    return PoolChanges(
        came=len(later.keys() - both),
        went=len(earlier.keys() - both),
        barred=dict(sorted(barred.items())),
        cleared=sum(earlier[one] is not None and later[one] is None for one in both),
    )


def _reasons(session: Session, draw: Draw) -> dict[int, str | None]:
    """Why each person is excluded, None for who is eligible; of merged records the one that stays counts."""
    person = func.coalesce(Expert.merged_into, Expert.id)
    rows = session.execute(
        select(person, Candidate.reason)
        .join(Expert, Expert.id == Candidate.expert_id)
        .where(Candidate.draw_id == draw.id)
        .order_by(Candidate.tag)
    )
    return dict(rows.all())
