"""How often experts are drawn, what they answer, how they did 履职情况."""

from flask import request

from experts.evaluated import evaluated_page, newest_comments
from experts.pages.shared import cause_word, service_record
from kernel.web.access import may
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_figures", __name__, "/experts")


@pages.get("/figures/")
@may("experts.read")
def figures() -> str:
    with reading() as session:
        answers = service_record().answers(session)
        page = service_record().draws_by_expert(session, request.args.get("page", ""))
    causes = sorted(answers.given_up.items(), key=lambda one: -one[1])
    return shown(
        "experts/figures", answers=answers, causes=causes, page=page, cause=cause_word, tabs=_tabs(0)
    )


@pages.get("/evaluations/")
@may("experts.read")
def evaluations() -> str:
    with reading() as session:
        page = evaluated_page(session, request.args.get("page", ""))
        comments = newest_comments(session)
        numbers = service_record().numbers(session, [comment.meeting for comment in comments])
    return shown("experts/evaluations", page=page, comments=comments, numbers=numbers, tabs=_tabs(1))


def _tabs(current: int) -> list[tuple[str, str, None, bool]]:
    ways = [(_("抽中和答复"), "/experts/figures/"), (_("履职评价"), "/experts/evaluations/")]
    return [(name, address, None, number == current) for number, (name, address) in enumerate(ways)]
