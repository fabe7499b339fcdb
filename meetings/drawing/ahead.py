"""What certain seats would do, as a page tells it before the freeze."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.act import Act
from kernel.errors import Refused
from meetings.drawing.before_freeze import ahead_of
from meetings.drawing.draw_rules import refuse_composition, refuse_untimely
from meetings.drawing.outlook_words import (
    all_groups,
    both_ways,
    chances_svg,
    filling_told,
    hindrances_told,
    is_fillable,
    relaxation_told,
    words_of,
)
from meetings.models import Meeting
from panel.draw.kinds import Groups


@dataclass(frozen=True, slots=True)
class Expected:
    """A type of experts: for which groups, how many, the chance of each, and that with one expert more.

    Chances are a fraction and per cent.
    """

    type: str
    asked: str
    eligible: int
    chance: tuple[str, str]
    one_more: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a draw with these seats would be like.

    told: group by group, and what the cap does.
    alone, together: what would help where the seats cannot be filled.
    hindrance: why the rules of the house forbid a freeze, or None.
    """

    expected: Sequence[Expected]
    chart: str
    told: Sequence[str]
    alone: Sequence[str]
    together: Sequence[str]
    is_fillable: bool
    hindrance: str | None


def look_ahead(act: Act, meeting: Meeting, groups: Groups, cap: int | None, over_at: datetime) -> Ahead:
    """What a freeze with these seats would find now.

    Args:
        over_at: when everything would be revealed.

    Raises:
        Refused: the pool is frozen.
    """
    found, words = ahead_of(act, meeting, groups, cap), words_of(groups)
    return Ahead(
        expected=[
            Expected(
                row.type,
                all_groups(row.type, words),
                row.eligible,
                both_ways(row.chance),
                both_ways(row.one_more),
            )
            for row in found.prospects
        ],
        chart=chances_svg(found, groups, cap),
        told=[*(filling_told(filling, words) for filling in found.fillings), *hindrances_told(found, cap)],
        alone=[relaxation_told(one, words, cap) for one in found.relaxations],
        together=[relaxation_told(one, words, cap) for one in found.together],
        is_fillable=is_fillable(found),
        hindrance=_hindrance(act, meeting, groups, over_at),
    )


def _hindrance(act: Act, meeting: Meeting, groups: Groups, over_at: datetime) -> str | None:
    try:
        refuse_composition(meeting, groups)
        refuse_untimely(act, meeting, over_at)
    except Refused as refusal:
        return str(refusal)
    return None
