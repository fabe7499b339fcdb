"""§3 and §5: what a plan must keep to, beyond the form of its values."""

from panel.draw.beacon import beacon_time
from panel.draw.codes import unix_seconds
from panel.draw.documents import Plan
from panel.draw.faults import broken, compare, differs
from panel.draw.forms import PLAN
from panel.draw.plan import thin_groups
from panel.draw.seats import Group, groups_of


def check_plan(plan: Plan) -> None:
    """Check every key of a plan but the chances, without the pool.

    Raises:
        BrokenRuleError: naming the first key at fault.
    """
    PLAN("plan.json", plan)
    _check_parent(plan)
    _check_times(plan)
    _check_seats(plan)
    _check_pool_numbers(plan)
    _check_carried(plan)
    _check_contributors(plan)


def _check_parent(plan: Plan) -> None:
    """Only a panel's first attempt comes from nowhere."""
    first = plan["kind"] == "panel" and plan["attempt"] == 1
    for key, value in (("parent", plan["parent"]), ("cause", plan["cause"])):
        if first and value is not None:
            raise differs(f"plan.json.{key}", None, value)
        if not first and value is None:
            raise broken(f"plan.json.{key}", "缺少", "is missing")


def _check_times(plan: Plan) -> None:
    reveal_by = unix_seconds(plan["reveal_by"])
    if unix_seconds(plan["frozen_at"]) >= reveal_by:
        raise broken("plan.json.reveal_by", "应晚于frozen_at", "should be later than frozen_at")
    if plan["beacon"] and reveal_by >= beacon_time(plan["beacon"]):
        raise broken("plan.json.reveal_by", "应早于信标时间", "should be earlier than the beacon's time")


def _check_seats(plan: Plan) -> None:
    groups = [Group.read(group) for group in plan["seats"]]
    ids = [f"S{number}" for number in range(1, len(groups) + 1)]
    compare("plan.json.seats (id)", ids, [group.id for group in groups])
    order = {id_: index for index, id_ in enumerate(ids)}
    for type_ in plan["pool"]["types"]:
        indexes = [order.get(id_, -1) for id_ in groups_of(type_)]
        if min(indexes) < 0 or indexes != sorted(set(indexes)):
            raise broken(
                f"plan.json.pool.types.{type_[:40]}",
                "不是席位组按序相连",
                "does not join groups in plan order",
            )
    compare("plan.json.thin", thin_groups(groups, plan["pool"]["types"]), plan["thin"])


def _check_pool_numbers(plan: Plan) -> None:
    pool = plan["pool"]
    if sum(pool["types"].values()) != pool["eligible"]:
        raise differs("plan.json.pool.eligible", sum(pool["types"].values()), pool["eligible"])
    lines = pool["eligible"] + sum(pool["excluded"].values())
    if lines != pool["size"]:
        raise differs("plan.json.pool.size", lines, pool["size"])
    if plan["register"]["size"] < pool["size"]:
        raise broken("plan.json.register.size", "少于候选池人数", "is less than the pool's size")
    if "SEATED" in pool["excluded"] and plan["kind"] != "supplement":
        raise broken("plan.json.pool.excluded.SEATED", "只用于补充抽取", "is for supplements only")


def _check_carried(plan: Plan) -> None:
    if plan["carried"] != sorted(plan["carried"]):
        raise broken("plan.json.carried", "应升序", "should ascend")
    if plan["carried"] and plan["kind"] != "supplement":
        raise broken("plan.json.carried", "只用于补充抽取", "is for supplements only")


def _check_contributors(plan: Plan) -> None:
    contributors = plan["contributors"]
    for key in ("commitment", "party", "role"):
        if len({contributor[key] for contributor in contributors}) < len(contributors):
            raise broken(f"plan.json.contributors ({key})", "重复", "occurs twice")
    roles = [contributor["role"] for contributor in contributors]
    for index, role in ((0, "convener"), (len(roles) - 1, "supervisor")):
        if roles[index] != role:
            raise differs(f"plan.json.contributors[{index}].role", role, roles[index])
