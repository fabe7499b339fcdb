"""A roster is handed in, looked through and confirmed in the browser."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from experts.models import Expert
from kernel.sheets.upload_models import SheetUpload, SheetUploadPage
from service.demo_data import write_roster
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
Cells = Mapping[str, Mapping[int, object]]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


@pytest.fixture
def registrar(thread: Thread) -> Visitor:
    return Visitor(thread.desk, "registrar")


def roster(folder: Path, changed: Cells = {}) -> bytes:  # noqa: B006  it is only read
    """The demonstration's roster with some cells changed: by column, then by row of the sheet."""
    book = openpyxl.load_workbook(write_roster(folder))
    sheet = book["专家"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for column, cells in changed.items():
        for row, value in cells.items():
            sheet.cell(row, columns[column], value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def hand_in(visitor: Visitor, content: bytes, name: str = "花名册.xlsx") -> str:
    """The address of the preview."""
    response = visitor.post("/experts/import/", file=(io.BytesIO(content), name))
    assert response.status_code == 303, seen(response)
    return response.location


def kept(thread: Thread) -> int:
    with thread.desk.database.reading() as session:
        pages = session.scalar(select(func.count()).select_from(SheetUploadPage)) or 0
        return pages + (session.scalar(select(func.count()).select_from(SheetUpload)) or 0)


def test_a_roster_is_looked_through_and_taken_in(registrar: Visitor, thread: Thread, tmp_path: Path) -> None:
    wrong = {"身份证号": {3: "110105"}, "电子邮箱": {7: "没有"}}
    place = hand_in(registrar, roster(tmp_path, wrong))
    page = registrar.text(place)
    assert "导入58行（新增58，更新0），跳过有错误的2行" in page
    assert "电子邮箱：“没有”不是电子邮箱" in page
    assert 'class="cell-bad"' in registrar.get(place).text
    with registrar.counting() as sent:
        assert "第1页，共2页" in registrar.text(f"{place}?state=new")
    assert len(sent) <= 8
    assert "第2页，共2页" in registrar.text(f"{place}?state=new&page=2")
    bad = openpyxl.load_workbook(io.BytesIO(registrar.get(f"{place}bad-rows").data))["专家"]
    assert (bad.max_row, bad["A1"].value) == (3, "出错原因")
    said = registrar.does(f"{place}confirm")
    assert "新增58人，更新0人，跳过有错误的2行" in said
    assert "本页25条，共58条" in said
    assert registrar.get(place).status_code == 404
    assert kept(thread) == 0


def test_a_later_roster_shows_what_it_would_change(registrar: Visitor, tmp_path: Path) -> None:
    registrar.does(f"{hand_in(registrar, roster(tmp_path))}confirm")
    place = hand_in(registrar, roster(tmp_path, {"职称": {2: "研究员"}, "地区": {3: "新地区"}}))
    page = registrar.text(place)
    assert "无变化 58人" in page
    assert "高级工程师 研究员" in page
    assert "地区：绵州市 → 新地区" in page
    assert "更新2人" in registrar.does(f"{place}confirm")
    assert "没有要改的" in registrar.text(
        hand_in(registrar, roster(tmp_path, {"职称": {2: "研究员"}, "地区": {3: "新地区"}}))
    )


def test_what_changed_meanwhile_is_looked_at_again(
    registrar: Visitor, thread: Thread, tmp_path: Path
) -> None:
    place = hand_in(registrar, roster(tmp_path))
    thread.run("registrar", "experts", "import", write_roster(tmp_path), "--confirm")
    page = registrar.is_refused(f"{place}confirm")
    assert "现有记录有了变化，没有导入" in page
    assert "无变化 60人" in page


def test_a_file_can_be_given_up_and_is_nobody_elses(
    registrar: Visitor, thread: Thread, tmp_path: Path
) -> None:
    place = hand_in(registrar, roster(tmp_path))
    thread.run("admin", "accounts", "add", "second", "--display", "演示副管理员", "--role", "registrar")
    second = Visitor(thread.desk, "second", registrar.app)
    assert second.get(place).status_code == 404
    assert second.post(f"{place}confirm").status_code in {404, 422}
    assert "没有导入" in registrar.does(f"{place}give-up")
    assert kept(thread) == 0
    with thread.desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Expert)) == 0


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.xlsx", "请选择"),
        (b"PK\x03\x04broken", "坏.xlsx", "不是"),
        ("姓名,电话\n甲,1\n".encode(), "少列.csv", "没有找到要导入的表格"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_at_the_field(
    registrar: Visitor, content: bytes, name: str, says: str
) -> None:
    response = registrar.post("/experts/import/", file=(io.BytesIO(content), name))
    assert response.status_code == 422
    assert says in seen(response), seen(response)


def test_csv_of_old_programs_is_read_too(registrar: Visitor, tmp_path: Path) -> None:
    write_roster(tmp_path)
    place = hand_in(registrar, (tmp_path / "roster.csv").read_bytes(), "名册.csv")
    assert "新增 60人" in registrar.text(place)


def test_the_empty_roster_is_one_that_can_be_read(registrar: Visitor) -> None:
    book = openpyxl.load_workbook(io.BytesIO(registrar.get("/experts/import/template").data))
    assert [cell.value for cell in book["专家"][1]][:2] == ["姓名", "身份证号"]


def test_only_the_registrar_imports(registrar: Visitor, thread: Thread) -> None:
    for account in ("convener", "office"):
        assert Visitor(thread.desk, account, registrar.app).get("/experts/import/").status_code == 403
