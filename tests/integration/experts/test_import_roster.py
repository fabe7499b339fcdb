import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from experts.import_roster import Imported, import_roster
from experts.models import Expert, ExpertEmployment, ExpertLeaf
from experts.queries import show_expert
from experts.record import Employment
from experts.roster import RosterRow, read_roster
from kernel.act import Act
from kernel.cli import Desk
from kernel.entropy import SystemEntropy
from kernel.errors import InputError, NotAllowed, PanelError, Refused
from kernel.roles import Role
from ledger.models import LogEntry

Acting = Callable[..., AbstractContextManager[Act]]


def count(desk: Desk, table: type) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def changed(row: RosterRow, **changes: object) -> RosterRow:
    return replace(row, record=replace(row.record, **changes))  # type: ignore[arg-type]


def test_a_roster_enters_everybody_with_a_leaf_each(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        assert import_roster(act, roster) == Imported(entered=60, amended=0, unchanged=0)
    assert (count(desk, Expert), count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60, 60)


def test_the_same_roster_again_changes_nothing(
    desk: Desk, acting: Acting, roster: list[RosterRow], tmp_path: Path
) -> None:
    as_csv = read_roster("roster.csv", (tmp_path / "roster.csv").read_bytes())
    for rows in (roster, roster, as_csv):
        with acting() as act:
            done = import_roster(act, rows)
    assert done == Imported(entered=0, amended=0, unchanged=60)
    assert (count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60)


@pytest.mark.parametrize(
    "changes",
    [
        {"mobile": "12099999999"},
        {"email": "new@example.com"},
        {"title": "研究员"},
        {"fields": ("L02",)},
        {"attributes": {}},
        {"name": "演示改名"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_known_person_with_changed_data_gets_a_new_version(
    changes: dict[str, object], desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        import_roster(act, roster[:3])
    with acting() as act:
        assert import_roster(act, [changed(roster[0], **changes), *roster[1:]]) == Imported(57, 1, 2)
    with desk.database.reading() as session:
        leaves = select(ExpertLeaf.version, ExpertLeaf.is_current).join(Expert).where(Expert.id == 1)
        assert session.execute(leaves.order_by(ExpertLeaf.version)).all() == [(1, False), (2, True)]


def test_the_new_version_replaces_what_changed_and_keeps_the_public_id(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        import_roster(act, roster[:1])
    with desk.database.reading() as session:
        public_id = session.scalars(select(Expert.public_id)).one()
        before = show_expert(session, act.vault, public_id)
    with acting() as act:
        import_roster(
            act, [changed(roster[0], fields=("C01",), attributes={"region": "X1"}, email="n@example.com")]
        )
    with desk.database.reading() as session:
        after = show_expert(session, act.vault, public_id)
    assert (after.fields, after.attributes, after.email) == (["C01"], {"region": "X1"}, "n***@example.com")
    assert (after.version, after.document) == (2, before.document)
    assert after.leaf != before.leaf


def test_a_bad_row_keeps_everybody_out(desk: Desk, acting: Acting, roster: list[RosterRow]) -> None:
    """Validated rows can still meet a constraint; then nobody of the file is in."""
    broken = changed(roster[30], attributes={"Region": "CITY"})
    with pytest.raises(Exception, match=r"(?i)check constraint"), acting() as act:
        import_roster(act, [*roster[:30], broken])
    assert (count(desk, Expert), count(desk, LogEntry)) == (0, 0)


def test_a_roster_cannot_make_the_register_forget_a_recent_employer(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        import_roster(act, roster)
    employed = roster[2]
    forgetful = changed(employed, employments=employed.record.employments[:1])
    with (
        pytest.raises(
            InputError, match="“专家”第4行“工作单位”：专家库记有近三年内任职的“演示用绵州某建材"
        ) as refusal,
        acting() as act,
    ):
        import_roster(act, [forgetful])
    assert "有1处" in str(refusal.value)
    assert count(desk, LogEntry) == 60


def test_an_employer_of_more_than_three_years_ago_may_go(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    now = Employment("演示新单位", None, date(2023, 3, 2))
    long_gone = Employment("演示旧单位", None, date(2010, 1, 1), date(2023, 3, 1))
    with acting() as act:
        import_roster(act, [changed(roster[0], employments=(now, long_gone))])
    with acting() as act:
        assert import_roster(act, [changed(roster[0], employments=(now,))]).amended == 1
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
        import_roster(act, [changed(roster[0], employments=(old,))])
    with acting() as act:
        assert import_roster(act, [changed(roster[0], employments=moved)]).amended == 1


def test_only_a_registrar_imports(acting: Acting, roster: list[RosterRow]) -> None:
    with pytest.raises(NotAllowed, match="无权办理"), acting(Role.CONVENER) as act:
        import_roster(act, roster)


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
                outcomes.append(import_roster(act, roster))
        except PanelError as refused:
            outcomes.append(refused)
        finally:
            other.close()

    threads = [threading.Thread(target=one_import) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(Imported(60, 0, 0)) == 1
    (second,) = [outcome for outcome in outcomes if outcome != Imported(60, 0, 0)]
    assert second == Imported(0, 0, 60) or isinstance(second, Refused)
    assert (count(desk, Expert), count(desk, ExpertLeaf), count(desk, LogEntry)) == (60, 60, 60)
