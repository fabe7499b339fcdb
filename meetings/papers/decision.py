"""Fills the decision 认定决定."""

from datetime import timedelta

from credit.port import Polarity
from kernel.act import Act
from kernel.clock import local
from kernel.office import unit_of_role
from kernel.roles import Role
from meetings.documents.decision import Decision as DecisionPaper
from meetings.documents.decision import decision_document
from meetings.documents.decision_parts import (
    Defence,
    Deliberation,
    EffectiveDocument,
    Measure,
    Publicity,
    Remedies,
    Subject,
)
from meetings.documents.particulars import CatalogueItem, Citation, Term
from meetings.models import Case, CaseItem, Decision
from meetings.papers.common import (
    PASSING_RULES,
    Draft,
    closed_vote,
    decision_title,
    eligible,
    provenance,
    quorum_rule,
    vote_count,
)
from meetings.tally.count import Tally, departs_from_experts
from meetings.tally.entries import VoterClass

REMOVAL_CONDITIONS = {
    "PUNISH": "期限届满，或者期限内信用修复生效，或者据以认定的文书被撤销、变更的，予以移出",
    "REWARD": "期限届满，或者据以认定的文书被撤销、变更，或者期限内有失信行为的，予以移出",
}
REMOVAL_PROCEDURE = (
    "期限届满的自动移出；其余由认定单位核实后报领导小组办公室移出，并通知各实施单位同时解除措施"
)
REPLY_WITHIN = "自收到之日起5个工作日内（本机关会议规则）"


def decision_paper(act: Act, decision: Decision) -> Draft:
    """The decision on an agenda item, every part taken from the records.

    Raises:
        DocumentIncomplete, DocumentContradiction: as `decision_document`.
    """
    case, meeting = decision.item.case, decision.item.meeting
    office = unit_of_role(act.session, Role.OFFICE)
    signed_on = decision.signed_on or local(act.clock.now()).date()
    facts = {
        "case": case.public_id,
        "decision": decision.public_id,
        "meeting": meeting.public_id,
        "number": decision.number,
    }
    paper = DecisionPaper(
        polarity="punishment" if case.polarity == Polarity.PUNISH else "reward",
        organ=meeting.lead_unit.name,
        number=decision.number or "",
        recipients=tuple(unit.name for unit in meeting.units),
        copies=(office.name,),
        subject=Subject(
            case.subject_name, "统一社会信用代码" if case.subject_uscc else "证件号码", case.subject_code
        ),
        facts=case.facts,
        effective_document=EffectiveDocument(
            case.document_organ, case.document_title, case.document_no, case.document_on
        ),
        legal_basis=_legal_basis(case),
        catalogue_items=tuple(_listed(item) for item in case.items),
        deliberation=_deliberation(act, decision),
        measures=tuple(
            Measure(
                measure.content, measure.implementer_name, Citation(measure.basis, measure.basis_confirmed)
            )
            for measure in case.measures
        ),
        term=Term(case.term_months, decision.starts_on, decision.ends_on - timedelta(days=1)),
        removal_conditions=REMOVAL_CONDITIONS[case.polarity],
        removal_procedure=REMOVAL_PROCEDURE,
        remedies=_remedies(case, office.name),
        filed_with=office.name,
        signed_on=signed_on,
        printed_on=signed_on,
        defence=_defence(case),
        publicity=_publicity(case),
        provenance=provenance(act.session, facts),
    )
    return Draft("decision", decision_title(case), decision.number, decision_document(paper))


def _remedies(case: Case, office: str) -> Remedies:
    """Repair is for who was punished."""
    repair = case.unit.name if case.polarity == Polarity.PUNISH else ""
    return Remedies(case.unit.name, REPLY_WITHIN, office, repair)


def _legal_basis(case: Case) -> tuple[Citation, ...]:
    """What the items rest on, each text once."""
    bases = [(item.listed.basis_text, item.listed.basis_confirmed) for item in case.items]
    return tuple(Citation(*basis) for basis in dict.fromkeys(bases))


def _listed(item: CaseItem) -> CatalogueItem:
    listed = item.listed
    return CatalogueItem(
        "联合奖惩目录清单",
        listed.edition,
        listed.code,
        listed.title,
        listed.term_min_months,
        listed.term_max_months,
    )


def _deliberation(act: Act, decision: Decision) -> Deliberation:
    meeting, vote = decision.item.meeting, closed_vote(act.session, decision.item)
    counted = Tally.from_payload(vote.tally)
    return Deliberation(
        meeting=meeting.title,
        meeting_number=meeting.number,
        held_on=local(meeting.starts_at).date(),
        units_eligible=eligible(vote, VoterClass.UNIT),
        units_present=counted.present[VoterClass.UNIT],
        experts_present=counted.present[VoterClass.EXPERT],
        quorum_rule=quorum_rule(meeting),
        pass_rule=PASSING_RULES[decision.item.case.polarity],
        units=vote_count(counted, VoterClass.UNIT),
        experts=vote_count(counted, VoterClass.EXPERT),
        adoption=decision.adoption,
        departs_from_experts=departs_from_experts(counted),
        departure_reason=decision.departure_reason or "",
    )


def _defence(case: Case) -> Defence | None:
    notice = case.notice
    if notice is None:
        return None
    unsaid = "当事人书面表示放弃陈述和申辩" if notice.waived else "当事人在规定期限内未提出陈述和申辩"
    statement = notice.defence or unsaid
    return Defence(notice.served_on, notice.manner, statement, notice.review or "")


def _publicity(case: Case) -> Publicity | None:
    shown = case.publicity
    if shown is None:
        return None
    return Publicity(shown.begins, shown.ends, shown.objections or "公示期内未收到异议")
