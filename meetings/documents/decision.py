"""认定决定: what is decided about whom, on what facts and basis, for how long, and what can be done against it.

The parts that must be there are those of the rules on joint punishment (law-and-data §4.3, 9): 事由, 依据,
措施, 期限, 移出条件和程序, 救济途径; and of this house: who deliberated, who voted how, what became of the
experts' opinion.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from meetings.documents.decision_parts import (
    Defence,
    Deliberation,
    EffectiveDocument,
    Measure,
    Publicity,
    Remedies,
    Subject,
    defence_text,
    deliberation_text,
    measures_text,
    publicity_text,
    remedies_text,
)
from meetings.documents.model import (
    Block,
    Colophon,
    Document,
    DocumentContradiction,
    Heading,
    Kind,
    Paragraph,
    Signature,
    members,
    require,
)
from meetings.documents.particulars import CatalogueItem, Citation, Provenance, Term, require_all_voted
from meetings.documents.wording import day, sentence, title_lines


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything a decision says. `polarity` is reward 联合激励 or punishment 联合惩戒."""

    polarity: Literal["reward", "punishment"]
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    subject: Subject
    facts: str
    effective_document: EffectiveDocument | None
    legal_basis: tuple[Citation, ...]
    catalogue_items: tuple[CatalogueItem, ...]
    deliberation: Deliberation
    measures: tuple[Measure, ...]
    term: Term | None
    removal_conditions: str
    removal_procedure: str
    remedies: Remedies
    filed_with: str
    signed_on: date
    printed_on: date
    defence: Defence | None = None
    publicity: Publicity | None = None
    proxy_seal: str = ""
    provenance: Provenance = field(default_factory=Provenance)


def decision_document(decision: Decision) -> Document:
    """The decision as a paper.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
        DocumentContradiction: the votes are not those of the people present, or the term ends before it begins.
    """
    _check(decision)
    action = _action(decision)
    return Document(
        kind=Kind.DOCUMENT,
        masthead=f"{decision.organ}文件",
        number=decision.number,
        title=title_lines(decision.organ, f"关于对{decision.subject.name}", f"实施联合{action}的决定"),
        recipients=decision.recipients,
        blocks=tuple(_body(decision, action)),
        signature=Signature(decision.organ, decision.signed_on, proxy_seal=decision.proxy_seal),
        notes=decision.provenance.notes(),
        colophon=Colophon(decision.copies, decision.organ, decision.printed_on),
    )


def _action(decision: Decision) -> str:
    return "惩戒" if decision.polarity == "punishment" else "激励"


def _check(decision: Decision) -> None:
    held = decision.deliberation
    require_all_voted("unit_votes", held.units, held.units_present)
    require_all_voted("expert_votes", held.experts, held.experts_present)
    if decision.term and decision.term.last_day < decision.term.first_day:
        raise DocumentContradiction("term")
    require(
        {
            "organ": decision.organ,
            "number": decision.number,
            "recipients": decision.recipients,
            "subject": decision.subject.name,
            "subject_code": decision.subject.code,
            "facts": decision.facts,
            "effective_document": decision.effective_document,
            "legal_basis": tuple(citation.text for citation in decision.legal_basis),
            "catalogue_items": decision.catalogue_items,
            **_hearing_parts(decision),
            "meeting": held.meeting,
            "meeting_number": held.meeting_number,
            "quorum_rule": held.quorum_rule,
            "pass_rule": held.pass_rule,
            "expert_adoption": held.adoption,
            **({"departure_reason": held.departure_reason} if held.departs_from_experts else {}),
            "measures": tuple(measure.content for measure in decision.measures),
            **members("implementing_unit", (measure.implementer for measure in decision.measures)),
            "term": decision.term,
            "removal_conditions": decision.removal_conditions,
            "removal_procedure": decision.removal_procedure,
            **_remedy_parts(decision),
            "filed_with": decision.filed_with,
        }
    )


def _hearing_parts(decision: Decision) -> dict[str, object]:
    if decision.polarity == "reward":
        return {"publicity": decision.publicity and decision.publicity.outcome}
    defence = decision.defence
    return {"defence": defence and defence.statement, "defence_review": defence and defence.review}


def _remedy_parts(decision: Decision) -> dict[str, object]:
    remedies = decision.remedies
    parts: dict[str, object] = {
        "objection": remedies.objection_unit,
        "objection_reply": remedies.reply_within,
        "complaint": remedies.complaint_body,
    }
    return parts | ({"repair": remedies.repair_unit} if decision.polarity == "punishment" else {})


def _body(decision: Decision, action: str) -> Iterator[Block]:
    held, subject = decision.deliberation, decision.subject
    yield Paragraph(
        f"{day(held.held_on)}，{held.meeting}（{held.meeting_number}）审议了{subject.name}"
        f"（{subject.code_name}：{subject.code}）联合{action}事项，决定对其实施联合{action}。"
    )
    yield Heading(1, "事由")
    yield Paragraph(decision.facts)
    yield Heading(1, "依据")
    yield Heading(2, "生效文书。", f"{decision.effective_document}。")
    yield Heading(2, "法律和政策依据。", f"{'；'.join(map(str, decision.legal_basis))}。")
    yield Heading(2, "目录依据。", f"{'；'.join(map(str, decision.catalogue_items))}。")
    if decision.publicity:
        yield from publicity_text(decision.publicity)
    if decision.defence:
        yield from defence_text(decision.defence)
    yield from deliberation_text(held)
    yield from measures_text(subject.name, decision.measures, decision.term, action)
    yield Heading(1, "移出条件和程序")
    yield Heading(2, "移出条件。", sentence(decision.removal_conditions))
    yield Heading(2, "移出程序。", sentence(decision.removal_procedure))
    yield Heading(1, "救济途径")
    yield from remedies_text(decision.remedies, action)
    yield Heading(1, "执行和备案")
    yield Paragraph("各实施单位应当在各自职责范围内执行本决定，按期反馈执行情况，不得自行变更措施和期限。")
    yield Paragraph(f"本决定印发时同时报送{decision.filed_with}备案。")
