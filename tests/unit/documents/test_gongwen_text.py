"""主体 §7.3, and what is never printed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from meetings.documents.geometry import twips
from meetings.documents.model import (
    Block,
    Column,
    Document,
    DocumentIncomplete,
    Form,
    Heading,
    Kind,
    Paragraph,
    People,
    SignatureBoxes,
    Table,
)
from meetings.documents.text import clean, width
from meetings.documents.wording import numeral, sentence, tag_code, title_lines

Opened = Callable[[Document], OpenedDocument]
Printed = Callable[[Document], str]


def face(run: Run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def kept(paragraph: DocxParagraph) -> bool:
    return paragraph._p.pPr.find(qn("w:keepNext")) is not None


def sheet(*blocks: Block, notes: tuple[str, ...] = ()) -> Document:
    return Document(kind=Kind.RECORD, title=("示例表",), blocks=blocks, notes=notes)


def test_levels_are_numbered_in_four_ways_and_set_in_their_faces(opened: Opened, letter: Document) -> None:
    blocks = tuple(Heading(level, "标题") for level in (1, 2, 3, 4, 4, 3, 2, 1))
    headings = [p for p in opened(replace(letter, blocks=blocks)).paragraphs if p.text.endswith("标题")]
    assert [p.text for p in headings] == [
        "一、标题",
        "（一）标题",
        "1.标题",
        "（1）标题",
        "（2）标题",
        "2.标题",
        "（二）标题",
        "二、标题",
    ]
    assert [face(p.runs[0]) for p in headings[:4]] == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]
    assert all(kept(p) for p in headings)


def test_text_after_a_heading_runs_on_in_the_body_face(opened: Opened, letter: Document) -> None:
    heading = replace(letter, blocks=(Heading(2, "异议。", "第一段。\n第二段。"),))
    first, second = [p for p in opened(heading).paragraphs if "段。" in p.text]
    assert first.text == "（一）异议。第一段。"
    assert [face(run) for run in first.runs] == ["楷体_GB2312", "仿宋_GB2312"]
    assert (second.text, kept(first)) == ("第二段。", False)


def test_paragraphs_begin_two_characters_in_and_wrap_flush(opened: Opened, letter: Document) -> None:
    paragraph = next(p for p in opened(letter).paragraphs if p.text == "请遵照执行。")
    layout = paragraph.paragraph_format
    assert (layout.first_line_indent, layout.left_indent) == (Twips(630), None)
    assert paragraph._p.pPr.find(qn("w:snapToGrid")) is None


def test_recipients_end_with_a_colon(opened: Opened, letter: Document) -> None:
    document = opened(replace(letter, recipients=("市财政局、市税务局", "临港区管委会")))
    assert any(p.text == "市财政局、市税务局，临港区管委会：" for p in document.paragraphs)


def test_attachments_are_numbered_only_if_there_are_several_and_hang_from_the_name(
    opened: Opened, letter: Document
) -> None:
    one = opened(replace(letter, attachments=("签到表",)))
    assert any(p.text == "附件：签到表" for p in one.paragraphs)
    two = [p for p in opened(replace(letter, attachments=("签到表", "纪要"))).paragraphs if "." in p.text]
    assert [p.text for p in two] == ["附件：1.签到表", "2.纪要"]
    indents = [p._p.pPr.find(qn("w:ind")) for p in two]
    assert {indent.get(qn("w:left")) for indent in indents} == {str(6 * 315)}
    assert [indent.get(qn("w:hanging")) for indent in indents] == [str(4 * 315), str(315)]


def test_people_of_minutes_wrap_after_the_colon_and_stay_together(opened: Opened, letter: Document) -> None:
    people = (People("出席", ("甲某", "乙某")), People("请假", ("无",)))
    first, second = [p for p in opened(replace(letter, blocks=people)).paragraphs if p.text[2:3] == "："]
    assert first.text == "出席：甲某、乙某"
    assert [face(run) for run in first.runs] == ["黑体", "仿宋_GB2312"]
    assert first._p.pPr.find(qn("w:ind")).get(qn("w:hanging")) == str(3 * 315)
    assert first._p.pPr.find(qn("w:spacing")).get(qn("w:before")) == "579"
    assert second._p.pPr.find(qn("w:spacing")) is None
    assert kept(first)


def test_a_table_head_repeats_and_its_last_rows_stay_with_the_signatures(opened: Opened) -> None:
    columns = (Column("序号", 1, centred=True), Column("事项", 3))
    table = Table(columns, tuple((str(n), f"第{n}项") for n in range(9)), row_height=12)
    rows = opened(sheet(table, SignatureBoxes(("主持人", "监督人")))).tables[0].rows
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * 9
    assert [kept(row.cells[0].paragraphs[0]) for row in rows] == [True] + [False] * 7 + [True] * 2
    assert {row.height.twips for row in rows[1:]} == {twips(12)}


def test_signature_boxes_are_22_mm_high_and_stay_with_the_small_print(opened: Opened) -> None:
    boxes = SignatureBoxes(("甲", "乙", "丙", "丁"))
    table = opened(sheet(Paragraph("正文"), boxes, notes=("记录摘要", "台账"))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", "乙"], ["丙", "丁"]]
    assert {row.height.twips for row in table.rows} == {twips(22)}
    assert all(kept(row.cells[0].paragraphs[0]) for row in table.rows)


def test_a_form_of_one_pair_runs_across(opened: Opened) -> None:
    form = Form(((("会议名称", "甲"),), (("会议时间", "乙"), ("会议编号", "丙\n丁"))))
    table = opened(sheet(form)).tables[0]
    widths = [[cell.width.twips for cell in row._tr.tc_lst] for row in table.rows]
    assert [len(row) for row in widths] == [2, 4]
    assert [sum(row) for row in widths] == [8845, 8845]
    assert len(table.rows[1].cells[3].paragraphs) == 2


HOSTILE = (
    "<w:p/>&amp;",
    "{{7*7}}",
    "${7*7} {% raw %}",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "]]>",
    '"><script>',
    "{ MERGEFIELD x }",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_taken_literally_wherever_it_stands(opened: Opened, letter: Document, text: str) -> None:
    columns = (Column(text, 1),)
    document = opened(
        replace(
            letter,
            title=(text,),
            number=text,
            blocks=(Heading(1, text), Paragraph(text), Table(columns, ((text,),))),
            recipients=(text,),
            annotation=text,
            notes=(text,),
        )
    )
    texts = [p.text for p in document.paragraphs]
    for printed in (text, f"一、{text}", f"{text}：", f"（{text}）"):
        assert printed in texts
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == [text, text]
    assert document.core_properties.title == text
    assert len(document.element.body.xpath(".//w:instrText")) == 0


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("甲\x00乙\x07丙\x1b丁", "甲乙丙丁"),
        ("甲\u202e乙\u2066丙\u200b丁\ufeff", "甲乙丙丁"),
        ("甲\ud800乙\ufffe\uffff", "甲乙"),
        ("甲 \t 乙\r\n丙", "甲 乙 丙"),
        ("甲　乙", "甲　乙"),
        ("喆堃玥㛃䶮𬭚𬍛", "喆堃玥㛃䶮𬭚𬍛"),
        ("\ue000\U00031350", "\ue000\U00031350"),
    ],
)
def test_what_would_print_as_something_else_is_left_out_and_no_name_loses_a_character(
    typed: str, printed: Printed
) -> None:
    assert clean(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("证件11010519491231002X。", "证件110105********002X。"),
        ("110105194912310021", "110105********0021"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０１０５********００２Ｘ"),
        ("1101\u200b0519491231002x", "110105********002x"),
        ("11010519491231002X和110105194912310021", "110105********002X和110105********0021"),
        ("91990102MA0QY7F31E", "91990102MA0QY7F31E"),
        ("110105194913310021", "110105194913310021"),
        ("9110105194912310021", "9110105194912310021"),
    ],
)
def test_identity_numbers_never_appear_in_full(typed: str, printed: Printed) -> None:
    assert clean(typed) == printed


def test_a_title_breaks_between_phrases_into_few_even_lines() -> None:
    assert title_lines("青屿市市场监督管理局", "关于对青屿丰登粮油有限公司", "实施联合惩戒的决定") == (
        "青屿市市场监督管理局",
        "关于对青屿丰登粮油有限公司",
        "实施联合惩戒的决定",
    )
    assert title_lines("食品药品专项小组2026年第7次认定会议", "纪要") == (
        "食品药品专项小组",
        "2026年第7次认定会议纪要",
    )
    assert title_lines("签到表") == ("签到表",)


def test_a_phrase_longer_than_a_line_breaks_where_a_name_ends() -> None:
    lines = title_lines("青屿市临港经济技术开发区综合行政执法与市场监督管理局", "关于示例事项的通知")
    assert lines[0] == "青屿市临港经济技术开发区"


@pytest.mark.parametrize("phrase", ["甲" * 500, "2026年" * 60, "a" * 300])
def test_no_title_line_is_longer_than_the_page_is_wide(phrase: str) -> None:
    lines = title_lines(phrase, "的决定")
    assert "".join(lines) == f"{phrase}的决定"
    assert max(map(width, lines)) <= 20


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")]
)
def test_ordinals_are_chinese_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


def test_a_sentence_gets_its_full_stop_once() -> None:
    assert [sentence(text) for text in ("通过", "通过。 ", "他说“好。”")] == [
        "通过。",
        "通过。",
        "他说“好。”",
    ]


def test_a_tag_is_shown_in_two_groups_of_four() -> None:
    assert tag_code("7c1eb904ffff").split() == ["7c1e", "b904"]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.DOCUMENT, ("title", "body", "masthead", "number", "recipients", "signature", "colophon")),
        (Kind.MINUTES, ("title", "body", "masthead", "number", "dateline")),
        (Kind.RECORD, ("title", "body")),
    ],
)
def test_a_paper_without_the_parts_of_its_kind_is_refused_by_name(
    kind: Kind, missing: tuple[str, ...]
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        Document(kind=kind, title=(), blocks=())
    assert refusal.value.missing == missing
