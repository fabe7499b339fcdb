"""Whatever is known about a person: the reasons come in order, each for a cause, and knowing more frees nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from experts.eligibility import Declared, Occasion, Reason, Sitting, Standing, conflicts, grounds
from experts.parties import Part, Parties, Party
from experts.record import Employment, Leave, Relation, Term

NAMES = ["演示甲", "演示乙", "演示丙", "演示丁"]
CODES = [None, "A", "B", "C"]
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
last_days = st.none() | days
spans = st.tuples(days, last_days).filter(lambda span: span[1] is None or span[0] <= span[1])
closed = st.tuples(days, days).map(sorted)

employments = st.builds(
    lambda name, code, span: Employment(name, code, *span),
    st.sampled_from(NAMES),
    st.sampled_from(CODES),
    spans,
)
declarations = st.builds(
    lambda number, ground, name, code, span: Declared(
        number, Relation(ground, name, code, "演示关系", *span)
    ),
    st.integers(1, 99),
    st.sampled_from(["R02", "R03", "R04", "R05"]),
    st.sampled_from(NAMES),
    st.sampled_from(CODES),
    spans,
)


@st.composite
def sittings(draw: st.DrawFn) -> Sitting:
    on = draw(days)
    begins = datetime(on.year, on.month, on.day, draw(st.integers(0, 10)), tzinfo=UTC)
    return Sitting("演示会", on, begins, begins + timedelta(hours=2), draw(st.booleans()))


standings = st.builds(
    Standing,
    state=st.sampled_from(["ACTIVE", "SUSPENDED", "EXPIRED"]),
    terms=st.lists(closed.map(lambda span: Term(*span)), max_size=3),
    employments=st.lists(employments, max_size=4),
    declarations=st.lists(declarations, max_size=3),
    leaves=st.lists(closed.map(lambda span: Leave(*span, "病假")), max_size=2),
    sittings=st.lists(sittings(), max_size=4),
    challenges=st.lists(st.just("challenge1"), max_size=1),
    determined=st.lists(st.just("演示会0"), max_size=1),
)
parties = st.lists(
    st.builds(
        Party,
        st.sampled_from(list(Part)),
        st.sampled_from(NAMES),
        st.sampled_from(CODES),
        st.lists(st.sampled_from(NAMES), max_size=1).map(tuple),
        st.none() | days,
    ),
    max_size=4,
)


def held_on(day: date) -> Occasion:
    begins = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return Occasion(day, begins, begins + timedelta(hours=3))


@given(standings, parties, days)
def test_reasons_come_in_the_protocols_order(person: Standing, concerned: list[Party], day: date) -> None:
    found = [ground.reason for ground in grounds(person, Parties(concerned), held_on(day))]
    assert found == sorted(found, key=list(Reason).index)


@given(standings, parties, days)
def test_every_ground_of_work_is_an_employment_of_the_person_with_a_party(
    person: Standing, concerned: list[Party], day: date
) -> None:
    known = {(work.employer, work.uscc) for work in person.employments}
    names = {party.name for party in concerned}
    for ground in conflicts(person, Parties(concerned), day):
        if "employer" in ground.evidence:
            assert (ground.evidence["employer"], ground.evidence["uscc"]) in known
            assert ground.evidence["party"] in names


@given(standings, parties, employments, declarations, days)
def test_knowing_more_about_a_person_takes_no_conflict_away(
    person: Standing, concerned: list[Party], work: Employment, told: Declared, day: date
) -> None:
    more = replace(person, employments=[*person.employments, work], declarations=[*person.declarations, told])
    before, after = (conflicts(known, Parties(concerned), day) for known in (person, more))
    assert all(ground in after for ground in before)


@given(standings, parties, parties, days)
def test_another_case_on_the_agenda_frees_nobody(
    person: Standing, concerned: list[Party], others: list[Party], day: date
) -> None:
    alone = conflicts(person, Parties(concerned), day)
    together = conflicts(person, Parties([*concerned, *others]), day)
    assert all(ground in together for ground in alone)


@given(standings, days)
def test_without_parties_only_what_was_decided_before_bars(person: Standing, day: date) -> None:
    found = {ground.reason for ground in conflicts(person, Parties(), day)}
    assert found <= {Reason.R08, Reason.R09}


@given(employments, st.sampled_from(NAMES), st.sampled_from(["A", "B", "C"]), days)
def test_a_subjects_employees_are_barred_until_three_years_after(
    work: Employment, name: str, code: str, day: date
) -> None:
    """But for the leap day, of which the examples tell."""
    assume(work.ends is None or (work.ends.month, work.ends.day) != (2, 29))
    subject = Parties([Party(Part.SUBJECT, name, code)])
    barred = bool(conflicts(Standing(employments=[work]), subject, day))
    is_subject = work.uscc == code if work.uscc else work.employer == name
    in_time = work.ends is None or day <= work.ends.replace(year=work.ends.year + 3)
    assert barred == (is_subject and work.begins <= day and in_time)
