"""Drafting a decision 起草: from an item that passed, and again when legal review sent the draft back."""

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.errors import Refused
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.decisions import decide
from meetings.decisions.card import ItemCard, decision_on, find_own, item_card, opinions_on
from meetings.models import Decision, DecisionState
from meetings.papers.common import decision_title
from meetings.queries import find_item

pages = page_blueprint("decision_draft", __name__, "/decisions")


@pages.get("/draft/<item>/")
@may("decisions.read")
def before(item: str) -> AnyResponse | str:
    """The form, or the state of an item that did not pass."""
    with reading() as session:
        card = item_card(session, actor(), item)
        known = decision_on(session, card.item)
    if known is not None:
        return redirect(url_for("decision.show", key=known), 303)
    return _form(item, _labelled({}), None)


@pages.post("/draft/<item>/")
@may("decisions.draft")
def draft(item: str) -> AnyResponse | tuple[str, int]:
    form = _labelled(None)

    def make(act: Act) -> Decision:
        item_card(act.session, act.actor, item)
        return decide.draft(act, find_item(act.session, item), form["adoption"], form["departure-reason"])

    made = _carried_out(form, make)
    if made is not None:
        return done(url_for("decision.show", key=made), "decisions.is_drafted")
    return _form(item, form, None), 422


@pages.get("/<key>/redraft")
@may("decisions.draft")
def before_redraft(key: str) -> str:
    with reading() as session:
        found = find_own(session, actor(), key)
        _refuse_settled(found)
        known = {"adoption": found.adoption, "departure-reason": found.departure_reason or ""}
        item, opinion = found.item.public_id, found.review
    return _form(item, _labelled(known), opinion)


@pages.post("/<key>/redraft")
@may("decisions.draft")
def redraft(key: str) -> AnyResponse | tuple[str, int]:
    form = _labelled(None)
    with reading() as session:
        found = find_own(session, actor(), key)
        item, opinion = found.item.public_id, found.review

    def revise(act: Act) -> Decision:
        found = find_own(act.session, act.actor, key)
        decide.redraft(act, found, form["adoption"], form["departure-reason"])
        return found

    if _carried_out(form, revise) is not None:
        return done(url_for("decision.show", key=key), "decisions.redrafted")
    return _form(item, form, opinion), 422


def _carried_out(form: Filled, what: Callable[[Act], Decision]) -> str | None:
    """The public id of the decision, or None and errors in the form."""
    with form.reading(), acting() as act:
        return what(act).public_id
    return None


def _labelled(values: dict[str, str] | None) -> Filled:
    labels = {"adoption": _("专家意见采纳情况"), "departure-reason": _("不采纳专家多数意见的理由")}
    return Filled(labels, values)


def _form(item: str, form: Filled, opinion: str | None) -> str:
    """opinion: with which legal review sent the draft back."""
    with reading() as session:
        card: ItemCard = item_card(session, actor(), item)
        return shown(
            "decisions/draft",
            card=card,
            title=decision_title(card.item.case),
            opinions=opinions_on(session, card.item),
            form=form,
            opinion=opinion,
        )


def _refuse_settled(found: Decision) -> None:
    if found.state != DecisionState.RETURNED:
        raise Refused("decisions.not_returned")
