"""An expert gives the written opinion 专家意见书 on an agenda item."""

import hashlib

from sqlalchemy import select

from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings.models import AgendaItem, Invitation, InvitationState, MeetingState, Opinion


def give_opinion(act: Act, item: AgendaItem, *, agrees: bool, reasons: str) -> Opinion:
    """Record an opinion, once for each expert and item; its digest is on the ledger.

    Args:
        agrees: whether the expert agrees with what is proposed.
        reasons: facts, evidence, law, catalogue, measures and term, in the expert's words.

    Raises:
        NotFound: the expert does not sit in this meeting.
        Refused: not in session, recused from the item, or given already.
        InputError: no reasons.
    """
    by = authorize(act.actor, "votes.opine")
    invitation = act.session.scalar(select(Invitation).where(Invitation.public_id == by.public_id))
    if (
        invitation is None
        or invitation.state != InvitationState.ACCEPTED
        or invitation.meeting_id != item.meeting_id
    ):
        raise NotFound("votes.no_seat", name=act.actor.name)
    hold(act.session, item)
    if item.meeting.state != MeetingState.IN_SESSION:
        raise Refused("votes.not_in_session", meeting=item.meeting.number)
    if any(recusal.ref == invitation.tag for recusal in item.recusals):
        raise Refused("votes.recused", slot=invitation.tag[:8])
    if act.session.get(Opinion, (item.id, invitation.tag)):
        raise Refused("votes.opinion_given")
    opinion = Opinion(
        item_id=item.id,
        tag=invitation.tag,
        agrees=agrees,
        reasons=clean("reasons", reasons),
        given_at=act.clock.now(),
    )
    act.session.add(opinion)
    act.session.flush()
    digest = hashlib.sha256(opinion.reasons.encode()).hexdigest()
    facts = {"agrees": agrees, "item": item.public_id, "sha256": digest, "tag": invitation.tag}
    record(act, by, "opinion.sealed", item.public_id, facts, idem=invitation.tag)
    return opinion
