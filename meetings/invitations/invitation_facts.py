"""What one invitation says, to a mail or to the expert's own calendar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from experts.models import Expert
from experts.personal import unseal
from kernel.config import Config
from kernel.vault import Vault
from meetings.invitations.invite import personal_code
from meetings.invitations.itip import InvitationFacts, Mailbox
from meetings.models import Invitation, MeetingChange


@dataclass(frozen=True, slots=True)
class Sender:
    """Who invites: the office's name and address, this installation's host name, and its site if it has one."""

    name: str
    address: str
    host: str
    site: str | None = None

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.name, self.address)


def sender_of(config: Config) -> Sender:
    """The office of this installation."""
    return Sender("认定会议办公室", config.mail_from, config.host, config.base_url)


def invitation_facts(
    session: Session,
    vault: Vault,
    invitation: Invitation,
    sender: Sender,
    told: MeetingChange | None,
    answer_by: datetime,
    sequence: int,
) -> InvitationFacts:
    """The facts of one invitation, with its personal link where there is a site.

    Args:
        told: the change that ended the time and place to be named; None if they still hold.
        answer_by: the deadline to be named.
        sequence: the calendar's.
    """
    expert = session.get_one(Expert, invitation.expert_id)
    meeting, code = invitation.meeting, personal_code(vault, invitation)
    return InvitationFacts(
        invitation=invitation.public_id,
        host=sender.host,
        sequence=sequence,
        number=meeting.number,
        starts_at=told.was_starts_at if told else meeting.starts_at,
        ends_at=told.was_ends_at if told else meeting.ends_at,
        answer_by=answer_by,
        place=told.was_place if told else meeting.place,
        contact=meeting.contact,
        code=code,
        link=f"{sender.site}/i/{code}" if sender.site else None,
        organizer=sender.mailbox,
        attendee=Mailbox(expert.name, unseal(vault, expert.public_id, "email", expert.email)),
    )
