"""Every reason alone, at its first and last day, and all of them together in the protocol's order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from experts.eligibility import (
    Declared,
    Ground,
    Occasion,
    Reason,
    Sitting,
    Standing,
    conflicts,
    grounds,
    years_before,
)
from experts.parties import Part, Parties, Party
from experts.record import Employment, Leave, Relation, Term
from panel.draw.codes import REASONS

MEETING = date(2026, 3, 11)
HANDLED = date(2025, 10, 12)
PARTIES = Parties(
    [
        Party(Part.SUBJECT, "演示主体", "SUBJECT"),
        Party(Part.SUBJECT, "演示张三"),
        Party(Part.DETERMINING, "演示应急局", "UNIT", ("演示安监局",), HANDLED),
        Party(Part.SUPERVISING, "演示纪检", "INSPECTION", ("演示监察局",)),
    ]
)
LONG_AGO = date(2010, 1, 1)
TERM = Term(date(2026, 1, 1), date(2026, 12, 31))


def held_on(day: date) -> Occasion:
    """A meeting from nine to half past eleven."""
    nine = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return Occasion(day, nine, nine + timedelta(hours=2, minutes=30))


def reasons(person: Standing, on: date = MEETING) -> list[Reason]:
    return [ground.reason for ground in grounds(person, PARTIES, held_on(on))]


def works(
    uscc: str | None, begins: date = LONG_AGO, ends: date | None = None, name: str = "某单位"
) -> Standing:
    return Standing(terms=[TERM], employments=[Employment(name, uscc, begins, ends)])


def declares(
    ground: str,
    ends: date | None = None,
    *,
    begins: date = LONG_AGO,
    party: str = "演示主体",
    uscc: str | None = "SUBJECT",
) -> Standing:
    relation = Relation(ground, party, uscc, "演示关系", begins, ends)
    return Standing(terms=[TERM], declarations=[Declared(7, relation)])


def sits(*days: date, hours: float = 12, is_last: bool = False) -> Standing:
    """In other meetings of those days, each from so many hours after the start of a meeting of that day."""
    sittings = [
        Sitting(
            f"演示会{number}",
            day,
            held_on(day).begins + timedelta(hours=hours),
            held_on(day).ends + timedelta(hours=hours),
            is_last,
        )
        for number, day in enumerate(days, 1)
    ]
    return Standing(terms=[TERM], sittings=sittings)


def test_the_reasons_are_those_of_the_protocol_in_its_order() -> None:
    """SELF is nobody's yet: whoever does not want to be drawn takes leave."""
    assert [reason.value for reason in Reason] == [reason for reason in REASONS if reason != "SELF"]


def test_whom_nothing_bars_may_sit() -> None:
    assert reasons(works("OTHER")) == []


# R01


def test_who_works_for_a_subject_is_barred() -> None:
    assert reasons(works("SUBJECT")) == [Reason.R01]


@pytest.mark.parametrize("left", [date(2026, 3, 10), date(2023, 3, 11)])
def test_who_left_a_subject_is_barred_for_three_years_to_the_day(left: date) -> None:
    assert reasons(works("SUBJECT", ends=left)) == [Reason.R01]


def test_who_left_a_subject_more_than_three_years_ago_is_not_barred() -> None:
    assert reasons(works("SUBJECT", ends=date(2023, 3, 10))) == []


def test_three_years_before_a_leap_day_is_the_28th() -> None:
    meeting = date(2028, 2, 29)
    term = [Term(date(2028, 1, 1), date(2028, 12, 31))]
    assert reasons(replace(works("SUBJECT", ends=date(2025, 2, 28)), terms=term), meeting) == [Reason.R01]
    assert reasons(replace(works("SUBJECT", ends=date(2025, 2, 27)), terms=term), meeting) == []


def test_who_left_on_a_leap_day_is_free_the_day_after_three_years() -> None:
    assert years_before(date(2027, 2, 28), 3) == date(2024, 2, 28)
    person = replace(works("SUBJECT", ends=date(2024, 2, 29)), terms=[Term(LONG_AGO, date(2030, 1, 1))])
    assert reasons(person, date(2027, 2, 28)) == [Reason.R01]
    assert reasons(person, date(2027, 3, 1)) == []


def test_who_begins_after_the_meeting_is_not_barred() -> None:
    assert reasons(works("SUBJECT", begins=date(2026, 3, 12))) == []


def test_an_employer_without_a_code_is_found_by_its_name() -> None:
    assert reasons(works(None, name="演示主体")) == [Reason.R01]


def test_a_namesake_with_a_code_of_its_own_is_somebody_else() -> None:
    assert reasons(works("OTHER", name="演示主体")) == []


def test_a_code_finds_the_subject_whatever_the_name() -> None:
    assert reasons(works("SUBJECT", name="演示主体旧称")) == [Reason.R01]


def test_a_party_without_a_code_is_found_by_the_name_whatever_the_code() -> None:
    assert reasons(works("OTHER", name="演示张三")) == [Reason.R01]


# R02 to R05


@pytest.mark.parametrize("ground", ["R01", "R02", "R03"])
def test_office_and_control_bar_for_three_years(ground: str) -> None:
    assert reasons(declares(ground)) == [Reason(ground)]
    assert reasons(declares(ground, date(2023, 3, 11))) == [Reason(ground)]
    assert reasons(declares(ground, date(2023, 3, 10))) == []


@pytest.mark.parametrize("ground", ["R04", "R05"])
def test_kinship_and_other_relations_bar_while_they_last(ground: str) -> None:
    assert reasons(declares(ground)) == [Reason(ground)]
    assert reasons(declares(ground, MEETING)) == [Reason(ground)]
    assert reasons(declares(ground, date(2026, 3, 10))) == []


@pytest.mark.parametrize("ground", ["R02", "R03", "R04", "R05"])
def test_a_relation_that_begins_after_the_meeting_does_not_bar(ground: str) -> None:
    assert reasons(declares(ground, begins=date(2026, 3, 12))) == []


@pytest.mark.parametrize("ground", ["R02", "R03", "R04", "R05"])
def test_a_relation_with_somebody_else_does_not_bar(ground: str) -> None:
    assert reasons(declares(ground, party="演示他人", uscc=None)) == []


def test_kinship_with_a_person_is_found_by_name() -> None:
    assert reasons(declares("R04", party="演示张三", uscc=None)) == [Reason.R04]


def test_a_relation_with_the_determining_unit_bars_as_another_relation_only() -> None:
    """Its legal adviser, say."""
    assert reasons(declares("R05", party="演示应急局", uscc="UNIT")) == [Reason.R05]
    assert reasons(declares("R02", party="演示应急局", uscc="UNIT")) == []


# R06, R07


def test_who_works_for_the_determining_unit_is_barred_and_who_left_it_is_not() -> None:
    assert reasons(works("UNIT", begins=date(2026, 1, 1))) == [Reason.R06]
    assert reasons(works("UNIT", begins=date(2026, 1, 1), ends=MEETING)) == [Reason.R06]
    assert reasons(works("UNIT", begins=date(2026, 1, 1), ends=date(2026, 3, 10))) == []


def test_who_was_with_the_unit_when_it_handled_the_case_is_barred_for_good() -> None:
    assert reasons(works("UNIT", ends=HANDLED)) == [Reason.R06]
    assert reasons(works("UNIT", ends=date(2025, 10, 11))) == []


def test_an_employment_under_a_units_old_name_still_finds_the_unit() -> None:
    assert reasons(works(None, name="演示安监局")) == [Reason.R06]


def test_the_code_that_ended_with_a_units_old_name_does_not_hide_it() -> None:
    assert reasons(works("OLDCODE", name="演示安监局")) == [Reason.R06]
    assert reasons(works("OLDCODE", name="演示监察局")) == [Reason.R07]
    assert reasons(works("OLDCODE", name="演示应急局")) == []


def test_who_works_for_the_supervisors_unit_is_barred_and_who_left_it_is_not() -> None:
    assert reasons(works("INSPECTION")) == [Reason.R07]
    assert reasons(works("INSPECTION", ends=date(2026, 3, 10))) == []


# R08, R09


def test_an_upheld_challenge_bars() -> None:
    person = Standing(terms=[TERM], challenges=["challenge1"])
    assert grounds(person, PARTIES, held_on(MEETING)) == (Ground(Reason.R08, {"challenge": "challenge1"}),)


def test_who_sat_on_the_matter_before_is_barred() -> None:
    person = Standing(terms=[TERM], determined=["演示会1"])
    assert grounds(person, PARTIES, held_on(MEETING)) == (Ground(Reason.R09, {"meeting": "演示会1"}),)


# TERM, SUSP, LEAVE


def test_a_term_of_the_very_day_of_the_meeting_is_enough() -> None:
    assert reasons(Standing(terms=[Term(MEETING, MEETING)])) == []


@pytest.mark.parametrize(
    "term",
    [Term(date(2026, 3, 12), date(2026, 12, 31)), Term(date(2025, 1, 1), date(2026, 3, 10))],
    ids=["not yet", "no longer"],
)
def test_a_term_has_to_cover_the_day_of_the_meeting(term: Term) -> None:
    assert reasons(Standing(terms=[term])) == [Reason.TERM]


def test_one_of_several_terms_is_enough() -> None:
    terms = [Term(date(2020, 1, 1), date(2022, 12, 31)), Term(date(2026, 3, 1), date(2028, 2, 29))]
    assert reasons(Standing(terms=terms)) == []


def test_without_any_term_nobody_sits() -> None:
    assert reasons(Standing()) == [Reason.TERM]


@pytest.mark.parametrize("state", ["SUSPENDED", "EXPIRED", "DISMISSED", "RESIGNED", "DECEASED"])
def test_who_is_not_active_does_not_sit(state: str) -> None:
    person = Standing(state=state, terms=[TERM])
    assert grounds(person, PARTIES, held_on(MEETING)) == (Ground(Reason.SUSP, {"state": state}),)


def test_leave_covers_its_first_and_its_last_day() -> None:
    on_leave = [Leave(date(2026, 3, 9), MEETING, "出差")]
    assert reasons(Standing(terms=[TERM], leaves=on_leave)) == [Reason.LEAVE]
    assert reasons(Standing(terms=[TERM], leaves=on_leave), date(2026, 3, 9)) == [Reason.LEAVE]
    assert reasons(Standing(terms=[TERM], leaves=on_leave), date(2026, 3, 8)) == []
    assert reasons(Standing(terms=[TERM], leaves=on_leave), date(2026, 3, 12)) == []


# BUSY, CAP


@pytest.mark.parametrize(
    ("hours", "busy"), [(2.5, False), (2.4, True), (0, True), (-2.4, True), (-2.5, False)]
)
def test_who_sits_elsewhere_at_that_time_is_busy(hours: float, *, busy: bool) -> None:
    """A meeting that begins when another ends does not clash with it."""
    assert (Reason.BUSY in reasons(sits(MEETING, hours=hours))) is busy


def test_two_sittings_in_the_month_are_enough() -> None:
    assert reasons(sits(date(2026, 3, 1))) == []
    person = sits(date(2026, 3, 1), date(2026, 3, 31))
    evidence = {"rule": "month", "meetings": "演示会1、演示会2"}
    assert grounds(person, PARTIES, held_on(MEETING)) == (Ground(Reason.CAP, evidence),)


def test_the_month_is_that_of_the_meeting_in_its_year() -> None:
    assert reasons(sits(date(2026, 2, 28), date(2026, 4, 1), date(2025, 3, 11), date(2025, 3, 12))) == []


def test_twelve_sittings_in_the_year_are_enough() -> None:
    days = [date(2026, month, day) for month in (1, 2, 5, 6, 7, 8) for day in (1, 2)]
    assert reasons(sits(*days[:11])) == []
    assert reasons(sits(*days)) == [Reason.CAP]
    assert reasons(sits(*days[:11], date(2025, 12, 31))) == []


def test_nobody_sits_twice_running_in_one_special_group() -> None:
    person = sits(date(2025, 11, 3), is_last=True)
    evidence = {"rule": "group", "meetings": "演示会1"}
    assert grounds(person, PARTIES, held_on(MEETING)) == (Ground(Reason.CAP, evidence),)


# together


def everything() -> Standing:
    worked = [Employment("某单位", code, LONG_AGO) for code in ("INSPECTION", "UNIT", "SUBJECT")]
    told = [
        Declared(number, Relation(f"R0{number}", "演示主体", None, "演示关系", LONG_AGO))
        for number in (5, 4, 3, 2)
    ]
    return Standing(
        state="SUSPENDED",
        employments=worked,
        declarations=told,
        leaves=[Leave(MEETING, MEETING, "病假")],
        sittings=[*sits(MEETING, MEETING, hours=0).sittings],
        challenges=["challenge1"],
        determined=["演示会9"],
    )


def test_all_reasons_are_given_in_the_order_of_the_protocol() -> None:
    named = {
        "R02": {"declaration": "2"},
        "R08": {"challenge": "challenge1"},
        "R09": {"meeting": "演示会9"},
        "SUSP": {"state": "SUSPENDED"},
        "TERM": {},
    }
    found = grounds(everything(), PARTIES, held_on(MEETING))
    of_a_panel = [reason for reason in Reason if reason != Reason.SEATED]
    assert list(dict.fromkeys(ground.reason for ground in found)) == of_a_panel
    for ground in found:
        assert named.get(ground.reason, {}).items() <= ground.evidence.items()


def test_conflicts_concern_the_case_and_not_the_day() -> None:
    found = conflicts(everything(), PARTIES, MEETING)
    assert [ground.reason for ground in found] == [reason for reason in Reason if reason.startswith("R0")]


def test_every_employer_that_bars_is_evidence() -> None:
    person = Standing(
        terms=[TERM],
        employments=[
            Employment("演示主体", "SUBJECT", LONG_AGO, date(2024, 5, 1)),
            Employment("演示张三", None, date(2025, 1, 1)),
        ],
    )
    assert grounds(person, PARTIES, held_on(MEETING)) == (
        Ground(
            Reason.R01,
            {
                "employer": "演示主体",
                "uscc": "SUBJECT",
                "party": "演示主体",
                "begins": "2010-01-01",
                "ends": "2024-05-01",
            },
        ),
        Ground(
            Reason.R01,
            {"employer": "演示张三", "uscc": None, "party": "演示张三", "begins": "2025-01-01", "ends": None},
        ),
    )


def test_the_evidence_of_a_declaration_names_it() -> None:
    found = grounds(declares("R02", date(2025, 6, 30)), PARTIES, held_on(MEETING))
    assert [ground.evidence for ground in found] == [
        {
            "declaration": "7",
            "relation": "演示关系",
            "party": "演示主体",
            "uscc": "SUBJECT",
            "begins": "2010-01-01",
            "ends": "2025-06-30",
        }
    ]


def test_two_parties_of_the_same_name_are_both_found() -> None:
    twins = Parties([Party(Part.SUBJECT, "演示同名", "ONE"), Party(Part.DETERMINING, "演示同名", "OTHER")])
    person = Standing(employments=[Employment("演示同名", None, LONG_AGO)])
    assert [ground.reason for ground in conflicts(person, twins, MEETING)] == [Reason.R01, Reason.R06]
    by_code = Standing(employments=[Employment("演示同名", "ONE", LONG_AGO)])
    assert [ground.reason for ground in conflicts(by_code, twins, MEETING)] == [Reason.R01]
