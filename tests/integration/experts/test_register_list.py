"""What the register's pages read, on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from experts.application_list import application_card, application_page, count_applications
from experts.apply import Candidacy, apply
from experts.doubles import find_doubles
from experts.edit import Particulars, add_employment, correct
from experts.evaluate import evaluate
from experts.evaluated import evaluated_page, newest_comments
from experts.life_queries import unconfirmed_page, waiting
from experts.queries import find_expert
from experts.record import Employment, Term
from experts.register import enter, suspend
from experts.register_list import ORDERS, Wanted, count_views, register_page
from experts.scoring import Deduction, Item
from kernel.act import Act
from kernel.cli import Desk
from kernel.errors import InputError, Refused
from kernel.roles import Actor
from register_people import CONVENER, REGISTRAR, person
from service.demo_data import SAFETY

As = Callable[[Actor], AbstractContextManager[Act]]
TODAY = date(2026, 3, 2)


@pytest.fixture
def entered(as_: As) -> list[str]:
    """Thirty people; the term of the first ends soon, and the second has the first one's name and phone."""
    people = [person(number) for number in range(30)]
    people[0] = replace(people[0], terms=(Term(date(2023, 1, 1), date(2026, 3, 31)),))
    people[1] = replace(people[1], name=people[0].name, mobile=people[0].mobile)
    with as_(REGISTRAR) as act:
        return enter(act, people)


def test_every_order_leads_through_the_whole_register_and_back(desk: Desk, entered: list[str]) -> None:
    for order, descending in product(ORDERS, (False, True)):
        with desk.database.reading() as session:
            first = register_page(session, Wanted(), "", order, descending=descending)
            second = register_page(session, Wanted(), first.after or "", order, descending=descending)
            back = register_page(session, Wanted(), second.before or "", order, descending=descending)
        assert {line.public_id for line in (*first.rows, *second.rows)} == {*entered}
        assert [line.public_id for line in back.rows] == [line.public_id for line in first.rows]


def test_a_line_says_where_somebody_works_and_until_when(desk: Desk, entered: list[str]) -> None:
    with desk.database.reading() as session:
        (line,) = register_page(session, Wanted(words=entered[0])).rows
    assert (line.name, line.fields, line.ends) == ("演示甲0", ["L01"], date(2026, 3, 31))
    assert line.employer == person(0).employments[0].employer


def test_conditions_are_asked_together(desk: Desk, as_: As, entered: list[str]) -> None:
    with as_(REGISTRAR) as act:
        suspend(act, entered[0], "核查")
    wanted = Wanted("suspended", "演示", "L01", "演示市", TODAY.replace(month=12))
    with desk.database.reading() as session:
        assert [line.public_id for line in register_page(session, wanted).rows] == entered[:1]
        assert register_page(session, replace(wanted, field="I05")).total == 0
        assert count_views(session) == {"": 30, "active": 29, "suspended": 1, "expired": 0, "left": 0}


def test_what_waits_for_the_registrar_is_counted(desk: Desk, entered: list[str]) -> None:
    with desk.database.reading() as session:
        found = waiting(session, TODAY)
        assert (found.ending, found.over, found.unconfirmed) == (1, 0, len(entered))
        assert waiting(session, date(2026, 4, 1)).over == 1
        page = unconfirmed_page(session, 2026, "")
        assert (page.total, page.rows[0].name, page.rows[0].last) == (30, "演示甲0", None)
        assert len(unconfirmed_page(session, 2026, page.after or "").rows) == 5


def test_namesakes_who_are_alike_in_more_are_found(desk: Desk, entered: list[str]) -> None:
    with desk.database.reading() as session:
        (pair,) = find_doubles(session, desk.vault)
    assert (pair.first, pair.second, str(pair.likeness)) == (entered[0], entered[1], "姓名、手机")


def test_evaluations_are_put_together_with_the_lowest_on_top(desk: Desk, as_: As, entered: list[str]) -> None:
    late = [Deduction(Item.PUNCTUAL, 10, "迟到")]
    with as_(CONVENER) as act:
        for expert, deductions in ((entered[0], []), (entered[1], late)):
            known = find_expert(act.session, expert).id
            evaluate(act, known, "m" * 26, SAFETY.uscc, deductions, veto=False)
    with desk.database.reading() as session:
        page = evaluated_page(session, "")
        assert [(line.lowest, line.mean, line.vetoes) for line in page.rows] == [
            (90, 90.0, 0),
            (100, 100.0, 0),
        ]
        assert newest_comments(session) == []


def test_applications_are_listed_and_shown(desk: Desk, as_: As) -> None:
    with as_(REGISTRAR) as act:
        key = apply(act, Candidacy(person(terms=()), TODAY)).public_id
    with desk.database.reading() as session:
        assert application_page(session, desk.vault, None, "open").rows[0].public_id == key
        assert count_applications(session, SAFETY.uscc) == {"": 0, "open": 0, "admitted": 0, "rejected": 0}
        card = application_card(session, desk.vault, key, None)
    assert (card.mobile, card.work.employer) == ("120****0000", person().employments[0].employer)


def test_a_correction_of_an_older_version_is_refused(as_: As, entered: list[str]) -> None:
    typed = Particulars("演示甲0", "研究员", "演示市", ["L01"])
    with as_(REGISTRAR) as act:
        correct(act, entered[0], 1, typed)
        with pytest.raises(Refused) as late:
            correct(act, entered[0], 1, typed)
        with pytest.raises(InputError) as same:
            correct(act, entered[0], 2, typed)
    assert (late.value.code, same.value.code) == ("experts.changed_since", "experts.nothing_changed")


def test_an_employment_has_days_that_can_be(as_: As, entered: list[str]) -> None:
    for begins, ends, code in (
        (date(2026, 4, 1), None, "works_in_future"),
        (date(1970, 1, 1), None, "works_before_birth"),
        (date(2020, 1, 1), date(2019, 1, 1), "employment_days"),
        (date(2020, 1, 1), date(2026, 4, 1), "employment_days"),
    ):
        with as_(REGISTRAR) as act, pytest.raises(InputError) as refused:
            add_employment(act, entered[0], 1, Employment("演示某单位", None, begins, ends))
        assert refused.value.code == f"experts.{code}"
