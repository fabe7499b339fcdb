"""The rows P4.2f and P4.2g of the mission: a register by fields, and a draw that anyone can check."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from experts.models import Expert, ExpertTerm
from panel.models import Candidate
from panel.panels import find_draw, sitting
from recusal_world import declare, go_on_leave
from thread import Thread
from thread_steps import committed, drawn, frozen, published

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
MEETING = date(2026, 12, 2)


def of_field(thread: Thread, code: str) -> set[str]:
    """The names of the experts whom the register lists under a field."""
    listed = thread.read("registrar", "experts", "list", "--field", code, "--limit", 1000)
    return {line["name"] for line in listed}


def test_p42f_the_register_has_law_and_industry_and_is_filtered_by_field(thread_at: AtStep) -> None:
    thread = thread_at("registered")
    everybody = thread.read("registrar", "experts", "list", "--limit", 1000)

    assert len(of_field(thread, "L01")) == len(of_field(thread, "I05")) == 18
    for code in ("L01", "L02", "I05", "C01", "I15"):
        assert of_field(thread, code) == {line["name"] for line in everybody if code in line["fields"]}


def test_p42f_a_panel_has_seats_for_law_and_for_the_subjects_industry(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("drawn")
    plan = thread.read("convener", "draw", "show", thread["draw"])
    asked = {field for group in plan["seats"] for field in group["fields"]}
    assert {"L01", "I05"} <= asked


def test_p42f_only_experts_whose_term_covers_the_meeting_can_be_drawn(thread_at: AtStep) -> None:
    thread = thread_at("frozen")
    assert thread.read("convener", "draw", "show", thread["draw"])["excluded"]["TERM"] == 2

    with thread.desk.database.reading() as session:
        eligible = set(session.scalars(select(Candidate.expert_id).where(Candidate.reason.is_(None))))
        covered = select(ExpertTerm.expert_id).where(ExpertTerm.begins <= MEETING, ExpertTerm.ends >= MEETING)
        assert eligible
        assert eligible <= set(session.scalars(covered))


def test_p42g_the_verify_command_reproduces_the_list(thread_at: AtStep, tmp_path: Path) -> None:
    """And notices when one seat of it is another's."""
    thread = thread_at("drawn")
    export = (
        "draw",
        "export",
        thread["draw"],
        "--to",
        tmp_path / "transcript",
        "--audit",
        "--purpose",
        "演示",
    )
    thread.run("supervisor", *export)
    assert thread.run("", "verify", tmp_path / "transcript") == 0

    path = tmp_path / "transcript" / "result.json"
    result = json.loads(path.read_text())
    first, second = (seat["tag"] for seat in result["panel"][:2])
    path.write_text(path.read_text().replace(first, "x").replace(second, first).replace("x", second))
    assert thread.run("", "verify", tmp_path / "transcript") == 1


@pytest.mark.parametrize("what", ["R01", "R05", "LEAVE", "TERM"])
def test_p42g_who_is_recused_is_never_drawn_nor_called_later(sqlite_thread_at: AtStep, what: str) -> None:
    """Nobody who is excluded sits, even when everybody on the panel leaves and successors come."""
    thread = sqlite_thread_at("convened")
    with thread.desk.database.transaction() as session:
        lawyers = session.scalars(select(Expert).order_by(Expert.id).limit(14)).all()
        for lawyer in lawyers[5:]:  # so few are left that an excluded one would soon be needed
            if what == "R05":
                declare(session, lawyer.name, "R05")
            if what == "LEAVE":
                go_on_leave(session, lawyer.name, MEETING, MEETING)
    for step in (frozen, committed, published, drawn):
        step(thread)

    with thread.desk.database.reading() as session:
        draw = find_draw(session, thread["draw"])
        excluded = set(
            session.scalars(
                select(Candidate.tag).where(Candidate.draw_id == draw.id, Candidate.reason.is_not(None))
            )
        )
        assert draw.excluded[what] >= 2
        panel, seen = sitting(draw), set[str]()
        while leaving := [tag for tag in panel.tags() if tag not in seen]:
            seen.update(leaving)
            assert excluded.isdisjoint(leaving)
            succession = panel.without(leaving[0])
            panel = type(panel)(succession.after, panel.terms, panel.tickets)
    assert len(seen) > 5
