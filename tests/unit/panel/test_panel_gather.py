"""Gathering a pool one expert after the other gives the bytes that the protocol's own code gives for all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.eligibility import Ground, Reason
from panel import gather as gathering
from panel.assess import Assessed
from panel.draw.documents import Leaf
from panel.draw.freeze import Considered, freeze_pool
from panel.draw.leaf import blind, leaf_digest, tag
from panel.draw.seats import Group, type_of
from panel.gather import gather

KEY = bytes(32)
GROUPS = (Group("S1", 1, frozenset({"L01"})), Group("S2", 1, frozenset({"L01", "I05"})))


def expert(number: int, field: str, employer: int, reasons: tuple[Reason, ...]) -> Assessed:
    leaf: Leaf = {
        "attributes": {},
        "employer": f"{employer:064x}",
        "expert": f"e{number}",
        "fields": [field],
        "identity": f"{number:064x}",
        "salt": f"{number:064x}",
    }
    return Assessed(
        expert_id=number,
        leaf_version=1,
        leaf=leaf,
        digest=leaf_digest(leaf),
        type=type_of(leaf, GROUPS),
        employer=f"演示单位{employer}",
        grounds=tuple(Ground(reason, {}) for reason in reasons),
    )


def some() -> list[Assessed]:
    return [
        expert(1, "L01", 1, ()),
        expert(2, "L01", 1, (Reason.R02, Reason.TERM)),
        expert(3, "I05", 2, (Reason.R02,)),
        expert(4, "I05", 3, (Reason.LEAVE,)),
        expert(5, "I05", 3, ()),
    ]


people = st.lists(
    st.tuples(
        st.sampled_from(["L01", "I05"]),
        st.integers(1, 4),
        st.lists(st.sampled_from(list(Reason)), max_size=2).map(tuple),
    ),
    max_size=20,
)


@given(people)
def test_the_pool_is_the_protocols(made: list[tuple[str, int, tuple[Reason, ...]]]) -> None:
    assessed = [expert(number, *parts) for number, parts in enumerate(made)]
    reference = freeze_pool([Considered(a.leaf, a.digest, a.reason) for a in assessed], GROUPS, KEY)
    gathered = gather(iter(assessed), KEY)

    assert gathered.pool() == reference.pool
    assert gathered.excluded() == reference.excluded
    assert {entry.tag: entry.expert_id for entry in gathered.entries} == {
        tag(blind(KEY, a.digest), a.digest): a.expert_id for a in assessed
    }


def test_only_the_first_reason_counts_and_all_grounds_are_kept() -> None:
    gathered = gather(some(), KEY)
    assert gathered.excluded() == {"LEAVE": 1, "R02": 2}
    kept = [[ground.reason for ground in held] for held in gathered.grounds.values()]
    assert sorted(kept) == [[Reason.LEAVE], [Reason.R02], [Reason.R02, Reason.TERM]]


def test_what_exclusions_cost_a_group_counts_every_type_that_fits_it() -> None:
    gathered = gather(some(), KEY)
    assert gathered.costs_of("S1") == [("R02", 1)]
    assert gathered.costs_of("S2") == [("R02", 2), ("LEAVE", 1)]
    assert gathered.costs_of("S3") == []


def test_employers_are_named_by_their_units() -> None:
    gathered = gather(some(), KEY)
    units = {entry.line.split()[2].decode() for entry in gathered.entries}
    assert units == set(gathered.employers)
    assert set(gathered.employers.values()) == {"演示单位1", "演示单位2", "演示单位3"}


def test_two_employers_of_one_unit_ask_for_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "unit", lambda _key, _employer: "0" * 16)
    assert gather(some()[:2], KEY).entries  # one employer twice is no clash
    with pytest.raises(ValueError, match="two employers"):
        gather(some(), KEY)
