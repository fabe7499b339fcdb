"""The catalogue in the browser: read by everybody, submitted by units, published and confirmed by the office."""

from collections.abc import Callable
from io import BytesIO

import pytest

from service import demo_data as data
from service.stage import DATA
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
ITEM = f"/catalogue/2026-1/{data.ITEM_CODE}/"
NEXT = {"edition": "2027-1", "title": "演示用联合奖惩目录清单（下一版）", "from": "2027-01-01"}


@pytest.fixture
def registered(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


def statements(visitor: Visitor, address: str) -> int:
    with visitor.counting() as sent:
        visitor.text(address)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_the_edition_in_force_is_listed_with_what_nobody_checked(registered: Thread) -> None:
    page = Visitor(registered.desk, "convener").text("/catalogue/")
    assert "2026-1版，自2026年1月1日起施行" in page
    assert "待核" in page


def test_items_are_searched_and_filtered(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    assert data.ITEM_CODE in clerk.text(f"/catalogue/?q={data.ITEM_CODE}&kind=PUNISH&own=1")
    assert "没有符合条件的事项" in clerk.text(f"/catalogue/?q={data.ITEM_CODE}&kind=REWARD")
    assert clerk.get("/catalogue/?edition=1999-1").status_code == 404


def unchecked_item(visitor: Visitor) -> str:
    """The address of an item whose own basis nobody has checked."""
    listed = visitor.get("/catalogue/?unchecked=1").text.split('href="/catalogue/2026-1/YS-')[1:]
    addresses = [f"/catalogue/2026-1/YS-{part.partition(chr(34))[0]}" for part in listed]
    return next(each for each in addresses if f'value="{each.split("/")[-2]}"' in visitor.get(each).text)


def test_an_item_shows_measures_and_basis(registered: Thread) -> None:
    page = Visitor(registered.desk, "legal").text(ITEM)
    assert "来源：" in page
    assert "实施单位" in page
    assert Visitor(registered.desk, "legal").get("/catalogue/2026-1/YS-XX-99/").status_code == 404


def test_the_office_confirms_a_basis_and_it_is_law_from_then_on(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    item = unchecked_item(office)
    before, place = office.text(item).count("待核"), {"place": item.split("/")[-2]}
    page = office.does(f"{item}confirm", **place)
    assert "已核1条依据" in page
    assert page.count("待核") < before
    assert office.post(f"{item}confirm", place="YS-XX-99").status_code == 404
    assert Visitor(registered.desk, "clerk").post(f"{item}confirm", **place).status_code == 403


def test_an_edition_is_exported_as_it_reads_in_again(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    content = office.get("/catalogue/2026-1/export.xlsx").data
    file = (BytesIO(content), "目录.xlsx")
    page = office.post("/catalogue/import/", **NEXT, file=file)
    assert page.status_code == 303
    assert "将公布2027-1版" in office.text(page.location)


def test_an_edition_is_published_after_its_preview(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    with (DATA / "catalogue.xlsx").open("rb") as content:
        page = office.post("/catalogue/import/", **NEXT, file=(content, "catalogue.xlsx"))
    place = page.location.partition("?")[0]
    assert "2027-1" not in office.text("/catalogue/editions/")
    said = office.does(f"{place}publish", **NEXT)
    assert "已公布2027-1版" in said
    assert "尚未施行" in office.text("/catalogue/editions/")
    assert office.get(place).status_code == 404


def test_what_cannot_be_published_says_why(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    page = office.post("/catalogue/import/", edition="", title="", **{"from": "明天"})
    assert page.status_code == 422
    assert page.text.count("field__error") >= 3
    bad = (BytesIO("事项编码,名称\nA,B\n".encode()), "坏.csv")
    assert office.post("/catalogue/import/", **NEXT, file=bad).status_code == 422
    with (DATA / "catalogue.xlsx").open("rb") as content:
        past = {**NEXT, "from": "2026-01-01"}
        found = office.post("/catalogue/import/", **past, file=(content, "catalogue.xlsx"))
    assert "须晚于这一天" in office.text(found.location)


def test_a_preview_that_no_longer_holds_is_made_anew(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    with (DATA / "catalogue.xlsx").open("rb") as content:
        page = office.post("/catalogue/import/", **NEXT, file=(content, "catalogue.xlsx"))
    with (DATA / "catalogue.xlsx").open("rb") as content:
        other = {**NEXT, "edition": "2027-2"}
        office.post("/catalogue/import/", **other, file=(content, "catalogue.xlsx"))
    assert office.get(page.location).status_code == 404  # the later file took its place
    assert office.post(page.location.partition("?")[0] + "publish", **NEXT).status_code == 404


def submitted(thread: Thread) -> Visitor:
    """The clerk has proposed that an item be left out."""
    clerk = Visitor(thread.desk, "clerk")
    assert "等办公室采纳或退回" in clerk.does("/catalogue/submit/withdrawal", code=data.ITEM_CODE)
    return clerk


def submission_of(visitor: Visitor) -> str:
    key = visitor.get("/catalogue/submissions/").text.partition('href="/catalogue/submissions/')[2]
    return "/catalogue/submissions/" + key.partition('"')[0]


def test_what_a_unit_submits_is_taken_and_published_with_the_next_edition(registered: Thread) -> None:
    submitted(registered)
    office = Visitor(registered.desk, "office")
    address = submission_of(office)
    assert "移出清单" in office.text(address)
    assert "已采纳" in office.does(f"{address}take")
    looked = seen(office.post("/catalogue/next/", **NEXT, go="look"))
    assert "移出1" in looked
    assert "已公布2027-1版" in office.does("/catalogue/next/", **NEXT, go="publish")
    assert "移出" in office.text("/catalogue/2027-1/changes/")
    assert "已公布" in office.text("/catalogue/submissions/?state=published")


def test_the_office_returns_a_submission_with_its_reason(registered: Thread) -> None:
    clerk = submitted(registered)
    office = Visitor(registered.desk, "office")
    address = submission_of(office)
    assert "不能为空" in office.is_refused(f"{address}return", answer="")
    office.does(f"{address}return", answer="仍有案件适用")
    assert "仍有案件适用" in clerk.text(address)


def test_another_units_submission_is_as_good_as_none(registered: Thread) -> None:
    address = submission_of(submitted(registered))
    registered.run(
        *("admin", "accounts", "add", "other", "--display", "他", "--role", "unit_clerk"),
        *("--unit", data.LAND.uscc),
    )
    assert Visitor(registered.desk, "other").get(address).status_code == 404
    assert Visitor(registered.desk, "clerk").post(f"{address}take").status_code == 403


def test_a_units_own_table_is_looked_at_and_submitted(registered: Thread) -> None:
    clerk = Visitor(registered.desk, "clerk")
    with (DATA / "catalogue.xlsx").open("rb") as content:
        page = clerk.post("/catalogue/submit/", file=(content, "目录.xlsx"))
    assert page.status_code == 303
    looked = clerk.text(page.location)
    assert "有错误" in looked  # other units' items are not the clerk's to submit
    assert clerk.get(page.location + "bad-rows").data[:2] == b"PK"
    assert "没有导入" in clerk.does(page.location + "give-up")


def test_duties_are_the_own_units_for_a_clerk_and_all_units_for_the_office(registered: Thread) -> None:
    assert data.LAND.name not in Visitor(registered.desk, "clerk").text("/catalogue/duties/")
    office = Visitor(registered.desk, "office")
    assert data.SAFETY.name in office.text("/catalogue/duties/?duty=determines")
    assert "没有符合条件的职责" in office.text("/catalogue/duties/?q=没有这个")
    assert office.get("/catalogue/duties/export.csv").status_code == 200


def test_pages_keep_to_their_statements(registered: Thread) -> None:
    office = Visitor(registered.desk, "office")
    assert statements(office, "/catalogue/") <= 8
    assert statements(office, ITEM) <= 12
    assert statements(office, "/catalogue/editions/") <= 8


def test_before_the_first_edition_there_is_nothing_to_read(sqlite_thread_at: At) -> None:
    assert "还没有公布目录清单" in Visitor(sqlite_thread_at("installed").desk, "office").text("/catalogue/")


def test_the_pages_speak_english(registered: Thread) -> None:
    assert "Edition 2026-1" in Visitor(registered.desk, "clerk").text("/catalogue/?lang=en")
