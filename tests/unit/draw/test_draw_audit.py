"""§9, openings and `audit/`: every leaf, tag, type, unit and reason is recomputed."""

import json
from typing import Any

import pytest
from rehearsal import (
    CARRIED_STEP,
    FORM_STEP,
    KEY_STEP,
    LINES_STEP,
    OPENINGS_STEP,
    PLAN_STEP,
    REGISTER_STEP,
    check,
    considered,
    dump,
    edited,
    failing,
    invented_experts,
    invented_leaf,
    rehearsal,
)

from panel.draw.report import Outcome, Report

LINES = "audit/openings.jsonl"


def outcome(report: Report, step: str) -> Any:
    return next(found.outcome for found in report.steps if found.en == step)


def with_lines(files: dict[str, bytes], change: Any) -> Any:
    lines = [json.loads(line) for line in files[LINES].splitlines()]
    change(lines)
    return {**files, LINES: b"".join(dump(line) + b"\n" for line in lines)}


def excluded_at(lines: Any, *reasons: Any) -> Any:
    return [index for index, line in enumerate(lines) if line["reason"] in reasons]


# openings for the public


@pytest.mark.parametrize(
    "change",
    [
        lambda openings: openings.append(openings[0]),
        lambda openings: openings[0].update(blind="0" * 64),
        lambda openings: openings[0].update(tag="0" * 32),
        lambda openings: openings[0].update(tag=openings[1]["tag"]),
        lambda openings: openings[0]["leaf"].update(salt="0" * 64),
        lambda openings: openings[0]["leaf"].update(expert="X99999"),
        lambda openings: openings[0]["leaf"].update(fields=["M03"]),
        lambda openings: openings[0]["leaf"]["attributes"].update(region="FAR"),
        lambda openings: openings[0]["leaf"]["attributes"].update(age="OLD"),
    ],
)
def test_an_opening_that_does_not_fit_the_pool_is_refused(change: Any) -> None:
    files = edited(rehearsal().make(), "openings.json", change)
    assert OPENINGS_STEP in failing(check(files))
    without_audit = {name: data for name, data in files.items() if not name.startswith("audit/")}
    assert OPENINGS_STEP in failing(check(without_audit))


def test_openings_may_come_in_any_order_and_not_all_of_them() -> None:
    files = rehearsal().make()
    assert check(edited(files, "openings.json", lambda openings: openings.reverse())).exit_code == 3
    assert check({**files, "openings.json": b"[]"}).exit_code == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda leaf: leaf.update(fields=["L02", "L01"]),
        lambda leaf: leaf.update(fields=["L01", "L01"]),
        lambda leaf: leaf.update(fields=None),
        lambda leaf: leaf.update(salt="0" * 63),
        lambda leaf: leaf.update(identity=""),
        lambda leaf: leaf.update(employer="none"),
        lambda leaf: leaf.update(attributes={"region": 1}),
        lambda leaf: leaf.update(attributes={"Region": "OUT"}),
        lambda leaf: leaf.update(name="nobody"),
        lambda leaf: leaf.pop("identity"),
    ],
)
def test_a_leaf_out_of_form_is_refused(change: Any) -> None:
    files = edited(rehearsal().make(), "openings.json", lambda openings: change(openings[0]["leaf"]))
    assert FORM_STEP in failing(check(files))
    files = with_lines(rehearsal().make(), lambda lines: change(lines[0]["leaf"]))
    assert failing(check(files)) == [LINES_STEP]


def test_an_opening_of_the_wrong_type_is_noticed_though_its_tag_is_right() -> None:
    def other_type(pool: Any) -> Any:
        line = next(line for line in pool.splitlines() if b" S1 " in line and line.endswith(b"-"))
        return pool.replace(line, line.replace(b" S1 ", b" S3 "))

    files = rehearsal(change_pool=other_type, departures=12).make()
    without_audit = {name: data for name, data in files.items() if not name.startswith("audit/")}
    assert failing(check(files)) != []
    assert failing(check(without_audit)) in ([OPENINGS_STEP], [])


def test_one_unit_for_two_employers_is_noticed_from_openings_alone() -> None:
    experts = [considered(invented_leaf(n, ["L01", "I02"], f"employer {n}", region="OUT")) for n in range(8)]

    def one_unit(pool: Any) -> Any:
        return b"".join(
            line[:-19] + b"0" * 16 + line[-3:] if line else line for line in pool.splitlines(keepends=True)
        )

    files = rehearsal(experts=experts, change_pool=one_unit, unit_cap=None).make()
    without_audit = {name: data for name, data in files.items() if not name.startswith("audit/")}
    assert failing(check(without_audit)) == [OPENINGS_STEP]


def test_two_units_for_one_employer_are_noticed_from_openings_alone() -> None:
    experts = [considered(invented_leaf(n, ["L01", "I02"], "one employer", region="OUT")) for n in range(8)]

    def two_units(pool: bytes) -> bytes:
        lines = pool.splitlines(keepends=True)
        return b"".join(line[:-19] + b"%016x" % (number % 2) + line[-3:] for number, line in enumerate(lines))

    files = rehearsal(experts=experts, change_pool=two_units, unit_cap=None, departures=3).make()
    without_audit = {name: data for name, data in files.items() if not name.startswith("audit/")}
    report = check(without_audit)
    assert failing(report) == [OPENINGS_STEP]
    assert "one employer has two units" in "".join(step.finding_en for step in report.steps)


# the draw key


@pytest.mark.parametrize(
    "data", [b"", b"0" * 64, b"0" * 64 + b"\r\n", b"G" * 64 + b"\n", b"0" * 64 + b"\n", b"\xff"]
)
def test_a_draw_key_of_another_form_or_value_is_refused(data: Any) -> None:
    assert failing(check({**rehearsal().make(), "audit/draw_key": data})) == [KEY_STEP]


def test_with_the_draw_key_the_blinds_and_units_of_openings_are_recomputed() -> None:
    files = rehearsal(departures=0).make()
    first = json.loads(files["openings.json"])[0]["tag"].encode()

    def other_unit(pool: Any) -> Any:
        line = next(line for line in pool.splitlines() if line.startswith(first))
        return pool.replace(line, line[:-18] + b"0" * 16 + line[-2:])

    files = rehearsal(departures=0, change_pool=other_unit, unit_cap=None).make()
    files = {**files, "openings.json": rehearsal(departures=0).make()["openings.json"]}
    del files[LINES]
    assert failing(check(files)) == [OPENINGS_STEP]


# the auditors' file


def swap(lines: Any) -> None:
    lines[0], lines[1] = lines[1], lines[0]


def change_reason(lines: Any) -> None:
    lines[excluded_at(lines, "R01")[0]]["reason"] = "R02"


def exclude_an_eligible(lines: Any) -> None:
    lines[excluded_at(lines, None)[0]]["reason"] = "R01"


def clear_an_excluded(lines: Any) -> None:
    lines[excluded_at(lines, "R01")[0]]["reason"] = None


@pytest.mark.parametrize(
    "change",
    [
        swap,
        change_reason,
        exclude_an_eligible,
        clear_an_excluded,
        lambda lines: lines.pop(),
        lambda lines: lines.pop(0),
        lambda lines: lines.append(lines[-1]),
        lambda lines: lines[3].update(tag="0" * 32),
        lambda lines: lines[3].update(reason="R10"),
        lambda lines: lines[3].update(reason="AGE"),
        lambda lines: lines[3].pop("reason"),
        lambda lines: lines[3]["leaf"].update(salt="0" * 64),
        lambda lines: lines[3]["leaf"].update(employer="0" * 64),
    ],
)
def test_an_audit_line_that_does_not_fit_is_refused(change: Any) -> None:
    assert failing(check(with_lines(rehearsal().make(), change))) == [LINES_STEP]


def test_an_audit_line_that_is_no_json_is_unreadable() -> None:
    files = rehearsal().make()
    assert check({**files, LINES: files[LINES].replace(b"}\n", b"\n", 1)}).exit_code == 2


def test_reasons_swapped_between_two_excluded_experts_cannot_show() -> None:
    def turn(lines: Any) -> None:
        one, other = excluded_at(lines, "R01")[0], excluded_at(lines, "TERM", "SELF")[0]
        lines[one]["reason"], lines[other]["reason"] = lines[other]["reason"], lines[one]["reason"]

    assert check(with_lines(rehearsal().make(), turn)).exit_code == 3


@pytest.mark.parametrize("key", ["identity", "expert"])
def test_nobody_is_in_the_pool_twice(key: str) -> None:
    experts = invented_experts()
    twin = {**experts[0].leaf, "salt": "7" * 64}
    twin[{"identity": "expert", "expert": "identity"}[key]] = {"identity": "TWIN", "expert": "7" * 64}[key]
    files = rehearsal(experts=[*experts, considered(twin)]).make()
    report = check(files)
    assert LINES_STEP in failing(report)
    assert f"leaf.{key}" in next(step.finding_en for step in report.steps if step.en == LINES_STEP)


def test_a_candidate_who_fits_no_seat_is_refused() -> None:
    experts = invented_experts()
    foreign = considered(invented_leaf(77, ["M03"], "employer 1", region="OUT"))
    right = rehearsal(experts=[*experts, foreign])
    assert check(right.make()).exit_code == 3
    assert b"X00077" not in right.make()[LINES]


def test_a_type_made_to_measure_is_noticed() -> None:
    def promote(pool: Any) -> Any:
        line = next(line for line in pool.splitlines() if b" S3 " in line)
        return pool.replace(line, line.replace(b" S3 ", b" S1+S3 "))

    assert LINES_STEP in failing(check(rehearsal(change_pool=promote).make()))


@pytest.mark.parametrize("name", ["audit/draw_key", LINES])
def test_what_is_absent_from_the_audit_is_no_fault(name: str) -> None:
    files = rehearsal().make()
    del files[name]
    report = check(files)
    assert report.exit_code == 3
    assert failing(report) == []
    assert outcome(report, KEY_STEP if name == "audit/draw_key" else LINES_STEP) is Outcome.NOT_DONE


def test_without_the_draw_key_types_reasons_and_people_are_still_checked() -> None:
    for change in (swap, change_reason, lambda lines: lines[3]["leaf"].update(fields=["M03"])):
        files = with_lines(rehearsal().make(), change)
        del files["audit/draw_key"]
        assert failing(check(files)) == [LINES_STEP]


def test_an_audit_without_its_last_line_feed_is_the_same_audit() -> None:
    files = rehearsal().make()
    assert check({**files, LINES: files[LINES].rstrip(b"\n")}).exit_code == 3


# the register


def test_the_register_s_leaves_are_those_of_the_plan() -> None:
    right = rehearsal()
    report = check(right.make(), leaves=reversed(right.leaves()))
    assert (report.exit_code, outcome(report, REGISTER_STEP)) == (3, Outcome.PASS)


@pytest.mark.parametrize(
    "change",
    [
        lambda leaves: leaves[1:],
        lambda leaves: [*leaves, "0" * 64],
        lambda leaves: ["0" * 64, *leaves[1:]],
        lambda leaves: [*leaves, ""],
        lambda leaves: [leaves[0].upper(), *leaves[1:]],
    ],
)
def test_another_list_of_leaves_is_refused(change: Any) -> None:
    right = rehearsal()
    assert failing(check(right.make(), leaves=change(right.leaves()))) == [REGISTER_STEP]


def test_a_ghost_that_is_not_in_the_register_is_noticed() -> None:
    experts = invented_experts()
    ghost = considered(invented_leaf(99, ["L01"], "employer 1", region="OUT"))
    haunted = rehearsal(experts=[*experts, ghost])
    honest = rehearsal(experts=experts)

    def honest_register(plan: Any) -> None:
        plan["register"] = json.loads(honest.make()["plan.json"])["register"]
        plan["register"]["size"] = len(experts)

    haunted.change_plan = honest_register
    assert failing(check(haunted.make(), leaves=honest.leaves())) == [LINES_STEP]


# carried


def supplement(**changes: Any) -> Any:
    carried = [
        invented_leaf(number, ["L01"], f"employer {employer}", region="IN")
        for number, employer in ((201, 1), (202, 2), (203, 2))
    ]
    return rehearsal(kind="supplement", parent="a" * 64, cause="空缺", carried=carried, unit_cap=3, **changes)


def test_a_supplement_carries_the_members_who_sit() -> None:
    report = check(supplement().make())
    assert (report.exit_code, outcome(report, CARRIED_STEP)) == (3, Outcome.PASS)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.pop(),
        lambda lines: lines.append(lines[0]),
        lambda lines: lines.reverse(),
        lambda lines: lines[0].update(unit="0" * 16),
        lambda lines: lines[0]["leaf"].update(employer="0" * 64),
        lambda lines: lines[0].update(parent_tag="0"),
        lambda lines: lines[0].pop("leaf"),
        lambda lines: lines[1]["leaf"].update(identity=lines[0]["leaf"]["identity"]),
    ],
)
def test_carried_members_who_do_not_fit_the_plan_are_refused(change: Any) -> None:
    files = supplement().make()
    lines = [json.loads(line) for line in files["audit/carried.jsonl"].splitlines()]
    change(lines)
    files["audit/carried.jsonl"] = b"".join(dump(line) + b"\n" for line in lines)
    assert failing(check(files)) == [CARRIED_STEP]


def test_who_sits_already_cannot_be_drawn_again() -> None:
    experts = invented_experts()
    sitting = next(expert for expert in experts if expert.reason is None and "L01" in expert.leaf["fields"])
    wrong = supplement()
    wrong.carried = [sitting.leaf]
    assert failing(check(wrong.make())) == [CARRIED_STEP]
    seated = [considered(e.leaf, "SEATED") if e is sitting else e for e in experts]
    right = supplement(experts=seated)
    right.carried = [sitting.leaf]
    assert check(right.make()).exit_code == 3


def test_nobody_is_seated_in_a_panel_before_it_is_drawn() -> None:
    experts = [considered(e.leaf, "SEATED" if e.reason else None) for e in invented_experts()]
    assert PLAN_STEP in failing(check(rehearsal(experts=experts).make()))


def test_a_supplement_without_its_carried_file_is_not_wrong() -> None:
    files = supplement().make()
    del files["audit/carried.jsonl"]
    report = check(files)
    assert (report.exit_code, outcome(report, CARRIED_STEP)) == (3, Outcome.NOT_DONE)
