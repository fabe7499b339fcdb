"""The score of an evaluation 履职评价: 100 less deductions (experts-and-meetings §1.11; 本机关会议规则)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FULL_SCORE = 100


class Item(StrEnum):
    """What is looked at."""

    PUNCTUAL = "PUNCTUAL"  # 到会准时
    COMPETENT = "COMPETENT"  # 专业水平
    IMPARTIAL = "IMPARTIAL"  # 独立公正
    OPINION = "OPINION"  # 意见书质量
    SECRECY = "SECRECY"  # 保密
    FOLLOW_UP = "FOLLOW_UP"  # 配合后续异议投诉


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off for one item, and why."""

    item: Item
    points: int
    reason: str


def score(deductions: Sequence[Deduction]) -> int:
    """What is left of 100.

    Raises:
        ValueError: points that are not positive, an item twice, or more than 100 taken off.
    """
    if any(deduction.points < 1 for deduction in deductions):
        raise ValueError("points")
    if len({deduction.item for deduction in deductions}) < len(deductions):
        raise ValueError("twice")
    left = FULL_SCORE - sum(deduction.points for deduction in deductions)
    if left < 0:
        raise ValueError("too many")
    return left
