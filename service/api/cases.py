"""Cases 案件: applications for joint punishment or reward."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import Base64Bytes, Field, StrictInt
from sqlalchemy.orm import Session

from credit.embedded import open_store
from credit.keys import parse_key
from kernel.clock import local
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.cases.case_view import CaseView, case_view
from meetings.cases.check_gates import in_words
from meetings.cases.file_case import Application, file_case
from meetings.cases.queries import VIEWS, Wanted, find_seen, listed
from meetings.cases.withdraw_case import withdraw_case
from meetings.catalogue.queries import item_on
from service.api.once import Once, once
from service.api.shapes import Day, Given, Page, Search, Shown, Text, Word

api = APIBlueprint("cases", __name__)
PURPOSE = "联合奖惩申请"


class CaseSearch(Search):
    """Which cases: `q` stands in the number, or in the subject's name or code."""

    view: Literal["", *VIEWS] = ""  # type: ignore[valid-type]  # the views as they are named where they are defined
    polarity: Literal["", "PUNISH", "REWARD"] = ""


class CaseLine(Shown):
    """A case in the list."""

    id: str
    number: str
    state: str
    polarity: str
    subject: str
    subject_code: str
    items: Sequence[str]
    unit: str
    group: str
    filed_on: date


class DocumentShown(Shown):
    """The effective document that a case rests on 生效文书."""

    title: str
    number: str
    organ: str
    on: date


class MeasureShown(Shown):
    """A measure that is applied for."""

    item_code: str
    code: str
    content: str
    implementer_name: str


class EvidenceShown(Shown):
    """A file of evidence, by its SHA-256."""

    name: str
    digest: str
    size: int


class GateShown(Shown):
    """Something that has to be so before the case can go on."""

    gate: str
    met: bool
    reason: str


class CaseShown(Shown):
    """A case."""

    id: str
    number: str
    state: str
    polarity: str
    unit: str
    group: str
    subject: str
    subject_code: str
    items: Sequence[str]
    measures: Sequence[MeasureShown]
    facts: str
    linkage: str
    document: DocumentShown
    conduct_on: date
    term_months: int
    evidence: Sequence[EvidenceShown]
    gates: Sequence[GateShown]
    filed_at: datetime
    withdrawal: str | None


class DocumentGiven(Given):
    """The effective document that a case rests on 生效文书."""

    title: Word
    number: Word
    organ: Word
    on: Day


class EvidenceGiven(Given):
    """A file: its name, and its content in base 64."""

    name: Word
    content: Base64Bytes


class CaseGiven(Given):
    """An application.

    subject: the credit code, or the number in the credit store. items, measures: codes of the catalogue.
    """

    subject: Word
    items: list[Word] = Field(min_length=1, max_length=20)
    measures: list[Word] = Field(min_length=1, max_length=50)
    conduct_on: Day
    facts: Text
    linkage: Text
    document: DocumentGiven
    term_months: StrictInt = Field(ge=1, le=1200)
    county: Word | None = None
    evidence: list[EvidenceGiven] = Field(min_length=1, max_length=20)


class Reason(Given):
    """Why."""

    reason: Text


@api.get("/cases")
@may("cases.read")
@api.input(CaseSearch, location="query")
@api.output(Page[CaseLine])
def list_of_cases(query_data: CaseSearch) -> Page[CaseLine]:
    """The cases that the account sees, the newest first."""
    wanted = Wanted(view=query_data.view, words=query_data.q, polarity=query_data.polarity)
    with desk().database.reading() as session:
        found = listed(session, actor(), wanted, "new", query_data.cursor)
    return Page[CaseLine].of(found, CaseLine.model_validate)


@api.get("/cases/<id:case>")
@may("cases.read")
@api.output(CaseShown)
def one(case: str) -> CaseShown:
    """One case with its gates as they are today."""
    with desk().database.reading() as session:
        return _shown(session, case)


@api.post("/cases")
@may("cases.file")
@api.input(CaseGiven)
@api.output(CaseShown, status_code=201)
@once
def file(json_data: CaseGiven, this: Once) -> Response:
    """File an application."""
    with open_store(desk().config, desk().clock) as store:
        subject = store.subject(parse_key(json_data.subject), purpose=PURPOSE, who=actor().name)
    document = json_data.document
    application = Application(
        **json_data.model_dump(
            include={"conduct_on", "facts", "linkage", "term_months", "measures", "county"}
        ),
        document_title=document.title,
        document_no=document.number,
        document_organ=document.organ,
        document_on=document.on,
        evidence=[(file.name, file.content) for file in json_data.evidence],
    )
    with this.acting() as act:
        items = [
            item_on(act.session, code, application.conduct_on) for code in dict.fromkeys(json_data.items)
        ]
        case = file_case(act, application, subject, items)
        act.session.refresh(case)
        return this.answer(_shown(act.session, case.public_id), 201)


@api.post("/cases/<id:case>/withdrawal")
@may("cases.prepare")
@api.input(Reason)
@api.output(CaseShown)
@once
def withdraw(case: str, json_data: Reason, this: Once) -> Response:
    """Withdraw a case that is on no agenda."""
    with this.acting() as act:
        withdraw_case(act, find_seen(act.session, act.actor, case), json_data.reason)
        return this.answer(_shown(act.session, case))


def _shown(session: Session, key: str) -> CaseShown:
    return _of(case_view(session, actor(), key, local(desk().clock.now()).date()))


def _of(view: CaseView) -> CaseShown:
    case = view.case
    return CaseShown(
        id=case.public_id,
        number=case.number,
        state=case.state,
        polarity=case.polarity,
        unit=case.unit.name,
        group=case.special_group,
        subject=case.subject_name,
        subject_code=case.subject_code,
        items=[f"{item.code} {item.listed.title}" for item in case.items],
        measures=[MeasureShown.model_validate(measure) for measure in case.measures],
        facts=case.facts,
        linkage=case.linkage,
        document=DocumentShown(
            title=case.document_title, number=case.document_no, organ=case.document_organ, on=case.document_on
        ),
        conduct_on=case.conduct_on,
        term_months=case.term_months,
        evidence=[EvidenceShown.model_validate(file) for file in case.evidence],
        gates=[GateShown(gate=gate.gate, met=gate.met, reason=in_words(gate)) for gate in view.gates],
        filed_at=case.filed_at,
        withdrawal=case.withdrawal,
    )
