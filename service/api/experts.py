"""Experts 专家: the register to read, and candidates to recommend."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from experts.apply import Candidacy, recommend
from experts.card import show_expert
from experts.form import PersonForm
from experts.record import Employment, Leave, Term
from experts.register_list import Wanted, register_page
from kernel.web.access import may
from kernel.web.door import desk
from service.api.once import Once, once
from service.api.shapes import Day, Given, Page, Search, Shown, Word

api = APIBlueprint("experts", __name__)


class ExpertSearch(Search):
    """Which experts: `q` is part of a name or of an employer's."""

    field: str = Field("", max_length=8, pattern="^[A-Z0-9]*$")
    view: Literal["", "active", "suspended", "expired", "left"] = ""


class ExpertLine(Shown):
    """An expert in the list."""

    id: str = Field(validation_alias="public_id")
    name: str
    title: str
    region: str
    state: str
    fields: Sequence[str]
    employer: str | None


class ExpertShown(Shown):
    """An expert; numbers and addresses are masked."""

    id: str = Field(validation_alias="public_id")
    name: str
    document: str
    mobile: str
    email: str
    title: str
    region: str
    state: str
    fields: Sequence[str]
    attributes: dict[str, str]
    terms: Sequence[Term]
    employments: Sequence[Employment]
    leaves: Sequence[Leave]
    confirmed: int | None


class Candidate(Given):
    """A person whom the caller's unit recommends; `document` is the resident identity number."""

    name: Word
    document: Word
    mobile: Word
    email: Word
    title: Word
    region: Word
    fields: list[Word] = Field(min_length=1, max_length=20)
    employer: Word
    employer_uscc: Word | None = None
    employed_since: Day
    consent_on: Day


class ApplicationShown(Shown):
    """An application to the register."""

    id: str = Field(validation_alias="public_id")
    state: str
    source: str
    consent_on: date


@api.get("/experts")
@may("experts.read")
@api.input(ExpertSearch, location="query")
@api.output(Page[ExpertLine])
def listed(query_data: ExpertSearch) -> Page[ExpertLine]:
    """The register, in the order of entry."""
    wanted = Wanted(view=query_data.view, words=query_data.q, field=query_data.field)
    with desk().database.reading() as session:
        found = register_page(session, wanted, query_data.cursor)
    return Page[ExpertLine].of(found, ExpertLine.model_validate)


@api.get("/experts/<id:expert>")
@may("experts.read")
@api.output(ExpertShown)
def one(expert: str) -> ExpertShown:
    """One expert, of those who have left too."""
    with desk().database.reading() as session:
        return ExpertShown.model_validate(show_expert(session, desk().vault, expert))


@api.post("/expert-applications")
@may("experts.apply")
@api.input(Candidate)
@api.output(ApplicationShown, status_code=201)
@once
def apply(json_data: Candidate, this: Once) -> Response:
    """Recommend somebody for the register, in the name of the caller's unit."""
    person = json_data.model_dump(mode="json", exclude={"consent_on", "employer_uscc"})
    record = PersonForm(**person, uscc=json_data.employer_uscc).record()
    with this.acting() as act:
        entered = recommend(act, act.actor.unit or "", Candidacy(record, json_data.consent_on))
        return this.answer(ApplicationShown.model_validate(entered), 201)
