"""A unit's ballot 单位表决: marked, checked, cast, changed until the vote is closed; the receipt to take away."""

import re
from io import BytesIO

from flask import Response, abort, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import Refused
from kernel.messages import sentence, word
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.forms import typed
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from ledger.desk import sign_after
from ledger.entry import Visibility
from ledger.receipts import export_entry
from meetings.invitations.own_ballot import cast_after
from meetings.queries import find_vote
from meetings.session.ballots import Choice
from meetings.session.room import enter_room
from meetings.session.unit_ballot import receipt_entry, unit_ballot

pages = page_blueprint("ballot", __name__, "/meetings/<meeting>/session/items/<item>/ballot")
_SEEN = re.compile("[0-9]{1,6}")


@pages.get("/")
@may("votes.cast")
def show(meeting: str, item: str) -> str:
    return _shown("ballot", meeting, item)


def _shown(template: str, meeting: str, item: str, **facts: object) -> str:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        own = unit_ballot(session, actor(), place, item)
        return shown(f"session/{template}", place=place, own=own, choices=tuple(Choice), **facts)


@pages.post("/check")
@may("votes.cast")
def check(meeting: str, item: str) -> str | tuple[str, int]:
    """Show the ballot once more before it is cast; nothing is stored yet."""
    choice = typed("choice")
    if choice not in set(Choice):
        return _shown("ballot", meeting, item, unmarked=True), 422
    return _shown("ballot_check", meeting, item, choice=choice)


@pages.post("/")
@may("votes.cast")
def cast(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    choice, seen = typed("choice"), typed("seen")
    if choice not in set(Choice) or not _SEEN.fullmatch(seen):
        return _shown("ballot", meeting, item, unmarked=True), 422
    try:
        with acting() as act:
            place = enter_room(act.session, act.actor, meeting)
            own = unit_ballot(act.session, act.actor, place, item)
            vote = find_vote(act.session, own.round(typed("vote")))
            cast_after(act, vote, own.line.own, Choice(choice), int(seen))
    except Refused as error:
        if error.code == "kernel.sent_already":
            raise
        why = sentence("votes.not_counted", choice=word("choice", choice), why=error)
        return _shown("ballot", meeting, item, refused=why), error.status
    received = done(url_for("ballot.receipt", meeting=meeting, item=item), "votes.received")
    sign_after(desk())  # what hinders it, the receipt's page tells
    return received


@pages.get("/receipt")
@may("votes.cast")
def receipt(meeting: str, item: str) -> str:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        own = unit_ballot(session, actor(), place, item)
        entry, covered = receipt_entry(session, actor(), own.vote)
        return shown("session/receipt", place=place, own=own, entry=entry, covered=covered)


@pages.post("/receipt")
@may("votes.cast")
def sign(meeting: str, item: str) -> AnyResponse:
    """Ask the signer again, who was away when the ballot was cast."""
    with reading() as session:
        enter_room(session, actor(), meeting)
    sign_after(desk())
    return done(url_for("ballot.receipt", meeting=meeting, item=item), "votes.signing_asked")


@pages.get("/receipt.<kind>")
@may("votes.cast")
def proof(meeting: str, item: str, kind: str) -> Response:
    """The receipt's two files: the proof that the entry stands in the ledger, and the entry itself."""
    with reading() as session:
        own = unit_ballot(session, actor(), enter_room(session, actor(), meeting), item)
        entry, _ = receipt_entry(session, actor(), own.vote)
        content, proof = export_entry(session, entry, (Visibility.CLOSED,))
    offered = {"json": content, "tlog-proof": proof}
    if kind not in offered:
        abort(404)
    octets = "application/octet-stream"
    return send_file(BytesIO(offered[kind]), octets, as_attachment=True, download_name=f"ballot.{kind}")
