"""A contributor's own page: the secret is made, kept and let go of in the contributor's browser (draw-protocol §6).

The service sees a commitment, and later the value: never a secret before the plan was checked.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import Refused
from kernel.messages import word
from kernel.roles import authorize
from kernel.web.access import may, public
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from ledger.cosigned import cosigners
from ledger.desk import sign_after, sign_now
from ledger.entry import Visibility
from ledger.origin import origin_of
from ledger.proof import parse_proof
from ledger.queries import entries_of, verifier_key
from ledger.receipts import export_entry, receipt
from meetings.drawing.ceremony import Ceremony, ceremony_of
from meetings.drawing.draw_card import Pledge, plan_entry
from meetings.drawing.outcome import outcome_of
from meetings.drawing.pages.common import ceremony_address, zipped
from meetings.drawing.reveal_checked import reveal_checked
from meetings.drawing.within import draw_within, meeting_within
from panel.contribute import commit as enter
from panel.in_time import REVEALED
from panel.secret import Secret, read_value
from panel.transcript import plan_files

pages = page_blueprint("draw_secret", __name__)


@dataclass(frozen=True, slots=True)
class Own:
    """The ceremony as one contributor sees it: in which role, and what has been put in in that role."""

    ceremony: Ceremony
    role: str
    party: str

    @property
    def pledge(self) -> Pledge | None:
        return next((pledge for pledge in self.ceremony.pledges if pledge.role == self.role), None)

    @property
    def is_mine(self) -> bool:
        """Whether the commitment in the role is the reader's own."""
        return bool(self.pledge and self.pledge.party == self.party)

    @property
    def is_my_turn(self) -> bool:
        return self.is_mine and self.ceremony.turn == self.role


@pages.get("/meetings/<meeting>/draw/secret/")
@may("draw.contribute")
def show(meeting: str) -> str:
    return _page(meeting, _form())


@pages.post("/draws/<draw>/commit")
@may("draw.contribute")
def commit(draw: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        entered = enter(act, found, form["commitment"].lower())
        role, meeting = word("role", entered.role), found.meeting
    if form.is_right:
        to = url_for("draw_secret.show", meeting=meeting)
        return done(to, "draw.committed", role=role, commitment=entered.commitment)
    return _page(_meeting_of(draw), form), 422


@pages.post("/draws/<draw>/plan")
@may("draw.contribute")
def plan(draw: str) -> Response:
    """Plan, pool and the ledger up to the plan, to be examined on the contributor's own device."""
    here = desk()
    sign_now(here)
    with acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        handed = plan_files(act, found, here.config.log_origin, audit=False)
        entered = plan_entry(entries_of(act.session, draw))
        note = parse_proof(receipt(act.session, entered)).note if entered else ""
        cosigned = cosigners(act.session, note)
    response = zipped(f"plan-{draw[:8]}", handed)
    response.headers["X-Cosigned"] = str(cosigned)
    return response


@pages.post("/draws/<draw>/reveal")
@may("draw.contribute")
def reveal(draw: str) -> AnyResponse | tuple[str, int]:
    form, here = _form(), desk()
    sign_after(here)  # so that the plan stands under a checkpoint; if it cannot, the check says so
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        mine = Secret(found.public_id, act.actor.public_id, read_value(form["value"]))
        revealed = reveal_checked(act, found, mine, here.config)
    if not form.is_right:
        return _page(_meeting_of(draw), form), 422
    sign_after(here)  # the receipt's page tells what hinders it
    if told := outcome_of(found):
        return done(ceremony_address(found), told[0], **told[1])
    to = url_for("draw_secret.show", meeting=found.meeting)
    return done(to, "draw.revealed", role=word("role", revealed.role), plan=revealed.plan_digest)


@pages.get("/draws/<draw>/receipt")
@may("draw.contribute")
def own_receipt(draw: str) -> Response:
    """The proof that the own reveal was received, and the entry that it proves."""
    with reading() as session:
        found = draw_within(session, actor(), "draw.contribute", draw)
        by = str(authorize(actor(), "draw.contribute"))
        told = [entry for entry in entries_of(session, found.public_id) if entry.type == REVEALED]
        mine = next((entry for entry in told if entry.by == by), None)
        if mine is None:
            raise Refused("draw.no_receipt")
        content, proof = export_entry(session, mine, (Visibility.CLOSED,))
        key = verifier_key(session, origin_of(desk().config.log_origin, mine.log))
    kept = {f"{mine.n}.json": content, f"{mine.n}.tlog-proof": proof, "log.vkey": f"{key}\n".encode()}
    return zipped(f"receipt-{draw[:8]}", kept)


@pages.get("/draws/checker.js")
@public
def checker() -> Response:
    """The verifier out of the page that everybody can download: what runs here is what auditors have read."""
    return Response(_verifier(), mimetype="text/javascript")


@cache
def _verifier() -> str:
    page = (files("verifiers") / "verify.html").read_text(encoding="utf-8")
    return page.partition('<script id="verifier">')[2].partition("</script>")[0]


def _form() -> Filled:
    return Filled({"commitment": _("承诺值"), "value": _("秘密值")})


def _meeting_of(draw: str) -> str:
    with reading() as session:
        return draw_within(session, actor(), "draw.contribute", draw).meeting


def _page(meeting: str, form: Filled) -> str:
    with reading() as session:
        found = meeting_within(session, actor(), "draw.contribute", meeting)
        by = authorize(actor(), "draw.contribute", unit=found.lead_unit_uscc)
        own = Own(ceremony_of(session, found), by.role, by.public_id)
        return shown(
            "draw/secret",
            own=own,
            ceremony=own.ceremony,
            form=form,
            now=desk().clock.now(),
            cosignatures=desk().config.cosignatures,
        )
