import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from experts.roster import read_roster
from experts.spreadsheet import LARGEST_FILE, read_spreadsheet
from kernel.errors import InputError

Row = dict[str, object]


def refusal(content: bytes, name: str = "roster.csv") -> str:
    with pytest.raises(InputError) as caught:
        read_spreadsheet(name, content)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_encoding_that_offices_write(
    encoding: str, row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    content = csv_text(row(姓名="演示𬭚堃")).encode(encoding)
    assert read_roster("r.csv", content)[0].record.name == "演示𬭚堃"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_are_refused_with_their_line(
    encoding: str, row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    lines = csv_text(row(), row(姓名="BROKEN"), row()).encode(encoding).replace(b"BROKEN", b"\xe6\xff\xbc")
    assert f"“roster.csv”第3行含有不属于{encoding}" in refusal(lines).replace("utf-8-sig", "utf-8")


def test_broken_utf_8_is_never_read_as_another_encoding(
    row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    cut = csv_text(row(姓名="甲CUT")).encode().replace("甲CUT".encode(), "演示甲".encode()[:-1])
    assert "第2行" in refusal(cut)


def test_a_quotation_mark_without_partner_is_refused_with_its_line(
    row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    assert "不合csv格式" in refusal((csv_text(row()) + '"演示,').encode())


def test_lines_within_a_cell_do_not_shift_the_row_numbers(
    row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    content = csv_text(row(职称="教授\n研究员"), row(身份证号="110105197001020009", 手机="1")).encode()
    with pytest.raises(InputError, match="第3行“手机”"):
        read_roster("r.csv", content)


def word_document() -> bytes:
    content = io.BytesIO()
    docx.Document().save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # an old .xls, or an encrypted workbook
        b"PK\x03\x04 and no more",
        word_document(),
        "姓名\t手机\n演示\t1\n".encode(),
        "姓名,手机\n".encode("utf-16"),
        b"just a line of text",
    ],
    ids=["empty", "pdf", "png", "xls", "cut", "docx", "tabs", "utf-16", "text"],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(content: bytes) -> None:
    assert refusal(content, "file") == "“file”不是表格文件。请用xlsx，或以逗号分隔的csv。"


def test_a_file_above_20_mb_is_refused() -> None:
    assert "超过20MB" in refusal(b"a," * (LARGEST_FILE // 2 + 1))


def test_a_file_that_unpacks_to_far_too_much_is_refused_unread() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30 * 2**20))
    assert "展开后过大" in refusal(content.getvalue(), "bomb.xlsx")
