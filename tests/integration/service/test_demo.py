"""`panel demo` plays to its end, and what it leaves behind is what it says."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.database import Database
from meetings.models import Case, Decision, Filing, Meeting, MeetingChange, RunningMeasure
from panel.verify import verify
from service.demo import demo


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PANEL_DATABASE_URL", raising=False)
        answer = CliRunner().invoke(demo, ["--to", str(folder), "--no-serve"], catch_exceptions=False)
    assert answer.exit_code == 0
    return folder


@pytest.fixture
def session(played: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{played / 'panel.sqlite'}")
    with database.reading() as session:
        yield session
    database.close()


def test_a_punishment_a_reward_and_a_two_group_case_are_decided_and_one_misses_two_thirds(
    session: Session,
) -> None:
    cases = session.scalars(select(Case)).all()
    assert Counter((case.polarity, case.state) for case in cases) == {
        ("PUNISH", "decided"): 2,
        ("REWARD", "decided"): 1,
        ("PUNISH", "not_determined"): 1,
        **{("PUNISH", state): 1 for state in ("filed", "noticed", "ready")},  # for whoever opens the site
    }
    assert {len(case.items) for case in cases} == {1, 2}


def test_a_meeting_was_postponed_and_the_special_session_is_the_leading_group_s(session: Session) -> None:
    meetings = session.scalars(select(Meeting)).all()
    assert sorted((meeting.kind, meeting.state) for meeting in meetings) == [
        ("ordinary", "held"),
        ("special", "held"),
    ]
    [change] = session.scalars(select(MeetingChange))
    assert (change.kind, change.was_starts_at.day) == ("postponed", 2)


def test_every_decision_is_filed_and_its_measures_run(session: Session) -> None:
    decisions = session.scalars(select(Decision)).all()
    assert [filing.state for filing in session.scalars(select(Filing))] == ["accepted"] * 3
    numbers = {decision.number for decision in decisions}
    assert numbers <= set(session.scalars(select(RunningMeasure.decision_number)))


def test_the_transcripts_that_it_leaves_verify(played: Path) -> None:
    for transcript in (played / "transcripts").iterdir():
        answer = CliRunner().invoke(verify, [str(transcript)], standalone_mode=False)
        assert answer.return_value == 0, answer.output
