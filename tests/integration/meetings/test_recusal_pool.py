"""Whom the pool excludes for what, on real tables: every reason alone, its evidence kept, the bytes as before."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from experts.models import Expert, ExpertEmployment, ExpertState
from kernel.units import FormerName
from ledger.models import PAYLOAD
from meetings.models import Case, Meeting, MeetingState
from meetings.queries import find_case
from meetings.recusals.sittings import earlier_sitters
from panel.models import Candidate, Draw, ExclusionGround
from panel.panels import latest_draw
from recusal_world import (
    LAW,
    AtStep,
    another_case,
    another_meeting,
    declare,
    expert,
    go_on_leave,
    invite,
    pool,
    put_on_agenda,
)
from service import demo_data as data
from thread import speaking
from thread_steps import freeze

pytest_plugins = ["thread_fixtures"]

MEETING = date(2026, 12, 2)
START = datetime.fromisoformat("2026-12-02T09:00+08:00")


def on(day: str) -> dict[str, datetime]:
    """The hours of a meeting of that day."""
    begins = datetime.fromisoformat(f"{day}T09:00+08:00")
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=2, minutes=30)}


@pytest.mark.parametrize(
    ("ground", "says"),
    [
        ("R02", "近三年任董事或监事"),
        ("R03", "近三年控股或实际控制"),
        ("R04", "与当事人有亲属关系"),
        ("R05", "其他可能影响公正的关系"),
    ],
)
def test_a_declared_relation_excludes_and_its_declaration_is_the_evidence(
    thread_at: AtStep, ground: str, says: str
) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        declare(session, LAW, ground)

    evidence = f"{data.SUBJECT.name}，演示关系（2020-01-01至今，申报第1号）"
    assert pool(thread)[LAW] == [f"{says}：{evidence}"]
    assert thread.read("convener", "draw", "show", thread["draw"])["excluded"][ground] == 1


def test_a_relation_that_ended_three_years_and_a_day_before_excludes_nobody(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        declare(session, LAW, "R02", ends=date(2023, 12, 1))

    assert LAW not in pool(thread)


def test_an_employer_under_the_old_name_of_the_determining_unit_excludes(sqlite_thread_at: AtStep) -> None:
    """With the credit code of those days, which nobody can look up any more."""
    thread = sqlite_thread_at("convened")
    old = "演示用绵州市安全生产监督管理局（旧）"
    with thread.desk.database.transaction() as session:
        session.add(FormerName(uscc=data.SAFETY.uscc, name=old))
        own = expert(session, LAW).id
        session.execute(delete(ExpertEmployment).where(ExpertEmployment.expert_id == own))
        worked = {"expert_id": own, "employer": old, "begins": date(2015, 1, 1)}
        session.add(ExpertEmployment(**worked, uscc=data.SHOP.uscc, ends=None))

    assert pool(thread)[LAW] == [f"任职于认定单位：{old}（2015-01-01至今）"]


def test_who_worked_for_the_unit_on_the_day_of_the_document_handled_the_case(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        for name, left in ((LAW, date(2026, 10, 12)), ("演示己壹", date(2026, 10, 11))):
            worked = {"employer": data.SAFETY.name, "uscc": data.SAFETY.uscc, "begins": date(2015, 1, 1)}
            session.add(ExpertEmployment(expert_id=expert(session, name).id, **worked, ends=left))

    found = pool(thread)
    assert found[LAW] == [f"任职于认定单位：{data.SAFETY.name}（2015-01-01至2026-10-12）"]
    assert "演示己壹" not in found


def test_leave_on_the_day_of_the_meeting_excludes(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        go_on_leave(session, LAW, MEETING, MEETING)
        go_on_leave(session, "演示己壹", date(2026, 12, 3), date(2026, 12, 9))

    found = pool(thread)
    assert found[LAW] == ["请假：2026-12-02至2026-12-02"]
    assert "演示己壹" not in found


def test_a_state_other_than_active_excludes_even_within_the_term(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        session.execute(update(Expert).where(Expert.name == LAW).values(state=ExpertState.EXPIRED))

    assert pool(thread)[LAW] == ["暂停或不在聘：聘期届满"]


def test_a_person_who_left_the_register_disturbs_nobody_else_s_record(sqlite_thread_at: AtStep) -> None:
    """Terms and employments of those who left stay in the tables; the next expert's are still the own."""
    thread = sqlite_thread_at("convened")
    before = {name: grounds for name, grounds in pool_of_copy(sqlite_thread_at).items() if name != LAW}
    with thread.desk.database.reading() as session:
        first = expert(session, LAW).public_id
    paper = thread.home / "given" / "evidence.txt"
    leaving = ("--reason", "演示", "--evidence", paper)
    thread.run("registrar", "experts", "resign", first, *leaving)

    assert pool(thread) == before


def pool_of_copy(at: AtStep) -> dict[str, list[str]]:
    return pool(at("convened"))


def test_an_invitation_elsewhere_at_that_time_makes_busy(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        clash = another_meeting(session, thread["meeting"], "演示会甲", special_group="演示另组")
        after = another_meeting(
            *(session, thread["meeting"], "演示会乙"),
            special_group="演示另组",
            starts_at=START + timedelta(hours=2, minutes=30),
            ends_at=START + timedelta(hours=4),
        )
        off = another_meeting(
            session, thread["meeting"], "演示会丙", state=MeetingState.CANCELLED, special_group="演示另组"
        )
        invite(session, clash, LAW)
        invite(session, clash, "演示己壹", "gone")
        invite(session, after, "演示庚壹")
        invite(session, off, "演示辛壹")

    found = pool(thread)
    assert found[LAW] == ["同时段已有会议：演示会甲"]
    assert {"演示己壹", "演示庚壹", "演示辛壹"}.isdisjoint(found)


def test_two_sittings_in_the_month_are_as_many_as_anyone_has(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        meetings = [
            another_meeting(session, thread["meeting"], f"演示会{n}", special_group="演示另组", **on(day))
            for n, day in enumerate(("2026-12-01", "2026-12-31", "2026-11-30", "2027-01-01"))
        ]
        for meeting in meetings[:2]:
            invite(session, meeting, LAW)
        for meeting in meetings[1:]:
            invite(session, meeting, "演示己壹")

    found = pool(thread)
    assert found[LAW] == ["参会次数已达上限：本月已有演示会0、演示会1"]
    assert "演示己壹" not in found


def test_nobody_sits_in_two_meetings_running_of_one_group(thread_at: AtStep) -> None:
    """Only the last one that was held counts; a meeting of another group or one still to come does not."""
    thread = thread_at("convened")
    held = {"state": MeetingState.HELD}
    with thread.desk.database.transaction() as session:
        add = (session, thread["meeting"])
        before = another_meeting(*add, "演示会甲", **on("2025-10-08"), **held, minutes_number="演示纪要甲")
        last = another_meeting(*add, "演示会乙", **on("2025-12-01"), **held, minutes_number="演示纪要乙")
        other = another_meeting(
            *(*add, "演示会丙"),
            **(on("2025-12-30") | held),
            minutes_number="演示纪要丙",
            special_group="演示另组",
        )
        for meeting, name in ((before, "演示己壹"), (last, LAW), (other, "演示庚壹")):
            invite(session, meeting, name)

    found = pool(thread)
    assert found[LAW] == ["参会次数已达上限：本专项小组上次会议演示会乙"]
    assert {"演示己壹", "演示庚壹"}.isdisjoint(found)


def test_who_determined_the_same_matter_before_is_not_drawn_for_it_again(thread_at: AtStep) -> None:
    """The same subject and item make the same matter; another item of the same subject does not."""
    thread = thread_at("convened")
    held = {"state": MeetingState.HELD, "special_group": "演示另组"}
    with thread.desk.database.transaction() as session:
        item = session.scalars(select(Meeting)).one().agenda[0].case.item_code
        for n, (name, code) in enumerate(((LAW, item), ("演示己壹", "YS-AQ-02"))):
            meeting = another_meeting(
                *(session, thread["meeting"], f"演示会{n}"),
                **on(f"2025-0{n + 1}-08"),
                **held,
                minutes_number=f"演{n}",
            )
            case = another_case(session, thread["case"], f"演示案{n}", item=code)
            put_on_agenda(session, meeting, case)
            invite(session, meeting, name)

    found = pool(thread)
    assert found[LAW] == ["曾参加同一事项的认定：演示会0"]
    assert "演示己壹" not in found


def test_earlier_sitters_are_those_of_meetings_that_were_held(sqlite_thread_at: AtStep) -> None:
    """What a complaint will ask: not who was replaced, and not of an item that was taken off."""
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        case = session.scalars(select(Meeting)).one().agenda[0].case
        codes = [item.code for item in case.items]
        states = {
            "演示会甲": (MeetingState.HELD, "accepted", None),
            "演示会乙": (MeetingState.HELD, "gone", None),
            "演示会丙": (MeetingState.CANCELLED, "accepted", None),
            "演示会丁": (MeetingState.HELD, "accepted", "演示撤下"),
        }
        for n, (number, (state, invited, withdrawn)) in enumerate(states.items(), 1):
            meeting = another_meeting(
                *(session, thread["meeting"], number),
                **on(f"2025-0{n}-08"),
                state=state,
                minutes_number=f"演示纪要{n}",
            )
            filed = another_case(session, thread["case"], f"演示案{n}", item=codes[0])
            put_on_agenda(session, meeting, filed, withdrawn=withdrawn)
            invite(session, meeting, LAW, invited)
        own = expert(session, LAW).id

        made = another_case(session, thread["case"], "演示案甲", item="YS-AQ-02")
        other_item = session.get_one(Case, made)
        other_subject = find_case(session, thread["case2"])
        assert earlier_sitters(session, [case]) == {own: ["演示会甲"]}
        assert earlier_sitters(session, [case, other_item, other_subject]) == {own: ["演示会甲"]}
        assert earlier_sitters(session, [other_item, other_subject]) == {}
        assert earlier_sitters(session, []) == {}


def test_all_grounds_of_an_expert_are_kept_and_the_first_is_in_the_pool(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        go_on_leave(session, LAW, MEETING, MEETING)
        declare(session, LAW, "R05", party=data.SAFETY.name)
        declare(session, LAW, "R02")
    assert pool(thread)[LAW] == [
        f"近三年任董事或监事：{data.SUBJECT.name}，演示关系（2020-01-01至今，申报第2号）",
        f"其他可能影响公正的关系：{data.SAFETY.name}，演示关系（2020-01-01至今，申报第1号）",
        "请假：2026-12-02至2026-12-02",
    ]

    with thread.desk.database.reading() as session:
        own = Candidate.expert_id == expert(session, LAW).id
        assert session.scalars(select(Candidate.reason).where(own)).one() == "R02"
    with speaking("en"):
        rows = thread.read("supervisor", "recusals", "pool", thread["draw"])
    assert ["on leave: 2026-12-02 to 2026-12-02"] in [row["grounds"][2:] for row in rows]


def test_the_evidence_is_for_supervisor_and_auditors_alone(sqlite_thread_at: AtStep) -> None:
    """It stands in no pool file, no ledger entry and no transcript."""
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        declare(session, LAW, "R05")
    pool(thread)

    assert thread.read("auditor", "recusals", "pool", thread["draw"])
    thread.refused(
        "convener",
        *("recusals", "pool", thread["draw"]),
        zh="无权办理此事",
        en="may not do this",
        exit_code=4,
    )
    with thread.desk.database.reading() as session:
        draw = latest_draw(session, thread["meeting"])
        payloads = session.scalars(select(PAYLOAD.c.payload))
        told = (draw.pool if draw else b"") + "".join(map(str, payloads)).encode()
        assert session.scalars(select(ExclusionGround.evidence)).all()
    assert "演示关系".encode() not in told
    assert data.SUBJECT.name.encode() not in told


def test_the_pool_of_the_same_register_has_the_same_bytes_whatever_the_evidence(
    sqlite_thread_at: AtStep,
) -> None:
    """R05 for a party or for the unit: one mark, and nothing tells which."""
    pools = []
    for party in (data.SUBJECT.name, data.SAFETY.name):
        thread = sqlite_thread_at("convened")
        with thread.desk.database.transaction() as session:
            declare(session, LAW, "R05", party=party)
        pool(thread)
        with thread.desk.database.reading() as session:
            pools.append(session.scalars(select(Draw.pool)).one())
    assert pools[0] == pools[1]


def test_too_few_experts_name_the_new_reasons_too(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    with thread.desk.database.transaction() as session:
        declare(session, LAW, "R03")
        go_on_leave(session, "演示己壹", MEETING, MEETING)
    thread.at("11-30T08:30")
    seats = [str(word).replace("L01:2", "L01:18").replace("C01:1", "C01:1") for word in freeze(thread)]

    thread.refused(
        "convener",
        *seats,
        zh="近三年控股或实际控制1",
        en="controlled a subject within three years1",
    )
