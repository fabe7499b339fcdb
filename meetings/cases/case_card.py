"""What `panel cases show` tells of one case."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kernel.messages import word
from meetings.cases.check_gates import gates_of, in_words
from meetings.cases.gates import GateResult
from meetings.models import Case


def card(session: Session, case: Case, today: date, *, as_json: bool) -> dict[str, Any]:
    """The case with its gates; programs read codes, people their words."""
    return {
        "id": case.public_id,
        "number": case.number,
        "state": case.state if as_json else word("case", case.state),
        "unit": case.unit.name,
        "county": case.county and case.county.name,
        "special_group": case.special_group,
        "polarity": case.polarity if as_json else word("polarity", case.polarity),
        "subject": f"{case.subject_name}（{case.subject_code}）",
        "items": [f"{item.code} {item.listed.title}（{item.edition}）" for item in case.items],
        "facts": case.facts,
        "linkage": case.linkage,
        "document": f"{case.document_organ} {case.document_no}（{case.document_on}）",
        "measures": [f"{m.item_code}/{m.code} {m.content}（{m.implementer_name}）" for m in case.measures],
        "term_months": case.term_months,
        "evidence": [{"name": file.name, "sha256": file.digest} for file in case.evidence],
        "notice_served_on": case.notice and case.notice.served_on,
        "defence_answered_on": case.notice and case.notice.answered_on,
        "publicity_until": case.publicity and case.publicity.ends,
        "review": case.review and case.review.opinion,
        "withdrawal": case.withdrawal,
        "gates": [
            gate_line(result, as_json=True)
            if as_json
            else " ".join(gate_line(result, as_json=False).values())
            for result in gates_of(session, case, today)
        ],
    }


def gate_line(result: GateResult, *, as_json: bool) -> dict[str, Any]:
    """One gate: whether it is met and what there is to say."""
    if as_json:
        return {"gate": result.gate.value, "met": result.met, "reason": in_words(result)}
    return {
        "gate": word("gate", result.gate),
        "met": word("met", "yes" if result.met else "no"),
        "reason": in_words(result),
    }
