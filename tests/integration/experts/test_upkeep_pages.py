"""Terms, doubles and figures in the browser."""

import re
from collections.abc import Callable

import pytest

from experts.register import enter
from kernel.cli import Desk
from register_people import REGISTRAR, person
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


@pytest.fixture
def registrar(thread: Thread) -> Visitor:
    return Visitor(thread.desk, "registrar")


def enter_twice(desk: Desk) -> tuple[str, str]:
    """One person under two identity numbers, the phone the same."""
    one, other = person(1), person(2)
    with desk.acting(lambda _: REGISTRAR) as act:
        first, second = enter(
            act, [one, type(one)(**{**as_dict(other), "name": one.name, "mobile": one.mobile})]
        )
    return first, second


def as_dict(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]


def test_terms_that_end_are_renewed_or_expire(registrar: Visitor) -> None:
    with registrar.counting() as sent:
        page = registrar.text("/experts/terms/")
    assert len(sent) <= 10
    assert "其中2人的聘期已经过了" in page
    assert "聘期已满的2人转为聘期届满" in registrar.does("/experts/terms/expire")
    assert "聘期届满 2" in registrar.text("/experts/")
    assert "60日内没有人届满" in registrar.text("/experts/terms/")


def test_who_has_not_confirmed_is_listed_until_it_is_done(registrar: Visitor) -> None:
    assert "本页25条，共60条" in registrar.text("/experts/terms/unconfirmed/")
    following = re.findall(r'rel="next" href="([^"]+)"', registrar.get("/experts/terms/unconfirmed/").text)[0]
    with registrar.counting() as sent:
        registrar.text(f"/experts/terms/unconfirmed/{following}")
    assert len(sent) <= 9


def test_two_records_of_one_person_are_compared_and_merged(registrar: Visitor, thread: Thread) -> None:
    assert "没有疑似重复的记录" in registrar.text("/experts/duplicates/")
    first, second = enter_twice(thread.desk)
    assert "演示甲1 姓名、手机" in registrar.text("/experts/duplicates/")
    place = f"/experts/duplicates/{first}/{second}/"
    assert "保留左边的" in registrar.text(place)
    assert "“保留哪一条”不能为空" in registrar.is_refused(place, reason="同一人")
    assert "“合并的事由”不能为空" in registrar.is_refused(place, keep=first, reason="")
    page = registrar.does(place, keep=first, reason="本人到场核对")
    assert "已将演示甲1的另一条记录并入" in page
    assert "不能再合并" in registrar.text(place)
    assert "没有疑似重复的记录" in registrar.text("/experts/duplicates/")


def test_a_double_is_found_by_its_number_too(registrar: Visitor, thread: Thread) -> None:
    first, second = enter_twice(thread.desk)
    place = f"/experts/duplicates/with/{first}/"
    assert "没有编号为“x”的专家" in registrar.is_refused(place, other="x")
    assert registrar.post(place, other=second).location == f"/experts/duplicates/{first}/{second}/"


def test_every_list_can_be_kept_as_a_file(registrar: Visitor) -> None:
    for place, lines in (("terms/", 3), ("terms/unconfirmed/", 61), ("figures/", 1), ("evaluations/", 1)):
        assert registrar.get(f"/experts/{place}export.csv").text.count("\n") == lines
        assert registrar.get(f"/experts/{place}export.xlsx").data.startswith(b"PK")
    assert registrar.get("/experts/applications/export.csv").text.count("\n") == 1


def test_nothing_was_drawn_yet(registrar: Visitor) -> None:
    assert "还没有开过会" in registrar.text("/experts/figures/")
    assert "还没有评价" in registrar.text("/experts/evaluations/")


def test_figures_come_from_meetings_that_are_over(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("held")
    registrar = Visitor(thread.desk, "registrar")
    with registrar.counting() as sent:
        page = registrar.text("/experts/figures/")
    assert len(sent) <= 9
    assert "共邀请7人次" in page
    assert "参加 5次" in page
    assert "出差 1次" in page
    assert "逾期未答复 1次" in page
    drawn = re.findall(r"/experts/[a-z2-7]{26}/", registrar.get("/experts/figures/").text)[0]
    assert "安全生产领域联合奖惩认定会议" in registrar.text(drawn)


def test_the_first_page_says_what_waits(registrar: Visitor, sqlite_thread_at: At) -> None:
    page = registrar.text("/")
    assert "将聘期已过的2人转为届满" in page
    assert "催办60人的年度确认" in page
    assert "导入专家花名册" in Visitor(sqlite_thread_at("installed").desk, "registrar").text("/")


def test_names_stay_sealed_until_the_meeting_is_over(sqlite_thread_at: At) -> None:
    registrar = Visitor(sqlite_thread_at("arrived").desk, "registrar")
    assert "还没有开过会" in registrar.text("/experts/figures/")


def test_the_pages_speak_english(registrar: Visitor) -> None:
    for address in ("terms/", "terms/unconfirmed/", "duplicates/", "figures/", "evaluations/", "import/"):
        page = registrar.text(f"/experts/{address}?lang=en")
        assert "Register of experts" in page
