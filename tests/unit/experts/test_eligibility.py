from dataclasses import dataclass
from datetime import date

import pytest

from experts.eligibility import Parties, Reason, reasons
from experts.record import Employment, Term

MEETING = date(2026, 3, 11)
SUBJECT, UNIT, INSPECTION, OTHER = "SUBJECT", "UNIT", "INSPECTION", "OTHER"
PARTIES = Parties(frozenset({SUBJECT, "演示主体"}), frozenset({UNIT}), frozenset({INSPECTION}))
LONG_AGO = date(2010, 1, 1)


@dataclass
class Standing:
    active: bool = True
    terms: tuple[Term, ...] = (Term(date(2026, 1, 1), date(2026, 12, 31)),)
    employments: tuple[Employment, ...] = ()


def works(
    uscc: str | None, begins: date = LONG_AGO, ends: date | None = None, name: str = "某单位"
) -> Standing:
    return Standing(employments=(Employment(name, uscc, begins, ends),))


def test_whom_nothing_bars_may_sit() -> None:
    assert reasons(works(OTHER), PARTIES, MEETING) == ()


def test_who_works_for_a_subject_is_barred() -> None:
    assert reasons(works(SUBJECT), PARTIES, MEETING) == (Reason.R01,)


@pytest.mark.parametrize("left", [date(2026, 3, 10), date(2023, 3, 11)])
def test_who_left_a_subject_is_barred_for_three_years(left: date) -> None:
    assert reasons(works(SUBJECT, ends=left), PARTIES, MEETING) == (Reason.R01,)


def test_who_left_a_subject_more_than_three_years_ago_is_not_barred() -> None:
    assert reasons(works(SUBJECT, ends=date(2023, 3, 10)), PARTIES, MEETING) == ()


def test_three_years_before_a_leap_day_is_the_28th() -> None:
    meeting = date(2028, 2, 29)
    someone = works(SUBJECT, ends=date(2025, 2, 28))
    someone.terms = (Term(date(2028, 1, 1), date(2028, 12, 31)),)
    assert reasons(someone, PARTIES, meeting) == (Reason.R01,)


def test_who_begins_after_the_meeting_is_not_barred() -> None:
    assert reasons(works(SUBJECT, begins=date(2026, 3, 12)), PARTIES, MEETING) == ()


def test_who_works_for_the_determining_unit_is_barred_and_who_left_it_is_not() -> None:
    assert reasons(works(UNIT), PARTIES, MEETING) == (Reason.R06,)
    assert reasons(works(UNIT, ends=date(2026, 3, 11)), PARTIES, MEETING) == (Reason.R06,)
    assert reasons(works(UNIT, ends=date(2026, 3, 10)), PARTIES, MEETING) == ()


def test_who_works_for_the_supervisors_unit_is_barred() -> None:
    assert reasons(works(INSPECTION), PARTIES, MEETING) == (Reason.R07,)


def test_an_employer_without_a_code_is_found_by_its_name() -> None:
    assert reasons(works(None, name="演示主体"), PARTIES, MEETING) == (Reason.R01,)


def test_a_namesake_with_a_code_of_its_own_is_somebody_else() -> None:
    assert reasons(works(OTHER, name="演示主体"), PARTIES, MEETING) == ()


def test_a_term_of_the_very_day_of_the_meeting_is_enough() -> None:
    assert reasons(Standing(terms=(Term(MEETING, MEETING),)), PARTIES, MEETING) == ()


@pytest.mark.parametrize(
    "term",
    [Term(date(2026, 3, 12), date(2026, 12, 31)), Term(date(2025, 1, 1), date(2026, 3, 10))],
    ids=["not yet", "no longer"],
)
def test_a_term_has_to_cover_the_day_of_the_meeting(term: Term) -> None:
    assert reasons(Standing(terms=(term,)), PARTIES, MEETING) == (Reason.TERM,)


def test_one_of_several_terms_is_enough() -> None:
    terms = (Term(date(2020, 1, 1), date(2022, 12, 31)), Term(date(2026, 3, 1), date(2028, 2, 29)))
    assert reasons(Standing(terms=terms), PARTIES, MEETING) == ()


def test_without_any_term_nobody_sits() -> None:
    assert reasons(Standing(terms=()), PARTIES, MEETING) == (Reason.TERM,)


def test_all_reasons_are_given_in_the_order_of_the_protocol() -> None:
    everywhere = tuple(Employment("某单位", code, LONG_AGO) for code in (INSPECTION, UNIT, SUBJECT))
    someone = Standing(active=False, terms=(), employments=everywhere)
    assert reasons(someone, PARTIES, MEETING, busy=True) == tuple(Reason)
