"""Where a basis is insufficient 依据不足, or not yet checked 待核 (mission P2.2b, P6.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meetings.catalogue.item import Basis, BasisLevel, Item


class Concern(StrEnum):
    INSUFFICIENT = "insufficient"  # 依据不足: a measure that reduces rights rests on less than it must
    MEMORANDUM = "memorandum"  # 仅有合作备忘录: history since 国办发〔2020〕49号 (待核), no basis
    UNCONFIRMED = "unconfirmed"  # 待核: nobody checked it against its source


@dataclass(frozen=True, slots=True)
class Finding:
    """One concern about the basis of an item, or of the measure named."""

    concern: Concern
    item: str
    measure: str | None
    basis: Basis

    @property
    def place(self) -> str:
        return f"{self.item}/{self.measure}" if self.measure else self.item


def findings(items: Iterable[Item]) -> list[Finding]:
    """Every concern about these items, in their order; a case's gates show those of its items."""
    return [finding for item in items for finding in _of_item(item)]


def _of_item(item: Item) -> list[Finding]:
    found = [Finding(concern, item.code, None, item.basis) for concern in _of_basis(item.basis)]
    for measure in item.measures:
        if not measure.basis_suffices:
            found.append(Finding(Concern.INSUFFICIENT, item.code, measure.code, measure.basis))
        if measure.basis != item.basis:
            found += [
                Finding(concern, item.code, measure.code, measure.basis)
                for concern in _of_basis(measure.basis)
            ]
    return found


def _of_basis(basis: Basis) -> list[Concern]:
    concerns = []
    if basis.level is BasisLevel.MEMORANDUM:
        concerns.append(Concern.MEMORANDUM)
    if not basis.confirmed:
        concerns.append(Concern.UNCONFIRMED)
    return concerns
