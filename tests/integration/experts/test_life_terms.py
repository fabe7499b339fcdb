"""Terms: reminded of in time, renewed by a person, expired by the clock; a certificate for each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.appoint import certify, find_certificate
from experts.card import ExpertCard, show_expert
from experts.depart import resign
from experts.life_queries import ending_terms
from experts.models import Expert
from experts.queries import candidates
from experts.record import Term
from experts.register import enter, suspend
from experts.terms import expire_ended, renew
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Actor
from ledger.models import LogEntry
from register_people import CLERK, NEXT_TERM, REGISTRAR, REVIEWER, TERM, person

As = Callable[[Actor], AbstractContextManager[Act]]
Statements = Callable[[Session], AbstractContextManager[list[str]]]


@pytest.fixture
def expert(as_: As) -> str:
    with as_(REGISTRAR) as act:
        return enter(act, [person()])[0]


def card(desk: Desk, expert: str) -> ExpertCard:
    with desk.database.reading() as session:
        return show_expert(session, desk.vault, expert)


def set_day(desk: Desk, *day: int) -> None:
    assert isinstance(desk.clock, SetClock)
    desk.clock.set(datetime(*day, 1, tzinfo=UTC))


def test_a_renewed_expert_has_both_terms_a_certificate_and_a_line_of_history(
    desk: Desk, as_: As, expert: str
) -> None:
    with as_(REGISTRAR) as act:
        certificate = renew(act, expert, NEXT_TERM, "考核合格，本人同意续聘。", "e" * 64)
    shown = card(desk, expert)
    assert list(shown.terms) == [TERM, NEXT_TERM]
    assert (certificate.number, str(certificate.issued_on)) == ("示信聘〔2026〕1号", "2026-03-02")
    assert [(one.number, one.begins, one.ends) for one in shown.certificates] == [
        ("示信聘〔2026〕1号", NEXT_TERM.begins, NEXT_TERM.ends)
    ]
    (step,) = shown.state_changes
    assert (step.state, step.reason, step.evidence) == ("ACTIVE", "考核合格，本人同意续聘。", "e" * 64)
    assert shown.version == 2


def test_renewing_keeps_everything_else_of_the_record(desk: Desk, as_: As, expert: str) -> None:
    before = card(desk, expert)
    with as_(REGISTRAR) as act:
        renew(act, expert, NEXT_TERM, "考核合格")
    after = card(desk, expert)
    kept = {"terms", "certificates", "state_changes", "version", "leaf"}
    for name in set(ExpertCard.__dataclass_fields__) - kept:
        assert getattr(after, name) == getattr(before, name), name


def test_a_suspended_expert_who_is_renewed_stays_suspended(desk: Desk, as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        suspend(act, expert, "核查")
    with as_(REGISTRAR) as act:
        renew(act, expert, NEXT_TERM, "考核合格")
    assert card(desk, expert).state == "SUSPENDED"


def test_a_new_term_does_not_overlap_an_old_one(as_: As, expert: str) -> None:
    overlapping = Term(TERM.ends, NEXT_TERM.ends)
    with pytest.raises(Refused, match="与现有聘期2026-01-01至2028-12-31重叠"), as_(REGISTRAR) as act:
        renew(act, expert, overlapping, "考核合格")


def test_a_renewal_needs_a_reason_and_days_to_come(as_: As, expert: str) -> None:
    for term, reason, sentence in (
        (NEXT_TERM, " ", "不能为空"),
        (Term(date(2020, 1, 1), date(2022, 12, 31)), "考核合格", "已经过去"),
        (Term(NEXT_TERM.ends, NEXT_TERM.begins), "考核合格", "早于起日"),
    ):
        with pytest.raises(InputError, match=sentence), as_(REGISTRAR) as act:
            renew(act, expert, term, reason)


def test_only_the_registrar_renews_and_only_known_experts(as_: As, expert: str) -> None:
    for actor in (REVIEWER, CLERK):
        with pytest.raises(NotAllowed), as_(actor) as act:
            renew(act, expert, NEXT_TERM, "考核合格")
    with pytest.raises(NotFound), as_(REGISTRAR) as act:
        renew(act, "nobody", NEXT_TERM, "考核合格")


def test_who_has_left_is_not_renewed(as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        resign(act, expert, "本人申请")
    with pytest.raises(Refused, match="已退出专家库（辞聘）"), as_(REGISTRAR) as act:
        renew(act, expert, NEXT_TERM, "考核合格")


def test_a_term_is_on_the_list_of_renewals_from_the_sixtieth_day_before_its_end(desk: Desk, as_: As) -> None:
    ends = (date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 2))
    with as_(REGISTRAR) as act:
        enter(
            act,
            [
                person(number, terms=(Term(date(2026, 1, 1), day),))
                for number, day in enumerate(reversed(ends))
            ],
        )
    with desk.database.reading() as session:
        found = ending_terms(session, date(2026, 3, 2))
    assert [(line.name, line.ends) for line in found] == [
        ("演示甲3", ends[0]),
        ("演示甲2", ends[1]),
        ("演示甲1", ends[2]),
    ]


def test_whoever_is_renewed_is_off_the_list(desk: Desk, as_: As, expert: str) -> None:
    set_day(desk, 2028, 11, 15)
    with desk.database.reading() as session:
        assert [line.public_id for line in ending_terms(session, date(2028, 11, 15))] == [expert]
    with as_(REGISTRAR) as act:
        renew(act, expert, NEXT_TERM, "考核合格")
    with desk.database.reading() as session:
        assert ending_terms(session, date(2028, 11, 15)) == []


def test_the_list_of_renewals_takes_one_statement(desk: Desk, as_: As, statements: Statements) -> None:
    with as_(REGISTRAR) as act:
        enter(act, [person(number) for number in range(50)])
    with desk.database.reading() as session, statements(session) as sent:
        assert len(ending_terms(session, date(2028, 12, 1))) == 50
    assert len(sent) == 1


def test_terms_that_are_over_expire_by_the_clock_and_no_others(desk: Desk, as_: As) -> None:
    longer = replace(person(1), terms=(TERM, NEXT_TERM))
    with as_(REGISTRAR) as act:
        first, second, third = enter(act, [person(0), longer, person(2)])
        suspend(act, third, "核查")
    set_day(desk, 2028, 12, 31)
    with as_(CLERK) as act:
        assert expire_ended(act) == []
    set_day(desk, 2029, 1, 1)
    with as_(CLERK) as act:
        assert expire_ended(act) == [first, third]
    with as_(CLERK) as act:
        assert expire_ended(act) == []
    assert [card(desk, one).state for one in (first, second, third)] == ["EXPIRED", "ACTIVE", "EXPIRED"]
    step = card(desk, first).state_changes[-1]
    assert (step.state, step.reason, step.by) == ("EXPIRED", "聘期届满", "clock:service")
    with desk.database.reading() as session:
        standing = {found.public_id: found.state for found in candidates(session)}
    assert standing == {first: "EXPIRED", second: "ACTIVE", third: "EXPIRED"}


def test_a_new_term_makes_an_expired_expert_active_again(desk: Desk, as_: As, expert: str) -> None:
    set_day(desk, 2029, 1, 1)
    with as_(REGISTRAR) as act:
        expire_ended(act)
    with pytest.raises(Refused, match="现为“聘期届满”"), as_(REGISTRAR) as act:
        suspend(act, expert, "核查")
    with as_(REGISTRAR) as act:
        renew(act, expert, NEXT_TERM, "考核合格")
    shown = card(desk, expert)
    assert (shown.state, [step.state for step in shown.state_changes]) == ("ACTIVE", ["EXPIRED", "ACTIVE"])
    with desk.database.reading() as session:
        assert session.scalars(select(Expert.state)).all() == ["ACTIVE"]


def test_many_experts_expire_in_one_act(desk: Desk, as_: As) -> None:
    with as_(REGISTRAR) as act:
        enter(act, [person(number) for number in range(200)])
    set_day(desk, 2029, 1, 1)
    with as_(CLERK) as act:
        assert len(expire_ended(act)) == 200
    with desk.database.reading() as session:
        changed = session.scalars(select(LogEntry.type)).all()
    assert changed.count("expert.changed") == 400


def test_a_term_from_a_roster_gets_its_certificate_once(desk: Desk, as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        number = certify(act, expert).number
    with desk.database.reading() as session:
        certificate, holder = find_certificate(session, number)
        assert (holder.public_id, certificate.begins) == (expert, TERM.begins)
    with pytest.raises(Refused, match="聘书已经编号"), as_(REGISTRAR) as act:
        certify(act, expert)


def test_certificates_are_numbered_without_gaps_also_after_a_refusal(as_: As) -> None:
    with as_(REGISTRAR) as act:
        first, second = enter(act, [person(0), person(1)])
        assert certify(act, first).number == "示信聘〔2026〕1号"
    with pytest.raises(Refused), as_(REGISTRAR) as act:
        certify(act, first)
    with as_(REGISTRAR) as act:
        assert certify(act, second).number == "示信聘〔2026〕2号"


def test_without_an_office_there_is_no_certificate(desk: Desk) -> None:
    with desk.acting(lambda _: REGISTRAR) as act:
        (expert,) = enter(act, [person()])
    with pytest.raises(NotFound, match="lg_office"), desk.acting(lambda _: REGISTRAR) as act:
        certify(act, expert)
    with desk.database.reading() as session, pytest.raises(NotFound, match="没有编号为“1号”的聘书"):
        find_certificate(session, "1号")
