"""Challenges by a party 回避申请: entered at their case, decided here by the signing leader."""

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kernel.messages import word
from kernel.roles import POLICY
from kernel.sheets.sheet import Cell
from kernel.text import clean
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.cases.challenge import decide, find_challenge
from meetings.cases.challenge_list import counts, listed, one
from meetings.cases.queries import MOST
from meetings.models import ChallengeState

pages = page_blueprint("challenges", __name__, "/challenges")

Answer = str | AnyResponse | tuple[str, int]


@pages.get("/")
@may("challenges.read")
def list_() -> str:
    state = request.args.get("state", "")
    state = state if state in set(ChallengeState) else ""
    with reading() as session:
        found = listed(session, actor(), state, request.args.get("page", ""))
        return shown("challenges/list", found=found, counts=counts(session, actor()), state=state)


@pages.get("/export.<kind>")
@may("challenges.read")
def export(kind: str) -> Response:
    """All challenges in sight, as a spreadsheet."""
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = listed(session, actor(), "", size=MOST)
    header = [
        _("案号"),
        _("信用主体"),
        _("申请谁回避"),
        _("身份"),
        _("理由"),
        _("提出日期"),
        _("状态"),
        _("决定的理由"),
    ]
    rows: list[list[Cell | int | None]] = [
        [
            *(line.number, line.subject, line.person, word("thing", line.kind), line.grounds),
            *(line.raised_on, word("challenge", line.state), line.reason),
        ]
        for line in found.rows
    ]
    return sheet("challenges", "回避申请", header, rows, as_csv=kind == "csv")


@pages.get("/<key>/")
@may("challenges.read")
def show(key: str) -> str:
    return _shown(key, Filled(_labels(), {}))


@pages.post("/<key>/")
@may("challenges.decide")
def rule(key: str) -> Answer:
    form = Filled(_labels())
    for field in ("outcome", "reason"):
        form.read(field, clean)
    uphold = form["outcome"] == "uphold"
    if form.is_right:
        with form.reading(), acting() as act:
            found = find_challenge(act.session, key)
            decide(act, found, uphold=uphold, reason=form["reason"], ref=form["ref"] or None)
            person, state = found.person, word("challenge", found.state)
    if form.is_right:
        return done(url_for(".list_"), "recusals.decided", person=person, state=state)
    return _shown(key, form), 422


def _labels() -> dict[str, str]:
    return {"outcome": _("决定"), "reason": _("理由"), "ref": _("指的是谁")}


def _shown(key: str, form: Filled) -> str:
    with reading() as session:
        found = one(session, actor(), key)
    own = found.entered_by == actor().public_id
    may_decide = "signing_leader" in actor().roles and found.state == ChallengeState.RAISED
    return shown(
        "challenges/challenge",
        challenge=found,
        form=form,
        may_decide=may_decide and not own,
        may_open_case=bool(actor().roles & POLICY["cases.read"]),
    )
