"""The gates of a case 案件关口: what has to be true before it is filed, heard and decided (law-and-data §4.3).

Pure: facts in, one result for every gate out. A gate that is not met says why; one that is met may caution.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from credit.port import Polarity, SubjectType
from kernel.working_days import WorkCalendar
from meetings.catalogue.item import SUFFICIENT, Item, Measure

DEFENCE_DAYS = 5
"""Working days for statement and defence 陈述申辩期, no fewer than those to ask for a hearing (行政处罚法 64, 待核)."""
PUBLICITY_DAYS = 5
"""Working days of a reward's publicity 公示期 at least (本机关会议规则)."""


class Gate(StrEnum):
    CATALOGUE = "catalogue"  # 在目录清单之内
    EDITION = "edition"  # 行为日有效的版本
    POLARITY = "polarity"  # 奖惩不混
    SUBJECT = "subject"  # 主体类别
    DOCUMENT = "document"  # 生效文书
    TERM = "term"  # 期限幅度
    BASIS = "basis"  # 依据层级
    LINKAGE = "linkage"  # 关联性
    RUNNING = "running"  # 无在施措施
    OPEN_CASE = "open_case"  # 无未结案件
    DEFENCE = "defence"  # 告知与申辩
    PUBLICITY = "publicity"  # 公示
    REVIEW = "review"  # 法制审核


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a gate is met.

    reason: the code of the sentence that says why not, or what to mind although it is met; None: nothing to say.
    params: what the sentence's placeholders are filled with.
    """

    gate: Gate
    met: bool
    reason: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """The effective document 生效文书 that the conduct rests on."""

    title: str
    number: str
    organ: str
    on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """The prior notice and its answer; `waived`: in writing; `reviewed`: the unit has weighed the answer."""

    served_on: date
    reviewed: bool
    waived: bool


@dataclass(frozen=True, slots=True)
class Publicity:
    """A reward's publicity; both days included; `closed`: objections, if any, have been weighed."""

    begins: date
    ends: date
    closed: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The legal review; `own`: made by who filed the case."""

    passed: bool
    own: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as its gates see it.

    items: the catalogue items it rests on, as they stand in the case's edition.
    in_force: the edition in force on the day of the conduct, None if there was none.
    listed: the codes of the case's items that this edition has.
    measures: those applied for.
    running: the items of which a measure is in force against this subject.
    open_cases: numbers of other open cases on this subject and one of the items.
    """

    items: Sequence[Item]
    in_force: str | None
    listed: frozenset[str]
    measures: Sequence[Measure]
    subject_type: SubjectType
    conduct_on: date
    document: Document
    term_months: int
    linkage: str
    running: Sequence[str]
    open_cases: Sequence[str]
    notice: Notice | None
    publicity: Publicity | None
    review: Review | None
    calendar: WorkCalendar

    @property
    def rewards(self) -> bool:
        return all(item.polarity is Polarity.REWARD for item in self.items)

    @property
    def term_range(self) -> tuple[int, int]:
        """The months that every item allows, least and most; the least is larger where they have none in common."""
        return max(item.term_min_months for item in self.items), min(
            item.term_max_months for item in self.items
        )


def gates_at_filing(facts: CaseFacts, today: date) -> list[GateResult]:
    """The gates that can be judged when the application arrives."""
    return [check(facts, today) for check in AT_FILING]


def gates(facts: CaseFacts, today: date) -> list[GateResult]:
    """All gates: before the agenda, and again before the decision.

    Args:
        today: in Asia/Shanghai.
    """
    heard = _publicity if facts.rewards else _defence
    return [*gates_at_filing(facts, today), heard(facts, today), _review(facts, today)]


def _catalogue(facts: CaseFacts, _today: date) -> GateResult:
    missing = [item.code for item in facts.items if item.code not in facts.listed]
    if missing:
        return _not_met(
            Gate.CATALOGUE, "cases.gate_catalogue", items="、".join(missing), day=facts.conduct_on
        )
    return GateResult(Gate.CATALOGUE, met=True)


def _edition(facts: CaseFacts, _today: date) -> GateResult:
    others = sorted({item.edition for item in facts.items} - {facts.in_force})
    if others:
        return _not_met(Gate.EDITION, "cases.gate_edition", edition="、".join(others), day=facts.conduct_on)
    return GateResult(Gate.EDITION, met=True)


def _polarity(facts: CaseFacts, _today: date) -> GateResult:
    if len({item.polarity for item in facts.items}) > 1:
        return _not_met(Gate.POLARITY, "cases.gate_polarity")
    return GateResult(Gate.POLARITY, met=True)


def _subject(facts: CaseFacts, _today: date) -> GateResult:
    barred = [item.code for item in facts.items if facts.subject_type not in item.subject_types]
    if barred:
        kind = facts.subject_type
        return _not_met(Gate.SUBJECT, "cases.gate_subject", items="、".join(barred), type=kind)
    return GateResult(Gate.SUBJECT, met=True)


def _document(facts: CaseFacts, today: date) -> GateResult:
    document = facts.document
    if not (document.title and document.number and document.organ):
        return _not_met(Gate.DOCUMENT, "cases.gate_no_document")
    if not facts.conduct_on <= document.on <= today:
        days = {"conduct": facts.conduct_on, "document": document.on}
        return _not_met(Gate.DOCUMENT, "cases.gate_document_day", **days)
    return GateResult(Gate.DOCUMENT, met=True)


def _term(facts: CaseFacts, _today: date) -> GateResult:
    least, most = facts.term_range
    if least > most:
        return _not_met(Gate.TERM, "cases.gate_no_common_term", least=least, most=most)
    if not least <= facts.term_months <= most:
        return _not_met(Gate.TERM, "cases.gate_term", months=facts.term_months, least=least, most=most)
    return GateResult(Gate.TERM, met=True)


def _basis(facts: CaseFacts, _today: date) -> GateResult:
    weak = [measure.code for measure in facts.measures if not measure.basis_suffices]
    if weak:
        return _not_met(Gate.BASIS, "cases.gate_basis", measures="、".join(weak))
    doubtful = [item.code for item in facts.items if item.basis.level not in SUFFICIENT]
    if doubtful and not facts.rewards:
        return GateResult(
            Gate.BASIS, met=True, reason="cases.gate_basis_doubtful", params={"items": "、".join(doubtful)}
        )
    return GateResult(Gate.BASIS, met=True)


def _linkage(facts: CaseFacts, _today: date) -> GateResult:
    if not facts.linkage:
        return _not_met(Gate.LINKAGE, "cases.gate_linkage")
    return GateResult(Gate.LINKAGE, met=True)


def _running(facts: CaseFacts, _today: date) -> GateResult:
    if facts.running:
        return _not_met(Gate.RUNNING, "cases.gate_running", items="、".join(facts.running))
    return GateResult(Gate.RUNNING, met=True)


def _open_case(facts: CaseFacts, _today: date) -> GateResult:
    if facts.open_cases:
        return _not_met(Gate.OPEN_CASE, "cases.gate_open_case", cases="、".join(facts.open_cases))
    return GateResult(Gate.OPEN_CASE, met=True)


def _defence(facts: CaseFacts, today: date) -> GateResult:
    notice = facts.notice
    if notice is None:
        return _not_met(Gate.DEFENCE, "cases.gate_not_served")
    if not notice.reviewed:
        return _not_met(Gate.DEFENCE, "cases.gate_not_answered")
    until = facts.calendar.after(notice.served_on, DEFENCE_DAYS)
    if not notice.waived and today <= until.on:
        return _not_met(Gate.DEFENCE, "cases.gate_defence_time", until=until)
    return GateResult(Gate.DEFENCE, met=True)


def _publicity(facts: CaseFacts, today: date) -> GateResult:
    shown = facts.publicity
    if shown is None:
        return _not_met(Gate.PUBLICITY, "cases.gate_not_publicised")
    least = facts.calendar.after(shown.begins, PUBLICITY_DAYS)
    if shown.ends < least.on:
        return _not_met(Gate.PUBLICITY, "cases.gate_publicity_short", until=least)
    if not shown.closed or today <= shown.ends:
        return _not_met(Gate.PUBLICITY, "cases.gate_publicity_open", until=shown.ends)
    return GateResult(Gate.PUBLICITY, met=True)


def _review(facts: CaseFacts, _today: date) -> GateResult:
    if facts.review is None:
        return _not_met(Gate.REVIEW, "cases.gate_not_reviewed")
    if facts.review.own:
        return _not_met(Gate.REVIEW, "cases.own_case")
    if not facts.review.passed:
        return _not_met(Gate.REVIEW, "cases.gate_review_failed")
    return GateResult(Gate.REVIEW, met=True)


def _not_met(gate: Gate, reason: str, **params: object) -> GateResult:
    return GateResult(gate, met=False, reason=reason, params=params)


AT_FILING: Sequence[Callable[[CaseFacts, date], GateResult]] = (
    _catalogue,
    _edition,
    _polarity,
    _subject,
    _document,
    _term,
    _basis,
    _linkage,
    _running,
    _open_case,
)
