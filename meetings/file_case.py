"""A member unit applies for joint punishment 联合惩戒申请."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from credit.port import CatalogueItem, Subject
from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.errors import InputError, Refused
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings import numbering
from meetings.models import Case, CaseEvidence, CaseMeasure, CaseState


@dataclass(frozen=True, slots=True)
class Application:
    """What the unit fills in.

    measures: codes out of the catalogue item.
    evidence: (name, content) of each file.
    """

    conduct_on: date
    facts: str
    document_title: str
    document_no: str
    document_organ: str
    document_on: date
    term_months: int
    measures: Sequence[str]
    evidence: Sequence[tuple[str, bytes]]


def file_case(act: Act, application: Application, subject: Subject, item: CatalogueItem) -> Case:
    """Enter the application with a snapshot of what the catalogue says on the date of the conduct.

    Args:
        subject: as the credit store knows it.
        item: the catalogue item in force on `application.conduct_on`.

    Raises:
        InputError: a field is empty or impossible, or a measure is not the item's.
        Refused: the catalogue does not allow it: subject type, term, or a reward item.
    """
    by = authorize(act.actor, "cases.file", unit=act.actor.unit)
    _gates(act, application, subject, item)
    now = act.clock.now()
    case = Case(
        public_id=public_id(act.entropy),
        number=numbering.next_number(act.session, act.actor.unit, numbering.CASE, now),
        state=CaseState.FILED,
        filed_at=now,
        unit_uscc=act.actor.unit,
        subject_uscc=subject.uscc,
        subject_name=subject.name,
        polarity=item.polarity,
        item_code=item.code,
        item_title=item.title,
        edition=item.edition,
        term_least=item.term_min_months,
        term_most=item.term_max_months,
        special_group=item.special_group,
        basis=item.basis_text,
        basis_confirmed=item.basis_confirmed,
        conduct_on=application.conduct_on,
        facts=clean("facts", application.facts),
        document_title=clean("document-title", application.document_title),
        document_no=clean("document-no", application.document_no),
        document_organ=clean("document-organ", application.document_organ),
        document_on=application.document_on,
        term_months=application.term_months,
        measures=_measures(application.measures, item),
        evidence=_evidence(act, application.evidence),
    )
    act.session.add(case)
    act.session.flush()
    evidence = sorted(file.digest for file in case.evidence)
    facts = {"case": case.public_id, "edition": case.edition, "evidence": evidence, "item": case.item_code}
    record(act, by, "case.filed", case.public_id, facts)
    return case


def _gates(act: Act, application: Application, subject: Subject, item: CatalogueItem) -> None:
    """What the catalogue and the calendar allow (law-and-data §4.3, gates 1 to 3 and 5)."""
    today = local(act.clock.now()).date()
    if item.polarity != "PUNISH":
        raise Refused("cases.not_a_punishment", item=item.code)
    if subject.type not in item.subject_types:
        raise Refused("cases.subject_type", item=item.code, type=subject.type)
    if not item.term_min_months <= application.term_months <= item.term_max_months:
        least, most = item.term_min_months, item.term_max_months
        raise Refused("cases.term", months=application.term_months, least=least, most=most)
    if not application.conduct_on <= application.document_on <= today:
        raise InputError("cases.dates", conduct=application.conduct_on, document=application.document_on)
    if not application.evidence:
        raise InputError("kernel.empty", field="evidence")


def _measures(codes: Sequence[str], item: CatalogueItem) -> list[CaseMeasure]:
    """The chosen measures as the catalogue words them.

    Raises:
        InputError: none chosen, or one that the item does not have: nothing outside the catalogue.
    """
    if not codes:
        raise InputError("kernel.empty", field="measure")
    known = {measure.code: measure for measure in item.measures}
    for code in codes:
        if code not in known:
            raise InputError(
                "cases.unknown_measure", code=code, item=item.code, known="、".join(sorted(known))
            )
    return [
        CaseMeasure(
            code=code,
            content=known[code].content,
            implementer_uscc=known[code].implementer_uscc,
            implementer_name=known[code].implementer_name,
            basis=known[code].basis_text,
            basis_confirmed=known[code].basis_confirmed,
        )
        for code in sorted(set(codes))
    ]


def _evidence(act: Act, files: Sequence[tuple[str, bytes]]) -> list[CaseEvidence]:
    kept = {act.attachments.keep(content): (name, len(content)) for name, content in files}
    return [
        CaseEvidence(digest=digest, name=clean("evidence", name), size=size)
        for digest, (name, size) in sorted(kept.items())
    ]
