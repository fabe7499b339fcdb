"""Every transcript that the tests of the rules make, right or spoilt, gets the same report from the one-file verifier.

The tests are those of the other files; here they run with a `check` that asks both.
"""

from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
import rehearsal
import test_draw_audit
import test_draw_json
import test_draw_plan_rules
import test_draw_pool
import test_draw_replacement
import test_draw_reveals
import test_draw_selection
from standalone import assert_same, finding, ours

MODULES: list[ModuleType] = [
    test_draw_audit,
    test_draw_json,
    test_draw_plan_rules,
    test_draw_pool,
    test_draw_replacement,
    test_draw_reveals,
    test_draw_selection,
]
for module in MODULES:
    tests = {name: test for name, test in vars(module).items() if name.startswith("test_") and callable(test)}
    globals().update({f"{name}_twice": test for name, test in tests.items()})


@pytest.fixture(autouse=True)
def _both_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(files: dict[str, bytes], **options: Any) -> Any:
        if options.get("leaves") is not None:
            options["leaves"] = list(options["leaves"])
        assert_same(files, options.get("leaves"))
        return rehearsal.check(files, **options)

    for module in MODULES:
        if hasattr(module, "check"):
            monkeypatch.setattr(module, "check", check)


def test_chances_that_seat_everybody_in_one_group_are_refused() -> None:
    def all_in_one(plan: Any) -> None:
        seats = sum(group["count"] for group in plan["seats"])
        chance = Fraction(seats, plan["pool"]["types"]["S3"]).as_integer_ratio()
        plan["chances"] = {**{type_: [0, 1] for type_ in plan["chances"]}, "S3": list(chance)}

    files = rehearsal.edited(rehearsal.rehearsal().make(), "plan.json", all_in_one)
    assert assert_same(files) == 1
    assert finding(ours(files), rehearsal.CHANCES_STEP).endswith("these chances cannot fill all seats")
