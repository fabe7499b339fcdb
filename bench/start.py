"""The line start: how long a command takes before it does anything."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

VECTOR = Path(__file__).parents[1] / "tests" / "data" / "draw-vector" / "cap1"
FLOOR = [sys.executable, "-c", "import flask, sqlalchemy"]
RUNS = 11


def lines() -> list[dict[str, Any]]:
    """`panel --help` and `panel verify` of a small draw, beside the import of flask and sqlalchemy."""
    program = str(Path(sys.executable).parent / "panel")
    works = {"panel --help": [program, "--help"], "panel verify": [program, "verify", str(VECTOR)]}
    times = {name: [] for name in (*works, "floor")}  # type: dict[str, list[float]]
    for _ in range(RUNS):  # in turn, so that a busy moment touches all alike
        for name, command in (*works.items(), ("floor", FLOOR)):
            times[name].append(_seconds(command))
    floor = median(times["floor"])
    return [
        {
            "line": "start",
            "work": name,
            "ours_s": median(times[name]),
            "beside": "import flask, sqlalchemy",
            "beside_s": floor,
            "ratio": floor / median(times[name]),
            "goal": "below it",
            "met": median(times[name]) < floor,
        }
        for name in works
    ]


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - begun
