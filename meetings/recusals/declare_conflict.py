"""Chairs, unit representatives and invited experts declare a conflict 申报利害关系 before they act."""

from sqlalchemy import select

from experts.declare import declare as declare_expert
from experts.models import Expert
from experts.record import Relation
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, NotFound
from kernel.messages import word
from kernel.roles import By, Role, authorize
from kernel.text import clean
from ledger.record import record
from meetings.models import Invitation, OfficialDeclaration

GROUNDS = ("R01", "R02", "R03", "R04", "R05")
"""What an official declares; nobody keeps a history of an official's employers, so that R01 is among them."""


def declare(act: Act, relation: Relation) -> None:
    """Enter a relation that the actor declares; it bars from items that concern the party, at once.

    An expert's goes into the register and counts in every later pool as well.

    Raises:
        InputError: an unknown ground, days in the wrong order or to come, or a part that is empty.
        Refused: the expert has left the register, or declared it already.
    """
    by = authorize(act.actor, "conflicts.declare")
    if by.role == Role.EXPERT:
        declare_expert(act, _invited(act, by), relation)
        return
    _check(act, relation)
    declared = OfficialDeclaration(
        account=by.public_id,
        ground=relation.ground,
        party_uscc=relation.party_uscc,
        party_name=clean("party", relation.party_name),
        relation=clean("relation", relation.relation),
        begins=relation.begins,
        ends=relation.ends,
        at=act.clock.now(),
    )
    act.session.add(declared)
    act.session.flush()
    facts = {"account": by.public_id, "ground": declared.ground}
    record(act, by, "official.declared", by.public_id, facts, idem=str(declared.id))


def _check(act: Act, relation: Relation) -> None:
    if relation.ground not in GROUNDS:
        grounds = "、".join(f"{ground}（{word('reason', ground)}）" for ground in GROUNDS)
        raise InputError("recusals.unknown_ground", ground=relation.ground, grounds=grounds)
    begins, ends = relation.begins, relation.ends
    if begins > local(act.clock.now()).date() or (ends is not None and ends < begins):
        raise InputError("recusals.bad_days", begins=begins, ends=ends or "—")


def _invited(act: Act, by: By) -> str:
    expert = select(Expert.public_id).join(Invitation, Invitation.expert_id == Expert.id)
    found = act.session.scalar(expert.where(Invitation.public_id == by.public_id))
    if found is None:
        raise NotFound("invitations.no_such_code")
    return found
