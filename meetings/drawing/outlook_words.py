"""What a convener is told before the freeze, in sentences: chances, what is missing, what would help, a dry run."""

from collections.abc import Iterator, Mapping, Sequence

from kernel.charts.bars import Bar, Chart, bars_svg
from kernel.messages import sentence, word
from panel.draw.kinds import Groups
from panel.draw.outlook import Chance, Filling, Outlook, Prospect
from panel.draw.relaxations import Relaxation
from panel.rehearse import Rehearsal
from panel.seats import in_words

Words = Mapping[str, str]


def words_of(groups: Groups) -> Words:
    """What each group is called, by its id."""
    return {group.id: in_words(group) for group in groups}


def all_groups(type_: str, words: Words) -> str:
    """What somebody of a type can be drawn for."""
    return " + ".join(words[group] for group in type_.split("+"))


def share(chance: Chance) -> float:
    num, den = chance
    return num / den


def both_ways(chance: Chance | None) -> tuple[str, str]:
    """A chance as a fraction and per cent."""
    if chance is None:
        return "—", "—"
    return "{}/{}".format(*chance), f"{share(chance):.2%}"


def chances_svg(ahead: Outlook, groups: Groups, cap: int | None) -> str:
    """A chart: a bar for every type, and a hollow one for when it has one expert more."""
    words = words_of(groups)
    told = [_spoken(prospect, words) for prospect in ahead.prospects]
    title = sentence("draw.chart_title")
    return bars_svg(
        Chart(
            name="chances",
            title=title if cap is None else title + sentence("draw.chart_before_cap", cap=cap),
            description=sentence("draw.chart_between").join(told),
            solid=sentence("draw.chart_now"),
            hollow=sentence("draw.chart_one_more"),
            bars=[_bar(prospect, words) for prospect in ahead.prospects],
        )
    )


def _bar(prospect: Prospect, words: Words) -> Bar:
    return Bar(
        label=f"{prospect.type} {all_groups(prospect.type, words)}",
        says=sentence("draw.chart_says", eligible=prospect.eligible, chance=_said(prospect.chance)),
        share=None if prospect.chance is None else share(prospect.chance),
        other=None if prospect.one_more is None else share(prospect.one_more),
    )


def _spoken(prospect: Prospect, words: Words) -> str:
    return sentence(
        "draw.chart_spoken",
        type=prospect.type,
        groups=all_groups(prospect.type, words),
        eligible=prospect.eligible,
        chance=_said(prospect.chance),
        one_more=_said(prospect.one_more),
    )


def _said(chance: Chance | None) -> str:
    fraction, per_cent = both_ways(chance)
    return fraction if chance is None else f"{fraction} = {per_cent}"


def filling_told(filling: Filling, words: Words) -> str:
    """Whether a group can be filled, and what exclusions cost it."""
    return sentence(
        "draw.group_short" if filling.missing else "draw.group_filled",
        id=filling.group,
        group=words[filling.group],
        eligible=filling.eligible,
        seats=filling.seats,
        missing=filling.missing,
        costs=_costs(filling.costs),
    )


def _costs(costs: Sequence[tuple[str, int]]) -> str:
    told = (sentence("draw.cost", reason=word("reason", reason), count=count) for reason, count in costs)
    return sentence("draw.cost_between").join(told) or "0"


def hindrances_told(ahead: Outlook, cap: int | None) -> list[str]:
    """What the cap does."""
    told = []
    if ahead.binding:
        told.append(sentence("draw.cap_keeps_out", cap=cap, employers=ahead.binding))
    if ahead.can_end_void:
        told.append(sentence("draw.can_end_void", cap=cap))
    return told


def is_fillable(ahead: Outlook) -> bool:
    """Whether a freeze would find enough experts."""
    return not (ahead.can_end_void or any(filling.missing for filling in ahead.fillings))


def relaxation_told(relaxation: Relaxation, words: Words, cap: int | None) -> str:
    """One change that would help."""
    if relaxation.kind == "cap":
        return sentence("draw.relax_cap", steps=relaxation.steps, cap=(cap or 0) + relaxation.steps)
    place = {"id": relaxation.group, "group": words[relaxation.group]}
    if relaxation.kind == "seats":
        return sentence("draw.relax_seats", **place, steps=relaxation.steps)
    if relaxation.kind == "condition":
        condition, admits = relaxation.condition, relaxation.admits
        return sentence("draw.relax_condition", **place, condition=condition, admits=admits)
    name = word("field", relaxation.field)
    return sentence("draw.relax_field", **place, field=relaxation.field, name=name, admits=relaxation.admits)


def rehearsal_told(rehearsal: Rehearsal, groups: Groups) -> Iterator[str]:
    """A dry run, marked as one in every line."""
    words = words_of(groups)
    yield sentence("draw.rehearsed")
    for seat in rehearsal.seats:
        code = "draw.rehearsed_passed" if seat.passed_over else "draw.rehearsed_seat"
        yield sentence(code, seat=seat.seat + 1, group=words[seat.group], type=seat.type)
    if rehearsal.trials is not None:
        runs = rehearsal.trials.runs
        for type_, (low, high) in rehearsal.trials.drawn.items():
            lowest, highest = f"{low / runs:.2%}", f"{high / runs:.2%}"
            yield sentence("draw.rehearsed_chance", type=type_, runs=runs, lowest=lowest, highest=highest)
