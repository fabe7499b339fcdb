"""One expert 专家: what the register knows, what happened, and what can be done."""

from dataclasses import dataclass

from experts.card import Certificate, ExpertCard, show_expert
from experts.models import LEFT, ExpertState
from experts.own_code import hand_code
from experts.pages.act_form import ExpertAct
from experts.pages.act_table import ACTS, LISTED
from experts.pages.shared import cause_word, service_record, today
from experts.queries import find_expert
from experts.record import Term
from experts.see_personal import see_personal
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_person", __name__, "/experts")


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term with its letter of appointment, where it has one. is_last: whether no term begins later."""

    term: Term
    certificate: Certificate | None
    is_last: bool


@pages.get("/<expert>/")
@may("experts.read")
def show(expert: str) -> str:
    with reading() as session:
        card = show_expert(session, desk().vault, expert)
        seats = service_record().seats_of(session, expert)
    return shown(
        "experts/person",
        card=card,
        seats=seats,
        numbers={seat.meeting: seat.number for seat in seats},
        terms=_terms(card),
        acts=_acts(card.state),
        stays=card.state not in LEFT,
        today=today(),
        cause=cause_word,
    )


@pages.get("/<expert>/personal/")
@may("experts.keep")
def before_personal(expert: str) -> str:
    return _about(expert, "experts/personal", Filled({"purpose": _("用途")}, {}))


@pages.post("/<expert>/personal/")
@may("experts.keep")
def personal(expert: str) -> str | tuple[str, int]:
    form = Filled({"purpose": _("用途")})
    with form.reading(), acting() as act:
        seen = see_personal(act, expert, form["purpose"])
    if form.is_right:
        return _about(expert, "experts/personal", form, seen=seen)
    return _about(expert, "experts/personal", form), 422


@pages.get("/<expert>/code/")
@may("experts.keep")
def before_code(expert: str) -> str:
    return _about(expert, "experts/code", Filled({}, {}))


@pages.post("/<expert>/code/")
@may("experts.keep")
def code(expert: str) -> str:
    with acting() as act:
        handed = hand_code(act, expert)
    return _about(expert, "experts/code", Filled({}, {}), code=handed)


def _about(expert: str, template: str, form: Filled, **more: object) -> str:
    with reading() as session:
        found = find_expert(session, expert)
        return shown(template, expert=expert, name=found.name, form=form, **more)


def _terms(card: ExpertCard) -> list[TermLine]:
    """Newest first."""
    by_day = {certificate.begins: certificate for certificate in card.certificates}
    last = max((term.begins for term in card.terms), default=None)
    newest_first = sorted(card.terms, key=lambda term: term.begins, reverse=True)
    return [TermLine(term, by_day.get(term.begins), term.begins == last) for term in newest_first]


def _acts(state: str) -> list[tuple[str, ExpertAct]]:
    return [(name, ACTS[name]) for name in LISTED if ExpertState(state) in ACTS[name].states]
