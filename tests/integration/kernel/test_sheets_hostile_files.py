"""Files that are made to harm, or absurd by accident: each ends in its sentence, quickly and in little memory."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

SECONDS = 2  # of processor time with the start, so that a busy machine fails nobody
MEGABYTES = 300  # of both processes together
READ = """
import json, resource, sys
from pathlib import Path
from kernel.errors import InputError
from kernel.sheets.reading import read_workbook

content = Path(sys.argv[1]).read_bytes()
try:
    said = [[sheet.name, len(sheet.rows)] for sheet in read_workbook("花名册", content)]
except InputError as refused:
    said = str(refused)
seconds = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
used = int(own.split()[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([said, seconds, used / 1024]))
"""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
Parts = Mapping[str, str | bytes]


def outcome(content: bytes, folder: Path) -> object:
    """What reading says or finds, having taken neither long nor much."""
    path = folder / "file"
    path.write_bytes(content)
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, check=True, text=True)
    said, seconds, megabytes = json.loads(done.stdout)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    return said


def archive(parts: Parts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


def workbook(fill: Callable[[xlsxwriter.worksheet.Worksheet], object] = lambda _: None) -> dict[str, bytes]:
    """The parts of a good xlsx with a small table, to be spoiled."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet("专家")
        page.write_row(0, 0, ["姓名", "手机"])
        page.write_row(1, 0, ["演示甲", "12000000001"])
        fill(page)
    with zipfile.ZipFile(content) as file:
        return {name: file.read(name) for name in file.namelist()}


def ods(body: str = "", before: str = "") -> dict[str, str | bytes]:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f'<?xml version="1.0"?>{before}<office:document-content {namespaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>",
        "META-INF/manifest.xml": "<manifest/>",
    }


def sheet_xml(data: str) -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'


SHEET = "xl/worksheets/sheet1.xml"


def old_container(*names: str, stream: bytes = b"") -> bytes:
    """A compound file with a directory of these names; the last one's stream begins in sector 1."""
    entries = b"".join(
        (name + "\0").encode("utf-16-le").ljust(116, b"\0")
        + (1).to_bytes(4, "little")
        + (4096).to_bytes(8, "little")
        for name in names
    )
    return OLE + bytes(504) + entries.ljust(512, b"\0") + stream.ljust(4096, b"\0")


def record(kind: int, content: bytes = b"") -> bytes:
    return kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + content


def test_a_workbook_with_a_password_is_refused_with_what_to_do(tmp_path: Path) -> None:
    said = "“花名册”设有打开密码，无法读取。请在表格软件中取消密码，另存后再导入。"
    assert outcome(old_container("Root Entry", "EncryptionInfo", "EncryptedPackage"), tmp_path) == said
    protected = record(0x0809, bytes(16)) + record(0x0086) + record(0x002F, bytes(54))
    assert outcome(old_container("Root Entry", "Workbook", stream=protected), tmp_path) == said
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    assert outcome(archive({**ods(), **manifest}), tmp_path) == said


def test_a_zip_with_encrypted_parts_is_refused(tmp_path: Path) -> None:
    content = bytearray(archive(workbook()))
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        content[at + 8] |= 1
    assert "设有打开密码" in str(outcome(bytes(content), tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        archive({**workbook(), "xl/vbaProject.bin": b"macro"}),
        archive({**workbook(), "xl/macrosheets/sheet1.xml": "<a/>"}),
        archive({**ods(), "Basic/Standard/Module1.xml": "<a/>"}),
        old_container("Root Entry", "_VBA_PROJECT_CUR", "Workbook"),
    ],
    ids=["xlsm", "macro sheet", "ods", "xls"],
)
def test_a_workbook_with_macros_is_refused_with_what_to_do(content: bytes, tmp_path: Path) -> None:
    said = "“花名册”含有宏，出于安全不读取。请另存为不含宏的.xlsx后再导入。"
    assert outcome(content, tmp_path) == said


def test_zip_bombs_are_refused_unread(tmp_path: Path) -> None:
    said = "“花名册”展开后过大，没有读取。请只保留要导入的表格，或分成几个文件导入。"
    assert outcome(archive({**workbook(), SHEET: bytes(300 * 2**20)}), tmp_path) == said
    many = {f"xl/worksheets/sheet{number}.xml": "<a/>" for number in range(2, 2100)}
    assert outcome(archive({**workbook(), **many}), tmp_path) == said


def test_a_bomb_that_lies_about_its_size_ends_in_a_sentence(tmp_path: Path) -> None:
    """The sizes in the directory say one byte; the parser unpacks what is there, within its limits."""
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>演示</t></is></c></row>'
    content = bytearray(archive({**workbook(), SHEET: sheet_xml(row * 2_000_000)}))
    at = content.find(b"PK\x01\x02")
    while at > 0:
        name_length = int.from_bytes(content[at + 28 : at + 30], "little")
        if content[at + 46 : at + 46 + name_length] == SHEET.encode():
            content[at + 24 : at + 28] = (1).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 1)
    assert "不是表格文件" in str(outcome(bytes(content), tmp_path))


def test_a_bomb_inside_a_part_that_nobody_reads_does_no_harm(tmp_path: Path) -> None:
    nested = archive({"inner.zip": archive({"zeros": bytes(20 * 2**20)})})
    assert outcome(archive({**workbook(), "xl/embeddings/a.zip": nested}), tmp_path) == [["专家", 2]]


def test_the_same_part_twice_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO(archive(workbook()))
    with zipfile.ZipFile(content, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(SHEET, sheet_xml(""))
    assert "不是表格文件" in str(outcome(content.getvalue(), tmp_path))


ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ({**workbook(), SHEET: sheet_xml("&e;").replace("?>", f"?>{ENTITY}", 1)}, SHEET),
        ({**workbook(), "xl/sharedStrings.xml": f"{LAUGHS}]><sst>&i;</sst>"}, "xl/sharedStrings.xml"),
        ({**workbook(), "xl/workbook.xml": f"<!--{' ' * 9000}-->{ENTITY}<workbook/>"}, "xl/workbook.xml"),
        ({**workbook(), "_rels/.rels": f"{ENTITY}<Relationships/>".encode("utf-16")}, "_rels/.rels"),
        (ods(before=ENTITY), "content.xml"),
    ],
    ids=["xlsx", "billion laughs", "behind a comment", "utf-16", "ods"],
)
def test_entities_and_foreign_references_are_refused_unread(parts: Parts, part: str, tmp_path: Path) -> None:
    assert f"内部文件{part}带有外部引用或实体声明（DTD）" in str(outcome(archive(parts), tmp_path))


def test_a_stray_cell_in_the_last_corner_is_named(tmp_path: Path) -> None:
    content = archive(workbook(lambda page: page.write("XFD1048576", "x")))
    said = (
        "“花名册”的工作表“专家”在单元格XFD1048576有内容，表格因此过大，没有读取。"
        "请删去该单元格所在的行和列，再保存导入。"
    )
    assert outcome(content, tmp_path) == said


def test_a_stray_cell_in_the_last_row_alone_is_no_harm(tmp_path: Path) -> None:
    content = archive(workbook(lambda page: page.write("B1048576", "x")))
    assert outcome(content, tmp_path) == [["专家", 1_048_576]]


def test_a_million_empty_formatted_rows_are_no_rows(tmp_path: Path) -> None:
    """What marking a whole column and giving it a border leaves behind."""
    rows = "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(3, 1_048_577))
    good = workbook()[SHEET].decode()
    content = archive({**workbook(), SHEET: good.replace("</sheetData>", f"{rows}</sheetData>")})
    assert outcome(content, tmp_path) == [["专家", 2]]


def test_a_million_rows_of_empty_formatted_cells_are_no_rows(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" s="1"/><c r="B{number}" s="1"/></row>'
        for number in range(3, 1_048_577)
    )
    good = workbook()[SHEET].decode()
    content = archive({**workbook(), SHEET: good.replace("</sheetData>", f"{rows}</sheetData>")})
    assert outcome(content, tmp_path) == [["专家", 2]]


def test_repeated_empty_rows_of_an_ods_are_no_rows(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    content = archive(ods(f"<table:table-row>{cell}</table:table-row>{empty}"))
    assert outcome(content, tmp_path) == [["表", 1]]


def test_a_cell_that_an_ods_repeats_everywhere_ends_in_a_sentence(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "不是表格文件" in str(outcome(archive(ods(row)), tmp_path))


def test_one_long_text_in_a_million_cells_ends_in_a_sentence(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 200_000))
    shared = workbook()["xl/sharedStrings.xml"].decode()
    long = shared.replace("姓名", "长" * 32_000)
    content = archive({**workbook(), SHEET: sheet_xml(rows), "xl/sharedStrings.xml": long})
    assert "展开后过大" in str(outcome(content, tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"PK\x03\x04 and no more",
        archive(workbook())[:-40],
        archive({"word/document.xml": "<document/>"}),
        archive({**workbook(), SHEET: "<worksheet><row"}),
        OLE + bytes(600),
        old_container("Root Entry", "WordDocument"),
        old_container("Root Entry", "Workbook"),
        old_container("Root Entry", "Workbook")[:760],
        "姓名,手机\n".encode("utf-16"),
        b"just a line of text",
        b"a," + bytes(10),
    ],
    ids=[
        "png",
        "pdf",
        "cut",
        "cut short",
        "docx",
        "xml cut",
        "ole",
        "doc",
        "xls",
        "xls cut",
        "utf-16",
        "text",
        "nul",
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    said = "“花名册”不是表格文件。请用xlsx、xls、ods，或以逗号分隔的csv。"
    assert outcome(content, tmp_path) == said


def test_an_empty_file_and_one_above_20_mb_are_refused(tmp_path: Path) -> None:
    assert outcome(b"", tmp_path) == "“花名册”是空的。"
    assert outcome(b" \r\n", tmp_path) == "“花名册”是空的。"
    assert outcome(b"a," * 10_485_761, tmp_path) == "“花名册”超过20MB，请分成几个文件导入。"


@pytest.mark.parametrize("filler", [b",", b"\n", b'"",\n', b"\r"], ids=["commas", "lines", "both", "returns"])
def test_twenty_megabytes_of_separators_are_refused(filler: bytes, tmp_path: Path) -> None:
    content = b"a,b\n" + filler * (19 * 2**20 // len(filler))
    assert "单元格过多" in str(outcome(content, tmp_path))


def test_an_openpyxl_workbook_without_any_cell_has_no_sheets(tmp_path: Path) -> None:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    assert outcome(content.getvalue(), tmp_path) == []
