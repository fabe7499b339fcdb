"""How the doors find cases and meetings."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from meetings.models import AgendaItem, Case, Decision, Filing, Invitation, Meeting, Vote


def find_case(session: Session, key: str) -> Case:
    """The case with that public id or number 案号.

    Raises:
        NotFound: there is none.
    """
    case = session.scalar(select(Case).where(or_(Case.public_id == key, Case.number == key)))
    if case is None:
        raise NotFound("kernel.not_found", what=word("thing", "case"), key=key)
    return case


def find_meeting(session: Session, key: str) -> Meeting:
    """The meeting with that public id or number 会议编号.

    Raises:
        NotFound: there is none.
    """
    meeting = session.scalar(select(Meeting).where(or_(Meeting.public_id == key, Meeting.number == key)))
    if meeting is None:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=key)
    return meeting


def find_item(session: Session, key: str) -> AgendaItem:
    """The agenda item with that public id.

    Raises:
        NotFound: there is none.
    """
    item = session.scalar(select(AgendaItem).where(AgendaItem.public_id == key))
    if item is None:
        raise NotFound("kernel.not_found", what=word("thing", "item"), key=key)
    return item


def find_vote(session: Session, key: str) -> Vote:
    """The vote with that public id.

    Raises:
        NotFound: there is none.
    """
    vote = session.scalar(select(Vote).where(Vote.public_id == key))
    if vote is None:
        raise NotFound("kernel.not_found", what=word("thing", "vote"), key=key)
    return vote


def find_decision(session: Session, key: str) -> Decision:
    """The decision with that public id or number 发文字号.

    Raises:
        NotFound: there is none.
    """
    decision = session.scalar(select(Decision).where(or_(Decision.public_id == key, Decision.number == key)))
    if decision is None:
        raise NotFound("kernel.not_found", what=word("thing", "decision"), key=key)
    return decision


def find_filing(session: Session, key: str) -> Filing:
    """The filing with that public id or number 备案号.

    Raises:
        NotFound: there is none.
    """
    filing = session.scalar(select(Filing).where(or_(Filing.public_id == key, Filing.number == key)))
    if filing is None:
        raise NotFound("kernel.not_found", what=word("thing", "filing"), key=key)
    return filing


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
    )
    found = (
        select(Filing)
        .join(Decision, Decision.id == Filing.decision_id)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(or_(*(column.contains(words.strip(), autoescape=True) for column in searched)))
    )
    return session.scalars(found.order_by(Filing.id.desc()).limit(100)).all()


def cases(session: Session) -> Sequence[Case]:
    """The newest 100 cases, newest first."""
    return session.scalars(select(Case).order_by(Case.id.desc()).limit(100)).all()


def meetings(session: Session) -> Sequence[Meeting]:
    """The newest 100 meetings, newest first."""
    return session.scalars(select(Meeting).order_by(Meeting.id.desc()).limit(100)).all()


def invitations_of(session: Session, meeting: Meeting) -> Sequence[Invitation]:
    """Every invitation to a meeting, oldest first."""
    all_of_it = select(Invitation).where(Invitation.meeting_id == meeting.id).order_by(Invitation.id)
    return session.scalars(all_of_it).all()
