"""An item of the catalogue 目录清单事项 with its measures, as plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from credit.port import Polarity, SubjectType
from kernel.canonical import canonical_json, tagged_hash


class MeasureClass(StrEnum):
    RIGHTS = "RIGHTS"  # 减损权益: reduces rights or adds duties
    MANAGEMENT = "MANAGEMENT"  # 管理措施 of public bodies
    MARKET = "MARKET"  # 市场自主: market actors' own


class BasisLevel(StrEnum):
    LAW = "LAW"  # 法律
    REGULATION = "REGULATION"  # 行政法规
    LOCAL_REGULATION = "LOCAL_REGULATION"  # 地方性法规
    CENTRAL_POLICY = "CENTRAL_POLICY"  # 党中央、国务院政策文件
    RULE = "RULE"  # 规章
    NORMATIVE = "NORMATIVE"  # 规范性文件
    MEMORANDUM = "MEMORANDUM"  # 合作备忘录


SUFFICIENT = frozenset(
    {BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.LOCAL_REGULATION, BasisLevel.CENTRAL_POLICY}
)
"""Levels on which a measure that reduces rights may rest (国办发〔2020〕49号, 待核; law-and-data §4.3 gate 1)."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an item or a measure rests on.

    source, on: where the text was taken from, and when it was made.
    confirmed: whether the office checked it against its source; else it is shown as 待核.
    """

    level: BasisLevel
    text: str
    source: str
    on: date
    confirmed: bool

    @property
    def key(self) -> str:
        """What a confirmation is of, 64 hex digits: this text of this source and day, at this level."""
        cited = [self.level.value, self.text, self.source, self.on.isoformat()]
        return tagged_hash("panel/basis", canonical_json(cited)).hex()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure 措施 and the unit that carries it out."""

    code: str
    content: str
    measure_class: MeasureClass
    implementer_uscc: str
    implementer_name: str
    basis: Basis

    @property
    def basis_suffices(self) -> bool:
        """Rights may be reduced on a sufficient basis only; a reward or mere management needs none of these."""
        return self.measure_class is not MeasureClass.RIGHTS or self.basis.level in SUFFICIENT


@dataclass(frozen=True, slots=True)
class Item:
    """An item in one edition, its measures by code.

    title: the ground for punishment or reward 实施事由、奖励事由.
    unit_uscc, unit_name: the administrative unit 行政单位.
    treatment: what that unit itself does 处理措施.
    region: where it applies, 全市 or a county.
    evidence: what an application needs 证据材料.
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
    region: str
    term_min_months: int
    term_max_months: int
    evidence: str
    basis: Basis
    measures: tuple[Measure, ...]
