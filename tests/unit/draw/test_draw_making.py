"""The making side: leaves, the frozen pool, what a freeze refuses with, and trial draws."""

import hashlib
import hmac
import io
import json
import time
from typing import Any

import pytest
from rehearsal import considered, invented_experts, invented_leaf, leximin, rehearsal

from panel.draw import freeze
from panel.draw.chances import check_chances
from panel.draw.codes import unix_seconds
from panel.draw.freeze import audit_line, freeze_pool
from panel.draw.leaf import (
    blind,
    draw_key_hash,
    leaf_digest,
    register_digest,
    tag,
    unit,
)
from panel.draw.plan_rules import check_plan
from panel.draw.pool import Line, pool_bytes, read_pool
from panel.draw.seats import Group, groups_of, seat_groups, type_of
from panel.draw.shortfall import Shortfall, shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.trials import Trials, TrialVoidError, run_trials, trial_runs

KEY = b"r" * 32
LEAF = invented_leaf(7, ["L02", "L01"], "employer 1", region="OUT")


def pool_of(*people: Any) -> Any:
    lines = [
        Line(hashlib.sha256(str(number).encode()).hexdigest()[:32], type_, f"{unit_:016x}", eligible)
        for number, (type_, unit_, eligible) in enumerate(people)
    ]
    return read_pool(io.BytesIO(pool_bytes(lines)))


# leaves


def test_a_leaf_is_a_tagged_hash_of_its_canonical_opening() -> None:
    text = (
        f'{{"attributes":{{"region":"OUT"}},"employer":"{LEAF["employer"]}","expert":"X00007",'
        f'"fields":["L01","L02"],"identity":"{LEAF["identity"]}","salt":"{LEAF["salt"]}"}}'
    )
    assert leaf_digest(LEAF) == hashlib.sha256(b"panel-draw/1/leaf\x00" + text.encode()).digest()


def test_tag_and_unit_are_the_expert_s_names_in_one_draw_only() -> None:
    digest = leaf_digest(LEAF)
    blinding = hmac.new(KEY, digest, "sha256").digest()
    assert blind(KEY, digest) == blinding
    assert (
        tag(blinding, digest) == hashlib.sha256(b"panel-draw/1/tag\x00" + blinding + digest).hexdigest()[:32]
    )
    raw = bytes.fromhex(LEAF["employer"])
    assert unit(KEY, LEAF["employer"]) == hmac.new(KEY, b"unit\x00" + raw, "sha256").hexdigest()[:16]
    assert tag(blind(b"o" * 32, digest), digest) != tag(blinding, digest)


def test_digests_of_register_and_draw_key_are_tagged() -> None:
    leaves = [b"b" * 32, b"a" * 32]
    assert (
        register_digest(leaves)
        == hashlib.sha256(b"panel-draw/1/register\x00" + b"a" * 32 + b"b" * 32).hexdigest()
    )
    assert draw_key_hash(KEY) == hashlib.sha256(b"panel-draw/1/draw-key\x00" + KEY).hexdigest()


# seats


def test_a_type_names_all_groups_that_an_expert_fits_in_plan_order() -> None:
    groups = (
        Group("S1", 1, frozenset({"L01"})),
        Group("S2", 2, frozenset({"L02", "I02"}), (("region", frozenset({"OUT", "FAR"})),)),
        Group("S3", 1, frozenset({"L01"}), (("region", frozenset({"IN"})), ("rank", frozenset({"A"})))),
    )
    assert type_of(LEAF, groups) == "S1+S2"
    assert type_of(invented_leaf(1, ["L01"], "e", region="IN", rank="A"), groups) == "S1+S3"
    assert type_of(invented_leaf(1, ["L02"], "e"), groups) == ""
    assert groups_of("S1+S2") == ["S1", "S2"]
    assert seat_groups(groups) == ["S1", "S2", "S2", "S3"]
    assert [Group.read(group.written()) for group in groups] == list(groups)


# the frozen pool


def test_a_frozen_pool_has_a_line_for_everybody_who_fits_and_an_audit_line_for_each() -> None:
    experts = invented_experts(number=60)
    groups = (Group("S1", 1, frozenset({"L01"})), Group("S2", 1, frozenset({"I02"})))
    frozen = freeze_pool(iter(experts), groups, KEY)
    audit = [json.loads(line) for line in frozen.audit.splitlines()]
    fitting = [expert for expert in experts if type_of(expert.leaf, groups)]
    assert [line.split()[0] for line in frozen.pool.decode().splitlines()] == [line["tag"] for line in audit]
    assert sorted(line["leaf"]["expert"] for line in audit) == sorted(e.leaf["expert"] for e in fitting)
    assert sum(frozen.excluded.values()) == sum(expert.reason is not None for expert in fitting)
    assert freeze_pool(reversed(experts), groups, KEY).pool == frozen.pool


def test_audit_lines_are_the_same_however_a_record_was_put_together() -> None:
    turned = considered({name: LEAF[name] for name in reversed(LEAF)})
    assert list(turned.leaf) != list(LEAF)
    assert audit_line(turned, "a" * 32) == audit_line(considered(LEAF), "a" * 32)


def test_equal_units_of_two_employers_need_a_new_draw_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "unit", lambda *_: "0" * 16)
    with pytest.raises(ValueError, match=r"^two employers have the same unit$"):
        freeze_pool(invented_experts(), (Group("S1", 1, frozenset({"L01"})),), KEY)


def test_equal_tags_need_a_new_draw_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "tag", lambda *_: "0" * 32)
    with pytest.raises(ValueError, match=r"^two candidates have the same tag$"):
        freeze_pool(invented_experts(), (Group("S1", 1, frozenset({"L01"})),), KEY)


def test_a_plan_from_its_parts_keeps_the_rules() -> None:
    plan = json.loads(rehearsal().make()["plan.json"])
    check_plan(plan)
    check_chances(Terms.of(plan))
    assert plan["thin"] == ["S3"]


# what the freeze refuses with


def seats(*counts: Any) -> Any:
    return tuple(Group(f"S{n}", count, frozenset({"L01"})) for n, count in enumerate(counts, 1))


def test_a_pool_that_fills_all_seats_has_no_shortfall() -> None:
    pool = pool_of(("S1", 1, True), ("S1+S2", 2, True), ("S2", 3, True))
    assert shortfalls(seats(1, 2), pool, UnitCap(1, {})) == []


def test_the_group_that_is_short_is_named_with_what_is_missing() -> None:
    pool = pool_of(("S1", 1, True), ("S1", 2, False), ("S2", 3, True))
    assert shortfalls(seats(3, 1), pool, UnitCap(None, {})) == [Shortfall("S1", 2, ())]


def test_the_employer_that_binds_is_named() -> None:
    one = f"{1:016x}"
    pool = pool_of(("S1", 1, True), ("S1", 1, True), ("S2", 1, True), ("S2", 1, True))
    assert shortfalls(seats(1, 1), pool, UnitCap(1, {})) == [Shortfall("S2", 1, (one,))]
    assert shortfalls(seats(1, 1), pool, UnitCap(2, {})) == []
    assert shortfalls(seats(1, 1), pool, UnitCap(2, {one: 1})) == [Shortfall("S2", 1, (one,))]


def test_earlier_groups_make_way_where_that_fills_more_seats() -> None:
    pool = pool_of(("S1+S2", 1, True), ("S1", 2, True))
    assert shortfalls(seats(1, 1), pool, UnitCap(1, {})) == []


# trials


def terms_of(pool: Any, counts: Any, cap: Any) -> Any:
    groups = seats(*counts)
    return Terms(groups, UnitCap(cap, {}), pool.types(), leximin(groups, pool.types()))


def test_trial_draws_show_how_a_cap_favours_small_employers() -> None:
    crowd = [("S1", 1, True)] * 6 + [("S1", number, True) for number in (2, 3)]
    pool = pool_of(*crowd)
    free = run_trials(terms_of(pool, (2,), None), pool, 400)
    capped = run_trials(terms_of(pool, (2,), 1), pool, 400)
    assert free.runs == capped.runs == 400
    low, high = capped.drawn["S1"]
    assert low < free.drawn["S1"][0]
    assert high > free.drawn["S1"][1]


def test_an_expert_who_is_never_drawn_has_no_chance() -> None:
    pool = pool_of(*[("S1", 1, True)] * 40)
    assert run_trials(terms_of(pool, (1,), None), pool, 3).drawn["S1"][0] == 0


def test_a_type_of_which_nobody_is_drawn_shows_no_chance() -> None:
    pool = pool_of(("S1", 1, True), ("S1+S2", 2, True), ("S2", 3, True))
    drawn = run_trials(terms_of(pool, (1, 1), None), pool, 1).drawn
    assert sorted(drawn.values()) == [(0, 0), (1, 1), (1, 1)]


def test_trials_are_the_same_for_everybody() -> None:
    pool = pool_of(*[("S1", number, True) for number in range(9)])
    terms = terms_of(pool, (2,), 1)
    assert run_trials(terms, pool, 50) == run_trials(terms, pool, 50)
    assert isinstance(run_trials(terms, pool, 1), Trials)


def test_a_trial_that_ends_void_is_named() -> None:
    pool = pool_of(*[("S1", 1, True)] * 4)
    with pytest.raises(TrialVoidError, match="trial draw 0") as caught:
        run_trials(terms_of(pool, (2,), 1), pool, 5)
    assert caught.value.number == 0


def test_ten_thousand_trials_are_asked_for_of_pools_up_to_ten_thousand_lines() -> None:
    small = pool_of(("S1", 1, True))
    assert trial_runs(small) == 10_000
    small.size = 10_000
    assert trial_runs(small) == 10_000
    small.size = 10_001
    assert trial_runs(small) == 1_000


# times


def test_times_are_utc_in_whole_seconds() -> None:
    assert unix_seconds("1970-01-02T00:00:01Z") == 86401
    for wrong in (
        "2026-13-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-03-01T01:30:60Z",
        "0000-01-01T00:00:00Z",
    ):
        with pytest.raises(ValueError):  # noqa: PT011  whatever datetime says of it
            unix_seconds(wrong)
    with pytest.raises(ValueError, match=r"^no UTC time in whole seconds$"):
        unix_seconds("２026-03-01T01:30:00Z")


def test_times_are_utc_wherever_the_house_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert unix_seconds("1970-01-01T00:00:00Z") == 0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_reasons_are_a_closed_list_in_order_of_precedence() -> None:
    from panel.draw.codes import REASONS

    assert REASONS[0] == "R01"
    assert REASONS[-1] == "SEATED"
    assert len(REASONS) == 16
    assert considered(LEAF, REASONS[9]).reason == "TERM"
