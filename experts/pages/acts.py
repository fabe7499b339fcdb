"""One form for every act on an expert 办理: what will happen, what it needs, and what came of it."""

from dataclasses import dataclass

from flask import abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.models import Expert
from experts.pages.act_form import ExpertAct
from experts.pages.act_table import ACTS
from experts.pages.shared import cause_word
from experts.queries import find_expert
from kernel.web.access import may
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown

pages = page_blueprint("expert_acts", __name__, "/experts")


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom the act is about."""

    public_id: str
    name: str
    state: str


@pages.get("/<expert>/<deed>/")
@may("experts.keep")
def before(expert: str, deed: str) -> str:
    chosen, whom = _act(deed), _whom(expert)
    return _page(chosen, whom, Filled(_labels(chosen), dict(request.args)))


@pages.post("/<expert>/<deed>/")
@may("experts.keep")
def carry_out(expert: str, deed: str) -> AnyResponse | tuple[str, int]:
    chosen, whom = _act(deed), _whom(expert)
    form = Filled(_labels(chosen))
    with form.reading(), acting() as act:
        said = chosen.do(act, expert, form)
    if form.is_right:
        return done(url_for("expert_person.show", expert=expert), chosen.says, **{"id": whom.name, **said})
    return _page(chosen, whom, form), 422


def _page(chosen: ExpertAct, whom: Whom, form: Filled) -> str:
    return shown(
        "experts/act", act=chosen, whom=whom, form=form, can=whom.state in chosen.states, cause=cause_word
    )


def _act(deed: str) -> ExpertAct:
    return ACTS.get(deed) or abort(404)


def _whom(expert: str) -> Whom:
    with reading() as session:
        found: Expert = find_expert(session, expert)
        return Whom(found.public_id, found.name, found.state)


def _labels(chosen: ExpertAct) -> dict[str, str]:
    return {part.name: part.label() for part in chosen.parts}
