"""One case 案件: whose turn it is, its gates with their reasons, the application, the evidence, the history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask import Response, send_file

from kernel.attachments import Attachments
from kernel.clock import local
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import POLICY, Actor
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from kernel.working_days import Due
from meetings.cases.case_view import CaseView, Step, case_view, next_step
from meetings.cases.check_gates import in_words
from meetings.cases.gates import Gate, GateResult
from meetings.cases.queries import find_seen
from meetings.models import Case, CaseEvidence, CaseState

pages = page_blueprint("case", __name__, "/cases")

_WAITING = frozenset({"cases.gate_defence_time", "cases.gate_publicity_open"})
"""Reasons that time alone will settle."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A gate that is not met, as a person reads it; `waits`: nobody has to act, time will do."""

    title: str
    reason: str
    who: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the case; `bad`: a refusal or a withdrawal."""

    on: date
    what: str
    more: str = ""
    bad: bool = False


@pages.get("/<case>/")
@may("cases.read")
def show(case: str) -> str:
    today = local(desk().clock.now()).date()
    with reading() as session:
        found = case_view(session, actor(), case, today)
        step = next_step(found.case, today)
        return shown(
            "cases/case",
            view=found,
            case=found.case,
            filed_on=local(found.case.filed_at).date(),
            step=step,
            step_name=step and step_name(step.name),
            is_mine=step is not None and _is_mine(step, found.case, actor()),
            blockers=[_blocker(result) for result in found.unmet],
            ticks=[(word("gate", result.gate), in_words(result)) for result in found.met],
            events=sorted(_events(found), key=lambda event: event.on, reverse=True),
            may_withdraw=_may(actor(), "cases.prepare") and found.case.state in _OPEN,
            may_challenge=_may(actor(), "challenges.raise") and found.can_be_challenged,
        )


@pages.get("/<case>/evidence/<digest>")
@may("cases.read")
def evidence(case: str, digest: str) -> Response:
    """A file of the case, to be saved: never shown by the browser."""
    with reading() as session:
        found = find_seen(session, actor(), case)
        file = session.get(CaseEvidence, (found.id, digest))
    if file is None:
        raise NotFound("kernel.not_found", what=word("thing", "case"), key=case)
    content = Attachments(desk().config.attachments).read(digest)
    octets = "application/octet-stream"
    return send_file(BytesIO(content), mimetype=octets, as_attachment=True, download_name=file.name)


_OPEN = frozenset({CaseState.FILED, CaseState.NOTICED, CaseState.PUBLICISED, CaseState.READY})


def step_name(name: str) -> str:
    """What the act is called, on its button and its page."""
    return {
        "notice": _("登记告知书送达"),
        "defence": _("登记陈述申辩和复核"),
        "publicity": _("登记公示"),
        "publicity-result": _("登记公示结果"),
        "review": _("法制审核"),
        "withdrawal": _("撤回申请"),
        "challenge": _("录入回避申请"),
    }[name]


def _may(who: Actor, action: str) -> bool:
    return bool(who.roles & POLICY[action])


def _is_mine(step: Step, case: Case, who: Actor) -> bool:
    return step.role in who.roles and (step.name == "review" or case.unit_uscc == who.unit)


def _blocker(result: GateResult) -> Blocker:
    role = "legal_reviewer" if result.gate is Gate.REVIEW else "unit_clerk"
    waits = result.reason in _WAITING
    until = result.params.get("until")
    who = word("role", role)
    if waits and until is not None:
        who = _("%s届满") % (str(until) if isinstance(until, Due) else until)
    return Blocker(word("gate", result.gate), in_words(result), who, waits)


def _events(view: CaseView) -> Iterator[Event]:
    """What happened to the case, in the order in which it does."""
    case = view.case
    yield Event(local(case.filed_at).date(), _("提出申请"), view.filer)
    if case.notice:
        yield Event(case.notice.served_on, _("事前告知书送达"), case.notice.manner)
    if case.notice and case.notice.answered_on:
        yield Event(case.notice.answered_on, _("陈述申辩已复核"))
    if case.publicity:
        yield Event(case.publicity.begins, _("开始公示"), case.publicity.channel)
    if case.publicity and case.publicity.closed_on:
        yield Event(case.publicity.closed_on, _("公示结果已记录"))
    if case.review:
        passed = case.review.passed
        says = _("法制审核通过") if passed else _("法制审核未通过")
        yield Event(local(case.review.at).date(), says, view.reviewer, bad=not passed)
    for challenge in view.challenges:
        yield Event(challenge.raised_on, _("当事人申请回避"), word("challenge", challenge.state))
    if view.meeting and view.meets_at:
        yield Event(local(view.meets_at).date(), _("认定会议"), view.meeting)
