"""The one-file verifier: the same report as `panel verify`, with nothing but an interpreter."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from rehearsal import POOL_STEP, VECTORS, considered, invented_leaf, rehearsal, vector
from standalone import PROGRAM, assert_same, finding, ours, run_ours, run_theirs, verify_draw, with_ledger
from test_draw_hostile import archive, write
from test_draw_json import BROKEN, NO_JSON

ALL = sorted(path.name for path in VECTORS.iterdir() if path.is_dir())
SOURCE = PROGRAM.read_text(encoding="utf-8")


def apart(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The program in an interpreter without site packages, environment and current folder."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, encoding="utf-8")


# the same answers


@pytest.mark.parametrize("name", ALL)
def test_a_vector_gets_the_same_report_word_by_word(name: str) -> None:
    assert run_ours(VECTORS / name, "--json") == run_theirs(VECTORS / name, "--json")
    assert run_ours(VECTORS / name) == run_theirs(VECTORS / name)


@pytest.mark.parametrize("name", [name for name in ALL if name != "unfair"])
def test_a_vector_with_its_ledger_is_right(name: str) -> None:
    assert assert_same(with_ledger(vector(name))) == 0


def test_a_zip_gets_the_same_report(tmp_path: Path) -> None:
    path = archive(tmp_path / "draw.zip", with_ledger(vector("cap1")), top="a draw/")
    code, report = run_ours(path, "--json")
    assert code == 0
    assert (code, report) == run_theirs(path, "--json")


def test_a_list_of_leaves_is_compared(tmp_path: Path) -> None:
    made = rehearsal()
    folder, listed = write(tmp_path / "draw", made.make()), tmp_path / "leaves.txt"
    for text in (
        "\n".join(made.leaves()),
        "\r\n".join(made.leaves()),
        "\n".join(made.leaves()[1:]),
        "",
        "\u2028",
    ):
        listed.write_text(text, encoding="utf-8")
        arguments = (folder, "--leaves", listed, "--json")
        assert run_ours(*arguments) == run_theirs(*arguments)


def test_trials_are_repeated_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panel.draw.trials.trial_runs", lambda _: 40)
    monkeypatch.setattr(verify_draw, "MANY_TRIALS", 40)
    folder = write(tmp_path, rehearsal().make())
    for options in (("--trials",), ("--trials", "--json")):
        assert "S1" in run_ours(folder, *options)[1]
        assert run_ours(folder, *options) == run_theirs(folder, *options)
    (folder / "events.json").write_text("[7]")
    assert run_ours(folder, "--trials") == run_theirs(folder, "--trials")


def test_a_trial_that_ends_void_is_named(tmp_path: Path) -> None:
    colleagues = [considered(invented_leaf(n, ["L01", "I02"], "one", region="OUT")) for n in range(9)]
    folder = write(tmp_path, rehearsal(experts=colleagues).make())
    code, report = run_ours(folder, "--trials")
    assert "void: 0" in report
    assert (code, report) == run_theirs(folder, "--trials")


def test_the_page_s_number_of_trials_is_drawn() -> None:
    assert (verify_draw.MANY_TRIALS, verify_draw.FEW_TRIALS) == (10_000, 1_000)


@pytest.mark.parametrize("data", [*NO_JSON, *BROKEN])
def test_what_is_no_json_or_breaks_a_rule_is_told_apart_in_the_same_words(data: bytes) -> None:
    files = vector("void")
    for name in ("plan.json", "openings.json", "audit/openings.jsonl"):
        assert assert_same({**files, name: data}) in (1, 2)


def test_a_value_nested_to_the_edge_of_what_can_be_read_is_no_crash() -> None:
    plan = json.dumps({**json.loads(vector("void")["plan.json"]), "meeting": "?"})
    for depth in range(880, 1000):
        data = plan.replace('"?"', "[" * depth + "]" * depth).encode()
        assert ours({**vector("void"), "plan.json": data})["exit_code"] == 1


def test_the_first_line_at_fault_is_the_one_that_is_named() -> None:
    files = vector("cap1")
    lines = files["pool.txt"].splitlines(keepends=True)
    swapped = {**files, "pool.txt": b"".join([lines[1], lines[0], *lines[2:-1], lines[-1][1:]])}
    assert assert_same(swapped) == 1
    assert finding(ours(swapped), POOL_STEP) == "pool.txt:2: tags should ascend without repetition"


# one file, one interpreter


def test_it_imports_the_standard_library_only() -> None:
    imported = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert imported <= sys.stdlib_module_names
    assert set(re.findall(r'import_module\("(\w+)', SOURCE)) == {"py_ecc"}


def test_it_keeps_to_the_grammar_of_python_3_9() -> None:
    ast.parse(SOURCE, feature_version=(3, 9))


def test_it_runs_without_site_packages_from_anywhere(tmp_path: Path) -> None:
    done = apart(VECTORS / "tight", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")
    assert " 1  通过：各文件齐全" in done.stdout
    done = apart(VECTORS / "unfair", "--json", cwd=tmp_path)
    assert done.returncode == json.loads(done.stdout)["exit_code"] == 1


def test_it_speaks_utf_8_whatever_the_terminal_says() -> None:
    command = [sys.executable, "-S", str(PROGRAM), str(VECTORS / "void")]
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 3
    assert "通过" in done.stdout.decode()


def test_a_call_that_makes_no_sense_ends_in_2(tmp_path: Path) -> None:
    assert apart().returncode == 2
    assert apart(VECTORS / "void", "--leave", "x").returncode == 2
    done = apart(VECTORS / "void", "--leaves", tmp_path / "nothing")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_hostile_file_name_is_harmless_to_a_terminal(tmp_path: Path) -> None:
    folder = write(tmp_path, {**vector("void"), "ledger/log.vkey": b"x", "ledger/\x1b[31m\u202e.json": b"{}"})
    _, shown = run_ours(folder)
    assert "\\x1b[31m\\u202e" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def sentences() -> list[str]:
    """Everything that is said, as the source has it: "Chinese|English"."""
    constants = (node.value for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Constant))
    return [
        said
        for said in constants
        if isinstance(said, str) and re.match(r"[^|\n]*[\u4e00-\u9fff][^|\n]*\|", said)
    ]


def test_every_sentence_is_said_in_both_languages_with_the_same_values() -> None:
    assert len(sentences()) > 100
    for said in sentences():
        zh, en = said.split("|")
        assert en
        assert not re.search("[\u4e00-\u9fff]", en), said
        if "{}" in zh and not en.startswith("ledger."):
            assert zh.count("{}") == en.count("{}"), said


def test_the_ledger_s_sentences_are_those_of_the_house() -> None:
    text = (PROGRAM.parents[1] / "templates/messages/ledger.toml").read_text(encoding="utf-8")
    house = {f"ledger.{name}": said["zh"] for name, said in tomllib.loads(text).items()}
    shared = [said.split("|") for said in sentences() if said.partition("|")[2] in house]
    assert len(shared) == 12
    for said, name in shared:
        assert re.sub(r"\{\w+\}", "{}", house[name]) == said
