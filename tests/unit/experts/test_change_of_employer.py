"""What a confirmed change of employer makes of somebody's employments."""

from datetime import date

import pytest

from experts.confirm import Workplace, employments_after
from experts.record import Employment, current_employment
from kernel.errors import InputError

TODAY = date(2026, 3, 2)
OLD = Employment("演示旧单位", None, date(2010, 1, 1), date(2018, 2, 28))
NOW = Employment("演示研究院", "12510700XNX003002Q", date(2018, 3, 1))
SIDE = Employment("演示协会", None, date(2020, 1, 1))
NEW = Workplace(date(2026, 2, 1), "演示公司", None)


def test_the_new_employer_takes_the_place_of_the_present_one() -> None:
    after = employments_after((OLD, NOW), NEW, TODAY)
    assert after == (
        OLD,
        Employment(NOW.employer, NOW.uscc, NOW.begins, date(2026, 1, 31)),
        Employment("演示公司", None, date(2026, 2, 1)),
    )
    assert current_employment(after, TODAY) == after[-1]


def test_only_the_latest_employment_ends_with_a_change() -> None:
    after = employments_after((NOW, SIDE), NEW, TODAY)
    assert [work.ends for work in after] == [None, date(2026, 1, 31), None]


def test_whoever_works_for_nobody_any_more_has_left_all_employers() -> None:
    after = employments_after((OLD, NOW, SIDE), Workplace(date(2026, 2, 1)), TODAY)
    assert [work.ends for work in after] == [OLD.ends, date(2026, 1, 31), date(2026, 1, 31)]
    assert current_employment(after, TODAY) is None


def test_whoever_worked_for_nobody_can_begin_somewhere() -> None:
    assert employments_after((OLD,), NEW, TODAY) == (OLD, Employment("演示公司", None, date(2026, 2, 1)))


@pytest.mark.parametrize("since", [date(2026, 3, 3), NOW.begins, date(2018, 1, 1)])
def test_a_change_is_neither_to_come_nor_before_the_job_that_it_ends(since: date) -> None:
    for employer in ("演示公司", None):
        with pytest.raises(InputError, match="变动不成立"):
            employments_after((OLD, NOW), Workplace(since, employer), TODAY)


def test_the_same_employer_is_no_change() -> None:
    with pytest.raises(InputError, match="没有变动"):
        employments_after((NOW,), Workplace(NEW.since, "改名后的研究院", NOW.uscc), TODAY)
    with pytest.raises(InputError, match="没有变动"):
        employments_after((OLD,), Workplace(NEW.since), TODAY)
