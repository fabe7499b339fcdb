"""The acts on one case, each a form of its own: notice, defence, publicity, review, withdrawal, challenge."""

from collections.abc import Callable, Collection, Mapping

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.clock import local
from kernel.text import clean, parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.cases import challenge as challenges
from meetings.cases.pages.case_page import step_name
from meetings.cases.pages.words import filled_day
from meetings.cases.prepare_case import answer_defence, serve_notice
from meetings.cases.publicise import close_publicity, publicise
from meetings.cases.queries import find_seen
from meetings.cases.review_case import review_case
from meetings.cases.withdraw_case import withdraw_case
from meetings.models import Case

pages = page_blueprint("case_steps", __name__, "/cases")

Answer = str | AnyResponse | tuple[str, int]
CarryOut = Callable[[Act, Case, Filled], object]
DAYS = frozenset({"on", "begins", "ends"})
"""The fields that hold a day, in whichever form."""


@pages.route("/<case>/notice/", methods=["GET", "POST"])
@may("cases.prepare")
def notice(case: str) -> Answer:
    def serve(act: Act, found: Case, form: Filled) -> None:
        serve_notice(act, found, parse_date("on", form["on"]), form["manner"])

    form = _form({"on": _("送达日期"), "manner": _("送达方式")}, {"on": _today()})
    return _step(case, "notice", form, serve, "cases.noticed")


@pages.route("/<case>/defence/", methods=["GET", "POST"])
@may("cases.prepare")
def defence(case: str) -> Answer:
    labels = {
        "kind": _("当事人怎样答复"),
        "on": _("答复日期"),
        "defence": _("申辩内容"),
        "review": _("复核意见"),
    }
    form = _form(labels, {"on": _today()})
    spoke = form["kind"] == "words"

    def answer(act: Act, found: Case, form: Filled) -> None:
        words, waived = form["defence"] if spoke else None, form["kind"] == "waived"
        answer_defence(act, found, parse_date("on", form["on"]), words, form["review"], waived=waived)

    optional = frozenset() if spoke else frozenset({"defence"})
    return _step(case, "defence", form, answer, "cases.answered", optional=optional)


@pages.route("/<case>/publicity/", methods=["GET", "POST"])
@may("cases.prepare")
def publicity(case: str) -> Answer:
    def show(act: Act, found: Case, form: Filled) -> None:
        begins, ends = parse_date("begins", form["begins"]), parse_date("ends", form["ends"])
        publicise(act, found, begins, ends, form["channel"])

    labels = {"begins": _("公示起始日期"), "ends": _("公示截止日期"), "channel": _("公示渠道")}
    form = _form(labels, {"begins": _today()})
    return _step(case, "publicity", form, show, "cases.publicised", until=form["ends"])


@pages.route("/<case>/publicity-result/", methods=["GET", "POST"])
@may("cases.prepare")
def publicity_result(case: str) -> Answer:
    def close(act: Act, found: Case, form: Filled) -> None:
        close_publicity(act, found, form["objections"] or None, form["result"])

    form = _form({"objections": _("收到的异议"), "result": _("公示结果和异议处理")})
    optional = frozenset({"objections"})
    return _step(case, "publicity-result", form, close, "cases.publicity_closed", optional=optional)


@pages.route("/<case>/review/", methods=["GET", "POST"])
@may("cases.review")
def review(case: str) -> Answer:
    form = _form({"outcome": _("审核结论"), "opinion": _("审核意见")})
    passed = form["outcome"] == "passed"

    def give(act: Act, found: Case, form: Filled) -> None:
        review_case(act, found, form["opinion"], passed=passed)

    return _step(case, "review", form, give, "cases.review_passed" if passed else "cases.review_failed")


@pages.route("/<case>/withdrawal/", methods=["GET", "POST"])
@may("cases.prepare")
def withdrawal(case: str) -> Answer:
    def withdraw(act: Act, found: Case, form: Filled) -> None:
        withdraw_case(act, found, form["reason"])

    return _step(case, "withdrawal", _form({"reason": _("撤回事由")}), withdraw, "cases.withdrawn")


@pages.route("/<case>/challenge/", methods=["GET", "POST"])
@may("challenges.raise")
def challenge(case: str) -> Answer:
    def enter(act: Act, found: Case, form: Filled) -> None:
        day = parse_date("on", form["on"])
        person, grounds = form["person"], form["grounds"]
        challenges.raise_challenge(
            act, found, kind=form["kind"], person=person, grounds=grounds, raised_on=day
        )

    labels = {
        "kind": _("申请谁回避"),
        "person": _("被申请回避人的姓名"),
        "grounds": _("理由"),
        "on": _("提出日期"),
    }
    return _step(case, "challenge", _form(labels, {"on": _today()}), enter, "recusals.entered")


def _form(labels: Mapping[str, str], first: Mapping[str, str] | None = None) -> Filled:
    """The form as it was sent, or as it is shown at first."""
    return Filled(labels) if request.method == "POST" else Filled(labels, first or {})


def _today() -> str:
    return str(local(desk().clock.now()).date())


def _step(
    case: str,
    name: str,
    form: Filled,
    carry_out: CarryOut,
    said: str,
    *,
    optional: Collection[str] = (),
    **params: str,
) -> Answer:
    """Show the form of an act, or carry it out and go back to the case."""
    with reading() as session:
        found = find_seen(session, actor(), case)
    if request.method == "POST":
        for field in form.labels:
            if field not in optional:
                form.read(field, filled_day if field in DAYS else clean)
        if form.is_right:
            with form.reading(), acting() as act:
                carry_out(act, find_seen(act.session, act.actor, case), form)
        if form.is_right:
            return done(url_for("case.show", case=case), said, number=found.number, **params)
    page = shown(f"cases/{name}", case=found, form=form, title=step_name(name))
    return page if form.is_right else (page, 422)
