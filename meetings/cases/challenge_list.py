"""Challenges by a party as a list and a page show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Bundle, Session

from kernel.errors import NotFound
from kernel.messages import word
from kernel.paging import PAGE, Slice, sliced
from kernel.roles import Actor
from meetings.cases.challenge import in_sight
from meetings.models import Case, Challenge, ChallengeState


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """A challenge with the case it is raised in; `reason` is that of the decision."""

    id: str
    state: str
    kind: str
    person: str
    grounds: str
    raised_on: date
    reason: str | None
    entered_by: str
    case: str
    number: str
    subject: str


_COLUMNS: Bundle[Any] = Bundle(
    "line",
    *(Challenge.public_id, Challenge.state, Challenge.kind, Challenge.person, Challenge.grounds),
    *(Challenge.raised_on, Challenge.reason, Challenge.entered_by),
    *(Case.public_id.label("case"), Case.number, Case.subject_name),
)


def listed(
    session: Session, actor: Actor, state: str, cursor: str = "", *, size: int = PAGE
) -> Slice[ChallengeLine]:
    """A page of the challenges that somebody sees, newest first; of one state, or for "" of all.

    Raises:
        InputError: the cursor is none of this list.
        NotAllowed: no role of the actor reads challenges.
    """
    wanted = select(_COLUMNS).join(Case, Case.id == Challenge.case_id).where(in_sight(actor))
    if state:
        wanted = wanted.where(Challenge.state == state)
    found = sliced(session, wanted, (Challenge.id,), cursor, descending=True, size=size)
    return Slice([ChallengeLine(*row) for row in found.rows], found.total, found.before, found.after)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many challenges are in each state, and all of them under ""."""
    by_state = (
        select(Challenge.state, func.count())
        .join(Case, Case.id == Challenge.case_id)
        .where(in_sight(actor))
        .group_by(Challenge.state)
    )
    found: dict[str, int] = dict(session.execute(by_state).all())
    return {"": sum(found.values()), **{state.value: found.get(state, 0) for state in ChallengeState}}


def one(session: Session, actor: Actor, key: str) -> ChallengeLine:
    """The challenge with that public id.

    Raises:
        NotFound: there is none, or not for this account: the two look the same.
    """
    wanted = select(_COLUMNS).join(Case, Case.id == Challenge.case_id)
    found = session.scalar(wanted.where(Challenge.public_id == key, in_sight(actor)))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "challenge"), key=key)
    return ChallengeLine(*found)
