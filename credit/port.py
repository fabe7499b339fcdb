"""What the service asks of the shared credit store 公共信用信息库, whoever runs it.

The store is another system, behind a network or in another database: call it before a transaction of the
service's own is opened, never inside one. Every read says for what and for whom, and leaves a line in the
store's query log, which is kept five years at least (law-and-data §4.2).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class SubjectType(StrEnum):
    LEGAL = "LEGAL"  # 法人
    UNINC = "UNINC"  # 非法人组织
    INDIV_BIZ = "INDIV_BIZ"  # 个体工商户
    PERSON = "PERSON"  # 自然人


class Polarity(StrEnum):
    REWARD = "REWARD"  # 联合激励
    PUNISH = "PUNISH"  # 联合惩戒


class Severity(StrEnum):
    MINOR = "MINOR"  # 轻微
    GENERAL = "GENERAL"  # 一般
    SERIOUS = "SERIOUS"  # 严重


class MeasureClass(StrEnum):
    RIGHTS = "RIGHTS"  # reduces rights or adds duties
    MANAGEMENT = "MANAGEMENT"  # management by public bodies
    MARKET = "MARKET"  # market actors' own


class BasisLevel(StrEnum):
    LAW = "LAW"  # 法律
    REGULATION = "REGULATION"  # 行政法规
    LOCAL_REGULATION = "LOCAL_REGULATION"  # 地方性法规
    CENTRAL_POLICY = "CENTRAL_POLICY"  # 党中央、国务院政策文件
    RULE = "RULE"  # 规章
    NORMATIVE = "NORMATIVE"  # 规范性文件
    MEMORANDUM = "MEMORANDUM"  # 合作备忘录


@dataclass(frozen=True, slots=True)
class Subject:
    """A credit subject 信用主体; a natural person has no `uscc` and is found only by `number`."""

    number: str
    type: SubjectType
    name: str
    uscc: str | None
    legal_representative: str
    region: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """A conduct record 信用行为记录 and the effective document it rests on."""

    number: str
    polarity: Polarity
    item_code: str
    fact: str
    severity: Severity | None
    occurred_on: date
    document_kind: str
    document_no: str
    document_on: date
    document_organ: str
    document_organ_uscc: str


@dataclass(frozen=True, slots=True)
class CatalogueMeasure:
    """A measure 措施 of a catalogue item and the unit that carries it out.

    basis_confirmed: whether somebody checked the basis against its source; else it is 待核.
    """

    code: str
    content: str
    measure_class: MeasureClass
    implementer_uscc: str
    implementer_name: str
    basis_level: BasisLevel
    basis_text: str
    basis_source: str
    basis_on: date
    basis_confirmed: bool


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item of the catalogue 目录清单 in one edition, its measures by code.

    unit_uscc, unit_name: the administrative unit 行政单位.
    treatment: what that unit itself does 处理措施.
    title: the conduct, the ground for punishment or reward 实施事由、奖励事由.
    evidence: the evidence an application needs 证据材料.
    term_min_months, term_max_months: between these the term is chosen, both included.
    """

    edition: str
    code: str
    polarity: Polarity
    title: str
    unit_uscc: str
    unit_name: str
    treatment: str
    subject_types: frozenset[SubjectType]
    domain: str
    special_group: str
    term_min_months: int
    term_max_months: int
    evidence: str
    basis_level: BasisLevel
    basis_text: str
    basis_source: str
    basis_on: date
    basis_confirmed: bool
    measures: tuple[CatalogueMeasure, ...]


class CreditStore(Protocol):
    """The reads. `purpose`: what for, in words; `who`: the account that asks.

    All of them raise NotFound where there is nothing, and InputError without a purpose.
    """

    def subject(self, uscc: str, *, purpose: str, who: str) -> Subject:
        """The subject with that unified social credit code."""

    def conduct(self, uscc: str, *, purpose: str, who: str) -> list[Conduct]:
        """The conduct records of that subject, the newest first."""

    def item(self, code: str, *, on: date, purpose: str, who: str) -> CatalogueItem:
        """The catalogue item in the edition that was in force on a day."""
