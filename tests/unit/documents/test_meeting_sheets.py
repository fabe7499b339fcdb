"""签到表 and 表决汇总表."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from docx.document import Document as OpenedDocument

from meetings.documents.model import Document, DocumentContradiction, DocumentIncomplete
from meetings.documents.sheets import (
    CastVote,
    MeetingHead,
    SignInSheet,
    TallySheet,
    sign_in_document,
    tally_document,
)

Opened = Callable[[Document], OpenedDocument]


def test_the_sign_in_sheet_has_a_row_for_everyone_and_room_for_others(
    sign_in_sheet: SignInSheet, opened: Opened
) -> None:
    _, table = opened(sign_in_document(sign_in_sheet)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1] == ["1", "市市场监管局", "丙某1", "科长", "14时30分", ""]
    assert rows[-1] == ["10", "", "", "", "", ""]
    assert len(rows) == 11


def test_who_did_not_check_in_electronically_has_an_empty_time(
    sign_in_sheet: SignInSheet, opened: Opened
) -> None:
    late = replace(sign_in_sheet.attendees[0], signed_in=None)
    _, table = opened(sign_in_document(replace(sign_in_sheet, attendees=(late,)))).tables
    assert table.rows[1].cells[4].text == ""


def test_a_sign_in_sheet_without_people_or_meeting_is_refused(
    sign_in_sheet: SignInSheet, meeting_head: MeetingHead
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        sign_in_document(replace(sign_in_sheet, attendees=(), meeting=replace(meeting_head, place="")))
    assert refusal.value.missing == ("place", "attendees")


def test_the_tally_shows_every_vote_and_the_counts(tally_sheet: TallySheet, opened: Opened) -> None:
    _, votes, result, boxes = opened(tally_document(tally_sheet)).tables
    assert [cell.text for cell in votes.rows[7].cells] == ["7", "临港区管委会", "单位", "反对"]
    told = [row.cells[1].text for row in result.rows]
    assert told[:2] == ["同意6家，反对1家，弃权0家", "同意2名，反对0名，弃权0名"]
    assert told[3] == "通过。本机关会议规则：惩戒须到会单位三分之二以上同意。"
    assert sum(bool(cell.text) for row in boxes.rows for cell in row.cells) == 4


@pytest.mark.parametrize(
    ("change", "part"), [({"units_present": 6}, "unit_votes"), ({"experts_present": 1}, "expert_votes")]
)
def test_more_votes_than_people_are_refused(
    tally_sheet: TallySheet, change: dict[str, int], part: str
) -> None:
    (item,) = tally_sheet.items
    with pytest.raises(DocumentContradiction, match=part):
        tally_document(replace(tally_sheet, items=(replace(item, **change),)))


def test_a_choice_that_is_none_is_refused(tally_sheet: TallySheet) -> None:
    (item,) = tally_sheet.items
    votes = (CastVote("市财政局", "单位", "赞成"), *item.votes[1:])
    with pytest.raises(DocumentContradiction, match="unit_votes"):
        tally_document(replace(tally_sheet, items=(replace(item, votes=votes),)))


def test_who_was_present_and_cast_no_vote_is_counted_too(tally_sheet: TallySheet, opened: Opened) -> None:
    (item,) = tally_sheet.items
    sheet = replace(tally_sheet, items=(replace(item, votes=item.votes[1:]),))
    assert opened(tally_document(sheet)).tables[2].rows[0].cells[1].text.endswith("弃权0家，未表决1家")


def test_a_tally_without_rule_or_outcome_is_refused(tally_sheet: TallySheet) -> None:
    (item,) = tally_sheet.items
    with pytest.raises(DocumentIncomplete) as refusal:
        tally_document(replace(tally_sheet, items=(replace(item, rule="", outcome=""),)))
    assert refusal.value.missing == ("vote_rule", "outcome")
