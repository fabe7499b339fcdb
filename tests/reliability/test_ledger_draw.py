"""A draw goes on while the signer's key is lost: its record stands in two logs, and anyone can still check it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from thread import Thread
from thread_steps import drawn, published

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
ROOT = Path(__file__).parents[2]


def test_a_draw_that_spans_two_logs_is_verified(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("committed")
    thread.run("auditor", "ledger", "checkpoint")
    (thread.desk.config.signer / "key").unlink()
    thread.run("security", "ledger", "epoch", "--reason", "演示：密钥丢失")
    published(thread)
    drawn(thread)
    folder = thread.home / "record"
    audit = ("--audit", "--purpose", "演示")
    thread.run("supervisor", "draw", "export", thread["draw"], "--to", folder, *audit)

    assert {path.name for path in (folder / "ledger").iterdir()} >= {"2", "log.vkey"}
    assert (folder / "ledger" / "2" / "log.vkey").read_text() != (folder / "ledger" / "log.vkey").read_text()
    assert thread.run("", "verify", folder) == 0
    program = [sys.executable, ROOT / "verifiers" / "verify_draw.py", folder]
    assert subprocess.run(program, capture_output=True, check=False).returncode == 0
