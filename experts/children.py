"""The rows that belong to an expert, read expert by expert: the internal id, then what a value is made of."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select

from experts.life_models import ExpertCertificate, ExpertDeclaration, ExpertEvaluation, ExpertLeave
from experts.models import (
    ExpertAttribute,
    ExpertEmployment,
    ExpertField,
    ExpertStateChange,
    ExpertTerm,
)


def fields() -> Select[Any]:
    return _rows(ExpertField.expert_id, ExpertField.code).order_by(ExpertField.code)


def attributes() -> Select[Any]:
    table = ExpertAttribute
    return _rows(table.expert_id, table.name, table.value).order_by(table.name)


def terms() -> Select[Any]:
    table = ExpertTerm
    return _rows(table.expert_id, table.begins, table.ends).order_by(table.begins)


def employments() -> Select[Any]:
    table = ExpertEmployment
    rows = _rows(table.expert_id, table.employer, table.uscc, table.begins, table.ends)
    return rows.order_by(table.begins, table.employer)


def leaves() -> Select[Any]:
    table = ExpertLeave
    return _rows(table.expert_id, table.begins, table.ends, table.reason).order_by(table.begins)


def declarations() -> Select[Any]:
    table = ExpertDeclaration
    rows = _rows(
        table.expert_id,
        table.ground,
        table.party_name,
        table.party_uscc,
        table.relation,
        table.begins,
        table.ends,
    )
    return rows.order_by(table.id)


def state_changes() -> Select[Any]:
    table = ExpertStateChange
    rows = _rows(table.expert_id, table.state, table.ground, table.reason, table.evidence, table.by, table.at)
    return rows.order_by(table.version)


def certificates() -> Select[Any]:
    table = ExpertCertificate
    rows = _rows(table.expert_id, table.number, table.begins, table.ends, table.issued_on)
    return rows.order_by(table.begins)


def evaluations() -> Select[Any]:
    table = ExpertEvaluation
    rows = _rows(
        table.expert_id, table.meeting, table.score, table.veto, table.deductions, table.comment, table.at
    )
    return rows.order_by(table.id)


def _rows(expert_id: Any, *columns: Any) -> Select[Any]:
    return select(expert_id, *columns).order_by(expert_id)


class Grouped:
    """The rows of a child table, handed out expert by expert in ascending order of the internal id."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._ahead = next(self._groups, None)

    def of(self, expert_id: int) -> list[Any]:
        """The rows of one expert; those of experts who were passed over are left out."""
        while self._ahead is not None and self._ahead[0] < expert_id:
            self._ahead = next(self._groups, None)
        if self._ahead is None or self._ahead[0] != expert_id:
            return []
        rows = list(self._ahead[1])
        self._ahead = next(self._groups, None)
        return rows
