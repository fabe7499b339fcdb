"""Rosters in tests: read like the command reads them, and taken in like it takes them in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from experts.import_roster import Imported, import_roster
from experts.preview_roster import Intake, preview_roster
from experts.roster import RosterRow, read_roster
from kernel.act import Act
from kernel.sheets.preview import Preview
from kernel.sheets.reading import read_workbook

TODAY = date(2026, 3, 2)


def read(name: str, content: bytes, today: date = TODAY) -> list[RosterRow]:
    return read_roster(read_workbook(name, content), today)


def read_file(path: Path) -> list[RosterRow]:
    return read(path.name, path.read_bytes())


def preview(act: Act, rows: Sequence[RosterRow]) -> Preview[Intake]:
    return preview_roster(act.session, act.vault, rows, act.clock)


def take_in(act: Act, rows: Sequence[RosterRow]) -> Imported:
    return import_roster(act, preview(act, rows))
