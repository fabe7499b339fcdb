"""Another attempt after a void one tells what is different in its pool."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from experts.models import Expert
from kernel.accounts import actor_named
from meetings.papers.draw import draw_papers
from meetings.queries import find_meeting
from panel.models import Candidate
from panel.panels import find_draw
from panel.pool_changes import PoolChanges, pool_changes
from recusal_world import declare, go_on_leave
from supplement_steps import ceremony, learn
from thread import Thread
from thread_steps import freeze

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
MEETING_DAY = date(2026, 12, 2)


def again(thread: Thread) -> str:
    """Another attempt is approved, and its pool frozen."""
    thread.at("12-01T09:00")
    thread.run("office", "draw", "approve", thread["draw"], "--cause", "演示：设备故障")
    words = [word if word != "2026-11-30T12:00" else "2026-12-01T12:00" for word in freeze(thread)]
    return str(thread.run("convener", *words))


def eligible(thread: Thread, count: int) -> list[Expert]:
    with thread.desk.database.reading() as session:
        wanted = (
            select(Expert)
            .join(Candidate, Candidate.expert_id == Expert.id)
            .where(Candidate.draw_id == find_draw(session, thread["draw"]).id, Candidate.reason.is_(None))
        )
        return list(session.scalars(wanted.order_by(Expert.id).limit(count)))


def changes(thread: Thread, draw: str) -> PoolChanges:
    with thread.desk.database.reading() as session:
        return pool_changes(session, find_draw(session, thread["draw"]), find_draw(session, draw))


def test_a_pool_frozen_again_with_nothing_new_is_the_same(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("lapsed")
    assert changes(thread, again(thread)) == PoolChanges(came=0, went=0, barred={}, cleared=0)


def test_who_came_went_or_was_excluded_meanwhile_is_counted_and_printed(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("lapsed")
    ill, related, leaving = eligible(thread, 3)
    with thread.desk.database.transaction() as session:
        go_on_leave(session, ill.name, MEETING_DAY, MEETING_DAY)
        declare(session, related.name, "R05")
        newcomer = session.scalars(
            select(Expert.id).where(Expert.id.not_in(select(Candidate.expert_id)))
        ).first()
    assert newcomer is not None
    learn(thread, newcomer, field="C01")
    thread.run("registrar", "experts", "resign", leaving.public_id, "--reason", "演示：本人申请")
    draw = again(thread)

    assert changes(thread, draw) == PoolChanges(came=1, went=1, barred={"LEAVE": 1, "R05": 1}, cleared=0)
    ceremony(thread, draw)
    with thread.desk.acting(lambda session: actor_named(session, "recorder")) as act:
        [paper] = draw_papers(act, find_meeting(act.session, thread["meeting"]))
    printed = str(paper.document)
    assert "新列入1人，不再列入1人，恢复可抽0人，新排除2人（请假1人、其他可能影响公正的关系1人）" in printed
    assert ill.name not in printed
