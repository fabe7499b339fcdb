"""The line verify: a transcript of 10^5 candidates and 20 replacements, by all three verifiers, start included.

The page is opened once; its seconds are from choosing the folder to the verdict. Without Chromium it is left out.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.transcripts import CANDIDATES, REPLACEMENTS, invented_transcript

ROOT = Path(__file__).parents[1]
RUNS = 3
GOALS = {"panel verify": 1.0, "verify_draw.py": 1.0, "verify.html": 2.0}


def lines() -> list[dict[str, Any]]:
    """What the public sees; and the same with the auditors' file, for which no goal is set."""
    commands = {
        "panel verify": [str(Path(sys.executable).parent / "panel"), "verify"],
        "verify_draw.py": [sys.executable, str(ROOT / "verifiers" / "verify_draw.py")],
    }
    files = invented_transcript()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        audited = _write(Path(name) / "audited", files)
        public = _write(Path(name) / "public", {n: d for n, d in files.items() if "/" not in n})
        start = _best(partial(_run, [sys.executable, "-c", "pass"], 0))
        for program, command in commands.items():
            for kind, folder in (("public", public), ("audit/", audited)):
                seconds = _best(partial(_run, [*command, str(folder)], 3))
                rows.append(_row(program, kind, seconds, start))
        page = _in_chromium(public)
    return [*rows, _row("verify.html", "public", page, start)] if page else rows


def _row(program: str, kind: str, seconds: float, start: float) -> dict[str, Any]:
    goal = GOALS[program] if kind == "public" else None
    return {
        "line": "verify",
        "work": f"{program}: {CANDIDATES:,} lines, {REPLACEMENTS} replaced, {kind}",
        "ours_s": seconds,
        "beside": "start of the interpreter",
        "beside_s": start,
        "ratio": start / seconds,
        "goal": f"{goal:g} s" if goal else "shown only",
        "met": seconds <= goal if goal else None,
    }


def _best(work: Callable[[], None]) -> float:
    def seconds() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return min(seconds() for _ in range(RUNS))


def _run(command: list[str], code: int) -> None:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != code:
        raise RuntimeError(f"{command} ended with {done.returncode}, not {code}: {done.stderr!r}")


def _in_chromium(folder: Path) -> float | None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True).new_page()
        page.goto((ROOT / "verifiers" / "verify.html").as_uri())

        def verify() -> None:
            page.evaluate("document.getElementById('verdict').replaceChildren()")
            page.set_input_files("#folder", folder)
            page.wait_for_selector("#verdict-head", timeout=60_000)

        return _best(verify)


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
