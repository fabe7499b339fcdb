import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from experts.depart import resign
from experts.export_roster import SHEET, Roster, export_roster
from experts.import_roster import Imported
from experts.models import Expert
from experts.record import Employment, ExpertRecord, Term
from experts.register import enter
from experts.roster import RosterRow
from kernel.act import Act
from kernel.errors import NotAllowed
from kernel.roles import Role
from kernel.sheets.export import write_csv, write_xlsx
from kernel.sheets.preview import RowState
from ledger.models import LogEntry, LogPayload
from register_people import person
from rosters import preview, read, take_in

Acting = Callable[..., AbstractContextManager[Act]]


def written(roster: Roster, name: str) -> bytes:
    if name.endswith(".csv"):
        return write_csv(roster.header, roster.rows)
    return write_xlsx(SHEET, roster.header, roster.rows)


def busy_life() -> ExpertRecord:
    """Somebody with several of everything, and a name that a spreadsheet takes for a formula."""
    return replace(
        person(1),
        name="=演示甲一",
        fields=("C01", "L01"),
        attributes={"region": "CITY", "level": "HIGH"},
        terms=(Term(date(2023, 1, 1), date(2025, 12, 31)), Term(date(2026, 1, 1), date(2028, 12, 31))),
        employments=(
            Employment("演示前单位", None, date(2010, 1, 1), date(2014, 12, 31)),
            Employment("演示旧单位", "91510700XNX002026T", date(2015, 1, 1), date(2017, 12, 31)),
            Employment("演示研究院", "12510700XNX001023F", date(2018, 1, 1)),
            Employment("演示学会", None, date(2020, 1, 1)),
        ),
    )


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv"])
def test_p33b_what_is_exported_reads_in_again_unchanged(
    name: str, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        take_in(act, roster)
        enter(act, [busy_life(), replace(person(2), employments=(), attributes={}, region="")])
    with acting() as act:
        content = written(export_roster(act), name)
    with acting() as act:
        again = preview(act, read(name, content))
        assert again.problems(10) == []
        assert again.counts()[RowState.SAME] == 62


@pytest.mark.parametrize("name", ["register.xlsx", "register.csv"])
def test_another_register_takes_the_export_in_whole(
    name: str, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        enter(act, [busy_life(), *(row.record for row in roster)])
        content = written(export_roster(act), name)
        everybody = [row.record for row in read(name, content)]
    assert everybody == [busy_life(), *(row.record for row in roster)]


def test_an_export_has_no_more_columns_than_somebody_needs(acting: Acting) -> None:
    with acting() as act:
        enter(act, [replace(person(), attributes={})])
        assert export_roster(act).header[-1] == "任职起"


def test_who_has_left_is_not_exported(acting: Acting) -> None:
    with acting() as act:
        enter(act, [person(1), person(2)])
        resign(act, act.session.scalars(select(Expert.public_id).where(Expert.id == 1)).one(), "本人申请")
        (row,) = export_roster(act).rows
    assert row[0] == person(2).name


def test_an_empty_register_is_a_header(acting: Acting) -> None:
    with acting() as act:
        content = written(export_roster(act), "register.csv")
        assert take_in(act, read("register.csv", content)) == Imported(0, 0)


def test_the_ledger_tells_of_an_export_how_many_and_not_whom(acting: Acting) -> None:
    with acting() as act:
        enter(act, [person(1), person(2)])
        export_roster(act)
        export_roster(act)
        told = select(LogPayload.payload).join(LogEntry, LogEntry.seq == LogPayload.seq)
        payloads = act.session.scalars(
            told.where(LogEntry.type == "register.exported").order_by(LogEntry.seq)
        )
        assert [json.loads(payload or b"") for payload in payloads] == [
            {"count": 2},
            {"count": 2},
        ]


def test_only_a_registrar_exports(acting: Acting) -> None:
    with pytest.raises(NotAllowed), acting(Role.OFFICE) as act:
        export_roster(act)
