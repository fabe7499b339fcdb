"""Recusal 回避: which experts may not sit in a meeting, or in one of its items, and why.

The rules are `experts.eligibility`; here stands what they need to know.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.eligibility import RECUSALS, Ground, Occasion, grounds
from experts.models import Expert
from experts.parties import Parties
from experts.standings import annals, standings
from kernel.act import Act
from kernel.clock import local
from kernel.messages import word
from meetings.models import AgendaItem, Case, Challenge, ChallengeState, Meeting
from meetings.recusals.parties import parties
from meetings.recusals.sittings import earlier_sitters, sittings
from panel.assess import Bars

Grounds = tuple[Ground, ...]


def parties_of(act: Act, meeting: Meeting) -> Parties:
    """Everybody whom the agenda of a meeting concerns, and the units of everybody who may supervise."""
    return parties(act.session, _cases(meeting))


def bars_of(act: Act, meeting: Meeting) -> Bars:
    """What the experts of a meeting are judged by, as it is known now."""
    return _bars(act.session, meeting, _cases(meeting), local(meeting.starts_at).date())


def reasons_for(act: Act, meeting: Meeting, expert_ids: Collection[int], on: date) -> dict[int, Grounds]:
    """Why these experts may not sit in a meeting, judged by what is known now.

    Args:
        meeting: with the time that it has now, or will have; the seats that its own experts hold in it do
            not count against them.
        expert_ids: internal ids, also of those who have left the register.
        on: its day in Shanghai.

    Returns:
        Only those who may not, with every ground in the protocol's order.
    """
    return _held(act.session, _bars(act.session, meeting, _cases(meeting), on), expert_ids)


def recusals_for(session: Session, item: AgendaItem, expert_ids: Collection[int]) -> dict[int, Grounds]:
    """Which of these experts have a ground of recusal, R01 to R09, in the case of one item."""
    on = local(item.meeting.starts_at).date()
    found = _held(session, _bars(session, item.meeting, [item.case], on), expert_ids)
    only = {
        expert_id: tuple(ground for ground in held if ground.reason in RECUSALS)
        for expert_id, held in found.items()
    }
    return {expert_id: held for expert_id, held in only.items() if held}


def reason_words(held: Iterable[Ground]) -> str:
    """The reasons in words, each once."""
    return "、".join(dict.fromkeys(word("reason", ground.reason) for ground in held))


def _cases(meeting: Meeting) -> list[Case]:
    return [item.case for item in meeting.agenda]


def _held(session: Session, bars: Bars, expert_ids: Collection[int]) -> dict[int, Grounds]:
    known = standings(session, expert_ids, bars.known)
    found = {id_: grounds(standing, bars.parties, bars.occasion) for id_, standing in known.items()}
    return {expert_id: held for expert_id, held in found.items() if held}


def _bars(session: Session, meeting: Meeting, cases: Sequence[Case], on: date) -> Bars:
    concerned = parties(session, cases)
    known = annals(
        session,
        concerned,
        on,
        sittings=sittings(session, meeting),
        challenges=_challenged_experts(session, cases),
        determined=earlier_sitters(session, cases, besides=meeting),
    )
    return Bars(concerned, Occasion(on, meeting.starts_at, meeting.ends_at), known)


def _challenged_experts(session: Session, cases: Sequence[Case]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Expert.id, Challenge.public_id)
        .join(Challenge, Challenge.ref == Expert.public_id)
        .where(
            Challenge.case_id.in_([case.id for case in cases]),
            Challenge.kind == "expert",
            Challenge.state == ChallengeState.UPHELD,
        )
        .order_by(Challenge.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for expert_id, challenge in rows:
        found[expert_id].append(challenge)
    return found
