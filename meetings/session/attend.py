"""On the day: check-in 签到, unsealing 解密."""

import hmac
import re
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, Role, authorize
from kernel.text import clean
from kernel.vault import Vault
from ledger.record import record
from meetings.convening.officers import refuse_others
from meetings.invitations.invite import DOOR_CODE, door_code, find_by_code, find_by_tag, invited_with
from meetings.models import Attendance, Invitation, InvitationState, Meeting, MeetingState, MeetingUnit
from meetings.models.meeting import MEETING_TRANSITIONS
from panel.models import UNDER_WAY
from panel.panels import SeatHolder, drawn_for, draws_of, names, seated
from panel.views import Looked, log_view

DOORS_OPEN = timedelta(hours=2)
"""How long before the start people can check in (本机关会议规则)."""

_MISREAD = str.maketrans("01", "OI")  # no code has these figures


def check_in_unit(act: Act, meeting: Meeting, uscc: str, person: str) -> MeetingUnit:
    """Record that a summoned unit is represented.

    Raises:
        NotAllowed: the actor does not keep this meeting's record.
        NotFound: the unit is not summoned.
        Refused: outside the hours of the meeting, or checked in already.
    """
    by = keep_door(act, meeting)
    unit = act.session.get(MeetingUnit, (meeting.id, uscc))
    if unit is None:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=uscc)
    _enter(act, by, meeting, ("unit", uscc), clean("person", person))
    facts = {"meeting": meeting.public_id, "unit": uscc}
    record(act, by, "attendance.unit", meeting.public_id, facts, idem=f"{uscc}/{meeting.sequence}")
    return unit


def check_in_expert(act: Act, meeting: Meeting, code: str) -> Invitation:
    """Record that the holder of a check-in code, or of a personal code, has come.

    Raises:
        NotAllowed: the actor does not keep this meeting's record.
        NotFound: the code opens nothing in this meeting.
        Refused: the invitation was not accepted, the hours are wrong, or checked in already.
    """
    by = keep_door(act, meeting)
    return _admit(act, by, meeting, at_door(act.session, act.vault, meeting, code), {})


def check_in_by_hand(act: Act, meeting: Meeting, tag: str) -> Invitation:
    """Record that an expert has come who has no code at hand and has shown an identity document instead.

    Raises:
        NotFound: nobody with that tag is invited.
        NotAllowed, Refused: as `check_in_expert`.
    """
    by = keep_door(act, meeting)
    return _admit(act, by, meeting, invited_with(act.session, meeting, tag), {"by_hand": True})


def keep_door(act: Act, meeting: Meeting) -> By:
    """In which role the actor keeps the door of this meeting; raises NotAllowed for others."""
    by = authorize(act.actor, "meetings.check_in")
    refuse_others(by, meeting, Role.RECORDER)
    return by


def at_door(session: Session, vault: Vault, meeting: Meeting, code: str) -> Invitation:
    """The invitation to a meeting that a code belongs to, as it is read aloud, typed or scanned.

    Raises:
        NotFound: none in this meeting.
    """
    typed = re.sub(r"[\s-]", "", code).upper().translate(_MISREAD)
    if len(typed) == DOOR_CODE:
        wanted = select(Invitation).where(Invitation.meeting_id == meeting.id)
        for invitation in session.scalars(wanted.options(lazyload("*"))):
            if hmac.compare_digest(door_code(vault, invitation).encode(), typed.encode()):
                return invitation
        raise NotFound("invitations.no_such_code")
    invitation = find_by_code(session, vault, code)
    if invitation.meeting_id != meeting.id:
        raise NotFound("invitations.no_such_code")
    return invitation


def _admit(
    act: Act, by: By, meeting: Meeting, invitation: Invitation, more: Mapping[str, object]
) -> Invitation:
    if invitation.state != InvitationState.ACCEPTED:
        raise Refused("meetings.not_accepted", tag=invitation.tag[:8])
    _enter(act, by, meeting, ("expert", invitation.tag), None)
    facts = {"meeting": meeting.public_id, "tag": invitation.tag, **more}
    idem = f"{invitation.tag}/{meeting.sequence}"
    record(act, by, "attendance.expert", meeting.public_id, facts, idem=idem)
    return invitation


def _enter(act: Act, by: By, meeting: Meeting, who: tuple[str, str], person: str | None) -> None:
    now = act.clock.now()
    if not meeting.starts_at - DOORS_OPEN <= now < meeting.ends_at:
        raise Refused("meetings.doors_closed", meeting=meeting.number)
    hold(act.session, meeting)
    if who in present(act, meeting):
        raise Refused("meetings.here_already")
    kind, ref = who
    entry = Attendance(
        meeting_id=meeting.id, kind=kind, ref=ref, person=person, at=now, entered_by=by.public_id
    )
    act.session.add(entry)
    act.session.flush()


def present(act: Act, meeting: Meeting) -> set[tuple[str, str]]:
    """Who has checked in: (kind, unit code or tag)."""
    rows = act.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id))
    return {(row.kind, row.ref) for row in rows}


def unseal(act: Act, meeting: Meeting) -> list[str]:
    """Open the experts' names, in seat order, once everybody who accepted has checked in.

    A successor who was called too late to answer keeps the own name; so do seats that stay open. Until
    then the convener sees codes only; who unsealed and when is on the ledger.

    Raises:
        Refused: somebody who accepted has not come (to be marked absent first), a supplement is on its way, or
            wrong order.
    """
    by = authorize(act.actor, "meetings.unseal")
    here = {ref for kind, ref in present(act, meeting) if kind == "expert"}
    holders = seated(act.session, meeting.public_id)
    tags = [holder.tag for holder in holders if holder.tag in here]
    missing = [holder.tag for holder in holders if holder.tag not in here and _accepted(act, holder)]
    if missing:
        raise Refused("meetings.not_all_here", tags="、".join(tag[:8] for tag in missing))
    if any(draw.state in UNDER_WAY for draw in draws_of(act.session, meeting.public_id)):
        raise Refused("draw.supplement_under_way")
    draws = drawn_for(act.session, meeting.public_id)
    move(act.session, meeting, MeetingState.IN_SESSION, MEETING_TRANSITIONS, meeting.number)
    meeting.unsealed_at, meeting.unsealed_by = act.clock.now(), by.public_id
    act.session.flush()
    facts = {"meeting": meeting.public_id, "draws": [draw.public_id for draw in draws], "tags": tags}
    record(act, by, "names.unsealed", meeting.public_id, facts)
    for draw in draws:
        log_view(act, by, draw, Looked.NAMES, word("purpose", "unsealing"))
    known = names(act.session, draws)
    return [known[tag] for tag in tags]


def _accepted(act: Act, holder: SeatHolder) -> bool:
    return find_by_tag(act.session, holder.draw, holder.tag).state == InvitationState.ACCEPTED
