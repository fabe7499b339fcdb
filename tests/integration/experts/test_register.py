import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from experts import leaf
from experts.models import (
    Expert,
    ExpertAttribute,
    ExpertEmployment,
    ExpertField,
    ExpertLeaf,
    ExpertStateChange,
    ExpertTerm,
)
from experts.record import Employment
from experts.register import amend, enter, reinstate, suspend
from experts.roster import RosterRow
from experts.versions import supersede
from kernel.act import Act
from kernel.cli import Desk
from kernel.database import Database
from kernel.entropy import SystemEntropy
from kernel.errors import InputError, NotAllowed, NotFound, PanelError, Refused
from kernel.roles import Role
from ledger.models import LogEntry, LogPayload

Acting = Callable[..., AbstractContextManager[Act]]


@pytest.fixture
def expert(acting: Acting, roster: list[RosterRow]) -> str:
    """Public id of the one expert who is in the register."""
    with acting() as act:
        (public_id,) = enter(act, [roster[0].record])
    return public_id


def current(session: Session) -> ExpertLeaf:
    return session.scalars(select(ExpertLeaf).where(ExpertLeaf.is_current.is_(True))).one()


def test_the_ledger_gets_leaf_public_id_and_version_and_nothing_else(
    desk: Desk, acting: Acting, expert: str
) -> None:
    with acting() as act:
        suspend(act, expert, "利害关系核查")
    with desk.database.reading() as session:
        kept = current(session)
        entries = session.scalars(select(LogEntry).order_by(LogEntry.seq)).all()
        payloads = session.scalars(select(LogPayload.payload).order_by(LogPayload.seq)).all()
    assert [(entry.type, entry.subject) for entry in entries] == [("expert.changed", expert)] * 2
    assert json.loads(payloads[1] or b"") == {"expert": expert, "leaf": kept.leaf, "version": 2}
    assert json.loads(entries[1].body)["by"] == "registrar:" + "a" * 26


def test_the_opening_opens_the_leaf_and_names_the_employer_of_the_day(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    ended = Employment("演示旧单位", "91510700XNX002026T", date(2018, 1, 1), date(2026, 3, 1))
    begun = Employment("演示新单位", "12510700XNX001023F", date(2026, 3, 2))
    with acting() as act:  # on 2 March 2026 in Shanghai
        (public_id,) = enter(act, [replace(roster[0].record, employments=(ended, begun))])
    with desk.database.reading() as session:
        kept = current(session)
    opened = json.loads(kept.opening)
    assert leaf.leaf_digest(opened) == kept.leaf
    assert opened["employer"] == leaf.employer_digest(act.vault.register_key, "12510700XNX001023F", public_id)
    assert opened["identity"] == leaf.identity_digest(act.vault.register_key, roster[0].record.document)


def test_two_versions_of_the_same_data_have_different_leaves(
    desk: Desk, acting: Acting, expert: str, roster: list[RosterRow]
) -> None:
    with acting() as act:
        amend(act, {expert: roster[0].record})
    with desk.database.reading() as session:
        leaves = session.scalars(select(ExpertLeaf.leaf)).all()
        assert len(set(leaves)) == 2
        assert current(session).version == 2


@pytest.mark.usefixtures("expert")
def test_nobody_is_entered_twice(acting: Acting, roster: list[RosterRow]) -> None:
    with pytest.raises(Refused, match="未作任何改动"), acting() as act:
        enter(act, [roster[1].record, roster[0].record])


def test_a_record_is_never_given_to_another_person(
    acting: Acting, expert: str, roster: list[RosterRow]
) -> None:
    with pytest.raises(Refused, match="不是同一人"), acting() as act:
        amend(act, {expert: roster[1].record})


def test_an_unknown_expert_cannot_be_amended_or_suspended(acting: Acting, roster: list[RosterRow]) -> None:
    with pytest.raises(NotFound, match="没有编号为“nobody”的专家"), acting() as act:
        amend(act, {"nobody": roster[0].record})
    with pytest.raises(NotFound), acting() as act:
        suspend(act, "nobody", "核查")


def test_suspending_and_reinstating_are_kept_with_reason_and_account(
    desk: Desk, acting: Acting, expert: str
) -> None:
    with acting() as act:
        suspend(act, expert, "  利害关系核查  ")
    with acting() as act:
        reinstate(act, expert, "核查结束")
    with desk.database.reading() as session:
        changes = session.scalars(select(ExpertStateChange).order_by(ExpertStateChange.version)).all()
        assert [(change.version, change.state, change.reason) for change in changes] == [
            (2, "SUSPENDED", "利害关系核查"),
            (3, "ACTIVE", "核查结束"),
        ]
        assert {change.by for change in changes} == {"registrar:" + "a" * 26}
        assert session.scalars(select(Expert.state)).one() == "ACTIVE"


def test_suspending_changes_nothing_but_the_state_in_the_leaf(
    desk: Desk, acting: Acting, expert: str
) -> None:
    with desk.database.reading() as session:
        before = json.loads(current(session).opening)
    with acting() as act:
        suspend(act, expert, "核查")
    with desk.database.reading() as session:
        after = json.loads(current(session).opening)
    assert before.pop("salt") != after.pop("salt")
    assert before == after


def test_who_is_suspended_cannot_be_suspended_again(acting: Acting, expert: str) -> None:
    with acting() as act:
        suspend(act, expert, "核查")
    with pytest.raises(Refused, match="现为“暂停”"), acting() as act:
        suspend(act, expert, "再次核查")


def test_a_suspension_needs_a_reason(acting: Acting, expert: str) -> None:
    with pytest.raises(InputError, match="不能为空"), acting() as act:
        suspend(act, expert, " ")


def test_only_a_registrar_changes_the_register(acting: Acting, expert: str, roster: list[RosterRow]) -> None:
    for change in (
        lambda act: enter(act, [roster[1].record]),
        lambda act: amend(act, {expert: roster[0].record}),
        lambda act: suspend(act, expert, "核查"),
        lambda act: reinstate(act, expert, "核查结束"),
    ):
        with pytest.raises(NotAllowed), acting(Role.OFFICE) as act:
            change(act)


def test_nobody_builds_on_a_version_that_somebody_else_replaced(
    desk: Desk, acting: Acting, expert: str, roster: list[RosterRow]
) -> None:
    with desk.database.reading() as session:
        read = current(session)
    with acting() as act:
        amend(act, {expert: replace(roster[0].record, title="研究员")})
    with pytest.raises(Refused, match="已被他人先行办理"), acting() as act:
        supersede(act.session, [read.leaf])


def test_of_two_changes_at_once_one_is_refused(
    desk: Desk, acting: Acting, expert: str, roster: list[RosterRow]
) -> None:
    """Or it waits: then it builds on the other, and no version is lost."""
    together = threading.Barrier(2)
    refused: list[PanelError] = []
    with acting() as act:
        actor = act.actor

    def one_change(title: str) -> None:
        other = Desk(desk.config, desk.clock, SystemEntropy())
        together.wait()
        try:
            with other.acting(lambda _: actor) as act:
                amend(act, {expert: replace(roster[0].record, title=title)})
        except PanelError as error:
            refused.append(error)
        finally:
            other.close()

    threads = [threading.Thread(target=one_change, args=(title,)) for title in ("教授", "研究员")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with desk.database.reading() as session:
        assert current(session).version == 3 - len(refused)
    assert all("已被他人先行办理" in str(error) for error in refused)


@pytest.mark.usefixtures("expert")
@pytest.mark.parametrize(
    "statement",
    [
        insert(ExpertAttribute).values(expert_id=1, name="Region", value="CITY"),
        insert(ExpertAttribute).values(expert_id=1, name="a" * 17, value="CITY"),
        insert(ExpertAttribute).values(expert_id=1, name="level", value="high"),
        insert(ExpertAttribute).values(expert_id=1, name="level", value=""),
        insert(ExpertField).values(expert_id=1, code="l01"),
        insert(ExpertField).values(expert_id=999, code="L01"),
        insert(ExpertTerm).values(expert_id=1, begins=date(2030, 1, 2), ends=date(2030, 1, 1)),
        insert(ExpertEmployment).values(
            expert_id=1, employer="甲", begins=date(2030, 1, 2), ends=date(2030, 1, 1)
        ),
        update(Expert).values(state="GONE"),
        update(Expert).values(identity="A" * 64),
        update(ExpertLeaf).values(leaf="short"),
    ],
    ids=lambda statement: str(statement.compile())[:40],
)
def test_the_database_itself_refuses_what_the_protocol_does_not_know(
    statement: object, database: Database
) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.usefixtures("expert")
def test_the_database_keeps_one_current_leaf_per_expert(database: Database) -> None:
    with database.reading() as session:
        kept = current(session)
    second = insert(ExpertLeaf).values(
        expert_id=kept.expert_id,
        version=2,
        leaf="0" * 64,
        opening="{}",
        is_current=True,
        made_at=kept.made_at,
    )
    with pytest.raises(Refused, match="已被他人先行办理"), database.transaction() as session:
        session.execute(second)
