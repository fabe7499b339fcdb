"""Recusal 回避 from one agenda item: declared and entered by the chair, or found when the vote is opened."""

from sqlalchemy import select

from kernel.act import Act
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import hold
from kernel.messages import word
from kernel.roles import By, Role, authorize
from kernel.text import clean
from ledger.record import record
from meetings.convening.officers import refuse_others
from meetings.models import AgendaItem, ItemRecusal, Vote
from meetings.recusals.recusal import reason_words, recusals_for
from panel.panels import seated


def recuse(act: Act, item: AgendaItem, *, unit: str | None, tag: str | None, reason: str) -> ItemRecusal:
    """Record that a unit or an expert takes no part in one item; it leaves numerator and denominator.

    Raises:
        InputError: not exactly one of unit and tag.
        NotAllowed: not the meeting's chair.
        NotFound: whoever it is does not sit in this meeting.
        Refused: the vote on the item has been opened; recused already.
    """
    by = authorize(act.actor, "meetings.recuse")
    refuse_others(by, item.meeting, Role.CHAIR)
    if (unit is None) == (tag is None):
        raise InputError("meetings.recuse_whom")
    hold(act.session, item)
    if act.session.scalar(select(Vote.id).where(Vote.item_id == item.id)):
        raise Refused("meetings.vote_opened", item=item.position)
    kind, ref = ("unit", unit) if unit else ("expert", str(tag))
    tags = {holder.tag for holder in seated(act.session, item.meeting.public_id)}
    units = {summoned.uscc for summoned in item.meeting.units}
    if ref not in (units if kind == "unit" else tags):
        raise NotFound("kernel.not_found", what=word("thing", "unit" if kind == "unit" else "tag"), key=ref)
    if act.session.get(ItemRecusal, (item.id, kind, ref)):
        raise Refused("meetings.recused_already")
    recusal = _enter(act, by, item, kind, str(ref), clean("reason", reason))
    act.session.refresh(item)
    return recusal


def recuse_barred(act: Act, by: By, item: AgendaItem) -> list[ItemRecusal]:
    """Enter the recusal of every sitting expert who has a ground, R01 to R09, in the case of this item.

    Whoever opens the vote calls this first: what became known after the freeze still counts. Those whose
    recusal stands already are left as they are.
    """
    recused = {recusal.ref for recusal in item.recusals}
    holders = seated(act.session, item.meeting.public_id)
    experts = {holder.expert_id: holder.tag for holder in holders if holder.tag not in recused}
    found = recusals_for(act.session, item, experts)
    made = [
        _enter(act, by, item, "expert", experts[expert_id], reason_words(held))
        for expert_id, held in sorted(found.items())
    ]
    act.session.refresh(item)
    return made


def _enter(act: Act, by: By, item: AgendaItem, kind: str, ref: str, reason: str) -> ItemRecusal:
    recusal = ItemRecusal(item_id=item.id, kind=kind, ref=ref, reason=reason)
    act.session.add(recusal)
    act.session.flush()
    facts = {"item": item.public_id, "kind": kind, "ref": ref}
    record(act, by, "item.recused", item.public_id, facts, idem=f"{kind}/{ref}")
    return recusal
