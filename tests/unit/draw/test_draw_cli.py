"""`panel verify`: what it prints, where it ends, and what it does with a ledger."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from rehearsal import (
    CHANCES_STEP,
    VECTORS,
    check,
    considered,
    invented_leaf,
    rehearsal,
    vector,
)

from panel.draw.report import Outcome, Report, Step
from panel.verify import verify


def write(folder: Path, files: dict[str, bytes]) -> Any:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def run(*arguments: Any) -> Any:
    result = CliRunner().invoke(verify, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_steps_are_numbered_and_told_in_two_languages() -> None:
    result = run(VECTORS / "tight")
    assert result.exit_code == 3
    assert " 1  通过：各文件齐全" in result.output
    assert "pass: The files are there" in result.output
    assert "没有ledger/" in result.output
    assert "All that was checked is right" in result.output


def test_the_first_difference_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, vector("tight"))
    text = (folder / "result.json").read_text()
    (folder / "result.json").write_text(text.replace('"seat": 1', '"seat": 2'))
    result = run(folder)
    assert result.exit_code == 1
    assert "result.json.panel[1].seat：应为1，实为2" in result.output
    assert "result.json.panel[1].seat: expected 1, found 2" in result.output


def test_a_transcript_that_is_not_there_ends_in_2(tmp_path: Path) -> None:
    result = run(tmp_path / "nothing")
    assert result.exit_code == 2
    assert "there is nothing" in result.output


def test_programs_read_json() -> None:
    result = run(VECTORS / "unfair", "--json")
    report = json.loads(result.output)
    assert result.exit_code == report["exit_code"] == 1
    failed = [step for step in report["steps"] if step["outcome"] == "fail"]
    assert [step["en"] for step in failed] == [CHANCES_STEP]
    assert [step["number"] for step in report["steps"]] == list(range(1, len(report["steps"]) + 1))


def test_a_list_of_leaves_is_compared(tmp_path: Path) -> None:
    made = rehearsal()
    folder = write(tmp_path / "draw", made.make())
    listed = tmp_path / "leaves.txt"
    listed.write_text("\n".join(made.leaves()) + "\n")
    assert run(folder, "--leaves", listed).exit_code == 3
    listed.write_text("\n".join(made.leaves()[1:]) + "\n")
    assert run(folder, "--leaves", listed).exit_code == 1
    listed.write_bytes(b"\xff\xfe")
    assert run(folder, "--leaves", listed).exit_code == 1


def test_trials_are_repeated_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panel.draw.trials.trial_runs", lambda _: 20)
    folder = write(tmp_path, rehearsal().make())
    assert "draws: 20" in run(folder, "--trials").output
    trials = json.loads(run(folder, "--trials", "--json").output)["trials"]
    assert trials.pop("draws") == 20
    assert all(low <= high for low, high in trials.values())
    (folder / "events.json").write_text("[7]")
    assert "draws" not in run(folder, "--trials").output


def test_a_trial_that_ends_void_is_named(tmp_path: Path) -> None:
    colleagues = [considered(invented_leaf(n, ["L01", "I02"], "one", region="OUT")) for n in range(9)]
    result = run(write(tmp_path, rehearsal(experts=colleagues).make()), "--trials")
    assert result.exit_code == 3
    assert "void: 0" in result.output


# the ledger


def with_ledger(files: dict[str, bytes]) -> Any:
    return {**files, "ledger/1.json": b"{}"}


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.PASS, 0), (Outcome.FAIL, 1), (Outcome.UNREADABLE, 2), (Outcome.UNCHECKED, 3)],
)
def test_the_ledger_s_own_steps_decide_with_the_others(outcome: Outcome, code: int) -> None:
    step = Step("账本", "The ledger.", outcome)
    report = check(with_ledger(vector("cap1")), ledger=lambda _: [step])
    assert (report.exit_code, report.steps[-1]) == (code, step)


def test_the_ledger_s_check_is_given_what_is_recorded() -> None:
    given = []
    files = with_ledger(vector("void"))
    check(files, ledger=lambda recorded: given.append(recorded) or [])
    (recorded,) = given
    assert recorded.plan == json.loads(files["plan.json"])
    assert recorded.plan_digest == recorded.result["plan_digest"]
    assert recorded.reveals == json.loads(files["reveals.json"])
    assert recorded.events == []
    assert recorded.ledger == {"ledger/1.json": b"{}"}


def test_the_ledger_s_check_is_not_asked_about_what_cannot_be_read() -> None:
    def never(recorded: Any) -> None:
        raise AssertionError(recorded)

    files = with_ledger(vector("cap1"))
    assert check(vector("cap1"), ledger=never).exit_code == 3
    assert check({**files, "events.json": b"?"}, ledger=never).exit_code == 2
    assert check({**files, "plan.json": b"{}"}, ledger=never).exit_code == 1


def test_without_a_check_a_ledger_stays_unchecked() -> None:
    assert check(with_ledger(vector("cap1"))).exit_code == 3


def test_the_command_brings_the_house_s_ledger_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = ModuleType("panel.ledger_check")
    house.ledger_steps = lambda recorded: [Step("账本", f"{len(recorded.ledger)} file", Outcome.PASS)]
    monkeypatch.setitem(sys.modules, "panel.ledger_check", house)
    result = run(write(tmp_path, with_ledger(vector("cap1"))))
    assert result.exit_code == 0
    assert "1 file" in result.output
    assert "Everything is right." in result.output


# precedence


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 0),
        ([Outcome.PASS, Outcome.NOT_DONE], 0),
        ([Outcome.UNCHECKED], 3),
        ([Outcome.UNCHECKED, Outcome.UNREADABLE], 2),
        ([Outcome.UNREADABLE, Outcome.FAIL, Outcome.UNCHECKED], 1),
    ],
)
def test_a_failure_weighs_more_than_a_missing_file_and_that_more_than_something_unchecked(
    outcomes: list[Outcome], code: int
) -> None:
    assert Report(tuple(Step("", "", outcome) for outcome in outcomes)).exit_code == code


# start


def test_verifying_loads_neither_the_database_nor_the_web(tmp_path: Path) -> None:
    path = tmp_path / "draw.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for name, data in vector("tight").items():
            bundle.writestr(name, data)
    program = (
        "import sys\nfrom panel.verify import verify\n"
        "try:\n    verify([sys.argv[1]])\nexcept SystemExit as end:\n    print(end.code)\n"
        "print(sorted({'sqlalchemy', 'flask', 'jinja2', 'cryptography', 'alembic'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-2:] == ["3", "[]"]
