"""Applications 入库申请 as a list, and one of them whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from experts.apply import place
from experts.life_models import ApplicationState, ExpertApplication
from experts.life_queries import ApplicationLine, application_lines
from experts.models import Expert
from experts.personal import mask_email, mask_mobile
from experts.record import Employment
from experts.whole import from_text
from kernel.errors import NotFound
from kernel.messages import word
from kernel.paging import PAGE, Slice, sliced
from kernel.vault import Vault

VIEWS: Mapping[str, frozenset[ApplicationState]] = {
    "": frozenset(ApplicationState),
    "open": frozenset({ApplicationState.APPLIED, ApplicationState.UNDER_REVIEW}),
    "admitted": frozenset({ApplicationState.ADMITTED}),
    "rejected": frozenset({ApplicationState.REJECTED}),
}
"""The states that people look at together, by the word in the address."""


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """One application, personal numbers and addresses masked.

    expert: public id of the expert that the admission made.
    entered_by: public id of the account that entered it, which does not review it.
    """

    line: ApplicationLine
    mobile: str
    email: str
    region: str
    work: Employment
    evidence: str | None
    entered_by: str
    decided_at: datetime | None
    expert: str | None


def application_page(
    session: Session, vault: Vault, unit: str | None, view: str, cursor: str = "", size: int = PAGE
) -> Slice[ApplicationLine]:
    """A page of applications, newest first, in three statements.

    Args:
        unit: only the recommendations of the unit with that credit code.
        view: a key of `VIEWS`.

    Raises:
        InputError: the cursor is none of this list.
    """
    table = ExpertApplication
    wanted = select(table).where(table.state.in_(VIEWS[view]))
    if unit is not None:
        wanted = wanted.where(table.recommended_by == unit)
    page = sliced(session, wanted, (table.id,), cursor, descending=True, size=size)
    lines = application_lines(session, vault, table.id.in_([row.id for row in page.rows]), unit=unit)
    return Slice(lines, page.total, page.before, page.after)


def count_applications(session: Session, unit: str | None) -> dict[str, int]:
    """How many applications each view has."""
    table = ExpertApplication
    wanted = select(table.state, func.count()).group_by(table.state)
    if unit is not None:
        wanted = wanted.where(table.recommended_by == unit)
    by_state = dict(session.execute(wanted).all())
    return {view: sum(by_state.get(state, 0) for state in states) for view, states in VIEWS.items()}


def application_card(session: Session, vault: Vault, key: str, unit: str | None) -> ApplicationCard:
    """One application, by public id.

    Args:
        unit: of the unit with that credit code; another unit's is not there.

    Raises:
        NotFound: there is none.
    """
    table = ExpertApplication
    wanted = select(table, Expert.public_id).outerjoin(Expert, Expert.id == table.expert_id)
    found = session.execute(wanted.where(table.public_id == key)).one_or_none()
    if found is None or (unit is not None and found[0].recommended_by != unit):
        raise NotFound("kernel.not_found", what=word("thing", "application"), key=key)
    application, expert = found
    record = from_text(vault.open(application.record, place(key)))
    (line,) = application_lines(session, vault, table.id == application.id, unit=unit)
    return ApplicationCard(
        line=line,
        mobile=mask_mobile(record.mobile),
        email=mask_email(record.email),
        region=record.region,
        work=record.employments[0],
        evidence=application.evidence,
        entered_by=application.entered_by,
        decided_at=application.decided_at,
        expert=expert,
    )
