"""Relations that experts declare, and the yearly confirmation of employer and conflicts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from experts.card import ExpertCard, show_expert
from experts.confirm import Workplace, confirm
from experts.declare import declare, end_declaration
from experts.depart import resign
from experts.leaf import employer_digest
from experts.life_models import ExpertConfirmation, ExpertDeclaration
from experts.life_queries import unconfirmed
from experts.models import ExpertLeaf
from experts.record import Relation
from experts.register import enter
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Actor
from ledger.models import LogEntry
from register_people import CLERK, EXPERT, FIRM, INSTITUTE, REGISTRAR, REVIEWER, person
from service.demo_data import SUBJECT

As = Callable[[Actor], AbstractContextManager[Act]]
Statements = Callable[[Session], AbstractContextManager[list[str]]]
RELATION = Relation("R02", SUBJECT.name, SUBJECT.uscc, "独立董事", date(2024, 1, 1))
PAPER = "e" * 64


@pytest.fixture
def expert(as_: As) -> str:
    with as_(REGISTRAR) as act:
        return enter(act, [person()])[0]


def card(desk: Desk, expert: str) -> ExpertCard:
    with desk.database.reading() as session:
        return show_expert(session, desk.vault, expert)


def count(desk: Desk, table: type) -> int | None:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_declared_relation_is_kept_with_who_said_it_and_where(desk: Desk, as_: As, expert: str) -> None:
    with as_(EXPERT) as act:
        declare(act, expert, RELATION)
    assert card(desk, expert).declarations == [RELATION]
    with desk.database.reading() as session:
        kept = session.scalars(select(ExpertDeclaration)).one()
        last = session.scalars(select(LogEntry).order_by(LogEntry.seq.desc())).first()
    assert (kept.source, kept.by, kept.evidence) == ("DECLARATION", f"expert:{EXPERT.public_id}", None)
    assert last is not None
    assert last.type == "expert.declared"
    assert SUBJECT.name not in last.body.decode()


def test_the_registrar_declares_for_an_expert_from_a_signed_paper_only(
    desk: Desk, as_: As, expert: str
) -> None:
    with pytest.raises(Refused, match="须附本人签名的纸质件"), as_(REGISTRAR) as act:
        declare(act, expert, RELATION)
    with as_(REGISTRAR) as act:
        declare(act, expert, RELATION, PAPER)
    with pytest.raises(IntegrityError, match="paper"), desk.database.transaction() as session:
        session.execute(update(ExpertDeclaration).values(evidence=None))


def test_nobody_else_speaks_for_an_expert(as_: As, expert: str) -> None:
    for actor in (REVIEWER, CLERK):
        with pytest.raises(NotAllowed), as_(actor) as act:
            declare(act, expert, RELATION, PAPER)
        with pytest.raises(NotAllowed), as_(actor) as act:
            confirm(act, expert, changed=None, evidence=PAPER)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ground": "R01"}, "没有利害关系类别“R01”"),
        ({"ground": "R06"}, "没有利害关系类别"),
        ({"begins": date(2026, 3, 3)}, "不能始于或止于将来"),
        ({"ends": date(2026, 3, 3)}, "不能始于或止于将来"),
        ({"ends": date(2023, 12, 31)}, "止日不能早于起日"),
        ({"party_name": " "}, "不能为空"),
        ({"relation": ""}, "不能为空"),
    ],
    ids=str,
)
def test_a_relation_that_cannot_be_is_refused(
    desk: Desk, as_: As, expert: str, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence), as_(EXPERT) as act:
        declare(act, expert, replace(RELATION, **change))  # type: ignore[arg-type]
    assert count(desk, ExpertDeclaration) == 0


def test_a_relation_that_lasts_is_declared_once_and_again_after_it_ended(
    desk: Desk, as_: As, expert: str
) -> None:
    with as_(EXPERT) as act:
        declare(act, expert, RELATION)
    with pytest.raises(Refused, match="已经申报且尚未终止"), as_(EXPERT) as act:
        declare(act, expert, RELATION)
    with as_(EXPERT) as act:
        end_declaration(act, expert, "R02", SUBJECT.name, date(2026, 1, 31))
    with as_(EXPERT) as act:
        declare(act, expert, replace(RELATION, begins=date(2026, 2, 15)))
    assert [told.ends for told in card(desk, expert).declarations] == [date(2026, 1, 31), None]


def test_only_a_relation_that_lasts_can_be_ended_and_not_before_it_began(as_: As, expert: str) -> None:
    with pytest.raises(NotFound, match="尚未终止的此类利害关系"), as_(EXPERT) as act:
        end_declaration(act, expert, "R02", SUBJECT.name, date(2026, 1, 31))
    with as_(EXPERT) as act:
        declare(act, expert, RELATION)
    for ends in (date(2023, 12, 31), date(2026, 3, 3)):
        with pytest.raises(InputError, match="利害关系2024-01-01至"), as_(EXPERT) as act:
            end_declaration(act, expert, "R02", SUBJECT.name, ends)
    with pytest.raises(Refused, match="纸质件"), as_(REGISTRAR) as act:
        end_declaration(act, expert, "R02", SUBJECT.name, date(2026, 1, 31))


def test_a_confirmation_without_changes_changes_nothing_in_the_record(
    desk: Desk, as_: As, expert: str
) -> None:
    before = card(desk, expert)
    with as_(EXPERT) as act:
        done = confirm(act, expert, changed=None)
    assert (done.year, done.by) == (2026, f"expert:{EXPERT.public_id}")
    assert card(desk, expert) == replace(before, confirmed=2026)


def test_a_changed_employer_is_a_new_version_and_the_old_one_stays(desk: Desk, as_: As, expert: str) -> None:
    with as_(EXPERT) as act:
        confirm(act, expert, changed=Workplace(date(2026, 2, 1), FIRM.name, FIRM.uscc), relations=[RELATION])
    shown = card(desk, expert)
    assert [(work.employer, work.begins, work.ends) for work in shown.employments] == [
        (INSTITUTE.name, date(2018, 3, 1), date(2026, 1, 31)),
        (FIRM.name, date(2026, 2, 1), None),
    ]
    assert (shown.version, shown.declarations, shown.confirmed) == (2, [RELATION], 2026)
    with desk.database.reading() as session:
        opening = session.scalars(select(ExpertLeaf.opening).where(ExpertLeaf.is_current)).one()
        source = session.scalars(select(ExpertDeclaration.source)).one()
    assert employer_digest(desk.vault.register_key, FIRM.uscc, expert) in opening
    assert source == "CONFIRMATION"


def test_nothing_of_a_confirmation_is_kept_if_a_part_of_it_is_wrong(desk: Desk, as_: As, expert: str) -> None:
    before = card(desk, expert)
    wrong = replace(RELATION, ground="R09")
    with pytest.raises(InputError), as_(EXPERT) as act:
        confirm(act, expert, changed=Workplace(date(2026, 2, 1), FIRM.name, FIRM.uscc), relations=[wrong])
    assert card(desk, expert) == before


def test_a_year_is_confirmed_once_and_the_next_one_again(desk: Desk, as_: As, expert: str) -> None:
    with as_(EXPERT) as act:
        confirm(act, expert, changed=None)
    with pytest.raises(Refused, match="已作过年度确认"), as_(REGISTRAR) as act:
        confirm(act, expert, changed=None, evidence=PAPER)
    assert isinstance(desk.clock, SetClock)
    desk.clock.set(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))  # the new year has begun in Shanghai
    with as_(REGISTRAR) as act:
        assert confirm(act, expert, changed=None, evidence=PAPER).year == 2027
    assert count(desk, ExpertConfirmation) == 2


def test_the_registrar_confirms_for_an_expert_from_a_signed_paper_only(as_: As, expert: str) -> None:
    with pytest.raises(Refused, match="纸质件"), as_(REGISTRAR) as act:
        confirm(act, expert, changed=None)


def test_who_has_left_confirms_nothing(as_: As, expert: str) -> None:
    with as_(REGISTRAR) as act:
        resign(act, expert, "本人申请")
    with pytest.raises(Refused, match="已退出"), as_(EXPERT) as act:
        confirm(act, expert, changed=None)
    with pytest.raises(Refused, match="已退出"), as_(EXPERT) as act:
        declare(act, expert, RELATION)


def test_whoever_has_not_confirmed_this_year_is_on_the_list(
    desk: Desk, as_: As, statements: Statements
) -> None:
    with as_(REGISTRAR) as act:
        first, second, third, fourth = enter(act, [person(number) for number in range(4)])
        resign(act, third, "本人申请")
        confirm(act, first, changed=None, evidence=PAPER)
    with desk.database.reading() as session, statements(session) as sent:
        assert [(line.public_id, line.last) for line in unconfirmed(session, 2026)] == [
            (second, None),
            (fourth, None),
        ]
    assert len(sent) == 1
    with desk.database.reading() as session:
        assert [(line.public_id, line.last) for line in unconfirmed(session, 2027)] == [
            (first, 2026),
            (second, None),
            (fourth, None),
        ]
