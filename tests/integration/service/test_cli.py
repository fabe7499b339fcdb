"""The command line: help in both languages, JSON on reads, exit codes, and no traceback for a mistake."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import service.cli
from service.cli import EPILOG
from service.demo_data import ITEM_CODE, SUBJECT
from service.stage import DATA
from thread import Plays, Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

CHINESE = re.compile("[\u4e00-\u9fff]")
ROOT = Path(service.cli.__file__).parents[1]
HELP_OF_ALL = """
import json, click
from service.cli import panel

def helps(group, path):
    context = click.Context(group, info_name=path, help_option_names=["--help"])
    yield {"path": path, "help": group.get_help(context), "arguments": [], "options": []}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from helps(command, f"{path} {name}")
            continue
        of = click.Context(command, info_name=f"{path} {name}")
        yield {
            "path": of.info_name,
            "help": command.get_help(of),
            "arguments": [p.make_metavar(of) for p in command.params if isinstance(p, click.Argument)],
            "options": [[p.opts[0], p.help] for p in command.params if isinstance(p, click.Option)],
        }

print(json.dumps(list(helps(panel, "panel"))))
"""


def python(code: str, *arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PANEL_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**known, **env},
    )


@pytest.fixture(scope="module", params=["zh", "en"])
def helps(request: pytest.FixtureRequest) -> tuple[str, list[dict[str, Any]]]:
    """The help of every command in one language."""
    done = python(HELP_OF_ALL, PANEL_LANG=request.param)
    assert done.returncode == 0, done.stderr
    return request.param, json.loads(done.stdout)


def test_every_help_is_in_the_readers_language(helps: tuple[str, list[dict[str, Any]]]) -> None:
    language, pages = helps
    assert len(pages) > 70

    for page in pages:
        purpose = page["help"].split("\n\n")[1].strip()
        assert purpose, page["path"]
        if language == "zh":
            assert CHINESE.search(purpose), page["path"]
        else:
            assert not CHINESE.search(page["help"]), page["path"]


def test_every_help_mentions_its_arguments_and_says_what_each_option_is(
    helps: tuple[str, list[dict[str, Any]]],
) -> None:
    for page in helps[1]:
        text = page["help"]
        assert text.startswith(f"Usage: {page['path']}")
        for argument in page["arguments"]:
            assert argument in text, page["path"]
        for option, meaning in page["options"]:
            assert option in text, page["path"]
            assert meaning, (page["path"], option)


def test_the_overview_tells_the_exit_codes(helps: tuple[str, list[dict[str, Any]]]) -> None:
    language, [overview, *_] = helps

    text = " ".join(overview["help"].split())
    for code in ("0", "1", "2", "4", "5", "6", "70"):
        assert re.search(rf"[：:；;] ?{code} ", text), (language, code)
    assert EPILOG


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("accepted") as thread:
        thread.run("admin", "accounts", "token", "clerk", "--purpose", "演示")
        yield thread


def reads(thread: Thread) -> dict[str, tuple[object, ...]]:
    """Every command that reads, with who may run it and what it is asked about."""
    [expert] = thread.read("registrar", "experts", "list", "--limit", 1)
    code = next(iter(sitting(thread).values()))
    plan = thread.home / "plan"
    if not plan.exists():
        thread.run("convener", "draw", "plan", thread["draw"], "--to", plan)
    logged, key = next((plan / "ledger").glob("*.json")), (plan / "ledger" / "log.vkey").read_text()
    return {
        "accounts list": ("admin",),
        "accounts tokens": ("admin",),
        "units find": ("office", "演示"),
        "units list": ("office",),
        "catalogue domains": ("office",),
        "catalogue duties": ("office",),
        "catalogue item": ("clerk", ITEM_CODE, "--on", "2026-08-03"),
        "catalogue list": ("office",),
        "catalogue report": ("office",),
        "catalogue show": ("office",),
        "groups list": ("office",),
        "experts due": ("registrar",),
        "experts list": ("registrar",),
        "experts show": ("registrar", expert["public_id"]),
        "experts unconfirmed": ("registrar",),
        "evaluations due": ("convener",),
        "self show": ("", "--code", code),
        "self leaf": ("", "--code", code),
        "self draws": ("", "--code", code),
        "self opening": ("", thread["draw"], "--code", code),
        "credit subject": ("clerk", SUBJECT.uscc, "--purpose", "演示"),
        "measures list": ("clerk", SUBJECT.uscc, "--purpose", "演示"),
        "cases gates": ("clerk", thread["case"]),
        "cases list": ("clerk",),
        "cases show": ("clerk", thread["case"]),
        "calendar show": ("office", 2026),
        "meetings list": ("convener",),
        "meetings show": ("convener", thread["meeting"]),
        "draw show": ("convener", thread["draw"]),
        "draw check-plan": ("", plan, "--secret", thread.home / "convener.json"),
        "draw views": ("auditor", thread["draw"]),
        "recusals pool": ("auditor", thread["draw"]),
        "recusals show": ("convener", thread["meeting"]),
        "invitations list": ("convener", thread["meeting"]),
        "votes recount": ("chair", thread["vote"]),
        "decisions show": ("convener", thread["decision"]),
        "filings list": ("office",),
        "ledger fsck": ("auditor",),
        "ledger verify": ("", logged.with_suffix(".tlog-proof"), "--entry", logged, "--key", key),
        "ledger monitor": ("auditor",),
        "verifiers list": ("",),
        "doctor": ("",),
        "verify": ("", thread.home),
    }


def previews(thread: Thread) -> dict[str, tuple[object, ...]]:
    """Every import, which without `--confirm` only reads."""
    calendar = thread.home / "calendar.csv"
    calendar.write_text("日期,类别,名称\n2026-10-01,法定节假日,演示节日\n", encoding="utf-8")
    edition = ("--edition", "2027-1", "--title", "演示", "--from", "2027-01-01")
    return {
        "units import": ("office", DATA / "organisations.xlsx"),
        "catalogue import": ("office", DATA / "catalogue_2026-2.xlsx", *edition),
        "catalogue submit": ("clerk", DATA / "catalogue_2026-2.xlsx"),
        "groups import": ("office", DATA / "catalogue.xlsx"),
        "experts import": ("registrar", thread.home / "given" / "roster.xlsx"),
        "credit import": ("office", DATA / "subjects.xlsx"),
        "measures import": ("office", DATA / "past_decisions.xlsx"),
        "calendar import": ("office", calendar, "--source", "演示"),
    }


BEFORE_THE_FREEZE = {"draw chances", "draw rehearse"}  # this thread is past it; their own tests print them
EMPTY = {  # lists of what the thread has none of
    "catalogue changes": "office",
    "catalogue submissions": "office",
    "applications list": "registrar",
    "rooms list": "convener",
    "ledger witness list": "auditor",
    "challenges list": "clerk",
}


def test_every_read_prints_json_and_words(thread: Thread, helps: tuple[str, list[dict[str, Any]]]) -> None:
    offered = {
        page["path"].removeprefix("panel ")
        for page in helps[1]
        if any(option == "--json" for option, _ in page["options"])
    }
    assert offered == {*reads(thread), *previews(thread), *EMPTY, *BEFORE_THE_FREEZE}

    for name, (who, *words) in {**reads(thread), **previews(thread)}.items():
        assert thread.read(str(who), *name.split(), *words), name
        printed = thread.output(str(who), *name.split(), *words)
        assert printed.strip(), name
        assert not printed.startswith(("{", "[")), name
    for name, who in EMPTY.items():
        assert thread.read(who, *name.split()) == [], name


def test_words_for_people_hold_no_code_of_a_state(thread: Thread) -> None:
    for name in ("cases show", "meetings show", "decisions show", "filings list", "invitations list"):
        who, *words = reads(thread)[name]
        printed = thread.output(str(who), *name.split(), *words)
        assert not re.search(r"\\b(decided|held|issued|accepted|gone|closed)\\b", printed), name


RUN = "import sys; from service.cli import main; sys.argv[0] = 'panel'; main()"


class Panel:
    """The command in a process of its own, with the machine's clock."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
        settings = {"PANEL_HOME": str(self.home), **env}
        return python(RUN, *words, **settings)


@pytest.fixture
def installation(sqlite_plays: Plays) -> Iterator[Panel]:
    """An installation that people work with."""
    with sqlite_plays.lent("filed") as thread:
        thread.desk.close()
        Path(thread.url.removeprefix("sqlite:///")).rename(thread.home / "panel.sqlite")
        yield Panel(thread.home)


@pytest.mark.parametrize(
    ("code", "words", "says"),
    [
        (0, ("--as", "clerk", "cases", "list"), ""),
        (
            1,
            ("--as", "admin", "accounts", "add", "clerk", "--display", "乙", "--role", "chair"),
            "账号名已被使用。",
        ),
        (2, ("--as", "clerk", "cases", "show"), "还缺少case。用法见：panel cases show --help"),
        (2, ("--as", "clerk", "cases", "nonsense"), "命令写法有误。用法见：panel cases --help"),
        (
            2,
            ("--as", "admin", "accounts", "add", "x", "--display", "乙", "--role", "king"),
            "没有角色“king”。",
        ),
        (2, ("cases", "list"), "请用 --as 或 PANEL_ACTOR"),
        (4, ("--as", "chair", "cases", "list"), "账号“chair”无权办理此事"),
        (5, ("--as", "clerk", "cases", "show", "nothing"), "没有找到案件“nothing”。"),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_a_command_ends_with_the_documented_code_and_one_sentence(
    installation: Panel, code: int, words: tuple[str, ...], says: str
) -> None:
    done = installation(*words)

    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (code and done.stdout)


def test_a_database_that_is_not_there_ends_with_six(tmp_path: Path) -> None:
    panel = Panel(tmp_path / "empty")
    done = panel("--as", "clerk", "cases", "list")

    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr == "数据库结构尚未建立或版本不符，请先运行 panel db upgrade。\n"
    done = panel("--as", "clerk", "cases", "list", PANEL_LANG="en")
    assert done.stderr == "The database is not set up or of another version. Run panel db upgrade first.\n"
    assert not (tmp_path / "empty").exists()


def test_a_defect_ends_with_a_number_and_its_cause_in_the_log(tmp_path: Path) -> None:
    broken = "import service.cli as c; c.panel.main = lambda **_: 1 / 0; c.main([])"
    done = python(broken, PANEL_HOME=str(tmp_path))

    assert done.returncode == 70
    last = done.stderr.rstrip().splitlines()[-1]
    number = re.search(r"编号([0-9a-f]{8})。", last)
    assert number
    assert f"[{number[1]}] Traceback" in done.stderr
    assert "ZeroDivisionError" not in last


def test_a_reader_that_goes_away_is_no_error(installation: Panel) -> None:
    command = [sys.executable, "-c", RUN, "--as", "clerk", "cases", "list"]
    env = {**os.environ, "PANEL_HOME": str(installation.home)}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 141
    assert "Traceback" not in errors


def test_the_actor_comes_from_the_environment_too(installation: Panel) -> None:
    done = installation("cases", "list", "--json", PANEL_ACTOR="clerk")

    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 2


def test_setting_up_again_changes_nothing(sqlite_thread_at: Callable[[str], Thread]) -> None:
    thread = sqlite_thread_at("filed")
    before = thread.dump(left_out=())
    keys = {path.name: path.read_bytes() for path in thread.desk.config.keys.iterdir()}

    thread.run("", "db", "upgrade")

    assert thread.dump(left_out=()) == before
    assert {path.name: path.read_bytes() for path in thread.desk.config.keys.iterdir()} == keys


def test_the_first_account_is_an_administrators_and_the_three_are_three_people(
    sqlite_thread_at: Callable[[str], Thread],
) -> None:
    thread = sqlite_thread_at("installed")
    two = ("--role", "system_admin", "--role", "audit_admin")

    thread.refused(
        "admin",
        *("accounts", "add", "all", "--display", "演示", *two),
        zh="系统、安全、审计三类管理员须由不同的人担任，也不得兼任业务角色。",
        en="System, security and audit administrators are three different people, and hold no other role.",
        exit_code=2,
    )
