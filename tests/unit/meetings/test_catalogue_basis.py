"""Where a basis does not carry what is built on it."""

from dataclasses import replace

import pytest

from catalogue_samples import BASIS, basis, item, measure
from meetings.catalogue.basis_report import Concern, findings
from meetings.catalogue.item import SUFFICIENT, BasisLevel, Item, MeasureClass

WEAK = sorted(set(BasisLevel) - SUFFICIENT)


def found(subject: Item) -> list[tuple[str, Concern]]:
    return [(finding.place, finding.concern) for finding in findings([subject])]


def test_a_law_that_was_checked_carries_everything() -> None:
    assert found(item()) == []


@pytest.mark.parametrize("level", [level for level in WEAK if level is not BasisLevel.MEMORANDUM])
def test_p22b_a_measure_that_reduces_rights_on_less_than_it_must_rest_on_is_reported(
    level: BasisLevel,
) -> None:
    weak = item(measures=(measure(basis=basis(level)), measure("CS-02")))
    assert found(weak) == [("SL-AQ-01/CS-01", Concern.INSUFFICIENT)]


@pytest.mark.parametrize("level", sorted(SUFFICIENT))
def test_a_measure_that_reduces_rights_may_rest_on_each_sufficient_level(level: BasisLevel) -> None:
    assert found(item(measures=(measure(basis=basis(level)),))) == []


@pytest.mark.parametrize("kind", [MeasureClass.MANAGEMENT, MeasureClass.MARKET])
def test_other_measures_may_rest_on_a_normative_document(kind: MeasureClass) -> None:
    mild = measure(measure_class=kind, basis=basis(BasisLevel.NORMATIVE))
    assert found(item(measures=(mild,))) == []


def test_p62_an_item_that_rests_on_a_memorandum_alone_raises_a_warning() -> None:
    memorandum = basis(BasisLevel.MEMORANDUM)
    assert found(item(basis=memorandum)) == [("SL-AQ-01", Concern.MEMORANDUM)]


def test_p62_a_measure_on_the_items_memorandum_is_insufficient_and_said_once() -> None:
    memorandum = basis(BasisLevel.MEMORANDUM)
    weak = item(basis=memorandum, measures=(measure(basis=memorandum),))
    assert found(weak) == [
        ("SL-AQ-01", Concern.MEMORANDUM),
        ("SL-AQ-01/CS-01", Concern.INSUFFICIENT),
    ]


def test_what_nobody_checked_is_reported_for_the_item_and_for_a_measure_with_another_basis() -> None:
    unchecked = replace(BASIS, confirmed=False)
    other = replace(unchecked, text="示例条例（虚构）")
    subject = item(basis=unchecked, measures=(measure(basis=unchecked), measure("CS-02", basis=other)))
    assert found(subject) == [("SL-AQ-01", Concern.UNCONFIRMED), ("SL-AQ-01/CS-02", Concern.UNCONFIRMED)]
