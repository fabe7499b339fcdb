"""What every paper needs: how it is made and kept, where it comes from, how the rules are worded."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.canonical import canonical_json
from kernel.errors import Refused
from ledger.queries import newest_checkpoint
from meetings.documents.gongwen import render
from meetings.documents.model import Document, DocumentContradiction, DocumentIncomplete
from meetings.documents.particulars import Checkpoint, Provenance, VoteCount
from meetings.models import AgendaItem, Case, Decision, Meeting, OfficialPaper, Vote, VoteState
from meetings.tally.count import Tally
from meetings.tally.entries import RosterFrozen, VoterClass
from meetings.tally.rules import LEAST_EXPERTS

PASSING_RULES = {"PUNISH": "实到单位三分之二以上同意为通过", "REWARD": "实到单位过半数同意为通过"}


def quorum_rule(meeting: Meeting) -> str:
    """The rule for the quorum in words."""
    return f"应到单位三分之二以上到会，认定单位到会，专家到会不少于{LEAST_EXPERTS[meeting.kind]}名"


def decision_title(case: Case) -> str:
    """What the decision on a case is called."""
    return f"关于对{case.subject_name}实施{case.action}的决定"


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper about to be made: its kind among `OfficialPaper.kind`, its title, number and content."""

    kind: str
    title: str
    number: str | None
    document: Document


def make_papers(
    act: Act, meeting: Meeting, decision: Decision | None, drafts: Sequence[Draft]
) -> list[OfficialPaper]:
    """Render papers and keep their bytes among the attachments, in the act's transaction."""
    papers = [
        OfficialPaper(
            meeting_id=meeting.id,
            decision_id=decision.id if decision else None,
            kind=draft.kind,
            title=draft.title,
            number=draft.number,
            digest=act.attachments.keep(render(draft.document)),
            made_at=act.clock.now(),
        )
        for draft in drafts
    ]
    act.session.add_all(papers)
    act.session.flush()
    return papers


def as_refusal(error: DocumentIncomplete | DocumentContradiction) -> Refused:
    """The sentence for a paper that cannot be made."""
    if isinstance(error, DocumentIncomplete):
        return Refused("decisions.paper_incomplete", parts="、".join(error.missing))
    return Refused("decisions.paper_contradicts", part=error.part)


def papers_of(session: Session, meeting: Meeting, decision: Decision | None) -> Sequence[OfficialPaper]:
    """The papers of a meeting itself, or those of one of its decisions."""
    owner = OfficialPaper.decision_id == (decision.id if decision else None)
    wanted = select(OfficialPaper).where(OfficialPaper.meeting_id == meeting.id, owner)
    return session.scalars(wanted.order_by(OfficialPaper.kind)).all()


def provenance(session: Session, facts: Mapping[str, object]) -> Provenance:
    """The small print: the digest of the record a paper was made from, and the newest checkpoint."""
    newest = newest_checkpoint(session)
    checkpoint = (
        Checkpoint(newest.origin, newest.size, base64.b64encode(newest.root).decode()) if newest else None
    )
    return Provenance(hashlib.sha256(canonical_json(facts)).hexdigest(), checkpoint)


def closed_vote(session: Session, item: AgendaItem) -> Vote:
    """The vote that decides an item.

    Raises:
        Refused: there is none that is closed and counted.
    """
    newest = select(Vote).where(Vote.item_id == item.id).order_by(Vote.round.desc()).limit(1)
    vote = session.scalar(newest)
    if vote is None or vote.state != VoteState.CLOSED:
        raise Refused("decisions.no_vote", item=item.position)
    return vote


def eligible(vote: Vote, voters: VoterClass) -> int:
    """How many of a class could vote."""
    return sum(seat.voters is voters for seat in RosterFrozen.from_payload(vote.roster).eligible())


def vote_count(counted: Tally, voters: VoterClass) -> VoteCount:
    """The tally of a class as papers print it."""
    counts = counted.counts[voters]
    silent = counted.present[voters] - counts.valid
    return VoteCount(counts.agree, counts.disagree, counts.abstain, silent)
