"""The roster as an office has it: previewed, its good rows stored, the bad ones mended and read in again."""

import csv
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.worksheet import Worksheet

from experts.commands import experts
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk

DATA = Path(__file__).parents[3] / "demo_data"
FORMS = ["xlsx", "xls", "ods", "csv"]
GO = "删去此行"


@pytest.fixture
def registrar(desk: Desk) -> Desk:
    with desk.database.transaction() as session:
        role = AccountRole(role="registrar")
        session.add(Account(public_id="r" * 26, name="registrar", display_name="演示", roles=[role]))
    desk.actor_name = "registrar"
    return desk


def run(desk: Desk, *words: object) -> Result:
    done = CliRunner().invoke(experts, [str(word) for word in words], obj=desk)
    assert done.exception is None, done.output
    return done


def states(desk: Desk, path: Path, *words: object) -> Counter[str]:
    """How many rows are in each state."""
    answer = json.loads(run(desk, "import", path, "--json", *words).output)
    return Counter(row["state"] for row in answer["rows"])


def corrections() -> dict[tuple[str, int], tuple[str, str]]:
    """Column and right value of every bad row, by sheet and row of the roster."""
    with (DATA / "experts_corrections.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["工作表"], int(row["行"])): (row["列"], row["正确值"]) for row in csv.DictReader(file)}


def mend(page: Worksheet, rows: list[int], right: dict[tuple[str, int], tuple[str, str]]) -> None:
    """Do to the file of bad rows what a clerk would; `rows` are their numbers in the roster."""
    columns = {str(cell.value): cell.column for cell in page[1]}
    gone = []
    for at, number in enumerate(rows, start=2):
        column, value = right.get((page.title, number), ("", ""))
        if value == GO:
            gone.append(at)
        elif column:
            page.cell(at, columns[column]).value = value
    for at in reversed(gone):
        page.delete_rows(at)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_roster_says_the_same(form: str, registrar: Desk) -> None:
    assert states(registrar, DATA / f"experts.{form}") == {"new": 1948, "duplicate": 12, "bad": 68}


def test_the_mended_rows_complete_the_register(registrar: Desk, tmp_path: Path) -> None:
    roster, bad = DATA / "experts.xlsx", tmp_path / "bad.xlsx"
    answer = json.loads(run(registrar, "import", roster, "--json", "--confirm", "--bad-rows", bad).output)
    book = openpyxl.load_workbook(bad)
    for page in book.worksheets:
        rows = [row["row"] for row in answer["rows"] if row["state"] == "bad" and row["sheet"] == page.title]
        mend(page, rows, corrections())
    book.save(bad)

    mended = states(registrar, bad, "--confirm")
    assert (mended["bad"], 1948 + mended["new"]) == (0, 2000)
    assert states(registrar, bad)["new"] == 0
    exported = tmp_path / "register.xlsx"
    run(registrar, "export", "--to", exported)
    assert states(registrar, exported) == {"same": 2000}
