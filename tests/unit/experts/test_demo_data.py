from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stdnum.cn import uscc

from experts.eligibility import Occasion, Reason, Standing, grounds
from experts.parties import Part, Parties, Party
from experts.record import ExpertRecord, current_employment
from rosters import read_file
from service import demo_data

PARTIES = Parties(
    [
        Party(Part.SUBJECT, demo_data.SUBJECT.name, demo_data.SUBJECT.uscc),
        Party(Part.DETERMINING, demo_data.DETERMINING_UNIT.name, demo_data.DETERMINING_UNIT.uscc),
        Party(Part.SUPERVISING, demo_data.SUPERVISOR_UNIT.name, demo_data.SUPERVISOR_UNIT.uscc),
    ]
)
GROUPS = {"L01", "I05", "C01"}


@pytest.fixture
def records(tmp_path: Path) -> list[ExpertRecord]:
    path = demo_data.write_roster(tmp_path)
    return [row.record for row in read_file(path)]


def reasons(record: ExpertRecord, on: date) -> list[Reason]:
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
    person = Standing(terms=record.terms, employments=record.employments)
    return [ground.reason for ground in grounds(person, PARTIES, Occasion(on, midnight, midnight))]


def test_sixty_people_fit_disjoint_groups(records: list[ExpertRecord]) -> None:
    fits = [set(record.fields) & GROUPS for record in records]
    assert len(records) == 60
    assert max(map(len, fits)) == 1
    assert Counter(field for held in fits for field in held) == {"L01": 18, "I05": 18, "C01": 12}


@pytest.mark.parametrize("meeting", [date(2026, 3, 11), date(2026, 12, 31), date(2027, 12, 31)])
def test_some_are_excluded_and_enough_remain(meeting: date, records: list[ExpertRecord]) -> None:
    found = {record.name: reasons(record, meeting) for record in records}
    assert Counter(reason for held in found.values() for reason in held) == {
        Reason.R01: 3,
        Reason.R06: 2,
        Reason.TERM: 2,
    }
    eligible = Counter(
        field for record in records if not found[record.name] for field in GROUPS & set(record.fields)
    )
    assert eligible == {"L01": 15, "I05": 15, "C01": 11}


def test_several_employers_have_more_than_one_expert(records: list[ExpertRecord]) -> None:
    employers = Counter(
        work.uscc
        for record in records
        if (work := current_employment(record.employments, date(2026, 3, 11))) is not None
    )
    assert sum(count > 1 for count in employers.values()) > 10
    assert {record.attributes["region"] for record in records} == {"CITY", "PROVINCE"}


def test_all_of_it_is_plainly_invented(records: list[ExpertRecord]) -> None:
    for record in records:
        assert record.name.startswith("演示")
        assert record.document[14:17] == "000"
        assert record.mobile.startswith("120")
        assert record.email.endswith("@example.com")
        assert all(work.employer.startswith("演示用") for work in record.employments)
    bodies = [*demo_data.UNITS, *demo_data.EMPLOYERS, demo_data.SUBJECT]
    assert all(uscc.is_valid(body.uscc) and "XNX" in body.uscc for body in bodies)
    assert len({body.uscc for body in bodies}) == len(bodies)


def test_every_run_writes_the_same(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        paths = [demo_data.write_roster(folder), folder / "roster.csv"]
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1]


def test_the_csv_has_the_same_people(tmp_path: Path, records: list[ExpertRecord]) -> None:
    demo_data.write_roster(tmp_path)
    rows = read_file(tmp_path / "roster.csv")
    assert [row.record for row in rows] == records
