"""Subjects and conduct from spreadsheets: what is new, what is wrong, and nothing stored that was not confirmed."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from credit import conduct_rows, subject_rows
from credit.embedded import EmbeddedStore
from credit.models import ConductRow, SubjectRow
from credit.preview_records import Draft
from credit_sample import CONDUCT, FIRM, ORGAN, PARTNERS, PERSON, SUBJECTS, Office, conduct, subjects
from kernel.errors import InputError
from kernel.sheets.export import write_csv, write_xlsx
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.reading import read_workbook
from kernel.sheets.sheet import Cell, Sheet

WRONG_DIGIT = FIRM[:-1] + "E"
ASKING = {"purpose": "核对", "who": "office"}


def states(preview: Preview[Draft]) -> list[RowState]:
    return [row.state for row in preview.rows]


def problems(preview: Preview[Draft]) -> str:
    return "\n".join(preview.problems(100))


def changed(row: list[Cell], **cells: Cell) -> list[Cell]:
    """A subject's row with other cells, by the position `a`, `b`, … of the column."""
    return [cells.get("abcdefghijkl"[at], cell) for at, cell in enumerate(row)]


def test_nothing_is_stored_until_it_is_confirmed(office: Office, empty_store: EmbeddedStore) -> None:
    preview = office.preview(subjects(*SUBJECTS), conduct(*CONDUCT))
    assert states(preview) == [RowState.NEW] * 5
    with empty_store.database.reading() as session:
        assert session.scalars(select(SubjectRow)).all() == []


def test_the_same_file_again_changes_nothing(office: Office, store: EmbeddedStore) -> None:
    assert states(office.load(subjects(*SUBJECTS), conduct(*CONDUCT))) == [RowState.SAME] * 5
    assert len(store.all_subjects(**ASKING)) == 3


def test_changed_rows_are_amended(office: Office, store: EmbeddedStore) -> None:
    firm, record = changed(SUBJECTS[0], c="演示更名有限公司"), changed(CONDUCT[0], f="")
    preview = office.load(subjects(firm), conduct(record))
    assert states(preview) == [RowState.CHANGED] * 2
    assert store.subject(FIRM, **ASKING).name == "演示更名有限公司"
    assert store.conduct(FIRM, **ASKING)[0].severity is None


def test_conduct_may_stand_before_its_subjects_in_the_file(office: Office) -> None:
    assert states(office.load(conduct(*CONDUCT), subjects(*SUBJECTS))) == [RowState.NEW] * 5


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (changed(SUBJECTS[0], b="公司"), "主体类别", "法人、非法人组织、个体工商户、自然人"),
        (changed(SUBJECTS[0], c=""), "名称", "不能为空"),
        (changed(SUBJECTS[0], d=""), "统一社会信用代码", "不能为空"),
        (changed(SUBJECTS[0], d="123"), "统一社会信用代码", "“123”不是统一社会信用代码"),
        (changed(SUBJECTS[0], e=PERSON), "证件号码", "证件号码只用于自然人"),
        (changed(SUBJECTS[2], d=FIRM), "统一社会信用代码", "自然人没有统一社会信用代码"),
        (changed(SUBJECTS[2], e=""), "证件号码", "不能为空"),
        (changed(SUBJECTS[2], e="110105198001060006"), "证件号码", "“110105********0006”不是身份证号"),
        (changed(SUBJECTS[2], e="110105********0005"), "证件号码", "只有掩码"),
        (changed(SUBJECTS[2], e="110105201001010002"), "证件号码", "未满18周岁，不得列为信用主体"),
    ],
)
def test_a_bad_subject_is_named_by_its_cell_and_not_stored(
    office: Office, empty_store: EmbeddedStore, row: list[Cell], column: str, what: str
) -> None:
    preview = office.load(subjects(row, SUBJECTS[1]))
    assert states(preview) == [RowState.BAD, RowState.NEW]
    assert "信用主体" in problems(preview)
    assert column in problems(preview)
    assert what in problems(preview)
    assert [kept.number for kept in empty_store.all_subjects(**ASKING)] == ["YS-2"]


def test_no_sentence_shows_a_whole_identity_number(office: Office) -> None:
    preview = office.preview(subjects(changed(SUBJECTS[2], e="110105198001060006", b="公司")))
    assert "19800106" not in problems(preview)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (changed(CONDUCT[0], b="YS-9"), "主体编号", "都没有编号为“YS-9”的主体"),
        (changed(CONDUCT[0], c="处罚"), "奖惩类型", "联合惩戒、联合激励"),
        (changed(CONDUCT[0], f="很重"), "程度", "轻微、一般、严重"),
        (changed(CONDUCT[0], g="2026-02-11"), "发生日期", "行为日期晚于文书日期2026-02-10"),
        (changed(CONDUCT[0], g="去年"), "发生日期", "“去年”"),
        (changed(CONDUCT[0], j="2026-03-03"), "文书日期", "文书日期不能晚于今天"),
        (changed(CONDUCT[0], i=""), "文书文号", "不能为空"),
        (changed(CONDUCT[0], l="x"), "作出机关代码", "不是统一社会信用代码"),
    ],
)
def test_p33a_bad_conduct_is_named_by_its_cell(
    office: Office, row: list[Cell], column: str, what: str
) -> None:
    preview = office.load(subjects(*SUBJECTS), conduct(row))
    assert states(preview)[3] is RowState.BAD
    assert column in problems(preview)
    assert what in problems(preview)


def test_p33a_a_wrong_check_digit_warns_of_an_organisation_and_is_kept_as_such(
    office: Office, empty_store: EmbeddedStore
) -> None:
    preview = office.load(subjects(changed(SUBJECTS[0], d=WRONG_DIGIT)))
    assert (states(preview), preview.warned()) == ([RowState.NEW], 1)
    assert "末位校验码" in problems(preview) or "校验" in problems(preview)
    with empty_store.database.reading() as session:
        assert [row.checked for row in session.scalars(select(SubjectRow))] == [False]


def test_one_code_person_or_document_belongs_to_one_number(office: Office, store: EmbeddedStore) -> None:
    again = [changed(row, a=f"YS-9{at}") for at, row in enumerate(SUBJECTS)]
    preview = office.load(subjects(*again), conduct(changed(CONDUCT[0], a="XW-9")))
    assert states(preview) == [RowState.BAD] * 4
    for owner in ("YS-1", "YS-2", "YS-4", "XW-1"):
        assert f"已属于编号为“{owner}”的另一条记录" in problems(preview)
    assert len(store.all_subjects(**ASKING)) == 3


def test_the_same_person_under_two_numbers_of_one_file_is_found(office: Office) -> None:
    preview = office.preview(subjects(SUBJECTS[2], changed(SUBJECTS[2], a="YS-5")))
    assert states(preview) == [RowState.NEW, RowState.BAD]


def test_a_row_that_stands_twice_counts_once_and_two_that_differ_are_refused(office: Office) -> None:
    preview = office.preview(subjects(SUBJECTS[0], SUBJECTS[0], changed(SUBJECTS[0], c="另名")))
    assert states(preview) == [RowState.NEW, RowState.DUPLICATE, RowState.BAD]
    assert "“YS-1”在本文件中出现了两次，内容不同" in problems(preview)


def test_subjects_and_conduct_do_not_share_a_table(office: Office) -> None:
    mixed = Sheet("混合", [["主体编号", "名称", "文书文号"], ["YS-1", "演示", "1号"]])
    with pytest.raises(InputError, match="“混合”把信用主体和行为记录混在一张表里"):
        office.preview(mixed)


def test_p33b_what_is_handed_out_reads_in_again_unchanged(office: Office, store: EmbeddedStore) -> None:
    handed_out = [subject_rows.subject_cells(row) for row in store.all_subjects(**ASKING)]
    records = [conduct_rows.conduct_cells(row) for row in store.all_conduct(**ASKING)]
    assert PERSON not in str(handed_out)
    for write in (write_csv, lambda header, rows: write_xlsx("表", header, rows)):
        for columns, rows in ((subject_rows.COLUMNS, handed_out), (conduct_rows.COLUMNS, records)):
            sheets = read_workbook("导出.表", write(columns, rows))
            assert states(office.load(*sheets)) == [RowState.SAME] * len(rows)


def test_p22a_what_is_shared_shows_no_identity_number(office: Office, store: EmbeddedStore) -> None:
    del office
    shown = store.subject("YS-4", **ASKING)
    assert "1980" not in str(shown)
    assert "110105********0005" in str(shown)


PROFILES = {
    "县市区": (
        ["主体编号", "主体类别", "名称", "统一社会信用代码", "证件号码", "负责人", "行政区划"],
        ["XQ-1", "法人", "演示县某食品有限公司", FIRM, "", "演示甲", "演示县"],
    ),
    "金融机构": (
        ["主体编号", "主体类别", "ztmc", "tyshxydm", "zjhm", "fddbr"],
        ["JR-1", "法人", "演示某贸易有限公司", FIRM, "", "演示甲"],
    ),
    "行业协会": (
        ["主体编号", "主体类别", "会员名称", "社会信用代码", "负责人"],
        ["XH-1", "非法人组织", "演示某事务所", PARTNERS, "演示甲"],
    ),
}


@pytest.mark.parametrize("source", PROFILES)
def test_p32b_the_headings_of_other_sources_are_understood(
    office: Office, empty_store: EmbeddedStore, source: str
) -> None:
    header, row = PROFILES[source]
    assert states(office.load(Sheet(source, [header, row]))) == [RowState.NEW]
    (kept,) = empty_store.all_subjects(**ASKING)
    assert (kept.number, kept.legal_representative) == (row[0], "演示甲")


def test_p33b_the_headings_of_the_penalty_exchange_are_understood(
    office: Office, store: EmbeddedStore
) -> None:
    header: list[Cell] = [
        *("记录编号", "主体编号", "奖惩类型", "事项编码", "CF_SY", "发生日期"),
        *("文书种类", "CF_WSH", "CF_JDRQ", "CF_CFJG", "CF_CFJGDM"),
    ]
    row: list[Cell] = [
        *("XW-7", "YS-2", "联合惩戒", "YS-AQ-01", "虚构事实。", "2026-01-05"),
        *("行政处罚决定书", "演罚〔2026〕7号", "2026-02-01", "演示市应急管理局", ORGAN),
    ]
    assert states(office.load(Sheet("双公示", [header, row]))) == [RowState.NEW]
    (kept,) = store.conduct("YS-2", **ASKING)
    assert (kept.document_no, kept.document_on) == ("演罚〔2026〕7号", date(2026, 2, 1))


def test_the_demonstration_s_file_is_in_order(office: Office, empty_store: EmbeddedStore) -> None:
    content = (Path(__file__).parents[3] / "demo_data" / "subjects.xlsx").read_bytes()
    office.desk.clock.set(office.desk.clock.now().replace(month=11))  # type: ignore[attr-defined]
    preview = office.load(*read_workbook("subjects.xlsx", content))
    assert preview.counts()[RowState.BAD] == 0, problems(preview)
    assert (len(empty_store.all_subjects(**ASKING)), len(empty_store.all_conduct(**ASKING))) == (200, 260)
    with empty_store.database.reading() as session:
        unchecked = session.scalars(select(SubjectRow.number).where(SubjectRow.checked.is_(False))).all()
        assert sorted(unchecked) == ["YS-100", "YS-50"]
        assert session.scalar(select(ConductRow.number).where(ConductRow.number == "XW-260")) == "XW-260"
