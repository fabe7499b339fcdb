"""What waits in cases: for their clerks, and for legal review."""

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import or_, select

from credit.port import Polarity
from kernel.clock import SHANGHAI
from meetings.models import Case, CaseState, Challenge, ChallengeState
from meetings.models.case import IN_PREPARATION, CaseReview, Publicity
from meetings.models.catalogue import SpecialGroup
from meetings.waiting.task import Asked, Task, task

NEXT_STEP = {
    CaseState.FILED: "todo.case_filed",
    CaseState.NOTICED: "todo.case_noticed",
    CaseState.PUBLICISED: "todo.case_publicised",
}
_REWARD_FILED = (CaseState.FILED, Polarity.REWARD)
MOST = 50
"""So many of a kind are listed; who has more works through the lists."""


def for_clerk(asked: Asked) -> Iterator[Task]:
    """The own unit's cases in which the next step is the clerk's."""
    found = (
        select(Case.public_id, Case.state, Case.polarity, Case.subject_name, Case.number, Publicity.ends)
        .outerjoin(Publicity, Publicity.case_id == Case.id)
        .where(Case.unit_uscc == asked.actor.unit, Case.state.in_(IN_PREPARATION))
    )
    for public_id, state, polarity, subject, number, ends in asked.session.execute(
        found.order_by(Case.id).limit(MOST)
    ):
        due = datetime.combine(ends, time(23, 59), SHANGHAI) if ends else None
        step = "todo.case_reward" if (state, polarity) == _REWARD_FILED else NEXT_STEP[CaseState(state)]
        yield task(step, f"/cases/{public_id}/", due, subject=subject, number=number)


def for_legal_review(asked: Asked) -> Iterator[Task]:
    """Cases that no opinion has passed yet; one that was not passed waits for its clerk."""
    found = (
        select(Case.public_id, Case.subject_name, Case.number)
        .outerjoin(CaseReview, CaseReview.case_id == Case.id)
        .where(Case.state == CaseState.READY, CaseReview.case_id.is_(None))
    )
    for public_id, subject, number in asked.session.execute(found.order_by(Case.id).limit(MOST)):
        yield task("todo.case_review", f"/cases/{public_id}/", subject=subject, number=number)


def for_challenges(asked: Asked) -> Iterator[Task]:
    """Parties' challenges that somebody other than who entered them decides."""
    found = (
        select(Challenge.person, Case.subject_name)
        .join(Case, Case.id == Challenge.case_id)
        .where(Challenge.state == ChallengeState.RAISED, Challenge.entered_by != asked.actor.public_id)
    )
    for person, subject in asked.session.execute(found.order_by(Challenge.id).limit(MOST)):
        yield task("todo.challenge", "/challenges/", subject=subject, person=person)


def for_agenda(asked: Asked) -> Iterator[Task]:
    """Cases that passed legal review and wait for a meeting that the own unit leads."""
    ready = (
        select(Case.number, Case.subject_name)
        .join(CaseReview, CaseReview.case_id == Case.id)
        .outerjoin(SpecialGroup, SpecialGroup.name == Case.special_group)
        .where(
            Case.state == CaseState.READY,
            CaseReview.passed,
            or_(SpecialGroup.lead_unit_uscc == asked.actor.unit, SpecialGroup.name.is_(None)),
        )
    )
    found = asked.session.execute(ready.order_by(Case.id).limit(MOST)).all()
    if found:
        yield task("todo.agenda", "/meetings/new/", count=len(found), first=found[0].subject_name)
