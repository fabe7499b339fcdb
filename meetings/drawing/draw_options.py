"""What the freeze of a panel and that of a supplement ask for alike."""

from typing import TYPE_CHECKING

import click

from kernel.cli import both, say
from kernel.messages import word

if TYPE_CHECKING:  # a command that only shows its help loads no database
    from panel.models import Draw

reveal_by_option = click.option(
    "--reveal-by", required=True, help=both("揭示截止时间（北京时间）", "deadline for reveals, Beijing time")
)
answer_hours_option = click.option(
    "--answer-hours",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help=both("答复时限（8至20时计）", "hours to answer"),
)
beacon_option = click.option(
    "--beacon",
    help=both(
        "公共信标：drand、drand:轮次，或 announced:来源@时间（北京时间）",
        "public randomness: drand, drand:ROUND, or announced:SOURCE@DUE_AT in Beijing time",
    ),
)


def say_frozen(draw: "Draw") -> None:
    """The pool's arithmetic, and the number of the draw."""
    size, out = draw.pool.count(b"\n"), sum(draw.excluded.values())
    reasons = "、".join(f"{word('reason', reason)}{n}" for reason, n in draw.excluded.items()) or "0"
    say("draw.frozen", size=size, out=out, reasons=reasons, eligible=size - out, id=draw.public_id)
