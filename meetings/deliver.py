"""The outbox becomes mail: composed here from sealed rows, so that no list shows who was drawn."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from experts.models import Expert
from experts.personal import unseal
from kernel.act import Act
from kernel.outbox import OutboxMessage, next_waiting
from kernel.roles import authorize
from meetings.answer_clock import answer_deadline
from meetings.invitation_mail import compose
from meetings.invite import personal_code
from meetings.itip import InvitationFacts, Mailbox, Method, calendar_object
from meetings.models import Invitation, InvitationState
from panel.models import Draw


@dataclass(frozen=True, slots=True)
class Sender:
    """Who invites: the office's name and address, and this installation's host name."""

    name: str
    address: str
    host: str


def deliver_next(act: Act, folder: Path, sender: Sender) -> str | None:
    """Put the oldest waiting mail into `folder` as `.eml`, its calendar object beside it as `.ics`.

    Written before the row is marked sent: a crash in between writes the same bytes again, under the
    same Message-ID. The time to answer runs from the delivery.

    Returns:
        The name of the files without their endings, or None when nothing waits.
    """
    authorize(act.actor, "invitations.deliver")
    message = next_waiting(act.session)
    if message is None:
        return None
    invitation = _invitation(act, message)
    method = Method(message.kind.removeprefix("invitation.").upper())
    now = act.clock.now()
    if method is Method.REQUEST and invitation.state == InvitationState.GONE:
        message.sent_at = now  # whoever has left meanwhile is not invited any more
        act.session.flush()
        return deliver_next(act, folder, sender)
    draw = act.session.get_one(Draw, invitation.draw_id)
    answer_by = invitation.answer_by or answer_deadline(now, draw.answer_hours)
    facts = _facts(act, invitation, message.content["sequence"], answer_by, sender)
    mail = compose(facts, method, now)
    name = f"{message.id:05d}-{method.value.lower()}"  # names neither expert nor tag
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.eml").write_bytes(mail)
    (folder / f"{name}.ics").write_bytes(calendar_object(facts, method, now))
    message.sent_at = now
    if method is Method.REQUEST:
        invitation.delivered_at, invitation.answer_by = now, answer_by
        invitation.evidence = hashlib.sha256(mail).hexdigest()
    act.session.flush()
    return name


def _invitation(act: Act, message: OutboxMessage) -> Invitation:
    key = message.content["invitation"]
    return act.session.scalars(select(Invitation).where(Invitation.public_id == key)).one()


def _facts(
    act: Act, invitation: Invitation, sequence: int, answer_by: datetime, sender: Sender
) -> InvitationFacts:
    expert = act.session.get_one(Expert, invitation.expert_id)
    meeting = invitation.meeting
    address = unseal(act.vault, expert.public_id, "email", expert.email)
    return InvitationFacts(
        invitation=invitation.public_id,
        host=sender.host,
        sequence=sequence,
        number=meeting.number,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        answer_by=answer_by,
        place=meeting.place,
        contact=meeting.contact,
        code=personal_code(act.vault, invitation),
        link=None,
        organizer=Mailbox(sender.name, sender.address),
        attendee=Mailbox(expert.name, address),
    )
