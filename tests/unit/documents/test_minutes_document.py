"""会议纪要."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.documents.minutes import Minutes, NamedVotes, minutes_document
from meetings.documents.model import Document, DocumentContradiction, DocumentIncomplete

Printed = Callable[[Document], str]


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("body", "body"),
        ("number", "number"),
        ("organ", "organ"),
        ("meeting", "meeting"),
        ("meeting_number", "meeting_number"),
        ("place", "place"),
        ("chair", "chair"),
        ("recorder", "recorder"),
        ("quorum_rule", "quorum_rule"),
    ],
)
def test_they_are_refused_without_a_mandatory_part_and_name_it(
    minutes: Minutes, part: str, missing: str
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        minutes_document(replace(minutes, **{part: " "}))
    assert refusal.value.missing == (missing,)


def test_nobody_present_and_nothing_discussed_are_named_at_once(minutes: Minutes) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        minutes_document(replace(minutes, present=(), items=()))
    assert refusal.value.missing == ("present", "items")


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("title", "item_title"),
        ("report", "item_report"),
        ("rule", "vote_rule"),
        ("conclusion", "item_conclusion"),
    ],
)
def test_an_agenda_item_without_a_mandatory_part_is_refused(
    minutes: Minutes, part: str, missing: str
) -> None:
    item = replace(minutes.items[0], **{part: ""})
    with pytest.raises(DocumentIncomplete) as refusal:
        minutes_document(replace(minutes, items=(item,)))
    assert refusal.value.missing == (missing,)


def test_they_say_when_where_and_who(minutes: Minutes, printed: Printed) -> None:
    text = printed(minutes_document(minutes))
    assert "2026年10月16日14时30分至16时20分，甲某某在青屿市民中心3号楼406会议室主持召开" in text
    assert "乙某记录。应到单位7家，实到7家；应到专家3名，实到3名。" in text
    assert "请假：无" in text
    assert "列席：市司法局丁某某" in text


def test_a_meeting_past_midnight_names_both_days(minutes: Minutes, printed: Printed) -> None:
    late = replace(minutes, ended_at=datetime(2026, 10, 16, 16, 5, tzinfo=UTC))
    assert "14时30分至2026年10月17日0时05分" in printed(minutes_document(late))


def test_every_point_recusal_vote_and_dissent_is_told_by_name(minutes: Minutes, printed: Printed) -> None:
    text = printed(minutes_document(minutes)).replace("\u00a0", " ")
    for said in (
        "1.市财政局：事实清楚，同意限制参加政府采购活动，期限与目录相称。",
        "1.专家7c1e b904：证据能够证明行为，期限18个月偏重，建议12个月。",
        "（四）回避情况。专家03d8 5e62（近三年在当事人的供货单位任职，本议题不参加讨论和表决）。",
        "按本机关会议规则（惩戒须到会单位三分之二以上同意）记名表决。",
        "同意6家（市市场监管局、市财政局、市税务局、市住房城乡建设局、市公共资源中心、市信用中心）；反对1家（临港区管委会）；弃权0家。",
        "同意2名（专家7c1e b904、专家a41f 09c7）；反对0名；弃权0名。",
        "1.临港区管委会：认为应当先给予一个月整改期。",
        "（七）结论。认定实施联合惩戒，由市市场监管局印发决定。",
        "（八）统一期限。12个月，自2026年10月21日起至2027年10月20日止。",
    ):
        assert said in text


def test_an_item_that_was_not_voted_on_says_so_and_says_none_where_nothing_was_said(
    minutes: Minutes, printed: Printed
) -> None:
    text = printed(minutes_document(replace(minutes, items=minutes.items[1:])))
    assert "表决结果。本议题未付表决。" in text
    assert "单位意见。无。" in text
    assert "统一期限" not in text


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"units_present": 8}, "units_present"),
        ({"experts_present": 4}, "experts_present"),
        ({"units_present": 6}, "unit_votes"),
        ({"experts_present": 1}, "expert_votes"),
    ],
)
def test_more_people_or_votes_than_there_could_be_are_refused(
    minutes: Minutes, change: dict[str, Any], part: str
) -> None:
    with pytest.raises(DocumentContradiction, match=part):
        minutes_document(replace(minutes, **change))


def test_votes_are_counted_from_their_names() -> None:
    count = NamedVotes(agree=("甲", "乙"), abstain=("丙",)).count
    assert (count.agree, count.disagree, count.abstain, count.total) == (2, 0, 1, 3)


def test_they_carry_no_seal_and_end_with_the_colophon(minutes: Minutes) -> None:
    document = minutes_document(minutes)
    assert document.signature is None
    assert document.colophon.copies == ("各参会单位", "市社会信用体系建设领导小组办公室")
