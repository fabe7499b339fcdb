"""§5: whether the chances of a plan are leximin, checked exactly and without looking for them."""

from collections.abc import Mapping
from math import gcd, lcm

from panel.draw.faults import broken, differs
from panel.draw.flow import seat_flow
from panel.draw.terms import Terms


def common_denominator(chances: Mapping[str, tuple[int, int]]) -> int:
    """The least number over which all chances are whole."""
    return lcm(*(den for _, den in chances.values()))


def expected_seats(terms: Terms) -> dict[str, int]:
    """`m(type)` = eligible · chance, in units of one over the common denominator."""
    scale = common_denominator(terms.chances)
    return {
        type_: terms.eligible[type_] * num * (scale // den) for type_, (num, den) in terms.chances.items()
    }


def check_chances(terms: Terms) -> None:
    """Check that the chances are leximin, exactly, by (a) and (b) of §5.

    Raises:
        BrokenRuleError: naming the first type or level at fault.
    """
    if terms.chances.keys() != terms.eligible.keys():
        raise differs("plan.json.chances", sorted(terms.eligible), sorted(terms.chances))
    for type_, (num, den) in terms.chances.items():
        if gcd(num, den) != 1:
            raise broken(f"plan.json.chances.{type_}", "未约分", "is not in lowest terms")
    _check_sum_and_seats(terms)
    _check_levels(terms)


def _check_sum_and_seats(terms: Terms) -> None:
    scale = common_denominator(terms.chances)
    shares = expected_seats(terms)
    seats = scale * sum(group.count for group in terms.groups)
    if sum(shares.values()) != seats:
        raise broken(
            "plan.json.chances",
            "各类机会乘人数之和不等于席位数",
            "the chances times the candidates do not sum to the number of seats",
        )
    flow = seat_flow(shares, {group.id: scale * group.count for group in terms.groups})
    for type_, share in shares.items():
        if flow.push(type_, share) != share:
            raise broken("plan.json.chances", "按此机会坐不满全部席位", "these chances cannot fill all seats")


def _check_levels(terms: Terms) -> None:
    """The types at or below every chance hold just what their eligible members can fill."""
    scale = common_denominator(terms.chances)
    shares = expected_seats(terms)
    chance = {type_: num * (scale // den) for type_, (num, den) in terms.chances.items()}
    flow = seat_flow(shares, {group.id: group.count for group in terms.groups})
    fillable = held = 0
    for level in sorted(set(chance.values())):
        for type_ in (type_ for type_ in chance if chance[type_] == level):
            fillable += flow.push(type_, terms.eligible[type_])
            held += shares[type_]
        if held != fillable * scale:
            types = sorted(type_ for type_ in chance if chance[type_] == level)
            raise broken(
                f"plan.json.chances ({', '.join(types)[:200]})",
                f"机会不大于此的各类应恰好共得{fillable}席",
                f"the types with no larger chance should hold exactly {fillable} seats together",
            )
