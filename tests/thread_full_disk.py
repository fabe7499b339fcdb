"""Issues and sends a filing on a small disk that has ever more room, as a script within a mount of its own.

Prints one JSON line for each attempt: how much room there was, how it ended, and whether anything changed.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from kernel.clock import SetClock
from kernel.entropy import RepeatableEntropy
from kernel.errors import PanelError
from thread import Thread

PAGE = 4096
STEP = 16 * PAGE


def room(folder: Path) -> int:
    """Bytes that can still be written there."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def fill(ballast: Path, spare: int) -> None:
    """Leave `spare` bytes on the disk."""
    ballast.unlink(missing_ok=True)
    ballast.write_bytes(bytes(max(room(ballast.parent) - spare, 0)))


def attempts(thread: Thread, ballast: Path, actor: str, *words: str) -> str:
    """Try with ever more room until it succeeds; returns what the command gives back."""
    spare = 0
    while True:
        before = tables(thread.dump())
        fill(ballast, spare)
        try:
            done = thread.run(actor, *words)
        except PanelError as error:
            ended = {"exit_code": error.exit_code, "text": str(error)}
        else:
            ended = {"exit_code": 0, "text": ""}
        ballast.unlink()
        changed = tables(thread.dump()) != before
        sys.stdout.write(json.dumps({"spare": spare, **ended, "changed": changed}) + "\n")
        if not ended["exit_code"]:
            return str(done)
        spare += STEP


def tables(dump: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Without the files: what a refused act left there is found by nobody, and used when it succeeds."""
    return {name: rows for name, rows in dump.items() if name != "files"}


def main() -> None:
    asked = json.loads(sys.argv[1])
    clock = SetClock(datetime.fromisoformat(asked["at"]))
    home = Path(asked["home"])
    thread = Thread(asked["url"], home, clock, RepeatableEntropy(b"full disk"), asked["facts"])
    ballast = home / "ballast"
    filing = attempts(thread, ballast, "convener", "decisions", "issue", thread["decision"])
    scan = home / "given" / "scan.pdf"
    scan.write_bytes(scan.read_bytes() + b"another scan")
    attempts(thread, ballast, "convener", "filings", "send", filing, "--scan", str(scan))
    thread.run("office", "filings", "receive", filing)
    thread.run("auditor", "ledger", "fsck")
    thread.desk.close()


if __name__ == "__main__":
    main()
