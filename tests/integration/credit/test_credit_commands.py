import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from credit import conduct_rows, subject_rows
from credit.commands import credit
from credit_sample import CONDUCT, FIRM, PERSON, SUBJECTS
from kernel.cli import Desk
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.sheets.export import write_xlsx

pytestmark = pytest.mark.usefixtures("empty_store")


def run(desk: Desk, *words: object, who: str = "office") -> Result:
    desk.actor_name = who
    return CliRunner().invoke(credit, [str(word) for word in words], obj=desk)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "subjects.xlsx", tmp_path / "conduct.xlsx"
    tables = (subject_rows.COLUMNS, SUBJECTS), (conduct_rows.COLUMNS, CONDUCT)
    for path, (columns, rows) in zip(paths, tables, strict=True):
        path.write_bytes(write_xlsx("表", columns, rows))
    return paths


def test_a_file_is_shown_stored_and_handed_out_again(
    desk: Desk, files: tuple[Path, Path], tmp_path: Path
) -> None:
    assert run(desk, "import", files[0]).exit_code == 0
    assert isinstance(run(desk, "subject", "YS-1", "--purpose", "核对").exception, NotFound)
    for file in files:
        assert run(desk, "import", file, "--confirm").exit_code == 0
    subject = json.loads(run(desk, "subject", FIRM, "--purpose", "核对", "--json").output)
    assert (subject["name"], len(subject["conduct"])) == ("演示某建材有限公司", 1)
    for command in ("export-subjects", "export-conduct"):
        out = tmp_path / f"{command}.xlsx"
        assert run(desk, command, "--to", out, "--purpose", "归档").exit_code == 0
        said = json.loads(run(desk, "import", out, "--confirm", "--json").output)
        assert said["counts"]["same"] == len(said["rows"])


def test_bad_rows_are_never_left_without_a_word(desk: Desk, tmp_path: Path) -> None:
    bad, file, out = [*SUBJECTS[1]], tmp_path / "bad.xlsx", tmp_path / "out.xlsx"
    bad[2] = ""
    file.write_bytes(write_xlsx("表", subject_rows.COLUMNS, [SUBJECTS[0], bad]))
    assert isinstance(run(desk, "import", file, "--confirm").exception, Refused)
    assert run(desk, "import", file, "--confirm", "--bad-rows", out).exit_code == 0
    said = json.loads(run(desk, "import", out, "--json").output)
    assert [row["key"] for row in said["rows"]] == ["YS-2"]


def test_an_identity_number_is_nothing_to_look_up_by(desk: Desk) -> None:
    refusal = run(desk, "subject", PERSON, "--purpose", "核对").exception
    assert isinstance(refusal, InputError)
    assert "110105********0005" in str(refusal)
    assert run(desk, "subject", FIRM).exit_code == 2


def test_p32a_who_may_not_load_or_look_up_gets_nothing(desk: Desk, files: tuple[Path, Path]) -> None:
    run(desk, "import", files[0], "--confirm")
    for who, words in {
        "registrar": ("subject", FIRM, "--purpose", "好奇"),
        "clerk": ("import", files[0], "--confirm"),
    }.items():
        assert isinstance(run(desk, *words, who=who).exception, NotAllowed)
    assert run(desk, "subject", FIRM, "--purpose", "联合惩戒申请", who="clerk").exit_code == 0
