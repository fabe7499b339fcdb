import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from experts.card import show_expert
from experts.depart import resign
from experts.import_roster import Imported, import_roster
from experts.models import Expert, ExpertEmployment, ExpertLeaf
from experts.record import Employment, Term
from experts.register import suspend
from experts.roster import RosterRow
from experts.terms import expire_ended
from kernel.act import Act
from kernel.cli import Desk
from kernel.entropy import SystemEntropy
from kernel.errors import NotAllowed, PanelError, Refused
from kernel.roles import Role
from kernel.sheets.preview import RowState
from kernel.sheets.tables import Place
from ledger.models import LogEntry
from rosters import preview, read_file, take_in

Acting = Callable[..., AbstractContextManager[Act]]
NUMBERS = ("110105197001010003", "110105197001020009", "110105197001030004")


def count(desk: Desk, table: type) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def changed(row: RosterRow, at: int = 0, *, another: bool = False, **changes: object) -> RosterRow:
    """The row with another record; `at` is its number in the file where that matters."""
    record = replace(row.record, **changes)  # type: ignore[arg-type]
    return replace(row, record=record, another=another, place=Place("专家", at) if at else row.place)


@pytest.fixture
def states(acting: Acting) -> Callable[..., list[str]]:
    """What taking in these rows would do, row by row."""

    def of(*rows: RosterRow) -> list[str]:
        with acting() as act:
            return [row.state.value for row in preview(act, rows).rows]

    return of


@pytest.fixture
def reasons(acting: Acting) -> Callable[..., list[str]]:
    """Why these rows would not be taken in."""

    def of(*rows: RosterRow) -> list[str]:
        with acting() as act:
            return preview(act, rows).problems(100)

    return of


def test_a_preview_stores_nothing(desk: Desk, acting: Acting, roster: list[RosterRow]) -> None:
    with acting() as act:
        counts = preview(act, roster).counts()
    assert counts[RowState.NEW] == 60
    assert (count(desk, Expert), count(desk, LogEntry)) == (0, 0)


def test_a_roster_enters_everybody_with_a_leaf_each(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        assert take_in(act, roster) == Imported(entered=60, amended=0)
    assert (count(desk, Expert), count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60, 60)


def test_the_same_roster_again_changes_nothing(
    desk: Desk, acting: Acting, roster: list[RosterRow], tmp_path: Path
) -> None:
    as_csv = read_file(tmp_path / "roster.csv")
    for rows in (roster, roster, as_csv):
        with acting() as act:
            done = take_in(act, rows)
    assert done == Imported(entered=0, amended=0)
    assert (count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60)


@pytest.mark.parametrize(
    ("column", "changes"),
    [
        ("手机", {"mobile": "12099999999"}),
        ("电子邮箱", {"email": "new@example.com"}),
        ("职称", {"title": "研究员"}),
        ("专业", {"fields": ("L02",)}),
        ("属性", {"attributes": {}}),
        ("姓名", {"name": "演示改名"}),
        ("聘期起", {"terms": (Term(date(2026, 1, 1), date(2030, 12, 31)),)}),
    ],
    ids=lambda held: held if isinstance(held, str) else "",
)
def test_a_known_person_with_changed_data_gets_a_new_version(
    column: str, changes: dict[str, object], desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        take_in(act, roster[:3])
    with acting() as act:
        shown = preview(act, [changed(roster[0], **changes), *roster[1:]])
        assert shown.rows[0].value.changes == (column,)
        assert import_roster(act, shown) == Imported(entered=57, amended=1)
    with desk.database.reading() as session:
        leaves = select(ExpertLeaf.version, ExpertLeaf.is_current).join(Expert).where(Expert.id == 1)
        assert session.execute(leaves.order_by(ExpertLeaf.version)).all() == [(1, False), (2, True)]


def test_the_new_version_replaces_what_changed_and_keeps_the_public_id(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        take_in(act, roster[:1])
    with desk.database.reading() as session:
        public_id = session.scalars(select(Expert.public_id)).one()
        before = show_expert(session, act.vault, public_id)
    with acting() as act:
        take_in(
            act, [changed(roster[0], fields=("C01",), attributes={"region": "X1"}, email="n@example.com")]
        )
    with desk.database.reading() as session:
        after = show_expert(session, act.vault, public_id)
    assert (after.fields, after.attributes, after.email) == (["C01"], {"region": "X1"}, "n***@example.com")
    assert (after.version, after.document) == (2, before.document)
    assert after.leaf != before.leaf


def test_bad_rows_stay_out_and_the_others_come_in(
    desk: Desk, acting: Acting, roster: list[RosterRow], states: Callable[..., list[str]]
) -> None:
    lost = changed(roster[1], document=roster[0].record.document)
    assert states(roster[0], lost, roster[2]) == ["bad", "bad", "new"]
    with acting() as act:
        assert take_in(act, [roster[0], lost, roster[2]]) == Imported(entered=1, amended=0)
    assert count(desk, Expert) == 1


def test_a_constraint_that_the_preview_does_not_know_keeps_everybody_out(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    broken = changed(roster[30], attributes={"Region": "CITY"})
    with pytest.raises(Exception, match=r"(?i)check constraint"), acting() as act:
        take_in(act, [*roster[:30], broken])
    assert (count(desk, Expert), count(desk, LogEntry)) == (0, 0)


# the same person twice in a file


def test_a_row_that_repeats_another_counts_once(
    roster: list[RosterRow], states: Callable[..., list[str]]
) -> None:
    assert states(roster[0], roster[1], roster[0]) == ["new", "new", "duplicate"]


def test_rows_that_contradict_each_other_are_both_bad_until_mended(
    roster: list[RosterRow], reasons: Callable[..., list[str]]
) -> None:
    one, other = changed(roster[0], 4), changed(roster[0], 17, mobile="12099999999", title="研究员")
    assert reasons(one, other) == [
        "“专家”第4行“身份证号”：与“专家”第17行是同一身份证号，但手机、职称不同。请改为一致，或只留正确的一行。",
        "“专家”第17行“身份证号”：与“专家”第4行是同一身份证号，但手机、职称不同。请改为一致，或只留正确的一行。",
    ]


ALIKE = [
    ("姓名、手机", {"mobile": "12000000001"}),
    ("姓名、电子邮箱", {"email": "A@example.com"}),
    ("姓名、出生日期、工作单位", {"document": "11010619700101000X"}),
]


@pytest.mark.parametrize(("likeness", "same"), ALIKE, ids=[likeness for likeness, _ in ALIKE])
def test_the_same_person_under_two_numbers_is_noticed(
    likeness: str,
    same: dict[str, object],
    roster: list[RosterRow],
    reasons: Callable[..., list[str]],
    states: Callable[..., list[str]],
) -> None:
    one = changed(roster[0], 4, document=NUMBERS[0], mobile="12000000001", email="a@example.com")
    other = changed(
        one, 9, **{"document": NUMBERS[1], "mobile": "12000000009", "email": "z@example.com"} | same
    )
    said = reasons(one, other)
    assert len(said) == 2
    assert f"“专家”第9行“身份证号”：身份证号与“专家”第4行不同，但{likeness}相同，可能是同一人" in said[1]
    assert states(one, changed(other, another=True)) == ["new", "new"]


def test_who_shares_a_name_only_is_another_person(
    roster: list[RosterRow], states: Callable[..., list[str]]
) -> None:
    assert states(roster[0], changed(roster[1], name=roster[0].record.name)) == ["new", "new"]


def test_who_shares_a_phone_only_is_another_person(
    roster: list[RosterRow], states: Callable[..., list[str]]
) -> None:
    assert states(roster[0], changed(roster[1], mobile=roster[0].record.mobile)) == ["new", "new"]


# the same person in the register under another number


def test_somebody_of_the_register_under_another_number_is_noticed(
    desk: Desk, acting: Acting, roster: list[RosterRow], reasons: Callable[..., list[str]]
) -> None:
    with acting() as act:
        take_in(act, roster[:1])
        public_id = act.session.scalars(select(Expert.public_id)).one()
    mistyped = changed(roster[0], document=NUMBERS[1])
    (said,) = reasons(mistyped)
    assert f"身份证号与库中专家{public_id}不同，但姓名、手机相同" in said
    with acting() as act:
        assert take_in(act, [changed(mistyped, another=True)]) == Imported(entered=1, amended=0)
    assert count(desk, Expert) == 2


def test_what_was_decided_once_is_not_asked_again(
    acting: Acting, roster: list[RosterRow], states: Callable[..., list[str]]
) -> None:
    twin = changed(roster[0], document=NUMBERS[1], another=True)
    with acting() as act:
        take_in(act, [roster[0], twin])
    assert states(roster[0], twin) == ["same", "same"]
    assert states(roster[0], replace(twin, another=False)) == ["same", "same"]


# employers that may still bar (R01)


def test_a_roster_cannot_make_the_register_forget_a_recent_employer(
    desk: Desk, acting: Acting, roster: list[RosterRow], reasons: Callable[..., list[str]]
) -> None:
    with acting() as act:
        take_in(act, roster)
    employed = roster[2]
    forgetful = changed(employed, employments=employed.record.employments[1:])
    (said,) = reasons(forgetful)
    assert said.startswith("“专家”第4行“工作单位”：专家库记有近三年内任职的“演示用绵州某建材")
    with acting() as act:
        assert take_in(act, [forgetful]) == Imported(entered=0, amended=0)
    assert count(desk, LogEntry) == 60


def test_an_employer_of_more_than_three_years_ago_may_go(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    now = Employment("演示新单位", None, date(2023, 3, 2))
    long_gone = Employment("演示旧单位", None, date(2010, 1, 1), date(2023, 3, 1))
    with acting() as act:
        take_in(act, [changed(roster[0], employments=(now, long_gone))])
    with acting() as act:
        assert take_in(act, [changed(roster[0], employments=(now,))]).amended == 1
    assert count(desk, ExpertEmployment) == 1


def test_changing_jobs_keeps_the_old_employer_as_a_former_one(
    acting: Acting, roster: list[RosterRow]
) -> None:
    old = Employment("演示旧单位", "91510700XNX002026T", date(2018, 3, 1))
    moved = (
        Employment("演示新单位", None, date(2026, 3, 1)),
        Employment("演示旧单位（更名）", "91510700XNX002026T", date(2018, 3, 1), date(2026, 2, 28)),
    )
    with acting() as act:
        take_in(act, [changed(roster[0], employments=(old,))])
    with acting() as act:
        assert take_in(act, [changed(roster[0], employments=moved)]).amended == 1


@pytest.mark.parametrize("before", [None, "91510700XNX002026A"], ids=["none", "mistyped"])
def test_an_employer_whose_code_is_put_right_is_not_forgotten(
    before: str | None, acting: Acting, roster: list[RosterRow]
) -> None:
    known = Employment("演示单位", "91510700XNX002026T", date(2018, 3, 1))
    with acting() as act:
        take_in(act, [changed(roster[0], employments=(replace(known, uscc=before),))])
    with acting() as act:
        assert take_in(act, [changed(roster[0], employments=(known,))]).amended == 1


def test_another_code_is_another_employer(
    acting: Acting, roster: list[RosterRow], reasons: Callable[..., list[str]]
) -> None:
    one = Employment("演示单位", "91510700XNX002026T", date(2018, 3, 1))
    with acting() as act:
        take_in(act, [changed(roster[0], employments=(one,))])
    (said,) = reasons(changed(roster[0], employments=(replace(one, uscc="12510700XNX001023F"),)))
    assert "近三年内任职的“演示单位”" in said


# the states of an expert


def test_who_left_the_register_does_not_come_back_by_an_import(
    acting: Acting, roster: list[RosterRow], reasons: Callable[..., list[str]]
) -> None:
    with acting() as act:
        take_in(act, roster[:1])
        resign(act, act.session.scalars(select(Expert.public_id)).one(), "本人申请")
    assert reasons(roster[0]) == [
        "“专家”第2行“身份证号”：此人已于2026-03-02退出专家库（辞聘），不能以导入恢复，请重新办理入库申请。"
    ]


def test_a_new_term_makes_an_expired_expert_active_again(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    over = Term(date(2022, 1, 1), date(2025, 12, 31))
    with acting() as act:
        take_in(act, [changed(roster[0], terms=(over,))])
        (public_id,) = expire_ended(act)
    new = Term(date(2026, 3, 1), date(2029, 2, 28))
    with acting() as act:
        assert take_in(act, [changed(roster[0], terms=(over, new))]).amended == 1
    with desk.database.reading() as session:
        card = show_expert(session, act.vault, public_id)
    assert (card.state, list(card.terms)) == ("ACTIVE", [over, new])
    assert [(change.state, change.reason) for change in card.state_changes][-1] == (
        "ACTIVE",
        "花名册载明新的聘期",
    )


def test_other_news_of_an_expired_expert_makes_nobody_active(acting: Acting, roster: list[RosterRow]) -> None:
    over = Term(date(2022, 1, 1), date(2025, 12, 31))
    expired = changed(roster[0], terms=(over,))
    with acting() as act:
        take_in(act, [expired])
        expire_ended(act)
        take_in(act, [changed(expired, title="研究员")])
        assert act.session.scalars(select(Expert.state)).one() == "EXPIRED"


def test_a_suspended_expert_stays_suspended(acting: Acting, roster: list[RosterRow]) -> None:
    with acting() as act:
        take_in(act, roster[:1])
        suspend(act, act.session.scalars(select(Expert.public_id)).one(), "核查")
        take_in(act, [changed(roster[0], title="研究员")])
        assert act.session.scalars(select(Expert.state)).one() == "SUSPENDED"


# who, and two at once


def test_only_a_registrar_imports(acting: Acting, roster: list[RosterRow]) -> None:
    with pytest.raises(NotAllowed, match="无权办理"), acting(Role.CONVENER) as act:
        take_in(act, roster)


def test_two_imports_at_once_double_nobody(desk: Desk, acting: Acting, roster: list[RosterRow]) -> None:
    """One waits for the other, or is refused by the database with a sentence; each person is there once."""
    together = threading.Barrier(2)
    outcomes: list[Imported | PanelError] = []

    def one_import() -> None:
        other = Desk(desk.config, desk.clock, SystemEntropy())
        with acting() as act:
            actor = act.actor
        together.wait()
        try:
            with other.acting(lambda _: actor) as act:
                outcomes.append(take_in(act, roster))
        except PanelError as refused:
            outcomes.append(refused)
        finally:
            other.close()

    threads = [threading.Thread(target=one_import) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(Imported(60, 0)) == 1
    (second,) = [outcome for outcome in outcomes if outcome != Imported(60, 0)]
    assert second == Imported(0, 0) or isinstance(second, Refused)
    assert (count(desk, Expert), count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60, 60)


def test_progress_is_told_while_people_are_stored(acting: Acting, roster: list[RosterRow]) -> None:
    told: list[tuple[int, int]] = []
    with acting() as act:
        import_roster(act, preview(act, roster), lambda done, total: told.append((done, total)))
    assert told == [(60, 60)]
