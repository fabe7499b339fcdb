"""The office publishes editions: whole, one after the other, never changed."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, update

from catalogue_samples import BASIS, FIRST_DAY, REWARD, SAFETY, SECOND_DAY, Office, draft, item, measure
from kernel.errors import InputError, NotAllowed, NotFound, PanelError, Refused, Unavailable
from kernel.roles import Role
from kernel.units import Unit, rename
from ledger.models import LogEntry
from meetings.catalogue.confirm import basis_at, confirm
from meetings.catalogue.edition import EditionDraft
from meetings.catalogue.publish import publish
from meetings.catalogue.queries import (
    changes_of,
    content_of,
    edition_on,
    find_edition,
    item_on,
)
from meetings.models.catalogue import CatalogueEdition, CatalogueItemRow

pytest_plugins = ["catalogue_fixtures"]
SECOND = draft(item(term_max_months=24), item("SL-AQ-02"), edition="2026-2", valid_from=SECOND_DAY)


def refusal(office: Office, content: EditionDraft) -> str:
    with pytest.raises(PanelError) as caught, office.acting() as act:
        publish(act, content)
    return str(caught.value)


def editions(office: Office) -> int:
    with office.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CatalogueEdition)) or 0


def test_p31a_the_office_publishes_edition_2026_1_and_everybody_finds_its_items(office: Office) -> None:
    office.publish()
    with office.desk.database.reading() as session:
        assert content_of(session, find_edition(session, "2026-1")).same_as(draft())
        assert item_on(session, "SL-AQ-01", FIRST_DAY) == item()


def test_p31a_nobody_but_the_office_can_publish(office: Office) -> None:
    for role in set(Role) - {Role.OFFICE}:
        with pytest.raises(NotAllowed), office.acting(role, SAFETY.uscc) as act:
            publish(act, draft())
    assert editions(office) == 0


def test_p31c_what_was_done_before_a_change_is_judged_by_the_edition_of_that_day(office: Office) -> None:
    office.publish()
    office.publish(SECOND)
    with office.desk.database.reading() as session:
        last_day = date(2026, 6, 30)
        assert item_on(session, "SL-AQ-01", last_day).term_max_months == 36
        assert item_on(session, "SL-AQ-01", SECOND_DAY).term_max_months == 24
        assert edition_on(session, last_day).valid_to == last_day
        assert edition_on(session, date(2030, 1, 1)).edition == "2026-2"


def test_p31c_the_change_log_says_what_an_edition_does_to_the_one_before(office: Office) -> None:
    office.publish()
    office.publish(SECOND)
    with office.desk.database.reading() as session:
        log = [(line.code, line.kind, line.parts) for line in changes_of(session, "2026-2")]
        assert changes_of(session, "2026-1") == []
    assert log == [
        ("SL-AQ-01", "changed", ["term_max_months"]),
        ("SL-AQ-02", "added", []),
        ("SL-SP-11", "removed", []),
    ]


def test_p31d_an_item_that_the_edition_of_the_day_does_not_list_is_not_found(office: Office) -> None:
    office.publish()
    office.publish(SECOND)
    with office.desk.database.reading() as session:
        with pytest.raises(NotFound, match="事项SL-SP-11不在2026-07-01施行的2026-2版目录清单内"):
            item_on(session, "SL-SP-11", SECOND_DAY)
        with pytest.raises(NotFound, match="2025-12-31还没有目录清单施行"):
            item_on(session, "SL-AQ-01", date(2025, 12, 31))


def test_the_same_edition_again_changes_nothing(office: Office) -> None:
    office.publish()
    with office.acting() as act:
        before = act.session.scalar(select(func.count()).select_from(LogEntry))
        publish(act, draft())
        assert act.session.scalar(select(func.count()).select_from(LogEntry)) == before
    assert editions(office) == 1


def test_another_content_under_a_published_name_is_refused(office: Office) -> None:
    office.publish()
    for other in (
        draft(item()),
        draft(item(), REWARD, item("SL-AQ-02")),
        draft(item(evidence="别的"), REWARD),
        draft(title="别的名称"),
        draft(valid_from=date(2026, 1, 2)),
    ):
        assert "2026-1版已公布，内容与此不同" in refusal(office, other)
    with office.desk.database.reading() as session:
        assert content_of(session, find_edition(session, "2026-1")).same_as(draft())


@pytest.mark.parametrize("day", [FIRST_DAY, date(2025, 12, 31)])
def test_an_edition_begins_after_the_latest_one(office: Office, day: date) -> None:
    office.publish()
    assert "新版须晚于这一天" in refusal(office, draft(item(), edition="2026-2", valid_from=day))


def test_a_second_edition_does_not_begin_in_the_past_but_may_begin_today(office: Office) -> None:
    office.publish()
    second = draft(item(), edition="2026-2", valid_from=date(2026, 3, 1))
    assert "2026-03-01已经过去" in refusal(office, second)
    office.publish(replace(second, valid_from=date(2026, 3, 2)))


def test_an_edition_is_named_by_year_and_number(office: Office) -> None:
    for name in ("2026", "2026-0", "2026-100", "二〇二六-1", "2026-1 ", ""):
        assert "不是版本号" in refusal(office, draft(edition=name))


def test_an_edition_without_items_or_title_is_refused(office: Office) -> None:
    assert "没有任何事项" in refusal(office, replace(draft(), items=()))
    assert "不能为空" in refusal(office, draft(title=" "))
    assert editions(office) == 0


def test_blanks_around_a_title_do_not_count(office: Office) -> None:
    office.publish(draft(title=" 示例目录清单\t"))
    office.publish(draft())
    with office.desk.database.reading() as session:
        assert content_of(session, find_edition(session, "2026-1")).title == "示例目录清单"


def test_a_domain_that_goes_to_no_group_keeps_the_edition_back(office: Office) -> None:
    astray = draft(item(domain="示例新领域"), item("SL-AQ-02", domain="示例旧领域"))
    assert "领域“示例新领域、示例旧领域”没有对应的专项小组" in refusal(office, astray)


@pytest.mark.parametrize(
    "astray",
    [item(unit_uscc="11510700MB0000000X"), item(measures=(measure(implementer_uscc="11510700MB0000000X"),))],
)
def test_an_item_of_an_unknown_unit_keeps_the_edition_back(office: Office, astray: object) -> None:
    assert "单位11510700MB0000000X未登记" in refusal(office, draft(astray))  # type: ignore[arg-type]


def test_an_edition_names_units_as_they_are_called_on_its_day(office: Office) -> None:
    office.publish()
    with office.desk.database.transaction() as session:
        rename(session.get_one(Unit, SAFETY.uscc), "示例市新应急局")
    office.publish(draft(edition="2026-2", valid_from=SECOND_DAY))
    with office.desk.database.reading() as session:
        assert item_on(session, "SL-AQ-01", FIRST_DAY).unit_name == SAFETY.name
        assert item_on(session, "SL-AQ-01", SECOND_DAY).unit_name == "示例市新应急局"
        assert changes_of(session, "2026-2") == []
    office.publish()  # the first one again: the new name is no other content


def test_publishing_is_on_the_ledger_with_digest_and_first_day(office: Office) -> None:
    office.publish()
    with office.desk.database.reading() as session:
        edition = find_edition(session, "2026-1")
        entries = [entry.body for entry in session.scalars(select(LogEntry))]
    assert edition.digest == draft().digest()
    assert sum(b'"t":"catalogue.published"' in body and b'"s":"2026-1"' in body for body in entries) == 1


def test_a_change_made_behind_the_services_back_shows(office: Office) -> None:
    office.publish()
    with office.desk.database.transaction() as session:
        session.execute(update(CatalogueItemRow).values(term_max_months=120))
    with office.desk.database.reading() as session, pytest.raises(Unavailable, match="与公布时的摘要不符"):
        content_of(session, find_edition(session, "2026-1"))


def test_what_nobody_checked_is_shown_as_unchecked_until_the_office_confirms_it(office: Office) -> None:
    unchecked = replace(BASIS, confirmed=False)
    bare = item(basis=unchecked, measures=(measure(basis=replace(unchecked, text="示例条例（虚构）")),))
    office.publish(draft(bare, replace(bare, code="SL-AQ-02")))
    with office.acting() as act:
        assert confirm(act, [basis_at(act.session, "SL-AQ-01/CS-01")]) == 1
    with office.desk.database.reading() as session:
        for code in ("SL-AQ-01", "SL-AQ-02"):
            found = item_on(session, code, FIRST_DAY)
            assert (found.basis.confirmed, found.measures[0].basis.confirmed) == (False, True)
        assert content_of(session, find_edition(session, "2026-1"))
    with office.acting() as act:
        assert confirm(act, [basis_at(act.session, "SL-AQ-02/CS-01")]) == 0
        with pytest.raises(NotFound):
            basis_at(act.session, "SL-AQ-01/CS-99")


def test_an_edition_handed_in_again_with_checked_bases_confirms_them(office: Office) -> None:
    unchecked = replace(BASIS, confirmed=False)
    office.publish(draft(item(basis=unchecked, measures=(measure(basis=unchecked),))))
    office.publish(draft(item(measures=(measure(),))))
    with office.desk.database.reading() as session:
        assert item_on(session, "SL-AQ-01", FIRST_DAY).basis.confirmed


def test_units_cannot_confirm(office: Office) -> None:
    office.publish()
    with pytest.raises(NotAllowed), office.clerk() as act:
        confirm(act, [basis_at(act.session, "SL-AQ-01")])


def test_two_editions_published_at_once_follow_each_other_or_one_is_refused(office: Office) -> None:
    office.publish()
    other = draft(item(), edition="2026-3", valid_from=date(2026, 8, 1))
    refused: list[str] = []

    def publish_other() -> None:
        try:
            office.publish(other)
        except Refused as refusal:
            refused.append(str(refusal))

    with office.acting() as act:
        publish(act, SECOND)
        thread = threading.Thread(target=publish_other)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the first one"
    thread.join()
    with office.desk.database.reading() as session:
        row = session.scalars(select(CatalogueEdition).order_by(CatalogueEdition.sequence)).all()
    days = [(edition.valid_from, edition.valid_to) for edition in row]
    assert days == [
        (FIRST_DAY, date(2026, 6, 30)),
        (SECOND_DAY, date(2026, 7, 31)),
        (date(2026, 8, 1), None),
    ] or (days == [(FIRST_DAY, date(2026, 6, 30)), (SECOND_DAY, None)] and "先行办理" in refused[0])


def test_unknown_editions_are_not_found(office: Office) -> None:
    with office.desk.database.reading() as session, pytest.raises(NotFound, match="目录清单版本“2030-1”"):
        find_edition(session, "2030-1")


def test_what_lacks_a_part_never_reaches_the_tables(office: Office) -> None:
    with pytest.raises(InputError), office.acting() as act:
        publish(act, draft(item(evidence="")))
    assert editions(office) == 0
