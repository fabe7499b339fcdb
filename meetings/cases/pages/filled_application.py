"""An application as it stands in the browser: read step by step, each step checked before the next is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.port import Subject
from kernel.errors import InputError
from kernel.text import clean
from kernel.units import Unit, UnitKind
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import reading
from kernel.web.translations import gettext as _
from meetings.cases.check_gates import in_words
from meetings.cases.file_case import Application, check_application
from meetings.cases.gates import Gate, GateResult
from meetings.cases.pages.words import filled_day
from meetings.catalogue.item import Item
from meetings.catalogue.queries import edition_on, item_on
from meetings.pages.look_up import look_up

PURPOSE = "联合奖惩申请"
"""What the credit store's query log says an application's look-up is for."""

STEPS = ("subject", "items", "details", "check")
TEXTS = ("facts", "linkage", "document_title", "document_no", "document_organ")
MOST_MONTHS = 1200
AT_FIELD = {Gate.TERM: "term_months", Gate.DOCUMENT: "document_on", Gate.BASIS: "measures"}
"""Where an unmet gate stands in the form; the others concern the whole."""


def labels() -> dict[str, str]:
    """The fields of an application in the order in which they are filled in."""
    return {
        "subject": _("统一社会信用代码或主体编号"),
        "conduct_on": _("行为日期"),
        "item": _("目录事项"),
        "measures": _("措施"),
        "term_months": _("期限（月）"),
        "facts": _("事由"),
        "linkage": _("措施与行为的关联性"),
        "document_title": _("生效文书名称"),
        "document_no": _("生效文书文号"),
        "document_organ": _("文书作出机关"),
        "document_on": _("文书日期"),
        "county": _("涉及的县市区（园区）"),
        "evidence": _("证据材料"),
    }


@dataclass(slots=True)
class Filling:
    """What the steps so far have given.

    edition: in force on the day of the conduct.
    gates: as the application would meet them.
    """

    form: Filled
    subject: Subject | None = None
    conduct_on: date | None = None
    edition: str = ""
    items: list[Item] = field(default_factory=list)
    gates: list[GateResult] = field(default_factory=list)
    application: Application | None = None

    def check(self, step: str) -> bool:
        """Read the fields of a step; whether they are right. What is wrong stands at its field."""
        checks: dict[str, Callable[[], None]] = {
            "subject": self._read_subject,
            "items": self._read_items,
            "details": self._read_details,
        }
        if step in checks:
            checks[step]()
        return self.form.is_right

    def _read_subject(self) -> None:
        self.conduct_on = self.form.read("conduct_on", filled_day)
        if self.conduct_on:
            with self.form.reading(), reading() as session:
                self.edition = edition_on(session, self.conduct_on).edition
        self.subject = look_up(self.form, "subject", PURPOSE)

    def _read_items(self) -> None:
        codes = list(dict.fromkeys(self.form.all("item")))
        if not codes:
            self.form.put(InputError("cases.no_item"), "item")
        if self.conduct_on:
            with self.form.reading(), reading() as session:
                self.items = [item_on(session, code, self.conduct_on) for code in codes]

    def _read_details(self) -> None:
        months = self.form.read("term_months", _months)
        document_on = self.form.read("document_on", filled_day)
        texts = {name: self.form.read(name, clean) or "" for name in TEXTS}
        chosen = self.form.all("measures")
        if not chosen:
            self.form.put(InputError("cases.no_measure"), "measures")
        if not self.form.is_right or not self.conduct_on or not months or not document_on:
            return
        self.application = Application(
            conduct_on=self.conduct_on,
            document_on=document_on,
            term_months=months,
            measures=chosen,
            evidence=[],
            county=self.form["county"] or None,
            **texts,
        )
        with self.form.reading(), reading() as session:
            self._pass_gates(session, self.application)

    def _pass_gates(self, session: Session, application: Application) -> None:
        if self.subject is None:
            return
        now = desk().clock.now()
        self.gates = check_application(session, actor(), now, application, self.subject, self.items)
        whole = []
        for result in self.gates:
            if result.met:
                continue
            if result.gate in AT_FIELD:
                self.form.errors[AT_FIELD[result.gate]] = in_words(result)
            else:
                whole.append(in_words(result))
        if whole:
            self.form.refusal = "；".join(whole)


def uploads() -> list[tuple[str, bytes]]:
    """The evidence files that were sent, by the names they were sent under."""
    return [(file.filename or "", file.read()) for file in request.files.getlist("evidence") if file.filename]


def counties(session: Session) -> list[tuple[str, str]]:
    """The counties and parks 县市区（园区）, for a choice."""
    found = select(Unit.uscc, Unit.name).where(Unit.kind == UnitKind.COUNTY).order_by(Unit.name)
    return [(uscc, name) for uscc, name in session.execute(found)]


def _months(name: str, value: str) -> int:
    text = clean(name, value)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_MONTHS):
        raise InputError("cases.bad_months", value=text)
    return int(text)
