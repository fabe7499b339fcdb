"""Somebody applies or is recommended; another person reviews; the office admits or rejects."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from experts.apply import Candidacy, apply, recommend
from experts.card import show_expert
from experts.depart import decease, dismiss, resign
from experts.life_models import ExpertApplication
from experts.life_queries import applications
from experts.models import Expert, ExpertLeaf
from experts.record import Employment, Term
from experts.register import enter
from experts.review import admit, find_application, reject, take_up
from kernel.act import Act
from kernel.cli import Desk
from kernel.entropy import SystemEntropy
from kernel.errors import InputError, NotAllowed, NotFound, PanelError, Refused
from kernel.roles import Actor
from ledger.models import LogEntry
from register_people import BOTH, CLERK, NEXT_TERM, REGISTRAR, REVIEWER, TERM, person
from service.demo_data import OFFICE, SAFETY

Statements = Callable[[Session], AbstractContextManager[list[str]]]
As = Callable[[Actor], AbstractContextManager[Act]]
HANDED_IN = Candidacy(person(terms=()), date(2026, 3, 1), "e" * 64)


@pytest.fixture
def entered(as_: As) -> str:
    with as_(REGISTRAR) as act:
        return apply(act, HANDED_IN).public_id


@pytest.fixture
def under_review(as_: As, entered: str) -> str:
    with as_(REVIEWER) as act:
        take_up(act, find_application(act.session, entered))
    return entered


def state_of(desk: Desk, application: str) -> str:
    with desk.database.reading() as session:
        return find_application(session, application).state


def test_an_admitted_person_is_an_expert_with_term_history_and_certificate(
    desk: Desk, as_: As, under_review: str
) -> None:
    with as_(REVIEWER) as act:
        certificate = admit(act, find_application(act.session, under_review), "符合条件。", TERM)
    assert (certificate.number, certificate.begins, certificate.ends) == (
        "示信聘〔2026〕1号",
        TERM.begins,
        TERM.ends,
    )
    with desk.database.reading() as session:
        kept = session.scalars(select(ExpertApplication)).one()
        (public_id,) = session.scalars(select(Expert.public_id).where(Expert.id == kept.expert_id)).all()
        card = show_expert(session, desk.vault, public_id)
        events = session.scalars(select(LogEntry.type).order_by(LogEntry.seq)).all()
    assert (kept.state, kept.opinion, kept.decided_by) == ("ADMITTED", "符合条件。", REVIEWER.public_id)
    assert (card.name, card.state, list(card.terms), card.version) == ("演示甲0", "ACTIVE", [TERM], 1)
    (step,) = card.state_changes
    assert (step.state, step.reason, step.evidence, step.by) == (
        "ACTIVE",
        "符合条件。",
        "e" * 64,
        f"lg_office:{REVIEWER.public_id}",
    )
    assert events == [
        "application.entered",
        "application.taken_up",
        "expert.changed",
        "application.admitted",
        "expert.appointed",
    ]


def test_a_rejected_person_is_no_expert_and_may_apply_again(desk: Desk, as_: As, entered: str) -> None:
    with as_(REVIEWER) as act:
        reject(act, find_application(act.session, entered), "工作年限不足。")
    assert state_of(desk, entered) == "REJECTED"
    with as_(REGISTRAR) as act:
        again = apply(act, HANDED_IN)
    with desk.database.reading() as session:
        assert session.scalars(select(Expert)).all() == []
        assert again.public_id != entered


def test_nobody_has_two_open_applications(as_: As, entered: str) -> None:
    assert entered
    with pytest.raises(Refused, match="已有申请尚未办结"), as_(CLERK) as act:
        recommend(act, SAFETY.uscc, HANDED_IN)


@pytest.mark.parametrize("decide", ["take_up", "admit", "reject"])
def test_who_entered_an_application_does_not_review_it(as_: As, decide: str) -> None:
    with as_(BOTH) as act:
        entered = apply(act, HANDED_IN).public_id
    judge = {
        "take_up": take_up,
        "admit": lambda act, found: admit(act, found, "符合条件。", TERM),
        "reject": lambda act, found: reject(act, found, "不符合。"),
    }[decide]
    with pytest.raises(Refused, match="由您本人录入"), as_(BOTH) as act:
        judge(act, find_application(act.session, entered))


def test_the_database_itself_wants_two_persons(desk: Desk, entered: str) -> None:
    same = update(ExpertApplication).values(decided_by=REGISTRAR.public_id)
    assert entered
    with pytest.raises(IntegrityError, match="two_persons"), desk.database.transaction() as session:
        session.execute(same)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "REJECTED", "decided_by": "o" * 26},
        {"state": "REJECTED", "decided_by": "o" * 26, "opinion": ""},
        {"state": "REJECTED", "opinion": "不符合。"},
        {"state": "ADMITTED", "decided_by": "o" * 26, "opinion": "符合。"},
        {"source": "FRIEND"},
        {"source": "UNIT", "recommended_by": None},
    ],
    ids=str,
)
def test_the_database_itself_keeps_decisions_whole(
    desk: Desk, entered: str, values: dict[str, str | None]
) -> None:
    assert entered
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.execute(update(ExpertApplication).values(**values))


def test_only_what_is_under_review_is_admitted(desk: Desk, as_: As, entered: str) -> None:
    with pytest.raises(Refused, match="现为“待受理”"), as_(REVIEWER) as act:
        admit(act, find_application(act.session, entered), "符合条件。", TERM)
    assert state_of(desk, entered) == "APPLIED"
    with desk.database.reading() as session:
        assert session.scalars(select(Expert)).all() == []


def test_what_is_decided_stays_decided(as_: As, under_review: str) -> None:
    with as_(REVIEWER) as act:
        reject(act, find_application(act.session, under_review), "工作年限不足。")
    for judge in (
        take_up,
        lambda act, found: admit(act, found, "符合条件。", TERM),
        lambda act, found: reject(act, found, "再次。"),
    ):
        with pytest.raises(Refused, match="现为“不予入库”"), as_(REVIEWER) as act:
            judge(act, find_application(act.session, under_review))


def test_nobody_is_admitted_twice(as_: As, under_review: str) -> None:
    with as_(REVIEWER) as act:
        admit(act, find_application(act.session, under_review), "符合条件。", TERM)
    with pytest.raises(Refused, match="已在专家库中（在聘）"), as_(REVIEWER) as act:
        admit(act, find_application(act.session, under_review), "符合条件。", TERM)


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        (Term(date(2026, 5, 1), date(2026, 4, 1)), "止日早于起日"),
        (Term(date(2023, 1, 1), date(2026, 3, 1)), "已经过去"),
    ],
)
def test_nobody_is_admitted_for_a_time_that_is_over(
    as_: As, under_review: str, term: Term, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence), as_(REVIEWER) as act:
        admit(act, find_application(act.session, under_review), "符合条件。", term)


def test_an_opinion_is_needed_to_decide(as_: As, under_review: str) -> None:
    with pytest.raises(InputError, match="不能为空"), as_(REVIEWER) as act:
        admit(act, find_application(act.session, under_review), " ", TERM)
    with pytest.raises(InputError, match="不能为空"), as_(REVIEWER) as act:
        reject(act, find_application(act.session, under_review), "")


def test_the_persons_consent_is_given_before_the_data_is_entered(as_: As) -> None:
    with pytest.raises(InputError, match="2026-03-03尚未到来"), as_(REGISTRAR) as act:
        apply(act, replace(HANDED_IN, consent_on=date(2026, 3, 3)))


def test_who_is_in_the_register_does_not_apply(as_: As) -> None:
    with as_(REGISTRAR) as act:
        enter(act, [person()])
    with pytest.raises(Refused, match="已在专家库中（在聘）"), as_(REGISTRAR) as act:
        apply(act, HANDED_IN)


def test_a_clerk_recommends_for_the_own_unit_only(as_: As) -> None:
    with pytest.raises(NotAllowed), as_(CLERK) as act:
        recommend(act, OFFICE.uscc, HANDED_IN)
    with pytest.raises(NotAllowed), as_(CLERK) as act:
        apply(act, HANDED_IN)


@pytest.mark.parametrize(("employer", "source"), [(SAFETY, "UNIT"), (OFFICE, "DEPARTMENT")])
def test_a_recommendation_says_whether_the_person_works_there(
    desk: Desk, as_: As, employer: object, source: str
) -> None:
    work = Employment(employer.name, employer.uscc, date(2018, 1, 1))  # type: ignore[attr-defined]
    with as_(CLERK) as act:
        recommend(act, SAFETY.uscc, replace(HANDED_IN, record=replace(HANDED_IN.record, employments=(work,))))
    with desk.database.reading() as session:
        (line,) = applications(session, desk.vault, unit=SAFETY.uscc)
        assert (line.source, line.unit, line.name, line.document) == (
            source,
            SAFETY.name,
            "演示甲0",
            "110105********0003",
        )
        assert applications(session, desk.vault, unit=OFFICE.uscc) == []


def test_only_the_office_reviews(as_: As, entered: str) -> None:
    for actor in (REGISTRAR, CLERK):
        with pytest.raises(NotAllowed), as_(actor) as act:
            take_up(act, find_application(act.session, entered))


def test_the_persons_data_is_sealed_and_not_on_the_ledger(desk: Desk, entered: str) -> None:
    with desk.database.reading() as session:
        kept = session.scalars(select(ExpertApplication)).one()
        entry = session.scalars(select(LogEntry)).one()
        assert HANDED_IN.record.document.encode() not in kept.record
        assert HANDED_IN.record.name.encode() not in kept.record
        assert HANDED_IN.record.name not in entry.body.decode()
    assert entered == kept.public_id


def test_an_unknown_application_is_not_found(desk: Desk) -> None:
    with desk.database.reading() as session, pytest.raises(NotFound, match="入库申请“nobody”"):
        find_application(session, "nobody")


def test_the_list_of_applications_takes_one_statement(desk: Desk, as_: As, statements: Statements) -> None:
    with as_(CLERK) as act:
        for number in range(30):
            recommend(act, SAFETY.uscc, Candidacy(person(number, terms=()), date(2026, 3, 1)))
    with desk.database.reading() as session, statements(session) as sent:
        found = applications(session, desk.vault)
    assert (len(sent), len(found), found[0].name) == (1, 30, "演示甲29")


def gone(as_: As, leave: Callable[[Act, str], object]) -> str:
    """Somebody who was an expert and left."""
    with as_(REGISTRAR) as act:
        (expert,) = enter(act, [person()])
        leave(act, expert)
    return expert


def returned(as_: As, candidacy: Candidacy, term: Term) -> None:
    with as_(REGISTRAR) as act:
        application = apply(act, candidacy).public_id
    with as_(REVIEWER) as act:
        take_up(act, find_application(act.session, application))
        admit(act, find_application(act.session, application), "已满三年，同意。", term)


def test_who_left_by_the_own_wish_or_was_dismissed_comes_back_by_an_application_only(
    desk: Desk, as_: As, statements: Statements
) -> None:
    expert = gone(as_, lambda act, one: dismiss(act, one, "LEAK", "透露表决情况"))
    moved = Employment("演示新单位", None, date(2026, 2, 1))
    again = replace(person(terms=()), title="研究员", employments=(moved,))
    with as_(REGISTRAR) as act:
        apply(act, replace(HANDED_IN, record=again))
    with desk.database.reading() as session, statements(session) as sent:
        (line,) = applications(session, desk.vault)
    assert (line.before, len(sent)) == ("LEAK", 1)
    with as_(REVIEWER) as act:
        reject(act, find_application(act.session, line.public_id), "未满三年。")
    returned(as_, replace(HANDED_IN, record=again), NEXT_TERM)
    with desk.database.reading() as session:
        card = show_expert(session, desk.vault, expert)
        versions = session.execute(
            select(ExpertLeaf.version, ExpertLeaf.is_current).order_by(ExpertLeaf.version)
        ).all()
    assert (card.state, card.title, list(card.terms)) == ("ACTIVE", "研究员", [NEXT_TERM])
    assert [step.state for step in card.state_changes] == ["DISMISSED", "ACTIVE"]
    assert [work.employer for work in card.employments] == [person().employments[0].employer, "演示新单位"]
    assert versions == [(1, False), (3, True)]


def test_who_came_back_can_leave_again(desk: Desk, as_: As) -> None:
    expert = gone(as_, lambda act, one: resign(act, one, "本人申请"))
    returned(as_, HANDED_IN, NEXT_TERM)
    with as_(REGISTRAR) as act:
        resign(act, expert, "再次申请")
    with desk.database.reading() as session:
        types = session.scalars(select(LogEntry.type)).all()
    assert types.count("expert.left") == 2


def test_the_dead_do_not_apply(as_: As) -> None:
    gone(as_, lambda act, one: decease(act, one, "单位来函"))
    with pytest.raises(Refused, match="已在专家库中（去世）"), as_(REGISTRAR) as act:
        apply(act, HANDED_IN)


def test_a_unit_does_not_see_how_somebody_left(desk: Desk, as_: As) -> None:
    gone(as_, lambda act, one: dismiss(act, one, "LEAK", "透露表决情况"))
    with as_(CLERK) as act:
        recommend(act, SAFETY.uscc, HANDED_IN)
    with desk.database.reading() as session:
        assert [line.before for line in applications(session, desk.vault, unit=SAFETY.uscc)] == [None]


def test_of_two_reviewers_at_once_one_admits(desk: Desk, under_review: str) -> None:
    """The other waits for the number, sees what happened, and is refused; nobody is entered twice."""
    together = threading.Barrier(2)
    outcomes: list[object] = []

    def one_admission() -> None:
        other = Desk(desk.config, desk.clock, SystemEntropy())
        together.wait()
        try:
            with other.acting(lambda _: REVIEWER) as act:
                outcomes.append(
                    admit(act, find_application(act.session, under_review), "同意。", TERM).number
                )
        except PanelError as refused:
            outcomes.append(type(refused))
        finally:
            other.close()

    threads = [threading.Thread(target=one_admission) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == [str(Refused), "示信聘〔2026〕1号"]
    with desk.database.reading() as session:
        assert len(session.scalars(select(Expert)).all()) == 1
