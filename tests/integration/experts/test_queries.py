import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.card import show_expert
from experts.leaf import leaf_digest
from experts.models import Expert, ExpertLeaf
from experts.queries import candidates, list_experts, register_leaves
from experts.register import suspend
from experts.roster import RosterRow
from kernel.act import Act
from kernel.cli import Desk
from kernel.errors import NotFound
from rosters import take_in

Acting = Callable[..., AbstractContextManager[Act]]
Statements = Callable[[Session], AbstractContextManager[list[str]]]


@pytest.fixture
def vault(acting: Acting, roster: list[RosterRow]) -> object:
    """A register of sixty experts; returns the keys to it."""
    with acting() as act:
        take_in(act, roster)
    return act.vault


@pytest.mark.usefixtures("vault")
def test_the_list_comes_in_pages_and_shows_everybody_once(
    desk: Desk, roster: list[RosterRow], statements: Statements
) -> None:
    seen, after = [], None
    with desk.database.reading() as session:
        while True:
            with statements(session) as sent:
                page = list_experts(session, after=after, limit=25)
            assert len(sent) <= 2
            if not page:
                break
            seen += page
            after = page[-1].public_id
    assert [line.name for line in seen] == [row.record.name for row in roster]
    assert [tuple(line.fields) for line in seen] == [row.record.fields for row in roster]


def test_one_expert_is_shown_whole_and_masked(
    desk: Desk, vault: object, roster: list[RosterRow], statements: Statements
) -> None:
    record = roster[2].record
    with desk.database.reading() as session:
        public_id = session.scalars(select(Expert.public_id).where(Expert.name == record.name)).one()
        with statements(session) as sent:
            card = show_expert(session, vault, public_id)  # type: ignore[arg-type]
    assert len(sent) == 8
    assert (card.document, card.mobile, card.email) == (
        f"110105********{record.document[-4:]}",
        "120****0002",
        "e***@example.com",
    )
    assert tuple(card.fields) == record.fields
    assert card.attributes == record.attributes
    assert tuple(card.terms) == record.terms
    assert set(card.employments) == set(record.employments)
    assert (card.state, card.version, card.state_changes) == ("ACTIVE", 1, [])


def test_an_unknown_expert_is_not_found(desk: Desk, vault: object) -> None:
    with desk.database.reading() as session, pytest.raises(NotFound, match="没有编号为“nobody”的专家"):
        show_expert(session, vault, "nobody")  # type: ignore[arg-type]


@pytest.mark.usefixtures("vault")
def test_the_register_is_every_current_leaf_ascending(desk: Desk, acting: Acting) -> None:
    with acting() as act:
        suspend(act, act.session.scalars(select(Expert.public_id).where(Expert.id == 7)).one(), "核查")
    with desk.database.reading() as session:
        leaves = list(register_leaves(session))
        current = session.scalars(select(ExpertLeaf.leaf).where(ExpertLeaf.is_current.is_(True))).all()
    assert leaves == sorted(bytes.fromhex(leaf) for leaf in current)
    assert len(leaves) == 60


@pytest.mark.usefixtures("vault")
def test_candidates_bring_everything_a_pool_needs_in_three_statements(
    desk: Desk, acting: Acting, roster: list[RosterRow], statements: Statements
) -> None:
    with acting() as act:
        suspend(act, act.session.scalars(select(Expert.public_id).where(Expert.id == 7)).one(), "核查")
    with desk.database.reading() as session, statements(session) as sent:
        found = list(candidates(session))
    assert len(sent) == 3
    assert len(found) == 60
    for candidate, row in zip(found, roster, strict=True):
        opened = json.loads(candidate.opening)
        assert leaf_digest(opened) == candidate.leaf
        assert opened["expert"] == candidate.public_id
        assert (tuple(opened["fields"]), opened["attributes"]) == (row.record.fields, row.record.attributes)
        assert tuple(candidate.terms) == row.record.terms
        assert set(candidate.employments) == set(row.record.employments)
    assert [candidate.id for candidate in found if candidate.state != "ACTIVE"] == [7]
    assert [candidate.version for candidate in found].count(2) == 1


@pytest.mark.usefixtures("vault")
def test_candidates_can_be_read_twice_in_the_transaction_that_freezes_the_pool(acting: Acting) -> None:
    with acting() as act:
        next(candidates(act.session))
        assert len(list(candidates(act.session))) == 60
