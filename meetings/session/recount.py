"""A vote counted again from the ledger alone: no table of the meetings' room is read."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from ledger.queries import entries_of, payload_of
from meetings.tally.recount import Finding, recount


def recount_vote(session: Session, vote: str) -> Sequence[Finding]:
    """What the recount of a vote's entries finds, in order; the last is the first difference, if any.

    Args:
        vote: the vote's public id.

    Raises:
        NotFound: the ledger knows no such vote.
    """
    entries = entries_of(session, vote)
    if not entries:
        raise NotFound("kernel.not_found", what=word("thing", "vote"), key=vote)
    return recount([(entry.type, payload_of(session, entry)) for entry in entries])
