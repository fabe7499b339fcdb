"""The score of an evaluation: 100 less deductions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.life_commands import GROUNDS
from experts.models import DismissalGround
from experts.scoring import Deduction, Item, score
from meetings.session.evaluation_commands import ITEMS


def test_whoever_did_everything_right_has_a_hundred() -> None:
    assert score([]) == 100


@given(st.lists(st.sampled_from(Item), unique=True), st.data())
def test_points_are_taken_off_and_the_score_never_falls_below_nothing(
    items: list[Item], data: st.DataObject
) -> None:
    points = [data.draw(st.integers(1, 60)) for _ in items]
    deductions = [Deduction(item, taken, "事由") for item, taken in zip(items, points, strict=True)]
    if sum(points) <= 100:
        assert score(deductions) == 100 - sum(points)
    else:
        with pytest.raises(ValueError, match="too many"):
            score(deductions)


@pytest.mark.parametrize("points", [0, -1])
def test_a_deduction_takes_something_off(points: int) -> None:
    with pytest.raises(ValueError, match="points"):
        score([Deduction(Item.SECRECY, points, "事由")])


def test_an_item_is_judged_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        score([Deduction(Item.SECRECY, 1, "甲"), Deduction(Item.SECRECY, 2, "乙")])


def test_the_commands_offer_every_item_and_every_ground() -> None:
    assert tuple(Item) == ITEMS
    assert tuple(DismissalGround) == GROUNDS
