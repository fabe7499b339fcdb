"""Make the demonstration data: `python demo_data/make.py`.

Writes the workbooks beside this file; then LibreOffice, a real office suite, reads the roster and writes it
as xls, ods and csv. The workbooks come out the same, byte for byte, on every run. README.md tells what is in them.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from demo_data.catalogue import write_catalogues
from demo_data.records import write_organisations, write_past_decisions, write_subjects
from demo_data.roster import write_one_sheet, write_roster

FOLDER = Path(__file__).parent
CSV = "csv:Text - txt - csv (StarCalc):44,34,85"
"""Commas, double quotation marks, and 85, by which LibreOffice means GB18030."""


def write_workbooks(folder: Path) -> None:
    """Write all the xlsx files and the corrections."""
    write_roster(folder)
    write_organisations(folder)
    write_catalogues(folder)
    write_subjects(folder)
    write_past_decisions(folder)


def save_as(soffice: str, source: Path, kind: str, target: Path) -> None:
    """Let LibreOffice open `source` and save it at `target` as another kind of file.

    Raises:
        SystemExit: it did not; without its part for spreadsheets LibreOffice says nothing about that.
    """
    with tempfile.TemporaryDirectory() as work:
        profile = Path(work, "profile").as_uri()
        command = (soffice, "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind)
        subprocess.run([*command, "--outdir", work, source], check=True, capture_output=True)  # noqa: S603  our own words
        written = Path(work, target.name)
        if not written.exists():
            raise SystemExit(f"LibreOffice Calc did not write {target.name} 缺少LibreOffice Calc")
        shutil.copyfile(written, target)


def main() -> None:
    write_workbooks(FOLDER)
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("soffice is missing: xls, ods and csv need LibreOffice Calc 缺少LibreOffice Calc")
    for kind in ("xls", "ods"):
        save_as(soffice, FOLDER / "experts.xlsx", kind, FOLDER / f"experts.{kind}")
    with tempfile.TemporaryDirectory() as work:
        one_sheet = Path(work, "experts.xlsx")
        write_one_sheet(one_sheet)
        save_as(soffice, one_sheet, CSV, FOLDER / "experts.csv")


if __name__ == "__main__":
    main()
