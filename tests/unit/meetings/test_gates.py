"""The gates of a case, one by one: met, or not with the reason."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from catalogue_samples import REWARD, basis, item, measure
from credit.port import SubjectType
from kernel.working_days import Due, WorkCalendar
from meetings.cases.gates import (
    CaseFacts,
    Document,
    Gate,
    GateResult,
    Notice,
    Publicity,
    Review,
    gates,
    gates_at_filing,
)
from meetings.catalogue.item import BasisLevel, MeasureClass

TODAY = date(2026, 11, 25)
CONDUCT, MADE = date(2026, 8, 3), date(2026, 10, 12)
SERVED = date(2026, 11, 17)  # a Tuesday: five working days end on the 24th
DOCUMENT = Document("行政处罚决定书", "示罚〔2026〕18号", "示例机关", MADE)
WEEKDAYS = WorkCalendar({}, frozenset({2026}))


def facts(**changes: Any) -> CaseFacts:
    """A punishment of which every gate is met."""
    sound = CaseFacts(
        items=[item()],
        in_force="2026-1",
        listed=frozenset({item().code}),
        measures=[measure()],
        subject_type=SubjectType.LEGAL,
        conduct_on=CONDUCT,
        document=DOCUMENT,
        term_months=12,
        linkage="措施与行为同属一个领域。",
        running=(),
        open_cases=(),
        notice=Notice(SERVED, reviewed=True, waived=False),
        publicity=None,
        review=Review(passed=True, own=False),
        calendar=WEEKDAYS,
    )
    return replace(sound, **changes)


def rewarded(**changes: Any) -> CaseFacts:
    """A reward of which every gate is met."""
    shown = Publicity(date(2026, 11, 16), date(2026, 11, 23), closed=True)
    reward = {"items": [REWARD], "listed": frozenset({REWARD.code}), "notice": None, "publicity": shown}
    return facts(**{**reward, **changes})


def result(case: CaseFacts, gate: Gate, today: date = TODAY) -> GateResult:
    (found,) = [result for result in gates(case, today) if result.gate is gate]
    return found


def unmet(case: CaseFacts, today: date = TODAY) -> list[Gate]:
    return [result.gate for result in gates(case, today) if not result.met]


def test_a_sound_punishment_meets_every_gate_and_so_does_a_sound_reward() -> None:
    assert unmet(facts()) == unmet(rewarded()) == []


def test_a_punishment_is_noticed_and_a_reward_publicised_and_neither_both() -> None:
    shared = set(Gate) - {Gate.DEFENCE, Gate.PUBLICITY}
    assert {result.gate for result in gates(facts(), TODAY)} == shared | {Gate.DEFENCE}
    assert {result.gate for result in gates(rewarded(), TODAY)} == shared | {Gate.PUBLICITY}


def test_what_comes_later_is_not_asked_at_the_filing() -> None:
    fresh = facts(notice=None, review=None)
    assert all(result.met for result in gates_at_filing(fresh, TODAY))
    assert unmet(fresh) == [Gate.DEFENCE, Gate.REVIEW]


def test_every_gate_that_is_not_met_is_named_at_once() -> None:
    broken = facts(term_months=99, linkage="", running=["SL-AQ-01"], review=None)
    assert unmet(broken) == [Gate.TERM, Gate.LINKAGE, Gate.RUNNING, Gate.REVIEW]


def test_p31d_an_item_that_the_edition_in_force_does_not_list_is_outside_the_catalogue() -> None:
    found = result(facts(listed=frozenset()), Gate.CATALOGUE)
    assert (found.met, found.reason) == (False, "cases.gate_catalogue")
    assert found.params == {"items": "SL-AQ-01", "day": CONDUCT}


@pytest.mark.parametrize("in_force", ["2026-2", None])
def test_p31c_the_edition_is_that_of_the_day_of_the_conduct(in_force: str | None) -> None:
    assert unmet(facts(in_force=in_force)) == [Gate.EDITION]


def test_punishment_and_reward_do_not_mix() -> None:
    mixed = facts(items=[item(), REWARD], listed=frozenset({item().code, REWARD.code}))
    assert unmet(mixed) == [Gate.POLARITY]


def test_p23_a_natural_person_is_not_punished_under_an_item_for_organisations() -> None:
    found = result(facts(subject_type=SubjectType.PERSON), Gate.SUBJECT)
    assert found.params == {"items": "SL-AQ-01", "type": SubjectType.PERSON}
    assert not found.met


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "cases.gate_no_document"),
        ({"number": ""}, "cases.gate_no_document"),
        ({"organ": ""}, "cases.gate_no_document"),
        ({"on": CONDUCT - timedelta(days=1)}, "cases.gate_document_day"),
        ({"on": TODAY + timedelta(days=1)}, "cases.gate_document_day"),
        ({"on": CONDUCT}, None),
        ({"on": TODAY}, None),
    ],
)
def test_the_document_is_complete_and_neither_older_than_the_conduct_nor_of_tomorrow(
    changes: dict[str, Any], reason: str | None
) -> None:
    found = result(facts(document=replace(DOCUMENT, **changes)), Gate.DOCUMENT)
    assert (found.met, found.reason) == (reason is None, reason)


@pytest.mark.parametrize(("months", "met"), [(11, False), (12, True), (36, True), (37, False)])
def test_p11a_the_term_lies_within_the_item_s(months: int, *, met: bool) -> None:
    assert result(facts(term_months=months), Gate.TERM).met is met


def test_the_term_of_several_items_is_one_that_all_of_them_allow() -> None:
    longer = item("SL-AQ-02", term_min_months=24, term_max_months=48)
    both = facts(items=[item(), longer], listed=frozenset({"SL-AQ-01", "SL-AQ-02"}))
    assert [months for months in range(60) if result(replace(both, term_months=months), Gate.TERM).met] == [
        *range(24, 37)
    ]


def test_items_without_a_common_term_cannot_be_applied_for_together() -> None:
    short = item("SL-AQ-02", term_min_months=1, term_max_months=3)
    both = facts(items=[item(), short], listed=frozenset({"SL-AQ-01", "SL-AQ-02"}))
    assert result(both, Gate.TERM).reason == "cases.gate_no_common_term"


@pytest.mark.parametrize("level", BasisLevel)
def test_a_measure_that_reduces_rights_needs_a_sufficient_basis(level: BasisLevel) -> None:
    sufficient = {"LAW", "REGULATION", "LOCAL_REGULATION", "CENTRAL_POLICY"}
    assert result(facts(measures=[measure(basis=basis(level))]), Gate.BASIS).met is (level in sufficient)


@pytest.mark.parametrize("kind", [MeasureClass.MANAGEMENT, MeasureClass.MARKET])
def test_a_measure_that_reduces_no_rights_may_rest_on_less(kind: MeasureClass) -> None:
    mere = measure(measure_class=kind, basis=basis(BasisLevel.NORMATIVE))
    assert result(facts(measures=[mere]), Gate.BASIS).met


def test_p62_an_item_that_rests_on_a_memorandum_alone_is_met_with_a_caution() -> None:
    doubtful = item(basis=basis(BasisLevel.MEMORANDUM))
    found = result(facts(items=[doubtful]), Gate.BASIS)
    assert (found.met, found.reason) == (True, "cases.gate_basis_doubtful")
    assert found.params == {"items": "SL-AQ-01"}


def test_without_a_linkage_nothing_is_applied_for() -> None:
    assert unmet(facts(linkage="")) == [Gate.LINKAGE]


def test_what_runs_or_is_open_already_is_not_applied_for_again() -> None:
    assert unmet(facts(running=["SL-AQ-01"])) == [Gate.RUNNING]
    assert unmet(facts(open_cases=["示案〔2026〕1号"])) == [Gate.OPEN_CASE]


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        (None, "cases.gate_not_served"),
        (Notice(SERVED, reviewed=False, waived=False), "cases.gate_not_answered"),
        (Notice(SERVED, reviewed=False, waived=True), "cases.gate_not_answered"),
        (Notice(SERVED + timedelta(days=1), reviewed=True, waived=False), "cases.gate_defence_time"),
        (Notice(SERVED, reviewed=True, waived=False), None),
        (Notice(TODAY, reviewed=True, waived=True), None),
    ],
)
def test_the_party_was_heard_or_its_five_working_days_are_over_or_it_waived_in_writing(
    notice: Notice | None, reason: str | None
) -> None:
    found = result(facts(notice=notice), Gate.DEFENCE)
    assert (found.met, found.reason) == (reason is None, reason)


def test_the_time_for_the_defence_is_counted_by_the_work_calendar() -> None:
    holiday = WorkCalendar({date(2026, 11, 19): False}, frozenset())
    found = result(facts(calendar=holiday), Gate.DEFENCE)
    assert not found.met
    assert found.params["until"] == Due(date(2026, 11, 25), estimated=True)
    assert result(facts(calendar=holiday), Gate.DEFENCE, TODAY + timedelta(days=1)).met


@pytest.mark.parametrize(
    ("begins", "ends", "closed", "reason"),
    [
        (date(2026, 11, 16), date(2026, 11, 20), True, "cases.gate_publicity_short"),
        (date(2026, 11, 16), date(2026, 11, 23), False, "cases.gate_publicity_open"),
        (date(2026, 11, 18), date(2026, 11, 25), True, "cases.gate_publicity_open"),
        (date(2026, 11, 16), date(2026, 11, 23), True, None),
    ],
)
def test_a_reward_was_public_for_five_working_days_and_objections_were_weighed(
    begins: date, ends: date, *, closed: bool, reason: str | None
) -> None:
    found = result(rewarded(publicity=Publicity(begins, ends, closed)), Gate.PUBLICITY)
    assert (found.met, found.reason) == (reason is None, reason)


def test_a_reward_that_was_never_public_does_not_pass() -> None:
    assert result(rewarded(publicity=None), Gate.PUBLICITY).reason == "cases.gate_not_publicised"


@pytest.mark.parametrize(
    ("review", "reason"),
    [
        (None, "cases.gate_not_reviewed"),
        (Review(passed=False, own=False), "cases.gate_review_failed"),
        (Review(passed=True, own=True), "cases.own_case"),
        (Review(passed=True, own=False), None),
    ],
)
def test_the_legal_review_was_passed_by_somebody_else(review: Review | None, reason: str | None) -> None:
    found = result(facts(review=review), Gate.REVIEW)
    assert (found.met, found.reason) == (reason is None, reason)
