"""An edition as values: what it needs, what it changes, what its digest covers."""

from dataclasses import replace
from datetime import date

import pytest

from catalogue_samples import BASIS, REWARD, basis, draft, item, measure
from kernel.errors import InputError
from meetings.catalogue.check import check_items
from meetings.catalogue.edition import Change, changes, item_content, read_item
from meetings.catalogue.item import BasisLevel

EMPTY = {
    "行政单位": item(unit_uscc=""),
    "处理措施": item(treatment=" "),
    "实施或奖励事由": item(title=""),
    "法律依据": item(basis=replace(BASIS, text="")),
    "措施": item(measures=()),
    "措施内容": item(measures=(measure(content=""),)),
    "实施单位": item(measures=(measure(implementer_uscc=""),)),
    "证据材料": item(evidence=""),
    "适用主体": item(subject_types=frozenset()),
    "领域": item(domain=""),
}


@pytest.mark.parametrize(("part", "incomplete"), EMPTY.items(), ids=list(EMPTY))
def test_p31b_an_item_that_lacks_a_part_is_refused_by_the_name_of_the_part(
    part: str, incomplete: object
) -> None:
    with pytest.raises(InputError, match=f"事项SL-AQ-01缺少“{part}”"):
        check_items([incomplete])  # type: ignore[list-item]


def test_a_reward_without_its_ground_is_refused_as_well() -> None:
    with pytest.raises(InputError, match="事项SL-SP-11缺少“实施或奖励事由”"):
        check_items([replace(REWARD, title="")])


def test_whole_items_pass() -> None:
    check_items([item(), REWARD])


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="编码SL-AQ-01出现两次"):
        check_items([item(), item()])
    with pytest.raises(InputError, match="编码SL-AQ-01/CS-01出现两次"):
        check_items([item(measures=(measure(), measure()))])


@pytest.mark.parametrize(("least", "most"), [(0, 12), (13, 12)])
def test_a_term_that_cannot_be_is_refused(least: int, most: int) -> None:
    with pytest.raises(InputError, match="期限不对"):
        check_items([item(term_min_months=least, term_max_months=most)])


def test_a_change_log_names_what_was_added_changed_and_removed() -> None:
    before = [item("A"), item("B"), item("C")]
    after = [item("B"), item("C", term_max_months=24, evidence="示例裁判文书"), item("D")]
    assert changes(before, after) == [
        Change("A", "removed"),
        Change("C", "changed", ("evidence", "term_max_months")),
        Change("D", "added"),
    ]


def test_a_change_log_names_the_measures_that_differ() -> None:
    measures = (
        measure("CS-02", content="列为示例重点检查对象", basis=basis(BasisLevel.RULE)),
        measure("CS-03"),
    )
    assert changes([item()], [item(measures=measures)]) == [
        Change("SL-AQ-01", "changed", ("measure:CS-01", "measure:CS-02", "measure:CS-03"))
    ]


def test_a_unit_under_its_new_name_is_no_change() -> None:
    renamed = item(
        unit_name="示例新局", measures=tuple(replace(m, implementer_name="示例新局") for m in item().measures)
    )
    assert changes([item()], [renamed]) == []
    assert draft(renamed, REWARD).same_as(draft())


def test_a_confirmed_basis_is_no_change() -> None:
    unconfirmed = item(basis=replace(BASIS, confirmed=False))
    assert changes([item()], [unconfirmed]) == []
    assert draft(unconfirmed, REWARD).digest() == draft().digest()


def test_the_digest_does_not_depend_on_the_order_of_items_or_measures() -> None:
    turned = replace(item(), measures=item().measures[::-1])
    assert draft(REWARD, turned).digest() == draft().digest()


@pytest.mark.parametrize(
    "other",
    [
        draft(edition="2026-2"),
        draft(title="另一名称"),
        draft(valid_from=date(2026, 1, 2)),
        draft(item()),
        draft(item(domain="消防安全"), REWARD),
        draft(item(unit_name="示例新局"), REWARD),
        draft(item(measures=(measure(basis=basis(BasisLevel.RULE)),)), REWARD),
    ],
)
def test_the_digest_covers_every_part(other: object) -> None:
    assert other.digest() != draft().digest()  # type: ignore[attr-defined]


def test_an_item_comes_back_from_json_with_nothing_confirmed() -> None:
    unconfirmed = replace(BASIS, confirmed=False)
    bare = tuple(replace(m, basis=unconfirmed) for m in item().measures)
    assert read_item(item_content(item()), "2026-1") == item(basis=unconfirmed, measures=bare)


def test_the_same_text_of_another_day_source_or_level_is_another_basis() -> None:
    others = [
        replace(BASIS, text="示例法（虚构）第2条"),
        replace(BASIS, source="别处"),
        replace(BASIS, on=date(2026, 1, 1)),
        replace(BASIS, level=BasisLevel.RULE),
    ]
    assert len({BASIS.key, *(other.key for other in others)}) == 5
    assert replace(BASIS, confirmed=False).key == BASIS.key
