"""The gates of a case as the records stand: shown, or refused, each gate with its reason."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from credit.port import SubjectType
from kernel.act import Act
from kernel.clock import local
from kernel.errors import Refused
from kernel.messages import sentence, word
from kernel.work_calendar import work_calendar
from meetings.cases.gates import (
    CaseFacts,
    Document,
    GateResult,
    Notice,
    Publicity,
    Review,
    gates,
    gates_at_filing,
)
from meetings.catalogue.item import Measure
from meetings.catalogue.queries import edition_on
from meetings.catalogue.rows import as_item
from meetings.models import Case, CaseItem, CaseState, CatalogueItemRow, RunningMeasure

CLOSED = (CaseState.DECIDED, CaseState.NOT_DETERMINED, CaseState.WITHDRAWN)


class Stage(StrEnum):
    FILING = "filing"  # 申请
    AGENDA = "agenda"  # 列入议程
    DECISION = "decision"  # 作出决定


REFUSALS = {
    Stage.FILING: "cases.not_to_file",
    Stage.AGENDA: "cases.not_to_hear",
    Stage.DECISION: "cases.not_to_decide",
}


def refuse_unmet(act: Act, case: Case, stage: Stage) -> None:
    """Let a case pass, or name every gate that it does not meet.

    Args:
        case: of an application that is just being filed, not in the database yet.

    Raises:
        Refused: gates are not met; each is a line.
    """
    today = local(act.clock.now()).date()
    judge = gates_at_filing if stage is Stage.FILING else gates
    results = judge(facts_of(act.session, case, today), today)
    unmet = [in_words(result) for result in results if not result.met]
    if unmet:
        raise Refused(
            REFUSALS[stage], number=case.number, subject=case.subject_name, reasons="\n".join(unmet)
        )


def gates_of(session: Session, case: Case, today: date) -> list[GateResult]:
    """Every gate of a filed case as it is today, in Asia/Shanghai."""
    return gates(facts_of(session, case, today), today)


def in_words(result: GateResult) -> str:
    """What a gate has to say, in the reader's language; empty where it is simply met."""
    if result.reason is None:
        return ""
    params = {
        name: word("subject", value) if isinstance(value, SubjectType) else value
        for name, value in result.params.items()
    }
    return sentence(result.reason, **params)


def facts_of(session: Session, case: Case, today: date) -> CaseFacts:
    """A case as its gates see it; it need not be in the database yet."""
    codes = [item.code for item in case.items]
    rows = [session.get_one(CatalogueItemRow, (case.edition, code)) for code in codes]
    items = [as_item(row) for row in rows]
    known = {(item.code, measure.code): measure for item in items for measure in item.measures}
    in_force = edition_on(session, case.conduct_on).edition
    return CaseFacts(
        items=items,
        in_force=in_force,
        listed=_listed(session, in_force, codes),
        measures=_chosen(case, known),
        subject_type=SubjectType(case.subject_type),
        conduct_on=case.conduct_on,
        document=Document(case.document_title, case.document_no, case.document_organ, case.document_on),
        term_months=case.term_months,
        linkage=case.linkage,
        running=_running(session, case.subject_number, codes, today),
        open_cases=_open_cases(session, case, codes),
        calendar=work_calendar(session),
        notice=_notice(case),
        publicity=_publicity(case),
        review=Review(case.review.passed, own=case.review.by == case.filed_by) if case.review else None,
    )


def _chosen(case: Case, known: dict[tuple[str, str], Measure]) -> list[Measure]:
    return [known[measure.item_code, measure.code] for measure in case.measures]


def _notice(case: Case) -> Notice | None:
    notice = case.notice
    if notice is None:
        return None
    return Notice(notice.served_on, reviewed=notice.review is not None, waived=bool(notice.waived))


def _publicity(case: Case) -> Publicity | None:
    shown = case.publicity
    if shown is None:
        return None
    return Publicity(shown.begins, shown.ends, closed=shown.closed_on is not None)


def _listed(session: Session, edition: str, codes: Sequence[str]) -> frozenset[str]:
    row = CatalogueItemRow
    return frozenset(session.scalars(select(row.code).where(row.edition == edition, row.code.in_(codes))))


def in_force_on(day: date) -> ColumnElement[bool]:
    """Which running measures 在施措施 are in force on that day; those that are over may not be ended yet."""
    row = RunningMeasure
    return (row.state == "running") & or_(row.ends_on.is_(None), row.ends_on >= day)


def _running(session: Session, subject: str, codes: Sequence[str], today: date) -> Sequence[str]:
    row = RunningMeasure
    found = (
        select(row.item_code)
        .where(row.subject_number == subject, row.item_code.in_(codes), in_force_on(today))
        .distinct()
    )
    return session.scalars(found.order_by(row.item_code)).all()


def _open_cases(session: Session, case: Case, codes: Sequence[str]) -> Sequence[str]:
    found = (
        select(Case.number)
        .join(CaseItem, CaseItem.case_id == Case.id)
        .where(
            Case.subject_number == case.subject_number,
            CaseItem.code.in_(codes),
            Case.state.not_in(CLOSED),
            Case.id.is_distinct_from(case.id),
        )
        .distinct()
    )
    return session.scalars(found.order_by(Case.number)).all()
