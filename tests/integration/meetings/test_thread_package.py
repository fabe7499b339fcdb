"""The filed package: whole for the `bagit` tool, found again, and naming nobody who never sat."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.demo_data import SUBJECT
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("accepted") as thread:
        yield thread


@pytest.fixture
def bag(thread: Thread, tmp_path: Path) -> Path:
    """The unpacked package."""
    thread.run("office", "filings", "export", thread["filing"], "--to", tmp_path / "package.zip")
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        package.extractall(tmp_path / "filed")
    [folder] = (tmp_path / "filed").iterdir()
    return folder


def validates(bag: Path) -> bool:
    tool = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(bag)]
    return subprocess.run(tool, capture_output=True, check=False).returncode == 0


def test_the_package_validates_with_the_bagit_tool(bag: Path) -> None:
    assert validates(bag)


def test_a_package_with_a_changed_missing_or_added_file_does_not_validate(bag: Path) -> None:
    paper = next((bag / "data").rglob("*.docx"))
    content = paper.read_bytes()
    for edited in (content + b"0", None):
        paper.unlink()
        if edited:
            paper.write_bytes(edited)
        assert not validates(bag)
    paper.write_bytes(content)
    (bag / "data" / "added.txt").write_text("added")
    assert not validates(bag)


def test_the_package_holds_what_a_filing_needs(bag: Path) -> None:
    names = {str(path.relative_to(bag / "data")) for path in (bag / "data").rglob("*") if path.is_file()}

    assert names >= {
        "公文/认定决定.docx",
        "公文/认定决定（扫描件）.pdf",
        "公文/备案报告.docx",
        "会议/会议纪要.docx",
        "会议/签到表.docx",
        "会议/表决汇总表.docx",
        "专家/抽取记录表.docx",
        "专家/抽取记录/plan.json",
        "专家/抽取记录/pool.txt",
        "案卷/目录依据.json",
        "元数据/metadata.json",
        "校验/检查点.txt",
    }
    assert not any("audit" in name for name in names)


def test_the_draw_in_the_package_is_right(thread: Thread, bag: Path) -> None:
    assert thread.run("", "verify", bag / "data" / "专家" / "抽取记录") == 0


def contents(folder: Path) -> str:
    """Everything in the package as text, papers unpacked."""
    texts = []
    for path in folder.rglob("*"):
        if path.suffix == ".docx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as paper:
                texts += [paper.read(name).decode("utf-8", "replace") for name in paper.namelist()]
        elif path.is_file():
            texts.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(texts)


def test_the_package_names_nobody_but_those_who_were_seated(thread: Thread, bag: Path) -> None:
    lines = (thread.home / "given" / "roster.csv").read_text(encoding="gb18030").splitlines()[1:]
    text = contents(bag)
    people = [line.split(",") for line in lines]

    named = [name for name, *_ in people if name in text]
    assert 5 <= len(named) <= 7
    for _, document, mobile, email, *_ in people:
        assert document not in text
        assert mobile not in text
        assert email not in text


@pytest.mark.parametrize("what", ["filing", "decision", "meeting", "case", "subject", "code"])
def test_a_filing_is_found_again_by(thread: Thread, what: str) -> None:
    words = {
        "filing": thread.read("office", "filings", "list")[0]["number"],
        "decision": thread.read("office", "decisions", "show", thread["decision"])["number"],
        "meeting": thread.read("convener", "meetings", "show", thread["meeting"])["number"],
        "case": thread.read("clerk", "cases", "show", thread["case"])["number"],
        "subject": SUBJECT.name[5:9],
        "code": SUBJECT.uscc,
    }
    assert words[what]

    found = thread.read("office", "filings", "list", "--query", words[what])
    assert [row["id"] for row in found] == [thread["filing"]]


@pytest.mark.parametrize("words", ["不存在", "%", "_", "' OR 1=1 --"])
def test_what_is_not_in_it_finds_nothing(thread: Thread, words: str) -> None:
    assert thread.read("office", "filings", "list", "--query", words) == []
