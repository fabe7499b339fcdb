"""Files that are not what they should be: refused in one sentence, and never guessed at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from thread import Said, Thread

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

NO_SPREADSHEET: Said = {
    "zh": "不是表格文件。请用xlsx、xls、ods，或以逗号分隔的csv。",
    "en": "is no spreadsheet. Use xlsx, xls, ods, or csv with commas.",
    "exit_code": 2,
}
EMPTY: Said = {"zh": "是空的。", "en": "is empty.", "exit_code": 2}
IMPORTS = [("registrar", "experts"), ("office", "credit")]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 no roster",
        b"PK\x03\x04 cut off",
        b"\x00,\x01,\x02",
        b"\x89PNG\r\n\x1a\n",
        "一行文字".encode(),
    ],
)
@pytest.mark.parametrize("name", ["roster.xlsx", "roster.csv"])
def test_what_is_no_spreadsheet_is_refused(
    sqlite_thread_at: AtStep, tmp_path: Path, content: bytes, name: str
) -> None:
    thread = sqlite_thread_at("installed")
    (tmp_path / name).write_bytes(content)

    for actor, room in IMPORTS:
        thread.refused(actor, room, "import", tmp_path / name, **NO_SPREADSHEET)


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n"])
def test_an_empty_file_is_refused(sqlite_thread_at: AtStep, tmp_path: Path, content: bytes) -> None:
    thread = sqlite_thread_at("installed")
    (tmp_path / "roster.csv").write_bytes(content)

    for actor, room in IMPORTS:
        thread.refused(actor, room, "import", tmp_path / "roster.csv", **EMPTY)


@pytest.mark.parametrize(("encoding", "byte"), [("gb18030", b"\xff"), ("utf-8", b"\xc3"), ("utf-8", b"\xff")])
def test_broken_bytes_in_a_csv_are_refused_and_never_replaced(
    thread_at: AtStep, tmp_path: Path, encoding: str, byte: bytes
) -> None:
    thread = thread_at("registered")
    text = (thread.home / "given" / "roster.csv").read_bytes().decode("gb18030")
    lines = text.replace("演示甲壹", "演示更名").encode(encoding).split(b"\r\n")
    lines[20] = byte + lines[20]
    path = tmp_path / "roster.csv"
    path.write_bytes(b"\r\n".join(lines))

    thread.refused(
        "registrar",
        *("experts", "import", path),
        zh="“roster.csv”第21行含有不属于",
        en="“roster.csv”, line 21: bytes that are not",
        exit_code=2,
    )
    assert "演示更名" not in thread.output("registrar", "experts", "list", "--limit", 100)


def test_a_wrong_cell_is_named_and_its_row_is_never_lost(thread_at: AtStep, tmp_path: Path) -> None:
    thread = thread_at("registered")
    text = (thread.home / "given" / "roster.csv").read_bytes().decode("gb18030")
    path = tmp_path / "roster.csv"
    path.write_text(text.replace("expert07@example.com", "no-address"), encoding="gb18030", newline="")

    thread.refused(
        "registrar",
        *("experts", "import", path, "--confirm"),
        zh="有1行有误，未作任何改动。",
        en="1 rows are bad; nothing was changed.",
    )
    said = thread.output("registrar", "experts", "import", path)
    assert "“roster.csv”第9行“电子邮箱”：“no-address”不是电子邮箱" in said


def test_a_file_that_is_not_there_is_named(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("installed")
    path = tmp_path / "nothing.xlsx"

    thread.refused(
        "registrar",
        *("experts", "import", path),
        zh=f"无法读取文件“{path}”。",
        en=f"The file “{path}” cannot be read.",
        exit_code=2,
    )
