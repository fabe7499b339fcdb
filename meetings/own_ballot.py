"""The ledger entry of one's own last ballot, for the receipt."""

from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.roles import Actor, authorize
from ledger.entry import Entry
from ledger.queries import entries_of
from meetings.models import Vote


def last_ballot(session: Session, actor: Actor, vote: Vote) -> Entry:
    """The entry of the ballot that `actor` cast last.

    Raises:
        NotAllowed: the actor votes nowhere.
        NotFound: the actor has cast none in this vote.
    """
    by = authorize(actor, "votes.cast")
    cast = [
        entry
        for entry in entries_of(session, vote.public_id)
        if (entry.type, entry.by) == ("ballot.committed", str(by))
    ]
    if not cast:
        raise NotFound("votes.no_ballot", name=actor.name)
    return cast[-1]
