"""Rooms and people are nowhere twice at a time."""

from collections.abc import Callable

import pytest

from meeting_steps import LATER, MORNING, OTHER_ROOM, ROOM, call, ready_case, rooms, shown, to, two_ready
from service import demo_data as data
from thread import Thread
from thread_elsewhere import DONE, Elsewhere
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
IN_ROOM = ("--room", ROOM)
OVERLAP = ("2026-12-02T11:00", "2026-12-02T12:00")
AFTER = ("2026-12-02T11:30", "2026-12-02T12:30")


@pytest.fixture
def house(thread_at: AtStep) -> Thread:
    """Two rooms, two ready cases, a second chair and recorder."""
    thread = two_ready(thread_at)
    rooms(thread)
    for role in ("chair", "recorder"):
        add_account(thread, f"other-{role}", f"演示另一{role}", role, data.SAFETY)
    return thread


OTHERS = {"chair": "other-chair", "recorder": "other-recorder"}


def test_a_room_is_not_given_twice_at_a_time(house: Thread) -> None:
    house.run("convener", *call([house["case"]], MORNING, *IN_ROOM))

    house.refused(
        "convener",
        *call([house["case2"]], OVERLAP, *IN_ROOM, **OTHERS),
        zh=f"“{ROOM}”该时段已由示应急会〔2026〕1号使用。",
        en=f"“{ROOM}” is taken by 示应急会〔2026〕1号 at that time.",
    )
    house.run("convener", *call([house["case2"]], OVERLAP, "--room", OTHER_ROOM, **OTHERS))


def test_one_meeting_may_begin_when_another_ends(house: Thread) -> None:
    house.run("convener", *call([house["case"]], MORNING, *IN_ROOM))
    second = house.run("convener", *call([house["case2"]], AFTER, *IN_ROOM))

    assert shown(house, second)["place"] == ROOM
    assert [len(row["meetings"]) for row in house.read("office", "rooms", "list")] == [2, 0]


def test_a_place_that_is_no_room_is_not_looked_after(house: Thread) -> None:
    house.run("convener", *call([house["case"]], MORNING, "--place", "演示礼堂"))
    house.run("convener", *call([house["case2"]], MORNING, "--place", "演示礼堂", **OTHERS))


@pytest.mark.parametrize("how", ["cancel", "postpone"])
def test_a_meeting_that_is_cancelled_or_moved_leaves_its_room(house: Thread, how: str) -> None:
    first = house.run("convener", *call([house["case"]], MORNING, *IN_ROOM))
    change = to(LATER) if how == "postpone" else ("--cause", "演示：停电")
    house.run("convener", "meetings", how, first, *change)

    house.run("convener", *call([house["case2"]], MORNING, *IN_ROOM))


@pytest.mark.parametrize(("officer", "name"), [("chair", "演示主持人"), ("recorder", "演示记录人")])
def test_nobody_presides_or_records_in_two_places(house: Thread, officer: str, name: str) -> None:
    house.run("convener", *call([house["case"]]))
    others = {**OTHERS, officer: officer}

    house.refused(
        "convener",
        *call([house["case2"]], OVERLAP, **others),
        zh=f"{name}该时段在示应急会〔2026〕1号主持或记录",
        en=f"{name} presides or keeps the record in 示应急会〔2026〕1号",
    )
    house.run("convener", *call([house["case2"]], OVERLAP, **OTHERS))


def test_a_replaced_chair_is_free_for_another_meeting(house: Thread) -> None:
    first = house.run("convener", *call([house["case"]]))
    house.run("convener", "meetings", "appoint", first, "--chair", "other-chair")
    house.run("convener", *call([house["case2"]], MORNING, recorder="other-recorder"))

    assert shown(house, first)["officers"] == {"chair": "演示另一chair", "recorder": "演示记录人"}


def test_an_appointment_names_somebody_who_holds_the_role_and_is_free(house: Thread) -> None:
    first = house.run("convener", *call([house["case"]]))
    second = house.run("convener", *call([house["case2"]], MORNING, **OTHERS))
    appoint = ("convener", "meetings", "appoint")

    house.refused(*appoint, first, zh="“chair”不能为空", en="must not be empty", exit_code=2)
    house.refused(*appoint, first, "--chair", "legal", zh="没有找到主持人", en="no chair", exit_code=5)
    house.refused(*appoint, first, "--chair", "other-chair", zh="不能同时担任", en="at that time")
    house.run("convener", "meetings", "cancel", second, "--cause", "演示：停电")
    house.refused(*appoint, second, "--chair", "chair", zh="已结束或已取消", en="over or cancelled")
    house.run(*appoint, first, "--chair", "other-chair")


def test_two_rooms_have_two_names(house: Thread) -> None:
    house.refused("office", "rooms", "add", f" {ROOM} ", zh="已有同名会议室", en="of that name already")
    house.refused("office", "rooms", "add", " ", zh="不能为空", en="must not be empty", exit_code=2)
    house.refused("convener", "rooms", "add", "演示303会议室", zh="无权", en="may not", exit_code=4)


@pytest.mark.parametrize("what", ["room", "people"])
def test_of_two_meetings_called_at_once_one_gets_room_and_people(
    house: Thread, two_processes: tuple[Elsewhere, Elsewhere], what: str
) -> None:
    where = IN_ROOM if what == "room" else ("--place", "演示地点")
    others = OTHERS if what == "room" else {}
    calls = [call([house["case"]], MORNING, *where), call([house["case2"]], MORNING, *where, **others)]
    house.desk.close()
    for process, words in zip(two_processes, calls, strict=True):
        process.start(house, "convener", *words)
    ends = [process.end() for process in two_processes]

    assert ends.count(DONE) == 1, ends
    [told] = [end.text for end in ends if end != DONE]
    assert ("已由" if what == "room" else "不能同时担任") in told


def test_a_call_waits_for_one_that_is_taking_the_room(
    house: Thread, two_processes: tuple[Elsewhere, Elsewhere]
) -> None:
    """The later one waits at the room's row and then sees the earlier one, on either database."""
    from kernel.accounts import actor_named
    from meetings.convening.convene import Call, convene
    from meetings.convening.slots import parse_slot
    from meetings.queries import find_case

    one, _ = two_processes
    slot = parse_slot(*MORNING, ROOM, None)
    with house.desk.acting(lambda session: actor_named(session, "convener")) as act:
        first = Call("演示会议", slot, "演示联络员", "chair", "recorder")
        convene(act, first, [find_case(act.session, house["case"])])
        one.start(house, "convener", *call([house["case2"]], MORNING, *IN_ROOM, **OTHERS))
        assert one.waits()
    assert "已由示应急会〔2026〕1号使用" in one.end().text


def test_a_room_is_looked_at_again_when_a_meeting_moves_into_its_time(house: Thread) -> None:
    house.run("convener", *call([house["case"]], LATER, *IN_ROOM))
    second = house.run("convener", *call([ready_case(house)], MORNING, *IN_ROOM, **OTHERS))

    postpone = ("convener", "meetings", "postpone", second, *to(LATER))
    house.refused(*postpone, zh="该时段已由", en="is taken by")
    house.run(*postpone, "--room", OTHER_ROOM)
    assert shown(house, second)["place"] == OTHER_ROOM
