"""Where somebody sat under a record that was merged since, counts for the record that stays."""

from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.models import Meeting, MeetingState
from meetings.recusals.sittings import earlier_sitters, sittings
from recusal_world import LAW, AtStep, another_case, another_meeting, expert, invite, put_on_agenda

pytest_plugins = ["thread_fixtures"]


def test_a_merge_takes_no_sitting_away(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    begins = datetime.fromisoformat("2026-11-03T09:00+08:00")
    with thread.desk.database.transaction() as session:
        meeting = session.scalars(select(Meeting)).one()
        case = meeting.agenda[0].case
        codes = [item.code for item in case.items]
        held = another_meeting(
            *(session, thread["meeting"], "演示会甲"),
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            state=MeetingState.HELD,
            minutes_number="演示纪要1",
        )
        put_on_agenda(session, held, another_case(session, thread["case"], "演示案1", item=codes[0]))
        invite(session, held, LAW, "accepted")
        drop, keep = expert(session, LAW), expert(session, "演示己壹")
        assert drop.id in sittings(session, meeting)

    thread.run("registrar", "experts", "merge", keep.public_id, drop.public_id, "--reason", "同一人")

    with thread.desk.database.reading() as session:
        assert earlier_sitters(session, [case]) == {keep.id: ["演示会甲"]}
        meeting = session.get_one(Meeting, meeting.id)
        assert [sitting.meeting for sitting in sittings(session, meeting)[keep.id]] == ["演示会甲"]
