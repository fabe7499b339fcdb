"""What a convener chooses from 召集时可选: cases that can go on an agenda, rooms, officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from kernel.accounts import Account, AccountRole
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Role
from kernel.units import Unit
from meetings.catalogue.groups import LEADING_GROUP
from meetings.convening.rooms import AHEAD
from meetings.models import Case, CaseItem, CaseReview, CaseState, Meeting, Room, SpecialGroup
from meetings.queries import BARE, find_case


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that can go on an agenda of its group."""

    id: str
    number: str
    subject: str
    polarity: str
    term_months: int
    items: Sequence[str]
    group: str
    unit: str


@dataclass(frozen=True, slots=True)
class RoomAtHand:
    """A room, and the meeting that has it at the time in question; None where it is free."""

    name: str
    taken_by: str | None


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who can preside over a meeting or keep its record."""

    account: str
    name: str
    unit: str


def led_by(session: Session, unit: str) -> list[str]:
    """The groups whose meetings a unit convenes; its office convenes the leading group's special sessions."""
    groups = select(SpecialGroup.name).where(SpecialGroup.lead_unit_uscc == unit).order_by(SpecialGroup.name)
    office = exists().where(
        AccountRole.account_id == Account.id,
        AccountRole.role == Role.OFFICE,
        Account.unit_uscc == unit,
        Account.disabled.is_(False),
    )
    is_office = session.scalar(select(office)) or False
    return [*session.scalars(groups), *([LEADING_GROUP] if is_office else [])]


def ready_cases(session: Session, groups: Sequence[str]) -> list[ReadyCase]:
    """The cases of these groups that can go on an agenda, by group, the oldest first."""
    passed = exists().where(CaseReview.case_id == Case.id, CaseReview.passed)
    wanted = select(Case).where(Case.state == CaseState.READY, Case.special_group.in_(groups), passed)
    loaded = (
        selectinload(Case.items).joinedload(CaseItem.listed).lazyload("*"),
        joinedload(Case.unit).lazyload("*"),
        BARE,
    )
    found = session.scalars(wanted.options(*loaded).order_by(Case.special_group, Case.id)).unique()
    return [
        ReadyCase(
            id=case.public_id,
            number=case.number,
            subject=case.subject_name,
            polarity=case.polarity,
            term_months=case.term_months,
            items=[item.listed.title for item in case.items],
            group=case.special_group,
            unit=case.unit.name,
        )
        for case in found
    ]


def for_special_session(session: Session, groups: Sequence[str]) -> int:
    """How many ready cases touch these groups and others too: the leading group's office convenes on them."""
    touching = exists().where(CaseItem.case_id == Case.id, CaseItem.special_group.in_(groups))
    passed = exists().where(CaseReview.case_id == Case.id, CaseReview.passed)
    counted = select(func.count()).where(
        Case.state == CaseState.READY, Case.special_group == LEADING_GROUP, passed, touching
    )
    return session.scalar(counted) or 0


def case_of(session: Session, groups: Sequence[str], key: str) -> Case:
    """The case with that public id or number, if it belongs to one of these groups.

    Raises:
        NotFound: there is none, or it is another group's, which looks the same.
    """
    case = find_case(session, key)
    if case.special_group not in groups:
        raise NotFound("kernel.not_found", what=word("thing", "case"), key=key)
    return case


def rooms_at(
    session: Session, starts_at: datetime, ends_at: datetime, but: int | None = None
) -> list[RoomAtHand]:
    """Every room by name, and which meeting has it at some time.

    Args:
        but: the id of a meeting that does not count: it is to be moved.
    """
    taken = select(Meeting.room_id, Meeting.number).where(
        Meeting.state.in_(AHEAD),
        Meeting.starts_at < ends_at,
        Meeting.ends_at > starts_at,
        Meeting.id.is_distinct_from(but),
        Meeting.room_id.is_not(None),
    )
    by_room = dict(session.execute(taken).all())
    rooms = session.execute(select(Room.id, Room.name).order_by(Room.name))
    return [RoomAtHand(name, by_room.get(room)) for room, name in rooms]


def room_names(session: Session) -> list[RoomAtHand]:
    """Every room by name, as long as no time is known."""
    return [RoomAtHand(name, None) for name in session.scalars(select(Room.name).order_by(Room.name))]


def officers(session: Session, role: Role, unit: str) -> list[Officer]:
    """Who can be named for a role, those of the unit first."""
    holders = (
        select(Account.name, Account.display_name, Unit.name.label("unit"), Account.unit_uscc)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .join(Unit, Unit.uscc == Account.unit_uscc)
        .where(AccountRole.role == role, Account.disabled.is_(False))
        .order_by(Account.display_name)
    )
    found = sorted(session.execute(holders), key=lambda row: row.unit_uscc != unit)
    return [Officer(row.name, row.display_name, row.unit) for row in found]
