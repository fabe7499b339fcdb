"""`panel verifiers`: whoever downloads a verifier can see that it is the published one."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service import verifiers
from service.verifiers import Verifier
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    with sqlite_plays.lent("installed") as thread:
        yield thread


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """An update of the program, with another `verify_draw.py`."""

    def update() -> None:
        first, _, last = verifiers.verifiers()
        changed = (first, Verifier("verify_draw.py", b"# a newer one\n"), last)
        monkeypatch.setattr(verifiers, "verifiers", lambda: changed)

    return update


def entry_of(thread: Thread) -> object:
    entries = {row["entry"] for row in thread.read("", "verifiers", "list")}
    assert len(entries) == 1
    return entries.pop()


def test_the_list_gives_each_file_with_its_size_and_digest(thread: Thread) -> None:
    rows = thread.read("", "verifiers", "list")
    folder = Path(__file__).parents[3] / "verifiers"

    assert [row["file"] for row in rows] == ["verify.html", "verify_draw.py", "witness.py"]
    for row in rows:
        done = subprocess.run(["sha256sum", folder / row["file"]], capture_output=True, text=True, check=True)
        assert row["sha256"] == done.stdout.split()[0]
        assert row["size"] == (folder / row["file"]).stat().st_size
        assert row["entry"] is None


def test_published_digests_are_a_public_entry_under_a_checkpoint(thread: Thread, tmp_path: Path) -> None:
    thread.run("security", "verifiers", "publish")
    thread.run("", "verifiers", "export", "--to", tmp_path / "out")

    n = entry_of(thread)
    stored = json.loads((tmp_path / "out" / f"{n}.json").read_bytes())
    assert stored["entry"]["t"] == "verifiers.published"
    assert stored["entry"]["vis"] == "public"
    assert stored["payload"] == {
        "files": {row["file"]: row["sha256"] for row in thread.read("", "verifiers", "list")}
    }


def test_to_publish_the_same_again_makes_no_second_entry(thread: Thread) -> None:
    thread.run("admin", "accounts", "add", "second", "--display", "演示二", "--role", "security_admin")
    thread.run("security", "verifiers", "publish")
    before = thread.dump()
    thread.run("security", "verifiers", "publish")
    thread.run("second", "verifiers", "publish")

    assert thread.dump() == before


def test_a_newer_verifier_is_an_entry_of_its_own(thread: Thread, newer: Callable[[], None]) -> None:
    thread.run("security", "verifiers", "publish")
    first = entry_of(thread)
    newer()
    assert entry_of(thread) is None
    thread.run("security", "verifiers", "publish")

    assert entry_of(thread) not in {None, first}


def test_what_is_exported_can_be_checked_without_us(thread: Thread, tmp_path: Path) -> None:
    thread.run("security", "verifiers", "publish")
    out = tmp_path / "out"
    thread.run("", "verifiers", "export", "--to", out)
    n = entry_of(thread)

    names = ["README.txt", "SHA256SUMS", "log.vkey", "verify.html", "verify_draw.py", "witness.py"]
    assert sorted(path.name for path in out.iterdir()) == sorted([*names, f"{n}.json", f"{n}.tlog-proof"])
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, check=True, capture_output=True)
    key = (out / "log.vkey").read_text().strip()
    proof, entry = out / f"{n}.tlog-proof", out / f"{n}.json"
    assert thread.read("", "ledger", "verify", proof, "--entry", entry, "--key", key)["entry"]["n"] == n
    readme = (out / "README.txt").read_text(encoding="utf-8")
    assert key in readme
    assert all(line in readme for line in (out / "SHA256SUMS").read_text().splitlines())


def test_an_exported_file_that_was_changed_shows(thread: Thread, tmp_path: Path) -> None:
    thread.run("security", "verifiers", "publish")
    out = tmp_path / "out"
    thread.run("", "verifiers", "export", "--to", out)
    with (out / "verify_draw.py").open("a") as file:
        file.write("\n")

    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, check=False, capture_output=True)
    assert done.returncode == 1
    assert b"verify_draw.py: FAILED" in done.stdout


def test_nothing_is_exported_before_the_digests_are_published(
    thread: Thread, newer: Callable[[], None], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    says = {
        "zh": "这一版核验程序的摘要尚未记入日志",
        "en": "The digests of these verifiers are not on the ledger yet",
    }
    thread.refused("", "verifiers", "export", "--to", out, **says)
    thread.run("security", "verifiers", "publish")
    newer()
    thread.refused("", "verifiers", "export", "--to", out, **says)
    assert not out.exists()


def test_files_that_are_there_are_not_overwritten(thread: Thread, tmp_path: Path) -> None:
    thread.run("security", "verifiers", "publish")
    out = tmp_path / "out"
    out.mkdir()
    (out / "verify.html").write_text("somebody's own")

    refusal = thread.refusal("", "verifiers", "export", "--to", out)
    assert refusal.exit_code == 2
    assert (out / "verify.html").read_text() == "somebody's own"
