"""The application 联合奖惩申请 in four steps without a script: subject, items, details, check; then it is filed."""

from dataclasses import replace

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.messages import word
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from meetings.cases.check_gates import in_words
from meetings.cases.file_case import file_case
from meetings.cases.pages.filled_application import STEPS, Filling, counties, labels, uploads
from meetings.catalogue.search import suitable_items

pages = page_blueprint("application", __name__, "/cases")

Answer = str | AnyResponse | tuple[str, int]


@pages.get("/new/")
@may("cases.file")
def begin() -> str:
    first = {name: request.args.get(name, "") for name in ("subject", "conduct_on")}
    return _shown("subject", Filling(Filled(labels(), first)))


@pages.post("/new/")
@may("cases.file")
def go_on() -> Answer:
    """On to the step that was asked for, as far as what is filled in is right; past the last the case is filed."""
    filling, wanted = Filling(Filled(labels())), request.form.get("go", "")
    for step in STEPS:
        if step == wanted:
            return _shown(step, filling)
        if not filling.check(step):
            return _shown(step, filling), 422
    return _file(filling)


def _file(filling: Filling) -> Answer:
    if filling.application is None or filling.subject is None:
        raise TypeError("an application was not checked")
    whole = replace(filling.application, evidence=uploads())
    with filling.form.reading(), acting() as act:
        case = file_case(act, whole, filling.subject, filling.items)
    if filling.form.is_right:
        address = url_for("case.show", case=case.public_id)
        return done(address, "cases.entered", number=case.number, subject=case.subject_name)
    return _shown("check", filling), 422


def _shown(step: str, filling: Filling) -> str:
    measures = {
        f"{item.code}/{each.code}": f"{each.code} {each.content}（{each.implementer_name}）"
        for item in filling.items
        for each in item.measures
    }
    with reading() as session:
        return shown(
            f"cases/apply_{step}",
            form=filling.form,
            filling=filling,
            number=STEPS.index(step) + 1,
            options=_options(session, filling) if step == "items" else [],
            measures=list(measures.items()),
            chosen=[text for code, text in measures.items() if code in filling.form.all("measures")],
            counties=counties(session) if step == "details" else [],
            gates=[(word("gate", result.gate), in_words(result)) for result in filling.gates],
        )


def _options(session: Session, filling: Filling) -> list[tuple[str, str]]:
    """The items that can be chosen, each with its code."""
    if filling.subject is None:
        return []
    form, kind = filling.form, filling.subject.type
    found = suitable_items(
        session, filling.edition, kind, words=form["q"], chosen=form.all("item"), unit=actor().unit
    )
    return [(item.code, f"{item.code} {item.title}（{item.domain}，{item.unit_name}）") for item in found]
