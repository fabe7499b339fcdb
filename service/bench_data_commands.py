"""`panel bench-data`: invented data in bulk, to see what an installation does when it is large."""

import click

from kernel.cli import Desk, both, desk_command, say

AT_ONCE = 10_000
"""Experts that are entered in one transaction."""


@click.command(
    "bench-data",
    help=both(
        "批量生成虚构数据以供测速：专家若干，并复制最近一次会议。只能用于演示库。",
        "Invented data in bulk: experts, and copies of the newest meeting. For a demonstration's database only.",
    ),
)
@click.option("--experts", type=click.IntRange(0), default=0, help=both("专家人数", "how many experts"))
@click.option("--meetings", type=click.IntRange(0), default=0, help=both("会议次数", "how many meetings"))
@desk_command
def bench_data(desk: Desk, experts: int, meetings: int) -> None:
    from sqlalchemy import func, select

    from experts.models import Expert
    from experts.register import enter
    from kernel.bulk import many_objects
    from kernel.sheets.door import progress_lines
    from meetings.queries import meetings as newest
    from service.bench_data import people, refuse_real
    from service.copy_meetings import copy_meeting

    with desk.reading("experts.keep") as session:
        refuse_real(session)
        known = session.scalar(select(func.count()).select_from(Expert)) or 0
        model = next(iter(newest(session)), None)
    with many_objects():
        tell = progress_lines()
        for begun in range(0, experts, AT_ONCE):
            entered = [*people(known + begun, min(AT_ONCE, experts - begun))]
            with desk.acting() as act:
                enter(act, entered)
            tell(begun + len(entered), experts)
        if model is not None:
            with desk.acting() as act:
                copy_meeting(act.session, model, meetings, progress_lines())
    say("service.bench_filled", experts=experts, meetings=meetings if model else 0)
