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


@dataclass(frozen=True, slots=True)
class Subject:
    """A credit subject 信用主体; a natural person has no `uscc` but a masked document number."""

    number: str
    type: SubjectType
    name: str
    uscc: str | None
    id_mask: str | None
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


class CreditStore(Protocol):
    """The reads. `purpose`: what for, in words; `who`: the account that asks.

    All of them raise NotFound where there is nothing, and InputError without a purpose.
    """

    def subject(self, key: str, *, purpose: str, who: str) -> Subject:
        """The subject with that unified social credit code or number of the store."""

    def conduct(self, key: str, *, purpose: str, who: str) -> list[Conduct]:
        """The conduct records of that subject, the newest first."""
