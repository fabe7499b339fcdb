"""The demonstration's input as offices have it: a messy roster mended and read again, catalogue, subjects, day one."""

import csv
from collections.abc import Iterator
from pathlib import Path

from kernel.sheets.export import write_xlsx
from kernel.sheets.reading import Cell, read_workbook
from service.stage import DATA, Stage


def fill_register(stage: Stage) -> None:
    stage.scene(
        "专家名册导入：预览、确认、退回有误的行、改正后再导入",
        "The roster: previewed, confirmed, bad rows out, mended, in again",
    )
    roster, bad = DATA / "experts.xlsx", stage.folder / "有误的行.xlsx"
    stage.run("registrar", "experts", "import", roster)
    stage.run("registrar", "experts", "import", roster, "--confirm", "--bad-rows", bad)
    mended = stage.folder / "改正后的行.xlsx"
    cells, rows = mend(bad, mended)
    stage.tell(
        f"办事员改正{cells}个单元格，删去重复的{rows}行。",
        f"A clerk mends {cells} cells and leaves out {rows} rows.",
    )
    rest = stage.folder / "仍有误的行.xlsx"
    stage.run("registrar", "experts", "import", mended, "--confirm", "--bad-rows", rest)
    for kind in ("xls", "ods", "csv"):
        stage.run("registrar", "experts", "import", DATA / f"experts.{kind}")


def mend(bad: Path, mended: Path) -> tuple[int, int]:
    """Do what a clerk does with the file of bad rows, by the list of right values.

    Returns:
        How many cells were put right, and how many rows left out because they repeat others.
    """
    right = _corrections()
    cells_mended = dropped = 0
    rows: list[list[Cell]] = []
    for sheet in read_workbook(bad.name, bad.read_bytes()):
        names, *found = sheet.rows
        rows = rows or [names]
        for cells in found:
            for column, value in right.get(_key(sheet.name, cells[1:]), ()):
                if column:
                    cells[names.index(column)] = value
                    cells_mended += 1
                else:
                    dropped += 1
                    break
            else:
                rows.append(cells)
    mended.write_bytes(write_xlsx("改正后", [str(name) for name in rows[0]], rows[1:]))
    return cells_mended, dropped


def _corrections() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Column and right value, by sheet and the content of the row that is wrong; no column: the row goes."""
    roster = DATA / "experts.xlsx"
    sheets = {sheet.name: sheet for sheet in read_workbook(roster.name, roster.read_bytes())}
    known: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, row, column, value in _listed():
        known.setdefault(_key(name, sheets[name].rows[row - 1]), []).append((column, value))
    return known


def _listed() -> Iterator[tuple[str, int, str, str]]:
    with (DATA / "experts_corrections.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            yield line["工作表"], int(line["行"]), line["列"], line["正确值"]


def _key(sheet: str, cells: list[Cell]) -> tuple[str, str]:
    return sheet, repr([cell for cell in cells if cell != ""])


def fill_catalogue(stage: Stage) -> None:
    stage.scene(
        "目录清单、信用主体、既往决定和在施措施",
        "The catalogue, subjects, past decisions and running measures",
    )
    edition = ("--edition", "2026-1", "--title", "演示用联合奖惩目录清单（虚构）", "--from", "2026-01-01")
    stage.run("office", "catalogue", "import", DATA / "catalogue.xlsx", *edition)
    stage.run("office", "catalogue", "import", DATA / "catalogue.xlsx", *edition, "--confirm")
    stage.run("office", "catalogue", "report")
    stage.run("office", "credit", "import", DATA / "subjects.xlsx", "--confirm")
    stage.run("office", "measures", "import", DATA / "past_decisions.xlsx", "--confirm")


def live_on(stage: Stage) -> None:
    stage.scene(
        "专家库日常：推荐与审核、请假、暂停、续聘提醒",
        "The register's life: recommendation, leave, suspension",
    )
    person = (
        *("--name", "演示新荐专家", "--document", "110105197503070006", "--mobile", "12000009999"),
        *("--email", "new.expert@example.com", "--title", "教授", "--field", "L01"),
        *("--employer", "演示用绵州某法学院", "--employed-since", "2010-09-01"),
        *("--consent-on", "2026-11-10"),
    )
    application = stage.run("clerk", "applications", "recommend", *person)
    stage.run("office", "applications", "take-up", application)
    term = ("--from", "2026-12-01", "--to", "2029-11-30")
    stage.run("office", "applications", "admit", application, "--opinion", "材料齐全，符合入库条件。", *term)
    listed = stage.read_list("registrar", "experts", "list", "--limit", 3)
    first, second, third = (line["public_id"] for line in listed)
    leave = ("--from", "2026-12-01", "--to", "2026-12-20", "--reason", "出国访问")
    stage.run("registrar", "experts", "leave", first, *leave)
    stage.run("registrar", "experts", "suspend", second, "--reason", "利害关系核查中")
    stage.run("registrar", "experts", "resign", third, "--reason", "本人申请")
    stage.run("registrar", "experts", "due")
