"""The line import: a roster of 10^5 people and 12 columns by the command, start included, beside openpyxl reading it."""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PEOPLE = 10**5
RUNS = 2
MEMORY_MB = 300
HEADER = (
    *("姓名", "身份证号", "手机", "电子邮箱", "职称", "地区", "专业"),
    *("聘期起", "聘期止", "工作单位", "统一社会信用代码", "任职起"),
)
FIELDS = ("L01", "L02", "C01", "C02", "I01", "I05", "I13")
Row = tuple[str | date, ...]
Figures = dict[str, float]


def lines() -> list[dict[str, Any]]:
    """Read, checked, compared and stored on SQLite, from xlsx and from csv."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_roster(folder)
        peers = {mode: _in_its_own_process(mode, folder / "roster.xlsx") for mode in ("plain", "read_only")}
        rows = []
        for form in ("xlsx", "csv"):
            ours = _ours(folder, folder / f"roster.{form}")
            rows += [_row(form, mode, ours, peer) for mode, peer in peers.items()]
    return rows


def write_roster(folder: Path) -> None:
    """The same invented people as `roster.xlsx` and `roster.csv`."""
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    with xlsxwriter.Workbook(folder / "roster.xlsx", {"strings_to_urls": False}) as book:
        page, as_date = book.add_worksheet("专家"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADER)
        for at, row in enumerate(_people(), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, as_date)
                else:
                    page.write_string(at, column, cell)
    with (folder / "roster.csv").open("w", encoding="gb18030", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        table.writerows(_people())


def _people() -> Iterator[Row]:
    from stdnum.cn import ric

    from service.demo_data import EMPLOYERS

    places = ("110105", "510703", "320102", "440103", "330102", "500101", "610102", "420102", "370102")
    for number in range(PEOPLE):
        born = date(1960, 1, 1) + timedelta(days=number % 12000)
        digits = f"{places[number // 12000]}{born:%Y%m%d}000"
        employer = EMPLOYERS[number % len(EMPLOYERS)]
        field = FIELDS[number % len(FIELDS)]
        yield (
            *(f"演示{number:06}", digits + ric.calc_check_digit(digits + "0"), f"120{number:08}"),
            *(f"expert{number:06}@example.com", "教授", "绵州市", field if number % 3 else f"{field}、I99"),
            *(date(2026, 1, 1), date(2028, 12, 31), employer.name, employer.uscc, date(2018, 3, 1)),
        )


def _row(form: str, mode: str, ours: Figures, peer: Figures) -> dict[str, Any]:
    ratio = peer["seconds"] / ours["seconds"]
    return {
        "line": "import",
        "work": f"{PEOPLE:,} rows of {form}, checked and stored",
        "ours_s": ours["seconds"],
        "beside": f"openpyxl reads the xlsx, {mode}",
        "beside_s": peer["seconds"],
        "ratio": ratio,
        "goal": f"faster, {MEMORY_MB} MB",
        "met": ratio > 1 and ours["memory_mb"] <= MEMORY_MB,
        "memory_mb": ours["memory_mb"],
    }


def _ours(folder: Path, roster: Path) -> Figures:
    """The command in the best of a few runs, each into a fresh register."""
    program = str(Path(sys.executable).parent / "panel")
    admin, registrar = ("--role", "system_admin"), ("--role", "registrar")
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(dir=folder) as home:
            environment = {**os.environ, "PANEL_HOME": home}
            for words in (
                ("db", "upgrade"),
                ("accounts", "add", "admin", "--display", "演示", *admin),
                ("--as", "admin", "accounts", "add", "registrar", "--display", "演示", *registrar),
            ):
                subprocess.run([program, *words], env=environment, check=True, capture_output=True)
            command = [program, "--as", "registrar", "experts", "import", str(roster), "--confirm"]
            runs.append(_measured(command, environment))
    return min(runs, key=lambda run: run["seconds"])


def _measured(command: list[str], environment: dict[str, str] | None = None) -> Figures:
    """Seconds, and the memory of the largest process that the command is made of."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {said.decode()[-500:]}")
    return {"seconds": seconds, "memory_mb": usage.ru_maxrss / 1024}


def _in_its_own_process(mode: str, roster: Path) -> Figures:
    command = [sys.executable, __file__, mode, str(roster)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(RUNS)]
    return min(runs, key=lambda run: float(run["seconds"]))


def _read(mode: str, roster: Path) -> Figures:
    """openpyxl, every cell looked at; its own import left out."""
    import openpyxl  # type: ignore[import-untyped]  # it ships no types; a yardstick

    begun = time.perf_counter()
    book = openpyxl.load_workbook(roster, read_only=mode == "read_only")
    cells = sum(len(row) for page in book for row in page.iter_rows(values_only=True))
    seconds = time.perf_counter() - begun
    if cells != (PEOPLE + 1) * len(HEADER):
        raise RuntimeError(f"openpyxl saw {cells} cells")
    return {"seconds": seconds, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(_read(sys.argv[1], Path(sys.argv[2]))))
