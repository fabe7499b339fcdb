"""One policy table: nothing asks for an action that is not in it, and nothing in it is asked by nobody."""

import re
from pathlib import Path

from kernel.roles import POLICY

ROOT = Path(__file__).parents[2]
ROOMS = ["kernel", "ledger", "experts", "credit", "panel", "meetings", "service"]
ASKED = re.compile(
    r'(?:authorize\(\s*[\w.()]+,\s*|reading\(\s*|may\(|"draw\.audit" if audit else )"([a-z]+\.[a-z_]+)"'
)


def asked() -> set[str]:
    sources = (path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {action for source in sources for action in ASKED.findall(source)}


def test_every_action_asked_for_is_in_the_policy() -> None:
    assert asked() - set(POLICY) == set()


def test_every_action_in_the_policy_is_asked_for() -> None:
    assert set(POLICY) - asked() == set()
