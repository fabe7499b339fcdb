"""A decision: what it says, how far it has come, and the one act that comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import Response, send_file

from kernel.attachments import Attachments
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import POLICY, Actor
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.decisions.card import DecisionCard, decision_card, find_own
from meetings.decisions.scan import scan_suffix
from meetings.models import DecisionState
from meetings.papers.common import decision_title
from meetings.papers.decision import REMOVAL_CONDITIONS, REMOVAL_PROCEDURE, REPLY_WITHIN

_NEXT: Mapping[str, str] = {
    DecisionState.DRAFT: "decisions.review",
    DecisionState.RETURNED: "decisions.draft",
    DecisionState.REVIEWED: "decisions.sign",
    DecisionState.SIGNED: "decisions.seal",
    DecisionState.SEALED: "decisions.issue",
}
"""The action of the policy that takes a decision on from each state."""

pages = page_blueprint("decision", __name__, "/decisions")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is.

    action: of the policy; empty when nothing is left to do.
    roles: who may, in words. mine: whether the reader may. own_draft: the reader drafted what is to be reviewed.
    """

    action: str
    roles: str
    mine: bool
    own_draft: bool


@pages.get("/<key>/")
@may("decisions.read")
def show(key: str) -> str:
    return page(key)


@pages.get("/<key>/papers/<digest>")
@may("decisions.read")
def paper(key: str, digest: str) -> Response:
    """A paper of the decision or of its meeting, to be printed."""
    with reading() as session:
        papers = decision_card(session, find_own(session, actor(), key)).papers
    found = next((paper for paper in papers if paper.digest == digest), None)
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "decision"), key=digest)
    return attached(digest, f"{found.title}.docx")


@pages.get("/<key>/scan")
@may("decisions.read")
def scan(key: str) -> Response:
    """The scan of the sealed original."""
    with reading() as session:
        found = find_own(session, actor(), key)
        digest, number = found.scan_digest, found.number
    if digest is None:
        raise NotFound("kernel.not_found", what=word("thing", "decision"), key=key)
    return attached(digest, f"{number}.{scan_suffix(_files().read(digest))}")


def page(key: str, form: Filled | None = None) -> str:
    """The page of a decision; `form` is the one of the act that comes next, where it was filled in."""
    with reading() as session:
        card = decision_card(session, find_own(session, actor(), key))
        turn = turn_of(card, actor())
        form = form or Filled({}, {})
        form.labels = {**labels_of(turn.action), **form.labels}
        return shown(
            "decisions/page",
            card=card,
            title=decision_title(card.case),
            form=form,
            turn=turn,
            reads_filings=bool(actor().roles & POLICY["filings.read"]),
            reads_meetings=bool(actor().roles & POLICY["meetings.read"]),
            removal=(REMOVAL_CONDITIONS[card.case.polarity], REMOVAL_PROCEDURE),
            reply_within=REPLY_WITHIN,
        )


def labels_of(action: str) -> dict[str, str]:
    """The fields of the form of an act."""
    if action == "decisions.review":
        return {"verdict": _("审核结论"), "opinion": _("审核意见")}
    return {"scan": _("扫描件")} if action == "decisions.seal" else {}


def turn_of(card: DecisionCard, reader: Actor) -> Turn:
    """Who takes the decision on from where it is."""
    action = _NEXT.get(card.decision.state, "")
    allowed = POLICY.get(action, frozenset())
    roles = "、".join(word("role", role) for role in sorted(allowed))
    may_act = bool(allowed & reader.roles)
    own_draft = may_act and action == "decisions.review" and card.decision.drafted_by == reader.public_id
    return Turn(action, roles, may_act and not own_draft, own_draft)


def attached(digest: str, name: str) -> Response:
    """A kept file, to be saved and never shown."""
    content = BytesIO(_files().read(digest))
    octets = "application/octet-stream"
    return send_file(content, mimetype=octets, as_attachment=True, download_name=name.replace("/", "／"))


def _files() -> Attachments:
    return Attachments(desk().config.attachments)
