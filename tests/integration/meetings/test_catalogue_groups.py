"""Which special group meets on what, and what each unit is there for."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from catalogue_samples import GROUPS, HOUSING, LAND, MARKET, REWARD, SAFETY, Office, draft, item
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.roles import Role
from meetings.catalogue.duties import Duty, duties
from meetings.catalogue.groups import LEADING_GROUP, GroupDraft, draft_of, group_of, groups, keep_groups
from meetings.models.catalogue import SpecialGroup

pytest_plugins = ["catalogue_fixtures"]
SAFETY_GROUP, MARKET_GROUP = GROUPS
HOUSING_GROUP = GroupDraft("示例工程专项小组", HOUSING.uscc, frozenset({"工程质量"}))


def kept(office: Office) -> set[GroupDraft]:
    with office.desk.database.reading() as session:
        return {draft_of(group) for group in groups(session)}


def test_p41b_three_domains_go_to_three_groups(office: Office) -> None:
    office.keep_groups([HOUSING_GROUP])
    with office.desk.database.reading() as session:
        routed = {domain: group_of(session, domain).name for domain in ("安全生产", "食品药品", "工程质量")}
        assert routed == {
            "安全生产": SAFETY_GROUP.name,
            "食品药品": MARKET_GROUP.name,
            "工程质量": HOUSING_GROUP.name,
        }
        with pytest.raises(NotFound, match="领域“示例新领域”没有对应的专项小组"):
            group_of(session, "示例新领域")


def test_the_same_groups_again_change_nothing(office: Office) -> None:
    before = office.rows()
    assert office.keep_groups() == 0
    assert office.rows() == before


def test_a_domain_moves_from_one_group_to_another_in_one_act(office: Office) -> None:
    moved = [
        replace(SAFETY_GROUP, domains=frozenset({"食品药品"})),
        replace(MARKET_GROUP, domains=frozenset({"安全生产"})),
    ]
    assert office.keep_groups(moved) == 2
    assert kept(office) == set(moved)


def test_a_group_can_get_another_lead_unit(office: Office) -> None:
    led = replace(SAFETY_GROUP, lead_unit_uscc=LAND.uscc)
    assert office.keep_groups([led]) == 1
    assert kept(office) == {led, MARKET_GROUP}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (GroupDraft(LEADING_GROUP, SAFETY.uscc, frozenset({"示例"})), "是领导小组本身"),
        (replace(HOUSING_GROUP, domains=frozenset()), "没有领域"),
        (replace(HOUSING_GROUP, domains=frozenset({"安全生产"})), f"已归“{SAFETY_GROUP.name}”"),
        (replace(HOUSING_GROUP, lead_unit_uscc="11510700MB0000000X"), "没有找到单位"),
        (replace(HOUSING_GROUP, name=" "), "不能为空"),
    ],
)
def test_a_group_that_cannot_be_is_refused(office: Office, wrong: GroupDraft, said: str) -> None:
    with pytest.raises((InputError, NotFound), match=said):
        office.keep_groups([wrong])
    assert kept(office) == set(GROUPS)


def test_two_groups_cannot_claim_a_domain_in_one_act(office: Office) -> None:
    other = GroupDraft("示例另一小组", LAND.uscc, HOUSING_GROUP.domains)
    with pytest.raises(InputError, match="领域“工程质量”已归"):
        office.keep_groups([HOUSING_GROUP, other])


def test_a_domain_of_the_catalogue_is_never_left_without_a_group(office: Office) -> None:
    office.publish()
    with pytest.raises(Refused, match="领域“食品药品”没有对应的专项小组"):
        office.keep_groups([replace(MARKET_GROUP, domains=frozenset({"示例新领域"}))])


def test_nobody_but_the_office_keeps_groups(office: Office) -> None:
    for role in set(Role) - {Role.OFFICE}:
        with pytest.raises(NotAllowed), office.acting(role, SAFETY.uscc) as act:
            keep_groups(act, [HOUSING_GROUP])


def test_every_group_has_its_lead_unit(office: Office) -> None:
    with office.desk.database.reading() as session:
        leads = {group.name: group.lead_unit.name for group in session.scalars(select(SpecialGroup))}
    assert leads == {SAFETY_GROUP.name: SAFETY.name, MARKET_GROUP.name: MARKET.name}


def test_p21_the_matrix_says_who_leads_determines_and_implements_what(office: Office) -> None:
    office.publish(draft(item(), replace(REWARD, measures=REWARD.measures[:1])))
    with office.desk.database.reading() as session:
        found = {(line.unit, line.duty, line.what.split(" ")[0]) for line in duties(session, None)}
    assert found == {
        (SAFETY.uscc, Duty.LEADS, SAFETY_GROUP.name),
        (MARKET.uscc, Duty.LEADS, MARKET_GROUP.name),
        (SAFETY.uscc, Duty.DETERMINES, "SL-AQ-01"),
        (MARKET.uscc, Duty.DETERMINES, "SL-SP-11"),
        (LAND.uscc, Duty.IMPLEMENTS, "SL-AQ-01/CS-01"),
        (LAND.uscc, Duty.IMPLEMENTS, "SL-AQ-01/CS-02"),
        (LAND.uscc, Duty.IMPLEMENTS, "SL-SP-11/CS-01"),
    }


def test_p21_a_unit_sees_its_own_duties_and_the_office_sees_all(office: Office) -> None:
    office.publish()
    seen = {
        who: {row["unit"] for row in office.read(who, "catalogue", "duties")}
        for who in ("clerk", "market", "office")
    }
    everybody = {SAFETY.uscc, MARKET.uscc, LAND.uscc}
    assert seen == {"clerk": {SAFETY.uscc}, "market": {MARKET.uscc}, "office": everybody}
