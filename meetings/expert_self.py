"""What an expert sees and says in person 专家本人, by the personal code of any invitation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.card import ExpertCard, show_expert
from experts.confirm import Workplace, confirm
from experts.evaluate import comment
from experts.life_models import ExpertConfirmation, ExpertEvaluation
from experts.models import Expert
from experts.record import Relation
from kernel.act import Act
from kernel.errors import NotFound
from kernel.roles import authorize
from kernel.vault import Vault
from meetings.invite import find_by_code
from meetings.models import Invitation, Meeting


def own_card(session: Session, vault: Vault, code: str) -> ExpertCard:
    """The own record of whoever holds a personal code, with history, declarations and evaluations.

    Raises:
        NotFound: the code opens nothing.
    """
    expert = session.get_one(Expert, find_by_code(session, vault, code).expert_id)
    return show_expert(session, vault, expert.public_id)


def comment_own(act: Act, meeting: Meeting, text: str) -> ExpertEvaluation:
    """What the expert says to the own evaluation in a meeting; raises as `experts.evaluate.comment`."""
    return comment(act, _own(act).id, meeting.public_id, text)


def confirm_own(act: Act, changed: Workplace | None, relations: Sequence[Relation]) -> ExpertConfirmation:
    """The expert's own yearly confirmation; raises as `experts.confirm.confirm`."""
    return confirm(act, _own(act).public_id, changed=changed, relations=relations)


def _own(act: Act) -> Expert:
    """The expert behind the actor whom `invite.expert_with` found."""
    by = authorize(act.actor, "experts.speak")
    invited = select(Expert).join(Invitation, Invitation.expert_id == Expert.id)
    expert = act.session.scalar(invited.where(Invitation.public_id == by.public_id))
    if expert is None:
        raise NotFound("invitations.no_such_code")
    return expert
