"""Run every line in one go, print the table, keep the figures in bench/results.json."""

import importlib
import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

LINES = ("draw", "freeze", "chances", "verify", "ledger", "imports", "site", "ballots", "start")
PEERS = ("consistent-sampler", "pymerkle", "openpyxl", "flask")
PACKAGES = ("sqlalchemy", "cryptography", "psycopg", "python-calamine", *PEERS)
RESULTS = Path(__file__).parent / "results.json"


def main(names: list[str]) -> None:
    """Measure the named lines, or all."""
    rows: list[dict[str, Any]] = []
    for name in names or LINES:
        for row in importlib.import_module(f"bench.{name}").lines():
            rows.append(row)
            print(_shown(row), flush=True)
    environment = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"processor": platform.machine(), "cores": _cores(), "system": platform.platform()},
        "python": platform.python_version(),
        "versions": {package: version(package) for package in PACKAGES},
    }
    RESULTS.write_text(json.dumps({**environment, "lines": rows}, indent=1) + "\n", encoding="utf-8")
    missed = sum(row["met"] is False for row in rows)
    print(f"{len(rows)} lines, {missed} below their goal; {RESULTS.relative_to(Path.cwd())}")


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


def _shown(row: dict[str, Any]) -> str:
    ours = f"{row['ours_s']:.4g} s"
    beside = f"{row['beside']}: {row['beside_s']:.4g} s" if row.get("beside_s") is not None else ""
    ratio = f"×{row['ratio']:.2f}" if row.get("ratio") is not None else ""
    memory = f"{row['memory_mb']:.0f} MB" if row.get("memory_mb") is not None else ""
    verdict = {True: "met", False: "MISSED", None: ""}[row.get("met")]
    return (
        f"{row['line']:7} {row['work'][:52]:52} {ours:>11}  {ratio:>8}  {memory:>7}  {beside:44}  "
        f"{row['goal']}  {verdict}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
