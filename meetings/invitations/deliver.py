"""The outbox becomes mail: composed here from sealed rows, so that no list shows who was drawn."""

import hashlib
from pathlib import Path

from sqlalchemy import select

from kernel.act import Act
from kernel.messages import word
from kernel.outbox import OutboxMessage, next_waiting
from kernel.roles import authorize
from kernel.units import Unit
from meetings.convening.notice_mail import NoticeFacts, compose_notice
from meetings.convening.unit_notice import PAPER, revision_of
from meetings.invitations.answer_clock import answer_deadline
from meetings.invitations.invitation_facts import Sender, invitation_facts
from meetings.invitations.invitation_mail import compose
from meetings.invitations.itip import EventFacts, Mailbox, Method, calendar_object
from meetings.models import Invitation, InvitationState, Meeting, MeetingChange, MeetingState, MeetingUnit
from panel.models import Draw
from panel.views import Looked, log_view

FILES = {  # what the files of each kind of message are called
    "invitation.request": "request",
    "invitation.cancel": "cancel",
    "unit.request": "notice",
    "unit.cancel": "notice-cancelled",
}


def deliver_next(act: Act, folder: Path, sender: Sender) -> str | None:
    """Put the oldest waiting mail into `folder` as `.eml`, its calendar object beside it as `.ics`.

    Written before the row is marked sent: a crash in between writes the same bytes again, under the
    same Message-ID. What was overtaken meanwhile is passed over. The time to answer an invitation runs from
    its delivery.

    Returns:
        The name of the files without their endings, or None when nothing waits.
    """
    authorize(act.actor, "invitations.deliver")
    while (message := next_waiting(act.session)) is not None:
        room, _, kind = message.kind.partition(".")
        method = Method(kind.upper())
        written = (_to_expert if room == "invitation" else _to_unit)(act, message, method, sender)
        message.sent_at = act.clock.now()
        act.session.flush()
        if written is not None:
            name = f"{message.id:05d}-{FILES[message.kind]}"  # names neither expert nor tag
            mail, facts = written
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.eml").write_bytes(mail)
            (folder / f"{name}.ics").write_bytes(calendar_object(facts, method, act.clock.now()))
            return name
    return None


def _to_expert(
    act: Act, message: OutboxMessage, method: Method, sender: Sender
) -> tuple[bytes, EventFacts] | None:
    """The mail of an invitation; None for a request to somebody who has left or is asked again."""
    content, now = message.content, act.clock.now()
    found = select(Invitation).where(Invitation.public_id == content["invitation"])
    invitation = act.session.scalars(found).one()
    overtaken = content["sequence"] < invitation.sequence or invitation.state == InvitationState.GONE
    if method is Method.REQUEST and overtaken:
        return None
    draw = act.session.get_one(Draw, invitation.draw_id)
    told = _as_told(act, invitation.meeting, content["told"])
    answer_by = invitation.answer_by or answer_deadline(now, draw.answer_hours)
    facts = invitation_facts(act.session, act.vault, invitation, sender, told, answer_by, content["sequence"])
    mail = compose(facts, method, now)
    by = authorize(act.actor, "invitations.deliver")
    log_view(act, by, draw, Looked.NAMES, word("purpose", "invitation"))
    if method is Method.REQUEST:
        invitation.delivered_at, invitation.answer_by = now, answer_by
        invitation.evidence = hashlib.sha256(mail).hexdigest()
    return mail, facts


def _as_told(act: Act, meeting: Meeting, sequence: int) -> MeetingChange | None:
    """The change that ended the time and place of that sequence; None if they still hold."""
    ended = select(MeetingChange).where(
        MeetingChange.meeting_id == meeting.id, MeetingChange.sequence > sequence
    )
    return act.session.scalars(ended.order_by(MeetingChange.sequence).limit(1)).first()


def _to_unit(
    act: Act, message: OutboxMessage, method: Method, sender: Sender
) -> tuple[bytes, EventFacts] | None:
    """The notice to a unit; None where a newer one follows, or the unit has no address any more."""
    content = message.content
    meeting = act.session.scalars(select(Meeting).where(Meeting.public_id == content["meeting"])).one()
    unit = act.session.get_one(Unit, content["unit"])
    told = (content["sequence"], content["revision"])
    overtaken = (
        told < (meeting.sequence, revision_of(act.session, meeting))
        or meeting.state == MeetingState.CANCELLED
    )
    if method is Method.REQUEST and overtaken:
        return None
    if unit.email is None:
        act.session.get_one(MeetingUnit, (meeting.id, unit.uscc)).noticed = PAPER
        return None
    facts = NoticeFacts(
        meeting=meeting.public_id,
        unit=unit.uscc,
        host=sender.host,
        sequence=content["sequence"],
        revision=content["revision"],
        title=meeting.title,
        number=meeting.number,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        contact=meeting.contact,
        cases=tuple(item.case.number for item in meeting.agenda),
        organizer=sender.mailbox,
        attendee=Mailbox(unit.name, unit.email),
    )
    return compose_notice(facts, method, act.clock.now()), facts
