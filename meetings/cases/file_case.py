"""A unit applies for joint punishment or reward 联合惩戒、联合激励申请."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.port import Subject
from kernel import numbering
from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.errors import InputError
from kernel.roles import Actor, authorize
from kernel.text import clean
from kernel.units import UnitKind, find_unit
from ledger.record import record
from meetings.cases.check_gates import Stage, facts_of, refuse_unmet
from meetings.cases.evidence import checked
from meetings.cases.gates import GateResult, gates_at_filing
from meetings.catalogue.groups import LEADING_GROUP, group_of
from meetings.catalogue.item import Item
from meetings.models import Case, CaseEvidence, CaseItem, CaseMeasure, CaseState, CatalogueItemRow


@dataclass(frozen=True, slots=True)
class Application:
    """What the unit fills in.

    linkage: why these measures fit this conduct 关联性.
    measures: codes of the catalogue; with several items `ITEM/CODE`.
    evidence: (name, content) of each file.
    county: code or name of the county concerned, if one is.
    """

    conduct_on: date
    facts: str
    linkage: str
    document_title: str
    document_no: str
    document_organ: str
    document_on: date
    term_months: int
    measures: Sequence[str]
    evidence: Sequence[tuple[str, bytes]]
    county: str | None = None


def file_case(act: Act, application: Application, subject: Subject, items: Sequence[Item]) -> Case:
    """Enter the application under the edition in force on the date of the conduct.

    Args:
        subject: as the credit store knows it.
        items: as the catalogue has them on `application.conduct_on`, each once.

    Raises:
        InputError: a field is empty or impossible, or a measure is none of the items'.
        NotFound: an item's domain goes to no special group, or there is no such county.
        Refused: gates are not met, each with its reason.
    """
    by = authorize(act.actor, "cases.file", unit=act.actor.unit)
    files = checked(application.evidence)
    _wait_for_others(act, items)
    case = _case(act.session, act.actor, act.clock.now(), application, subject, items)
    refuse_unmet(act, case, Stage.FILING)
    case.public_id = public_id(act.entropy)
    case.number = numbering.next_number(act.session, act.actor.unit, numbering.CASE, act.clock.now())
    case.evidence = _evidence(act, files)
    act.session.add(case)
    act.session.flush()
    for part in (*case.items, *case.measures):
        act.session.refresh(part, ["listed"])  # the door words it after the commit
    facts = {
        "case": case.public_id,
        "edition": case.edition,
        "evidence": sorted(file.digest for file in case.evidence),
        "item": case.item_code,
    }
    record(act, by, "case.filed", case.public_id, facts)
    return case


def check_application(
    session: Session,
    actor: Actor,
    now: datetime,
    application: Application,
    subject: Subject,
    items: Sequence[Item],
) -> list[GateResult]:
    """The gates at filing as this application would find them, its evidence aside; nothing is stored.

    Raises:
        InputError, NotFound: as `file_case`.
    """
    authorize(actor, "cases.file", unit=actor.unit)
    case, today = _case(session, actor, now, application, subject, items), local(now).date()
    return gates_at_filing(facts_of(session, case, today), today)


def _wait_for_others(act: Act, items: Sequence[Item]) -> None:
    """Cases on the same items are filed one after the other, so that each sees the open ones before it."""
    row = CatalogueItemRow
    held = select(row.code).where(row.code.in_([item.code for item in items]))
    in_order = held.order_by(row.code, row.edition)
    act.session.execute(in_order.with_for_update(key_share=True))


def _case(
    session: Session,
    actor: Actor,
    now: datetime,
    application: Application,
    subject: Subject,
    items: Sequence[Item],
) -> Case:
    """The case as applied for, without its number and its evidence; not in the database yet."""
    case_items = [_case_item(session, item) for item in items]
    groups = {item.special_group for item in case_items}
    return Case(
        state=CaseState.FILED,
        filed_at=now,
        filed_by=actor.public_id,
        unit_uscc=actor.unit,
        subject_number=subject.number,
        subject_type=subject.type,
        subject_name=subject.name,
        subject_uscc=subject.uscc,
        subject_mask=subject.id_mask,
        polarity=items[0].polarity,
        edition=items[0].edition,
        term_least=max(item.term_min_months for item in items),
        term_most=min(item.term_max_months for item in items),
        special_group=groups.pop() if len(groups) == 1 else LEADING_GROUP,
        county_uscc=_county(session, application.county),
        conduct_on=application.conduct_on,
        facts=clean("facts", application.facts),
        linkage=clean("linkage", application.linkage, required=False),
        document_title=clean("document-title", application.document_title, required=False),
        document_no=clean("document-no", application.document_no, required=False),
        document_organ=clean("document-organ", application.document_organ, required=False),
        document_on=application.document_on,
        term_months=application.term_months,
        items=case_items,
        measures=_measures(application.measures, items),
    )


def _case_item(session: Session, item: Item) -> CaseItem:
    group = group_of(session, item.domain)
    return CaseItem(edition=item.edition, code=item.code, special_group=group.name)


def _county(session: Session, key: str | None) -> str | None:
    if key is None:
        return None
    unit = find_unit(session, key)
    if unit.kind != UnitKind.COUNTY:
        raise InputError("cases.no_county", name=unit.name)
    return unit.uscc


def _measures(codes: Sequence[str], items: Sequence[Item]) -> list[CaseMeasure]:
    """The chosen measures; nothing outside the catalogue.

    Raises:
        InputError: none chosen, one that none of the items has, or one that several have.
    """
    if not codes:
        raise InputError("kernel.empty", field="measure")
    chosen = {_measure(code, items) for code in codes}
    edition = items[0].edition
    return [
        CaseMeasure(edition=edition, item_code=item_code, code=code) for item_code, code in sorted(chosen)
    ]


def _measure(code: str, items: Sequence[Item]) -> tuple[str, str]:
    known = [(item.code, measure.code) for item in items for measure in item.measures]
    found = [(item, measure) for item, measure in known if code in {measure, f"{item}/{measure}"}]
    if len(found) != 1:
        listed = "、".join(f"{item}/{measure}" for item, measure in sorted(known))
        raise InputError(
            "cases.ambiguous_measure" if found else "cases.unknown_measure", code=code, known=listed
        )
    return found[0]


def _evidence(act: Act, files: Sequence[tuple[str, bytes]]) -> list[CaseEvidence]:
    kept = {act.attachments.keep(content): (name, len(content)) for name, content in files}
    return [
        CaseEvidence(digest=digest, name=name, size=size) for digest, (name, size) in sorted(kept.items())
    ]
