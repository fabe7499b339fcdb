"""What every part of every paper has in common."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from meetings.documents.decision import decision_document
from meetings.documents.draw_record import draw_record_document
from meetings.documents.filing_report import filing_report_document
from meetings.documents.gongwen import render
from meetings.documents.minutes import minutes_document
from meetings.documents.model import Document
from meetings.documents.sheets import sign_in_document, tally_document

Opened = Callable[[Document], OpenedDocument]
Printed = Callable[[Document], str]

COMPOSERS = {
    "decision": decision_document,
    "minutes": minutes_document,
    "draw_record": draw_record_document,
    "sign_in_sheet": sign_in_document,
    "tally_sheet": tally_document,
    "filing_report": filing_report_document,
}
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "font": "altName panose1 charset family notTrueType pitch sig",
}


@pytest.fixture(params=COMPOSERS)
def document(request: pytest.FixtureRequest) -> Document:
    return COMPOSERS[request.param](request.getfixturevalue(request.param))


@pytest.fixture
def parts(document: Document) -> dict[str, _Element]:
    with zipfile.ZipFile(BytesIO(render(document))) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_properties_stand_in_the_order_of_the_schema(parts: dict[str, _Element]) -> None:
    for parent, names in ORDER.items():
        order = names.split()
        found = [element for root in parts.values() for element in root.iter(qn(f"w:{parent}"))]
        assert found
        for element in found:
            places = [order.index(child.tag.rpartition("}")[2]) for child in element]
            assert places == sorted(places)


def test_every_run_names_its_east_asian_font_and_hints_at_it(parts: dict[str, _Element]) -> None:
    runs = [run for root in parts.values() for run in root.iter(qn("w:r"))]
    assert runs
    named = set(parts["word/fontTable.xml"].xpath("//@*[local-name()='name']"))
    for run in runs:
        fonts = run[0].find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{which}")) for which in ("ascii", "hAnsi", "cs", "eastAsia")} <= named
        assert fonts.get(qn("w:hint")) == "eastAsia"


def test_every_face_has_alternates_that_end_in_an_open_font(parts: dict[str, _Element]) -> None:
    fonts = parts["word/fontTable.xml"].findall(qn("w:font"))
    assert len(fonts) == 5
    for font in fonts:
        alternates = font.find(qn("w:altName")).get(qn("w:val")).split(",")
        assert alternates[-1].startswith(("Noto", "Fandol"))


def test_no_row_is_split_and_every_head_is_repeated(parts: dict[str, _Element]) -> None:
    body = parts["word/document.xml"]
    for row in body.iter(qn("w:tr")):
        assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    repeated = [
        row for row in body.iter(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    ]
    for row in repeated:
        assert row.getprevious().tag == qn("w:tblGrid")


def test_tables_are_as_wide_as_the_type_area_and_never_touch(parts: dict[str, _Element]) -> None:
    for table in parts["word/document.xml"].iter(qn("w:tbl")):
        columns = [int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid"))]
        assert sum(columns) == 8845
        for row in table.iter(qn("w:tr")):
            assert sum(int(width.get(qn("w:w"))) for width in row.iter(qn("w:tcW"))) == 8845
        assert table.getnext().tag == qn("w:p")


def test_every_paper_can_be_read_back(opened: Opened, document: Document) -> None:
    assert opened(document).core_properties.title == "".join(document.title)


def test_the_same_paper_is_the_same_bytes(document: Document) -> None:
    assert render(document) == render(document)


def test_every_paper_ends_with_the_digest_and_the_checkpoint(printed: Printed, document: Document) -> None:
    text = printed(document)
    assert "记录摘要（SHA-256）：" in text
    assert "台账检查点：credit.qingyu.example/log/1，共2321条。篡改可被发现。" in text
    assert "不可篡改" not in text


def test_no_paper_sets_blanks_between_hanzi_and_figures(printed: Printed, document: Document) -> None:
    text = printed(document).replace("— 1 —", "")
    assert not any(
        before.isdigit() != after.isdigit() and max(before, after) > "\u2e80"
        for before, blank, after in zip(text, text[1:], text[2:], strict=False)
        if blank == " "
    )
