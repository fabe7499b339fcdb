"""What the page of a case shows: the case whole, its gates, whose turn it is, and what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ScalarSelect, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, lazyload

from credit.port import Polarity
from kernel.accounts import Account
from kernel.errors import NotFound
from kernel.messages import sentence, word
from kernel.roles import Actor, Role
from kernel.units import Unit
from meetings.cases.check_gates import CLOSED, gates_of
from meetings.cases.gates import GateResult
from meetings.cases.queries import seen_by
from meetings.models import AgendaItem, Case, CaseReview, CaseState, Challenge, Meeting

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it.

    filer, reviewer: the display names of who filed it and who made the legal review.
    gates: as they are today; none of a case that is over.
    meeting, meets_at: on whose agenda it stands or stood last, and when that meets.
    """

    case: Case
    filer: str
    reviewer: str
    gates: Sequence[GateResult]
    challenges: Sequence[Challenge]
    meeting: str | None
    meets_at: datetime | None

    @property
    def unmet(self) -> list[GateResult]:
        return [result for result in self.gates if not result.met]

    @property
    def met(self) -> list[GateResult]:
        return [result for result in self.gates if result.met]

    @property
    def can_be_challenged(self) -> bool:
        return self.case.state not in CLOSED


@dataclass(frozen=True, slots=True)
class Step:
    """The next act on a case: the last part of its address, and who does it.

    blocked: why it cannot be done yet.
    """

    name: str
    role: Role
    blocked: str | None = None


def case_view(session: Session, actor: Actor, key: str, today: date) -> CaseView:
    """The case with that public id, in nine statements.

    Raises:
        NotFound: there is none, or not for this account: the two look the same.
    """
    whole = [joinedload(part) for part in (Case.items, Case.measures, Case.evidence)]
    bare = [lazyload(part, Unit.former_names) for part in (Case.unit, Case.county)]
    beside = (_filer(), _reviewer(), _last_meeting(Meeting.title), _last_meeting(Meeting.starts_at))
    wanted = select(Case, *beside).where(Case.public_id == key, seen_by(actor)).options(*whole, *bare)
    found = session.execute(wanted).unique().one_or_none()
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "case"), key=key)
    case, filer, reviewer, meeting, meets_at = found
    return CaseView(
        case=case,
        filer=filer or "",
        reviewer=reviewer or "",
        gates=[] if case.state in CLOSED else gates_of(session, case, today),
        challenges=_challenges(session, case),
        meeting=meeting,
        meets_at=meets_at,
    )


def _filer() -> ScalarSelect[str]:
    return select(Account.display_name).where(Account.public_id == Case.filed_by).scalar_subquery()


def _reviewer() -> ScalarSelect[str]:
    made_by = and_(CaseReview.by == Account.public_id, CaseReview.case_id == Case.id)
    return select(Account.display_name).join(CaseReview, made_by).correlate(Case).scalar_subquery()


def _last_meeting(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """Something about the last meeting on whose agenda the case was put."""
    of_case = select(column).join(AgendaItem).where(AgendaItem.case_id == Case.id).correlate(Case)
    return of_case.order_by(AgendaItem.id.desc()).limit(1).scalar_subquery()


def next_step(case: Case, today: date) -> Step | None:
    """What has to be done next on a case, until a meeting takes it up."""
    if case.state == CaseState.FILED:
        name = "notice" if case.polarity == Polarity.PUNISH else "publicity"
        return Step(name, Role.UNIT_CLERK)
    if case.state == CaseState.NOTICED:
        return Step("defence", Role.UNIT_CLERK)
    if case.state == CaseState.PUBLICISED and case.publicity is not None:
        ends = case.publicity.ends
        blocked = sentence("cases.publicity_open", until=ends) if today <= ends else None
        return Step("publicity-result", Role.UNIT_CLERK, blocked)
    if case.state == CaseState.READY and not (case.review and case.review.passed):
        return Step("review", Role.LEGAL_REVIEWER)
    return None


def _challenges(session: Session, case: Case) -> Sequence[Challenge]:
    return session.scalars(
        select(Challenge).where(Challenge.case_id == case.id).order_by(Challenge.id.desc())
    ).all()
