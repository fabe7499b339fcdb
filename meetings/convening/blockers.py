"""What closes each step of a meeting, and the one act that opens it 受阻原因. Pure."""

from collections.abc import Iterator
from datetime import datetime

from kernel.clock import local
from kernel.roles import Role
from meetings.convening.standing import DrawStanding, Standing
from meetings.convening.steps import Blocker, Gate, Place, Said, say
from meetings.models import DecisionState, FilingState, MeetingState, VoteState
from panel.models import DrawState

Closed = tuple[list[Blocker], Gate]


def before_draw(standing: Standing, now: datetime) -> Closed:
    """What keeps a panel from being drawn."""
    draw = standing.draw
    if draw is not None and draw.under_way:
        blockers = list(_ceremony(draw))
        roles = {blocker.who for blocker in blockers} - {None} or {Role.CONVENER, Role.SUPERVISOR}
        return blockers, _gate(
            "meetings.do_ceremony", "meetings.then_ceremony", Place.DRAW, roles, is_open=True
        )
    blockers = list(_before_freeze(standing, now))
    why = "meetings.then_not_yet" if blockers else "meetings.then_frozen"
    return blockers, _gate("meetings.do_freeze", why, Place.DRAW, {Role.CONVENER}, is_open=not blockers)


def _before_freeze(standing: Standing, now: datetime) -> Iterator[Blocker]:
    draw = standing.draw
    if now > standing.draw_until:
        late = say("meetings.draw_late", until=standing.draw_until)
        yield Blocker(say("meetings.draw_late_title"), late, Role.CONVENER, standing.starts_at, Place.MEETING)
    elif standing.draw_from and local(now).date() < standing.draw_from:
        early = say("meetings.draw_early", day=standing.draw_from)
        yield Blocker(say("meetings.draw_early_title"), early, by=standing.draw_from)
    if draw is not None and draw.state == DrawState.VOID and draw.plan_out and not draw.approved:
        void = say("meetings.draw_void")
        yield Blocker(say("meetings.draw_void_title"), void, Role.OFFICE, standing.draw_until, Place.DRAW)


def _ceremony(draw: DrawStanding) -> Iterator[Blocker]:
    parties = (Role.CONVENER, Role.SUPERVISOR)
    if draw.state == DrawState.FROZEN:
        for role in parties:
            if role not in draw.committed:
                what, why = say("meetings.no_commitment_title"), say("meetings.no_commitment")
                yield Blocker(what, why, role, draw.reveal_by, Place.DRAW)
    elif draw.state == DrawState.COMMITTED:
        what, why = say("meetings.no_plan_title"), say("meetings.no_plan")
        yield Blocker(what, why, Role.CONVENER, draw.reveal_by, Place.DRAW)
    elif draw.state == DrawState.PLANNED:
        for role in parties:
            if role not in draw.revealed:
                what, why = say("meetings.no_secret_title"), say("meetings.no_secret", until=draw.reveal_by)
                yield Blocker(what, why, role, draw.reveal_by, Place.DRAW)
    else:
        yield Blocker(say("meetings.no_beacon_title"), say("meetings.no_beacon"), place=Place.DRAW)


def before_invite(standing: Standing, _: datetime) -> Closed:
    """What keeps a panel from being complete."""
    blockers = [*_invitations(standing)]
    if standing.uninvited:
        gate = _gate(
            "meetings.do_invite", "meetings.then_invited", Place.INVITATIONS, {Role.CONVENER}, is_open=True
        )
    elif standing.draw is not None and standing.draw.under_way:
        roles = {Role.CONVENER, Role.SUPERVISOR}
        gate = _gate("meetings.do_ceremony", "meetings.then_ceremony", Place.DRAW, roles, is_open=True)
    elif standing.open_seats:
        gate = _gate(
            "meetings.do_supplement", "meetings.then_supplement", Place.DRAW, {Role.CONVENER}, is_open=True
        )
    else:
        gate = _gate(
            "meetings.do_watch", "meetings.then_watch", Place.INVITATIONS, {Role.CONVENER}, is_open=True
        )
    return blockers, gate


def _invitations(standing: Standing) -> Iterator[Blocker]:
    answers = standing.answers
    if standing.uninvited:
        what, why = say("meetings.uninvited_title", n=standing.uninvited), say("meetings.uninvited")
        yield Blocker(what, why, Role.CONVENER, standing.draw_until, Place.INVITATIONS)
    if standing.draw is not None and standing.draw.under_way:
        yield from _ceremony(standing.draw)
    elif standing.open_seats:
        what, why = say("meetings.seats_open_title", n=standing.open_seats), say("meetings.seats_open")
        yield Blocker(what, why, Role.CONVENER, standing.draw_until, Place.DRAW)
    if answers.late:
        what, why = say("meetings.late_title", n=answers.late), say("meetings.late")
        yield Blocker(what, why, Role.CONVENER, place=Place.INVITATIONS)
    if answers.unsent:
        what, why = say("meetings.unsent_title", n=answers.unsent), say("meetings.unsent")
        yield Blocker(what, why, place=Place.INVITATIONS)
    if rest := answers.outstanding - answers.unsent - answers.late:
        what, why = say("meetings.unanswered_title", n=rest), say("meetings.unanswered")
        yield Blocker(what, why, Role.EXPERT, answers.next_by, Place.INVITATIONS)


def before_meet(standing: Standing, now: datetime) -> Closed:
    """What keeps a meeting from being held."""
    if standing.state == MeetingState.IN_SESSION:
        return _in_session(standing)
    if now < standing.doors_at:
        early = Blocker(
            say("meetings.doors_title"), say("meetings.doors", at=standing.doors_at), by=standing.doors_at
        )
        who = {Role.RECORDER}
        return [early], _gate("meetings.do_door", "meetings.then_doors", Place.DOOR, who, is_open=False)
    absent = standing.answers.accepted - standing.answers.here
    if absent > 0:
        what, why = say("meetings.absent_title", n=absent), say("meetings.absent")
        missing = Blocker(what, why, Role.RECORDER, standing.starts_at, Place.DOOR)
        who = {Role.RECORDER}
        return [missing], _gate("meetings.do_door", "meetings.then_door", Place.DOOR, who, is_open=True)
    sealed = Blocker(
        say("meetings.sealed_title"),
        say("meetings.sealed"),
        Role.SUPERVISOR,
        standing.starts_at,
        Place.SESSION,
    )
    who = {Role.SUPERVISOR}
    return [sealed], _gate("meetings.do_unseal", "meetings.then_unsealed", Place.SESSION, who, is_open=True)


def _in_session(standing: Standing) -> Closed:
    left = sum(item.vote != VoteState.CLOSED for item in standing.items)
    if left:
        what, why = say("meetings.votes_left_title", n=left), say("meetings.votes_left")
        blocker = Blocker(what, why, Role.CHAIR, place=Place.SESSION)
    else:
        what, why = say("meetings.not_closed_title"), say("meetings.not_closed")
        blocker = Blocker(what, why, Role.RECORDER, place=Place.SESSION)
    who = {Role.CHAIR, Role.RECORDER, Role.SUPERVISOR}
    return [blocker], _gate("meetings.do_session", "meetings.then_session", Place.SESSION, who, is_open=True)


_NEXT_OF_DECISION: dict[str | None, tuple[Role, str]] = {
    None: (Role.CONVENER, "meetings.to_draft"),
    DecisionState.DRAFT: (Role.LEGAL_REVIEWER, "meetings.to_review"),
    DecisionState.RETURNED: (Role.CONVENER, "meetings.to_redraft"),
    DecisionState.REVIEWED: (Role.SIGNING_LEADER, "meetings.to_sign"),
    DecisionState.SIGNED: (Role.SEAL_KEEPER, "meetings.to_seal"),
    DecisionState.SEALED: (Role.CONVENER, "meetings.to_issue"),
}
_NEXT_OF_FILING: dict[str | None, tuple[Role, str]] = {
    None: (Role.CONVENER, "meetings.to_send"),
    FilingState.PENDING: (Role.CONVENER, "meetings.to_send"),
    FilingState.SENT: (Role.OFFICE, "meetings.to_receive"),
    FilingState.RECEIVED: (Role.OFFICE, "meetings.to_judge"),
    FilingState.RETURNED: (Role.CONVENER, "meetings.to_mend"),
}


def before_decide(standing: Standing, _: datetime) -> Closed:
    """What keeps decisions from being issued."""
    open_items = [item for item in standing.items if item.determined and not item.is_issued]
    blockers = []
    for state, (who, code) in _NEXT_OF_DECISION.items():
        if count := sum(item.decision == state for item in open_items):
            blockers.append(
                Blocker(say(code, n=count), say("meetings.to_decide"), who, place=Place.DECISIONS)
            )
    roles = {blocker.who for blocker in blockers}
    why = "meetings.then_decided"
    return blockers, _gate("meetings.do_decide", why, Place.DECISIONS, roles, is_open=True)


def before_file(standing: Standing, _: datetime) -> Closed:
    """What keeps decisions from being on file."""
    open_items = [item for item in standing.items if item.determined and not item.is_filed]
    blockers = []
    for state, (who, code) in _NEXT_OF_FILING.items():
        due = [item.filing_due for item in open_items if item.filing == state]
        if due:
            by = min((day for day in due if day), default=None) if who is Role.CONVENER else None
            blockers.append(Blocker(say(code, n=len(due)), say("meetings.to_file"), who, by, Place.FILINGS))
    roles = {blocker.who for blocker in blockers}
    return blockers, _gate("meetings.do_file", "meetings.then_filed", Place.FILINGS, roles, is_open=True)


def _gate(does: str, why: str, place: Place, who: set[Role] | set[Role | None], *, is_open: bool) -> Gate:
    return Gate(Said(does), Said(why), place, frozenset(role for role in who if role), is_open)
