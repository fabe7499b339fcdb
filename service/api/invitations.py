"""Invitations 邀请 to a meeting: seats and answers, in codes; nobody's name is among them."""

from datetime import datetime

from apiflask import APIBlueprint
from pydantic import Field
from sqlalchemy import select

from kernel.paging import sliced
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.drawing.within import meeting_within
from meetings.models import Invitation
from meetings.queries import BARE
from service.api.shapes import Listing, Page, Shown

api = APIBlueprint("invitations", __name__)


class InvitationShown(Shown):
    """A seat offered to somebody, known by the code `tag`."""

    id: str = Field(validation_alias="public_id")
    tag: str
    state: str
    invited_at: datetime
    delivered_at: datetime | None
    answer_by: datetime | None
    answered_at: datetime | None


@api.get("/meetings/<id:meeting>/invitations")
@may("invitations.read")
@api.input(Listing, location="query")
@api.output(Page[InvitationShown])
def listed(meeting: str, query_data: Listing) -> Page[InvitationShown]:
    """The invitations to a meeting, the oldest first."""
    with desk().database.reading() as session:
        of = meeting_within(session, actor(), "invitations.read", meeting)
        wanted = select(Invitation).where(Invitation.meeting_id == of.id).options(BARE)
        found = sliced(session, wanted, [Invitation.id], query_data.cursor)
    return Page[InvitationShown].of(found, InvitationShown.model_validate)
