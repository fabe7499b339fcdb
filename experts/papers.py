"""The papers 材料 behind what the register says of an expert."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from experts.life_models import ExpertApplication, ExpertConfirmation, ExpertDeclaration
from experts.models import Expert, ExpertStateChange


class PaperKind(StrEnum):
    APPLICATION = "application"  # 入库申请
    STEP = "step"  # 状态变动
    DECLARATION = "declaration"  # 利害关系
    CONFIRMATION = "confirmation"  # 年度确认


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper among the attachments: what it was handed in for, its digest, when it was entered."""

    kind: PaperKind
    digest: str
    at: datetime


def papers_of(session: Session, expert: str) -> Sequence[Paper]:
    """The papers of one expert, given by public id, newest first, each once; in one statement."""
    own = select(Expert.id).where(Expert.public_id == expert).scalar_subquery()
    parts = (
        select(literal(kind.value), table.evidence, at).where(
            table.expert_id == own, table.evidence.is_not(None)
        )
        for kind, table, at in (
            (PaperKind.APPLICATION, ExpertApplication, ExpertApplication.entered_at),
            (PaperKind.STEP, ExpertStateChange, ExpertStateChange.at),
            (PaperKind.DECLARATION, ExpertDeclaration, ExpertDeclaration.at),
            (PaperKind.CONFIRMATION, ExpertConfirmation, ExpertConfirmation.at),
        )
    )
    found: dict[str, Paper] = {}
    for kind, digest, at in session.execute(union_all(*parts)):
        if digest:
            found.setdefault(digest, Paper(PaperKind(kind), digest, at))
    return sorted(found.values(), key=lambda paper: (paper.at, paper.digest), reverse=True)
