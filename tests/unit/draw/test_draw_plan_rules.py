"""§3 and §5: every rule a plan keeps, broken one at a time in an otherwise consistent draw."""

from typing import Any

import pytest
from rehearsal import FORM_STEP, PLAN_STEP, POOL_STEP, REVEALS_STEP, check, edited, failing, rehearsal

from panel.draw.plan import thin_groups
from panel.draw.seats import Group
from panel.draw.seed import commitment

DRAND = {
    "chain_hash": "c" * 64,
    "genesis_time": 1_700_000_000,
    "kind": "drand",
    "period": 30,
    "public_key": "ab" * 48,
    "round": 10**9,
    "scheme": "bls-unchained-g1-rfc9380",
}
ANNOUNCED = {"due_at": "2026-03-01T03:00:00Z", "kind": "announced", "source": "an invented lottery"}


def put(path: str, value: Any) -> Any:
    """A change of a plan: `put("pool.size", 3)`."""

    def change(plan: Any) -> None:
        *parents, name = path.split(".")
        target = plan
        for parent in parents:
            target = target[int(parent)] if isinstance(target, list) else target[parent]
        target[int(name) if isinstance(target, list) else name] = value

    return change


def drop(path: str) -> Any:
    def change(plan: Any) -> None:
        *parents, name = path.split(".")
        for parent in parents:
            plan = plan[int(parent)] if isinstance(plan, list) else plan[parent]
        del plan[name]

    return change


def outcome_of(change: Any, **changes: Any) -> Any:
    report = check(rehearsal(change_plan=change, **changes).make())
    assert report.exit_code in (1, 3)
    return failing(report)


def test_an_untouched_rehearsal_is_right_but_for_its_ledger() -> None:
    assert outcome_of(lambda _: None) == []


KEYS = [
    "protocol", "draw", "meeting", "cases", "kind", "attempt", "parent", "cause", "frozen_at",
    "reveal_by", "register", "pool", "seats", "thin", "unit_cap", "carried", "draw_key_hash", "chances",
    "contributors", "beacon", "publish", "replacement",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_plan_without_one_of_its_keys_is_refused(key: str) -> None:
    assert FORM_STEP in failing(check(edited(rehearsal().make(), "plan.json", drop(key))))


def test_a_plan_with_a_key_too_many_is_refused() -> None:
    assert outcome_of(put("note", "hello")) == [FORM_STEP]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("protocol", "panel-draw/2"),
        ("draw", "f" * 31),
        ("draw", "F" * 32),
        ("meeting", ""),
        ("meeting", "会议"),
        ("meeting", "m" * 65),
        ("cases", []),
        ("cases", ["case-b", "case-a"]),
        ("cases", ["case-a", "case-a"]),
        ("kind", "jury"),
        ("attempt", 0),
        ("attempt", True),
        ("attempt", "1"),
        ("frozen_at", "2026-02-30T00:00:00Z"),
        ("frozen_at", "2026-03-01 01:30:00Z"),
        ("frozen_at", "2026-03-01T01:30:00+00:00"),
        ("frozen_at", "2026-03-01T01:30:00.0Z"),
        ("frozen_at", "2026-03-01T24:00:00Z"),
        ("frozen_at", 1772328600),
        ("register.digest", "0" * 63),
        ("register.size", 0),
        ("register.size", None),
        ("pool.digest", None),
        ("pool.excluded", {"R10": 1}),
        ("pool.excluded", {"R01": 0}),
        ("pool.types", {"S01": 3}),
        ("pool.types", {"S1+": 3}),
        ("seats", []),
        ("seats.0.count", 0),
        ("seats.0.count", True),
        ("seats.0.fields", []),
        ("seats.0.fields", ["L02", "L01"]),
        ("seats.0.fields", ["L01", "L01"]),
        ("seats.0.fields", ["l01"]),
        ("seats.0.fields", ["A23456789"]),
        ("seats.0.where", {"Region": ["OUT"]}),
        ("seats.0.where", {"region": []}),
        ("seats.0.where", {"region": ["OUT", "IN"]}),
        ("seats.0.where", {"region": ["out"]}),
        ("seats.0.where", None),
        ("seats.0.id", "S0"),
        ("thin", None),
        ("unit_cap", 0),
        ("unit_cap", "1"),
        ("carried", ["0" * 15]),
        ("draw_key_hash", "x" * 64),
        ("chances", {"S1": [1, 0]}),
        ("chances", {"S1": [1]}),
        ("chances", {"S1": "1/2"}),
        ("contributors.0.commitment", "0" * 62),
        ("contributors.0.party", "lead unit"),
        ("contributors.0.role", ""),
        ("beacon", {}),
        ("beacon", {"kind": "dice"}),
        ("beacon", {**ANNOUNCED, "due_at": "soon"}),
        ("beacon", {**ANNOUNCED, "source": ""}),
        ("beacon", {**ANNOUNCED, "round": 1}),
        ("beacon", {**DRAND, "round": 0}),
        ("beacon", {**DRAND, "period": 0}),
        ("beacon", {**DRAND, "public_key": "AB"}),
        ("beacon", {**DRAND, "chain_hash": "c"}),
        ("beacon", {key: value for key, value in DRAND.items() if key != "scheme"}),
        ("publish", "never"),
        ("replacement.answer_hours", 0),
        ("replacement.rule", "next"),
    ],
)  # fmt: skip
def test_a_value_out_of_its_form_is_refused(path: str, value: Any) -> None:
    assert FORM_STEP in failing(check(edited(rehearsal().make(), "plan.json", put(path, value))))


@pytest.mark.parametrize(
    "path", ["register.size", "pool.eligible", "seats.0.where", "contributors.1.role", "replacement.rule"]
)
def test_an_inner_key_that_is_missing_is_refused(path: str) -> None:
    assert FORM_STEP in failing(check(edited(rehearsal().make(), "plan.json", drop(path))))


def swap_roles(plan: Any) -> None:
    first, *_, last = plan["contributors"]
    first["role"], last["role"] = last["role"], first["role"]


def same_party_twice(plan: Any) -> None:
    second = plan["contributors"][1]
    second["party"] = plan["contributors"][0]["party"]


@pytest.mark.parametrize(
    "change",
    [
        put("reveal_by", "2026-03-01T01:30:00Z"),
        put("reveal_by", "2026-03-01T01:00:00Z"),
        put("parent", "a" * 64),
        put("cause", "once more"),
        put("attempt", 2),
        put("thin", []),
        put("thin", ["S2", "S1", "S3"]),
        put("pool.eligible", 29),
        put("pool.size", 99),
        put("register.size", 1),
        put("carried", ["0" * 16]),
        put("contributors.1.role", "convener"),
        swap_roles,
        same_party_twice,
    ],
)
def test_a_rule_between_keys_is_kept(change: Any) -> None:
    assert PLAN_STEP in outcome_of(change)


def test_commitments_are_all_different() -> None:
    def change(plan: Any) -> None:
        plan["contributors"][1]["commitment"] = plan["contributors"][0]["commitment"]

    assert PLAN_STEP in outcome_of(change)


def test_a_first_role_other_than_convener_is_refused() -> None:
    def change(plan: Any) -> None:
        plan["contributors"][0]["role"] = "clerk"

    assert outcome_of(change) == [PLAN_STEP]


def test_a_last_role_other_than_supervisor_is_refused() -> None:
    def change(plan: Any) -> None:
        plan["contributors"][-1]["role"] = "witness"

    assert outcome_of(change) == [PLAN_STEP]


def test_one_contributor_alone_is_not_enough() -> None:
    def change(plan: Any) -> None:
        del plan["contributors"][1:]

    assert FORM_STEP in outcome_of(change)


@pytest.mark.parametrize("kind", ["panel", "supplement"])
def test_a_later_attempt_names_its_parent_and_a_cause(kind: str) -> None:
    later = {"kind": kind, "attempt": 2}
    assert outcome_of(lambda _: None, **later, parent="a" * 64, cause="流抽") == []
    assert outcome_of(lambda _: None, **later, parent="a" * 64) == [PLAN_STEP]
    assert outcome_of(lambda _: None, **later, cause="流抽") == [PLAN_STEP]
    assert outcome_of(lambda _: None, **later, parent="a" * 64, cause=" ") == [FORM_STEP]


def test_a_first_supplement_names_the_plan_whose_seats_stayed_open() -> None:
    assert outcome_of(lambda _: None, kind="supplement", parent="a" * 64, cause="空缺") == []
    assert outcome_of(lambda _: None, kind="supplement") == [PLAN_STEP]


def test_units_are_carried_in_ascending_order_and_only_into_a_supplement() -> None:
    supplement = {"kind": "supplement", "parent": "a" * 64, "cause": "空缺"}
    assert outcome_of(put("carried", ["0" * 16, "0" * 16]), **supplement)[:1] != [PLAN_STEP]
    assert outcome_of(put("carried", ["1" * 16, "0" * 16]), **supplement)[:1] == [PLAN_STEP]


def test_only_a_supplement_excludes_somebody_as_seated() -> None:
    def seated(plan: Any) -> None:
        excluded = plan["pool"]["excluded"]
        excluded["SEATED"] = excluded.pop("TERM")

    assert PLAN_STEP in outcome_of(seated)


def test_reveals_end_before_an_announced_beacon_is_due() -> None:
    late = {**ANNOUNCED, "due_at": "2026-03-01T02:00:00Z"}
    assert outcome_of(lambda _: None, beacon=ANNOUNCED) == []
    assert outcome_of(lambda _: None, beacon=late) == [PLAN_STEP]


def test_reveals_end_before_a_drand_round_is_due() -> None:
    reveal_by = 1772330400  # 2026-03-01T02:00:00Z
    due = {**DRAND, "genesis_time": reveal_by - 30 * 9}
    assert outcome_of(lambda _: None, beacon={**due, "round": 11}) == []
    assert outcome_of(lambda _: None, beacon={**due, "round": 10}) == [PLAN_STEP]


def test_types_join_groups_of_the_plan_in_plan_order() -> None:
    def foreign(plan: Any) -> None:
        for key in (plan["pool"]["types"], plan["chances"]):
            key["S1+S4"] = key.pop("S1")

    def turned(plan: Any) -> None:
        for key in (plan["pool"]["types"], plan["chances"]):
            key["S2+S1"] = key.pop("S1+S2")

    for change in (foreign, turned):
        assert PLAN_STEP in failing(check(edited(rehearsal().make(), "plan.json", change)))


def test_a_group_is_thin_with_one_candidate_less_than_twice_its_seats() -> None:
    groups = (Group("S1", 2, frozenset({"L01"})), Group("S2", 1, frozenset({"I02"})))
    assert thin_groups(groups, {"S1": 3, "S1+S2": 1, "S2": 1}) == []
    assert thin_groups(groups, {"S1": 3, "S2": 2}) == ["S1"]
    assert thin_groups(groups, {"S1": 2, "S1+S2": 1}) == ["S1", "S2"]


def test_seat_groups_are_numbered_in_plan_order() -> None:
    files = edited(rehearsal().make(), "plan.json", put("seats.1.id", "S3"))
    assert PLAN_STEP in failing(check(files))


def test_the_digest_of_the_pool_is_recomputed() -> None:
    assert POOL_STEP in outcome_of(put("pool.digest", "0" * 64))


def test_a_reveal_that_belongs_to_another_draw_is_refused() -> None:
    def change(plan: Any) -> None:
        plan["contributors"][0]["commitment"] = commitment("0" * 32, "lead-unit", "0" * 64)

    assert outcome_of(change) == [REVEALS_STEP]
