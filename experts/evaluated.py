"""How experts did, over all their meetings 履职评价汇总, and what they said to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Bundle, Session

from experts.life_models import ExpertEvaluation
from experts.models import Expert
from kernel.paging import PAGE, Slice, sliced


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An expert's evaluations: how many, the lowest score, the mean of all, how many were vetoed."""

    public_id: str
    name: str
    state: str
    times: int
    lowest: int
    mean: float
    vetoes: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What an expert said to an evaluation. meeting: public id."""

    public_id: str
    name: str
    meeting: str
    score: int
    text: str
    at: datetime


def evaluated_page(session: Session, cursor: str, size: int = PAGE) -> Slice[Evaluated]:
    """A page of everybody who was evaluated, the lowest score first, in two statements.

    Raises:
        InputError: the cursor is none of this list.
    """
    table = ExpertEvaluation
    figures = (
        select(
            table.expert_id,
            func.count().label("times"),
            func.min(table.score).label("lowest"),
            func.avg(table.score).label("mean"),
            func.sum(cast(table.veto, Integer)).label("vetoes"),
        )
        .group_by(table.expert_id)
        .subquery()
    )
    c = figures.c
    line: Bundle[Any] = Bundle(
        "line", Expert.public_id, Expert.name, Expert.state, c.times, c.lowest, c.mean, c.vetoes
    )
    wanted = select(line).join(figures, c.expert_id == Expert.id)
    page = sliced(session, wanted, (c.lowest, Expert.id), cursor, size=size)
    lines = [
        Evaluated(key, name, state, times, lowest, float(mean), int(vetoes))
        for key, name, state, times, lowest, mean, vetoes in page.rows
    ]
    return Slice(lines, page.total, page.before, page.after)


def newest_comments(session: Session, limit: int = 20) -> Sequence[Comment]:
    """The latest comments, newest first."""
    table = ExpertEvaluation
    wanted = (
        select(Expert.public_id, Expert.name, table.meeting, table.score, table.comment, table.commented_at)
        .join(Expert, Expert.id == table.expert_id)
        .where(table.comment.is_not(None))
        .order_by(table.commented_at.desc(), table.id.desc())
        .limit(limit)
    )
    return [
        Comment(key, name, meeting, score, text or "", at)
        for key, name, meeting, score, text, at in session.execute(wanted)
        if at
    ]
