"""The line chances: exact leximin for overlapping seat groups, and beside `sortition-algorithms` for disjoint ones.

The peer is under the GPL, so it is never imported: it runs as a program of its own, installed by this line into
an environment of its own. What it can express is one seat group per person; its start is not counted against
it. Seconds are processor seconds, so that a busy machine changes little.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from panel.draw.chances import check_chances
from panel.draw.leximin import leximin_chances
from panel.draw.seats import Group
from panel.draw.terms import Terms, UnitCap

PEER = "sortition-algorithms[cli]==0.12.15"
WORK = Path(__file__).parent / "work"
LIMIT = 120  # processor seconds that the peer gets
TIMES = 100
LARGE = 0.2
OVERLAPPING = (2, 2, 2, 2, 1, 1, 1)
DISJOINT = (4, 4, 3, 3, 3, 3)
SETTINGS = """id_column = "id"
columns_to_keep = []
check_same_address = false
check_same_address_columns = []
selection_algorithm = "maximin"
solver_backend = "highspy"
random_number_seed = 1
"""


def lines() -> list[dict[str, Any]]:
    """41 types over 11 seats; then six disjoint groups of 200 and of 2,000 people beside the peer."""
    return [_overlapping(), *(_disjoint(people) for people in (200, 2000))]


def _overlapping() -> dict[str, Any]:
    """Beside the check that every verifier makes of the same chances."""
    groups = _groups(OVERLAPPING)
    names = [group.id for group in groups]
    types = ["+".join(some) for size in (1, 2, 3) for some in combinations(names, size)][:41]
    eligible = {type_: 1 + 7 * place % 23 for place, type_ in enumerate(types)}
    chances = leximin_chances(groups, eligible)
    terms = Terms(groups, UnitCap(None, {}), eligible, chances)
    ours = _best(lambda: leximin_chances(groups, eligible))
    checked = _best(lambda: check_chances(terms))
    return {
        "line": "chances",
        "work": f"{len(types)} types, {sum(OVERLAPPING)} seats in {len(groups)} overlapping groups",
        "ours_s": ours,
        "beside": "checking them",
        "beside_s": checked,
        "ratio": checked / ours,
        "goal": f"below {LARGE:g} s",
        "met": ours < LARGE,
    }


def _disjoint(people: int) -> dict[str, Any]:
    groups = _groups(DISJOINT)
    eligible = {group.id: len(range(place, people, len(groups))) for place, group in enumerate(groups)}
    ours = _best(lambda: leximin_chances(groups, eligible))
    least = min(num / den for num, den in leximin_chances(groups, eligible).values())
    seconds, theirs = _peer(people)
    stopped = ", stopped without answer" if theirs is None else ""
    return {
        "line": "chances",
        "work": f"{people:,} people, {sum(DISJOINT)} seats in {len(groups)} disjoint groups",
        "ours_s": ours,
        "beside": f"sortition-algorithms maximin{stopped}",
        "beside_s": seconds,
        "ratio": seconds / ours,
        "goal": "100 times faster, least chance no lower",
        "met": seconds >= 100 * ours and (theirs is None or least >= theirs),
    }


def _groups(counts: Sequence[int]) -> tuple[Group, ...]:
    return tuple(Group(f"S{n}", count, frozenset({f"F{n}"})) for n, count in enumerate(counts, 1))


def _best(work: Any) -> float:
    def seconds() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(seconds() for _ in range(TIMES))


# the peer, a program of its own


def _peer(people: int) -> tuple[float, float | None]:
    """Its processor seconds without its start, and the least chance that it gives; None if it ran out of time."""
    WORK.mkdir(exist_ok=True)
    program = WORK / "sortition" / "bin" / "sortition"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "sortition"], check=True)
        subprocess.run([program.with_name("pip"), "install", "--quiet", PEER], check=True)
    _write_task(people)
    start, _ = _run([str(program), "csv", "--help"])
    files = {
        "-S": "settings.toml",
        "-f": "features.csv",
        "-p": "people.csv",
        "-s": "drawn.csv",
        "-r": "left.csv",
    }
    options = [word for name, file in files.items() for word in (name, str(WORK / file))]
    seconds, said = _run([str(program), "csv", *options, "-n", str(sum(DISJOINT)), "--no-progress"])
    return seconds - start, _least_chance(said) if said else None


def _write_task(people: int) -> None:
    features = (f"field,F{n},{count},{count}" for n, count in enumerate(DISJOINT))
    persons = (f"X{n},F{n % len(DISJOINT)}" for n in range(people))
    (WORK / "settings.toml").write_text(SETTINGS, encoding="ascii")
    (WORK / "features.csv").write_text("\n".join(["feature,value,min,max", *features, ""]), encoding="ascii")
    (WORK / "people.csv").write_text("\n".join(["id,field", *persons, ""]), encoding="ascii")


def _run(command: list[str]) -> tuple[float, str]:
    """Processor seconds and what the program said; nothing if it had to be stopped."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))

    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode > 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr[-500:]}")
    return seconds, done.stdout if done.returncode == 0 else ""


def _least_chance(said: str) -> float:
    """From its table of people: name, chance in percent with four digits, number of panels."""
    rows = (line.split() for line in said.splitlines() if line.startswith("X"))
    return min(float(row[1].removesuffix("%")) for row in rows) / 100 - 1e-6
