"""The matrix of roles and actions: everybody may do what it gives them, for their own unit where it belongs to one."""

import pytest

from kernel.errors import NotAllowed
from kernel.roles import OF_A_UNIT, POLICY, Actor, Role, authorize, scope

OWN, OTHER = "11510700XNX0000127", "11510700XNX000063F"


def person(*roles: Role, unit: str | None = OWN) -> Actor:
    return Actor("p" * 26, "示例账号", frozenset(roles), unit)


def may(role: Role, action: str, unit: str | None = None) -> bool:
    try:
        authorize(person(role), action, unit=unit)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("action", sorted(POLICY))
def test_p21_only_the_roles_in_the_matrix_may_do_it(action: str) -> None:
    assert {role for role in Role if may(role, action)} == POLICY[action]


@pytest.mark.parametrize("action", sorted(POLICY))
def test_p21_who_acts_for_a_unit_acts_for_its_own_only(action: str) -> None:
    assert {role for role in Role if may(role, action, OWN)} == POLICY[action]
    assert {role for role in Role if may(role, action, OTHER)} == POLICY[action] - OF_A_UNIT


def test_p21_who_acts_for_a_unit_sees_its_own_things_only() -> None:
    assert scope(person(Role.UNIT_CLERK), "catalogue.read") == OWN
    assert scope(person(Role.OFFICE), "catalogue.read") is None
    assert scope(person(Role.UNIT_CLERK, Role.LEGAL_REVIEWER), "catalogue.read") is None


def test_p21_who_acts_for_a_unit_without_having_one_sees_nothing() -> None:
    with pytest.raises(NotAllowed):
        scope(person(Role.UNIT_CLERK, unit=None), "catalogue.read")


def test_p21_a_role_outside_the_matrix_sees_nothing() -> None:
    with pytest.raises(NotAllowed):
        scope(person(Role.SEAL_KEEPER), "catalogue.read")
