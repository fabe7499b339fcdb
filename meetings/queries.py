"""How the doors find cases and meetings."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, lazyload
from sqlalchemy.sql.base import ExecutableOption

from kernel.database import Base
from kernel.errors import NotFound
from kernel.messages import word
from meetings.models import AgendaItem, Case, Decision, Filing, Invitation, Meeting, Vote

Row = TypeVar("Row", bound=Base)

BARE = lazyload("*")
"""A list shows the rows themselves; what hangs on them is loaded for one thing at a time."""


def _found(
    session: Session,
    table: type[Row],
    key: str,
    thing: str,
    *columns: InstrumentedAttribute[Any],
    options: Sequence[ExecutableOption] = (),
) -> Row:
    wanted = select(table).where(or_(*(column == key for column in columns)))
    row = session.scalars(wanted.options(*options)).unique().one_or_none()
    if row is None:
        raise NotFound("kernel.not_found", what=word("thing", thing), key=key)
    return row


def find_case(session: Session, key: str) -> Case:
    """The case with that public id or number 案号; raises NotFound if there is none."""
    return _found(session, Case, key, "case", Case.public_id, Case.number)


def find_meeting(session: Session, key: str) -> Meeting:
    """The meeting with that public id or number 会议编号; raises NotFound if there is none."""
    return _found(session, Meeting, key, "meeting", Meeting.public_id, Meeting.number)


def find_bare_meeting(session: Session, key: str) -> Meeting:
    """The same, and nothing that hangs on it until somebody asks."""
    return _found(session, Meeting, key, "meeting", Meeting.public_id, Meeting.number, options=(BARE,))


def find_agenda(session: Session, key: str) -> Meeting:
    """The same with the bare cases of its agenda, in one statement."""
    cases = joinedload(Meeting.agenda).joinedload(AgendaItem.case)
    return _found(session, Meeting, key, "meeting", Meeting.public_id, Meeting.number, options=(cases, BARE))


def find_item(session: Session, key: str) -> AgendaItem:
    """The agenda item with that public id; raises NotFound if there is none."""
    return _found(session, AgendaItem, key, "item", AgendaItem.public_id)


def find_vote(session: Session, key: str) -> Vote:
    """The vote with that public id; raises NotFound if there is none."""
    return _found(session, Vote, key, "vote", Vote.public_id)


def find_decision(session: Session, key: str) -> Decision:
    """The decision with that public id or number 发文字号; raises NotFound if there is none."""
    return _found(session, Decision, key, "decision", Decision.public_id, Decision.number)


def find_filing(session: Session, key: str) -> Filing:
    """The filing with that public id or number 备案号; raises NotFound if there is none."""
    return _found(session, Filing, key, "filing", Filing.public_id, Filing.number)


def search_filings(session: Session, words: str) -> Sequence[Filing]:
    """The newest 100 filings in whose numbers, title or subject the words stand."""
    searched = (
        Filing.number,
        Decision.number,
        Meeting.number,
        Meeting.title,
        Case.number,
        Case.subject_name,
        Case.subject_uscc,
        Case.subject_mask,
    )
    shown = joinedload(Filing.decision).joinedload(Decision.item).joinedload(AgendaItem.case)
    found = (
        select(Filing)
        .join(Decision, Decision.id == Filing.decision_id)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(or_(*(column.contains(words.strip(), autoescape=True) for column in searched)))
    )
    return session.scalars(found.options(shown, BARE).order_by(Filing.id.desc()).limit(100)).all()


def cases(session: Session) -> Sequence[Case]:
    """The newest 100 cases, newest first."""
    return session.scalars(select(Case).options(BARE).order_by(Case.id.desc()).limit(100)).all()


def meetings(session: Session) -> Sequence[Meeting]:
    """The newest 100 meetings, newest first."""
    return session.scalars(select(Meeting).options(BARE).order_by(Meeting.id.desc()).limit(100)).all()


def invitations_of(session: Session, meeting: Meeting) -> Sequence[Invitation]:
    """Every invitation to a meeting, oldest first."""
    all_of_it = select(Invitation).where(Invitation.meeting_id == meeting.id)
    return session.scalars(all_of_it.options(BARE).order_by(Invitation.id)).all()
