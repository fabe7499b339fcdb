"""The parts of a decision, each as plain data and in its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from meetings.documents.model import Block, Column, Heading, Paragraph, Table
from meetings.documents.particulars import Citation, Term, VoteCount
from meetings.documents.wording import day, sentence


@dataclass(frozen=True, slots=True)
class Subject:
    """信用主体: name, what its number is called, and the number; of a person a masked one."""

    name: str
    code_name: str
    code: str


@dataclass(frozen=True, slots=True)
class EffectiveDocument:
    """生效文书, on which the facts rest."""

    organ: str
    title: str
    number: str
    dated: date

    def __str__(self) -> str:
        return f"{self.organ}{day(self.dated)}作出的《{self.title}》（{self.number}）"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure 措施, who carries it out 实施单位, and on what basis."""

    content: str
    implementer: str
    basis: Citation


@dataclass(frozen=True, slots=True)
class Defence:
    """告知和申辩: when and how the notice was served, what was said against it, what became of that."""

    served_on: date
    manner: str
    statement: str
    review: str


@dataclass(frozen=True, slots=True)
class Publicity:
    """公示 of a reward before it is decided."""

    first_day: date
    last_day: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Remedies:
    """救济途径. `reply_within` as in 自收到之日起5个工作日内; `further` tells of review and suit, if any."""

    objection_unit: str
    reply_within: str
    complaint_body: str
    repair_unit: str = ""
    further: str = ""


@dataclass(frozen=True, slots=True)
class Deliberation:
    """审议和表决. Rules in words, as this house set them.

    Attributes:
        adoption: 专家意见采纳情况.
        departs_from_experts: whether the tally found the decision to go against the experts' majority;
            it then needs `departure_reason`.
    """

    meeting: str
    meeting_number: str
    held_on: date
    units_eligible: int
    units_present: int
    experts_present: int
    quorum_rule: str
    pass_rule: str
    units: VoteCount
    experts: VoteCount
    adoption: str
    departs_from_experts: bool
    departure_reason: str = ""


def publicity_text(shown: Publicity) -> Iterator[Block]:
    yield Heading(1, "公示情况")
    yield Paragraph(f"自{day(shown.first_day)}至{day(shown.last_day)}公示。{sentence(shown.outcome)}")


def defence_text(defence: Defence) -> Iterator[Block]:
    yield Heading(1, "告知和申辩")
    yield Heading(2, "告知。", f"事前告知书于{day(defence.served_on)}以{defence.manner}方式送达。")
    yield Heading(2, "陈述和申辩。", sentence(defence.statement))
    yield Heading(2, "复核意见。", sentence(defence.review))


def deliberation_text(held: Deliberation) -> Iterator[Block]:
    yield Heading(1, "审议和表决")
    yield Heading(
        2,
        "到会情况。",
        f"应到单位{held.units_eligible}家，实到{held.units_present}家；到会专家{held.experts_present}名。"
        f"到会人数符合本机关会议规则（{held.quorum_rule}）。",
    )
    yield Heading(
        2, "单位表决。", f"{held.units.in_words('家')}。按本机关会议规则（{held.pass_rule}），表决通过。"
    )
    yield Heading(
        2, "专家意见。", f"{held.experts.in_words('名')}。专家意见采纳情况：{sentence(held.adoption)}"
    )
    if held.departs_from_experts:
        yield Heading(2, "与专家多数意见不一致的理由。", sentence(held.departure_reason))


def measures_text(
    subject: str, measures: Sequence[Measure], term: Term | None, action: str
) -> Iterator[Block]:
    yield Heading(1, "措施")
    yield Paragraph(f"对{subject}实施下列{action}措施：")
    columns = (
        Column("序号", 12, centred=True),
        Column("措施", 56),
        Column("实施单位", 40),
        Column("依据", 48),
    )
    rows = tuple(
        (str(place), measure.content, measure.implementer, str(measure.basis))
        for place, measure in enumerate(measures, start=1)
    )
    yield Table(columns, rows)
    yield Heading(1, "期限")
    yield Paragraph(f"各项措施的期限统一为{term}。")


def remedies_text(remedies: Remedies, action: str) -> Iterator[Block]:
    unit, body = remedies.objection_unit, remedies.complaint_body
    yield Heading(
        2,
        "异议。",
        f"对本决定有异议的，可以向{unit}提出书面异议，并附相关证据。"
        f"{unit}应当{remedies.reply_within}予以回复，并说明理由。",
    )
    suspended = (
        "按照本市规定，异议、投诉处理期间暂停执行措施；异议、投诉被驳回的，期限自被驳回之日起继续计算。"
    )
    yield Heading(
        2,
        "投诉。",
        f"认为异议回复不充分、不客观或者所依据的事实有误的，可以向{body}投诉。"
        + (suspended if action == "惩戒" else ""),
    )
    if remedies.repair_unit:
        yield Heading(
            2,
            "信用修复。",
            f"已经纠正失信行为、履行相关义务的，有权向{remedies.repair_unit}申请信用修复，并提供证据；"
            "信用修复生效后，不再对其采取惩戒措施。",
        )
    if remedies.further:
        yield Heading(2, "行政复议和行政诉讼。", sentence(remedies.further))
