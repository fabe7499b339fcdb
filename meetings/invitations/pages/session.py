"""In session: an expert reads the items, gives opinions 专家意见书, votes, and takes the receipt away."""

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO

from flask import Response, abort, make_response, redirect, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from experts.declare import GROUNDS
from experts.record import Relation
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, NotFound, Refused
from kernel.messages import sentence, word
from kernel.text import parse_date
from kernel.web.access import personal
from kernel.web.door import desk
from kernel.web.forms import typed
from ledger.desk import sign_after
from ledger.entry import Entry, Visibility
from ledger.queries import newest_checkpoint
from ledger.receipts import export_entry
from meetings.invitations.invite import expert_of, own_invitation
from meetings.invitations.own_agenda import own_lines
from meetings.invitations.own_ballot import cast_after, last_ballot
from meetings.invitations.own_items import OwnItem, own_item
from meetings.invitations.own_visit import invited
from meetings.invitations.pages.answer import OVER
from meetings.invitations.pages.guest import acting, guest_blueprint, shown, token, visiting
from meetings.models import Invitation, Vote
from meetings.recusals.declare_conflict import declare
from meetings.session.ballot_code import prove
from meetings.session.ballots import BallotCommitted, Choice
from meetings.session.opine import give_opinion

pages = guest_blueprint("session", __name__, "/i/item/<item>")
_CHOICES = [choice.value for choice in Choice]


@pages.get("/")
@personal
def show(item: str) -> str:
    return _shown("item", item)


def _shown(template: str, item: str, **facts: object) -> str:
    here = desk()
    with here.database.reading() as session:
        visit, invitation = invited(session, token(), here.clock.now())
        own = own_item(session, invitation, item, here.clock.now())
        return shown(template, own=own, case=own.item.case, proven=visit.proven_at is not None, **facts)


def _back(item: str) -> AnyResponse:
    return redirect(url_for("session.show", item=item), 303)


@pages.post("/opinion")
@personal
def opine(item: str) -> AnyResponse | tuple[str, int]:
    """Give the opinion; what was typed stays on the page where it cannot be taken."""
    stand, reasons = typed("stand"), typed("reasons")
    kept = {"stand": stand, "reasons": reasons}
    missing = {"stand": stand not in {"agree", "disagree"}, "reasons": not reasons}
    if any(missing.values()):
        return _shown("item", item, kept=kept, missing=missing), 422
    try:
        with acting() as act:
            own = _own(act, item)
            if not _says(own, kept):  # else the button was pressed twice
                give_opinion(act, own.item, agrees=stand == "agree", reasons=reasons)
    except (InputError, Refused) as error:
        return _shown("item", item, kept=kept, refused=str(error)), error.status
    return _back(item)


def _own(act: Act, item: str) -> OwnItem:
    return own_item(act.session, own_invitation(act)[1], item, act.clock.now())


def _says(own: OwnItem, kept: Mapping[str, str]) -> bool:
    """Whether the opinion that was given says the same."""
    given = own.opinion
    return given is not None and (given.agrees, given.reasons) == (kept["stand"] == "agree", kept["reasons"])


@pages.get("/live")
@personal
def live(item: str) -> Response:
    """Whether there is something new about the item since the page was made."""
    with visiting() as (session, invitation):
        lines = own_lines(session, invitation, desk().clock.now())
    line = next((line for line in lines if line.public_id == item), None)
    page = shown("_news", line=line, was=request.args.get("was", ""))
    return make_response(page, OVER if line is None or line.state == "closed" else 200)


@pages.post("/code")
@personal
def unlock(item: str) -> AnyResponse | tuple[str, int]:
    """The second code, handed out at check-in; once it was right, this visit opens the ballot."""
    try:
        with acting() as act:
            found, _ = invited(act.session, token(), act.clock.now())
            is_right, left = prove(act, found, typed("code"))
    except (InputError, Refused) as error:
        return _shown("item", item, locked=str(error)), error.status
    if is_right:
        return _back(item)
    wrong = sentence("votes.code_wrong", left=left) if left else sentence("votes.code_void")
    return _shown("item", item, locked=wrong), 422


@pages.post("/confirm")
@personal
def confirm(item: str) -> str | tuple[str, int]:
    """Show the ballot once more before it is cast; nothing is stored yet."""
    choice = typed("choice")
    if choice not in _CHOICES:
        return _shown("item", item, unmarked=True), 422
    return _shown("confirm", item, choice=choice)


@pages.post("/ballot")
@personal
def cast(item: str) -> AnyResponse | tuple[str, int]:
    choice, seen = typed("choice"), typed("seen")
    if choice not in _CHOICES or not re.fullmatch("[0-9]{1,6}", seen):
        return _shown("item", item, unmarked=True), 422
    try:
        with acting() as act:
            own = _own(act, item)
            _refuse_unproven(act)
            slot = own.seat.slot if own.seat else None
            cast_after(act, _vote_of(own, typed("vote")), slot, Choice(choice), int(seen))
    except Refused as error:
        why = sentence("votes.not_counted", choice=word("choice", choice), why=error)
        return _shown("item", item, refused=why), error.status
    sign_after(desk())  # what hinders it, the receipt's page tells
    return redirect(url_for("session.receipt", item=item), 303)


def _refuse_unproven(act: Act) -> None:
    """Do nothing in a visit in which the second code was typed; raises Refused in another."""
    if invited(act.session, token(), act.clock.now())[0].proven_at is None:
        raise Refused("votes.code_first")


def _vote_of(own: OwnItem, key: str) -> Vote:
    """The round that the form was about, if it is still the latest."""
    if own.vote is None or own.vote.public_id != key:
        raise Refused("votes.closed")
    return own.vote


@pages.get("/receipt")
@personal
def receipt(item: str) -> str:
    with visiting() as (session, invitation):
        own = own_item(session, invitation, item, desk().clock.now())
        entry = _entry(session, invitation, own)
        newest = newest_checkpoint(session, entry.log)
        covered = newest is not None and newest.size > entry.n
        return shown("receipt", own=own, tracker=_tracker(own), entry=entry, covered=covered)


@pages.post("/receipt")
@personal
def sign(item: str) -> AnyResponse:
    """Ask the signer again, who was away when the ballot was cast."""
    with visiting() as (session, invitation):
        own_item(session, invitation, item, desk().clock.now())
    sign_after(desk())
    return redirect(url_for("session.receipt", item=item), 303)


@pages.get("/ballot.<kind>")
@personal
def proof(item: str, kind: str) -> Response:
    """The receipt's two files: the proof that the entry stands in the ledger, and the entry itself."""
    with visiting() as (session, invitation):
        own = own_item(session, invitation, item, desk().clock.now())
        entry = _entry(session, invitation, own)
        content, proof = export_entry(session, entry, (Visibility.CLOSED,))
    offered = {"json": content, "tlog-proof": proof}
    if kind not in offered:
        abort(404)
    octets = "application/octet-stream"
    return send_file(BytesIO(offered[kind]), octets, as_attachment=True, download_name=f"ballot.{kind}")


def _entry(session: Session, invitation: Invitation, own: OwnItem) -> Entry:
    if own.vote is None:
        raise NotFound("votes.no_ballot", name=expert_of(invitation).name)
    return last_ballot(session, expert_of(invitation), own.vote)


def _tracker(own: OwnItem) -> str:
    if own.ballot is None or own.vote is None:
        raise ValueError("no ballot was cast")
    cast = own.ballot
    return BallotCommitted(own.vote.public_id, cast.slot, cast.rev, cast.c).tracker()


@pages.get("/relation")
@personal
def before_declaring(item: str) -> str:
    return _shown("relation", item, grounds=GROUNDS, today=local(desk().clock.now()).date())


@pages.post("/relation")
@personal
def declare_relation(item: str) -> AnyResponse | tuple[str, int]:
    """Declare a relation to the item's subject; it counts when the vote on the item is opened."""
    kept = {name: typed(name) for name in ("ground", "relation", "begins")}
    begins = _day(kept["begins"])
    missing = {
        "ground": kept["ground"] not in GROUNDS,
        "relation": not kept["relation"],
        "begins": begins is None,
    }
    facts = {"grounds": GROUNDS, "today": local(desk().clock.now()).date(), "kept": kept}
    if begins is None or any(missing.values()):
        return _shown("relation", item, missing=missing, **facts), 422
    try:
        with acting() as act:
            own = _own(act, item)
            if not own.declared:  # else the button was pressed twice
                declare(act, _relation(own, kept, begins))
    except (InputError, Refused) as error:
        return _shown("relation", item, refused=str(error), **facts), error.status
    return _back(item)


def _day(text: str) -> date | None:
    try:
        return parse_date("begins", text)
    except InputError:
        return None


def _relation(own: OwnItem, kept: Mapping[str, str], begins: date) -> Relation:
    case = own.item.case
    return Relation(kept["ground"], case.subject_name, case.subject_uscc, kept["relation"], begins)
