"""What an expert sees and says in person 专家本人, by a personal code: of any invitation, or the expert's own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from experts.card import ExpertCard, show_expert
from experts.confirm import Workplace, confirm
from experts.evaluate import comment
from experts.life_models import ExpertConfirmation, ExpertEvaluation
from experts.models import Expert, ExpertLeaf
from experts.own_code import holder
from experts.record import Relation
from kernel.act import Act
from kernel.errors import NotFound
from kernel.roles import Actor, Role, authorize
from kernel.vault import Vault
from meetings.invitations.invite import find_by_code
from meetings.models import Invitation, Meeting
from panel.draw.documents import Leaf
from panel.openings import OwnDraw, OwnLine, own_draws, own_lines
from panel.panels import find_draw


@dataclass(frozen=True, slots=True)
class OwnLeaf:
    """The commitment to one's record as it is now, 64 hex digits, and what opens it (draw-protocol §2)."""

    leaf: str
    opening: Leaf


def person(session: Session, vault: Vault, code: str) -> Expert:
    """Whoever holds a personal code.

    Raises:
        NotFound: the code opens nothing; the same answer whether the id or the secret is wrong.
    """
    own = holder(session, vault, code)
    return own or session.get_one(Expert, find_by_code(session, vault, code).expert_id)


def in_person(session: Session, vault: Vault, code: str) -> Actor:
    """Whoever holds a personal code, as an actor."""
    found = person(session, vault, code)
    return Actor(found.public_id, f"专家{found.public_id[:8]}", frozenset({Role.EXPERT}))


def own_card(session: Session, vault: Vault, holder: Expert) -> ExpertCard:
    """The expert's own record, with history, declarations and evaluations."""
    return show_expert(session, vault, holder.public_id)


def own_leaf(session: Session, holder: Expert) -> OwnLeaf:
    """What opens the commitment to one's own record, at any time.

    Raises:
        NotFound: the expert has left the register.
    """
    current = select(ExpertLeaf).where(
        ExpertLeaf.expert_id == (holder.merged_into or holder.id), ExpertLeaf.is_current.is_(True)
    )
    found = session.scalar(current)
    if found is None:
        raise NotFound("experts.unknown", id=holder.public_id)
    return OwnLeaf(found.leaf, json.loads(found.opening))


def draws_of(session: Session, holder: Expert) -> Sequence[OwnDraw]:
    """The draws in whose pools one was, excluded or not, once they are over."""
    return own_draws(session, _records(session, holder))


def own_line(act: Act, draw: str) -> Sequence[OwnLine]:
    """One's own line in a draw that is over; raises as `panel.openings.own_lines`, and NotFound for no draw."""
    by = authorize(act.actor, "experts.speak")
    return own_lines(act, by, find_draw(act.session, draw), _records(act.session, _own(act)))


def comment_own(act: Act, meeting: Meeting, text: str) -> ExpertEvaluation:
    """What the expert says to the own evaluation in a meeting; raises as `experts.evaluate.comment`."""
    return comment(act, _own(act).id, meeting.public_id, text)


def confirm_own(act: Act, changed: Workplace | None, relations: Sequence[Relation]) -> ExpertConfirmation:
    """The expert's own yearly confirmation; raises as `experts.confirm.confirm`."""
    return confirm(act, _own(act).public_id, changed=changed, relations=relations)


def _own(act: Act) -> Expert:
    """The expert behind the actor whom `in_person` or `invite.expert_with` found."""
    by = authorize(act.actor, "experts.speak")
    invited = select(Invitation.expert_id).where(Invitation.public_id == by.public_id)
    expert = act.session.scalar(
        select(Expert).where(or_(Expert.public_id == by.public_id, Expert.id.in_(invited)))
    )
    if expert is None:
        raise NotFound("invitations.no_such_code")
    return expert


def _records(session: Session, expert: Expert) -> Sequence[int]:
    """The internal ids of the person's record and of all that were merged into it."""
    kept = expert.merged_into or expert.id
    same = select(Expert.id).where(or_(Expert.id == kept, Expert.merged_into == kept))
    return session.scalars(same).all()
