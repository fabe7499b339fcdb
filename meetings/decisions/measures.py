"""Measures in force 在施措施: begun by an issued decision, listed by subject."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import local
from meetings.models import Decision, PastDecision, RunningMeasure


def start_measures(act: Act, decision: Decision) -> list[RunningMeasure]:
    """Put the measures of a numbered decision in force, in the transaction of its issue.

    Measures that are over make room first. The entry `decision.issued` is their record.

    Raises:
        Refused: one of them is in force already; the database refuses it when the transaction flushes.
    """
    case = decision.item.case
    end_passed(act.session, local(act.clock.now()).date())
    started = [
        RunningMeasure(
            subject_number=case.subject_number,
            item_code=measure.item_code,
            measure_code=measure.code,
            content=measure.content,
            implementer_uscc=measure.implementer_uscc,
            implementer_name=measure.implementer_name,
            decision_number=decision.number,
            starts_on=decision.starts_on,
            ends_on=decision.ends_on - timedelta(days=1),
            state="running",
        )
        for measure in case.measures
    ]
    act.session.add_all(started)
    act.session.flush()
    return started


def end_passed(session: Session, today: date) -> None:
    """Mark as ended the measures whose last day is over."""
    row = RunningMeasure
    session.execute(update(row).where(row.state == "running", row.ends_on < today).values(state="ended"))


def measures_of(session: Session, subject_number: str) -> Sequence[RunningMeasure]:
    """Every measure ever in force against or for the subject, by item and code, the latest first."""
    row = RunningMeasure
    of_subject = select(row).where(row.subject_number == subject_number)
    return session.scalars(of_subject.order_by(row.item_code, row.measure_code, row.starts_on.desc())).all()


def past_decisions_of(session: Session, subject_number: str) -> Sequence[PastDecision]:
    """The decisions on the subject made before this service was there, the latest first."""
    row = PastDecision
    of_subject = select(row).where(row.subject_number == subject_number)
    return session.scalars(of_subject.order_by(row.decided_on.desc(), row.number)).all()
