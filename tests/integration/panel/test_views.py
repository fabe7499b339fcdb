"""Whoever looks at what a draw keeps from the public gives a reason, and it is kept."""

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from ledger.models import LogEntry
from thread import Thread
from thread_steps import SEATS, committed, drawn, published

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def views(thread: Thread, who: str = "auditor") -> list[tuple[str, str, str]]:
    looks = thread.read(who, "draw", "views", thread["draw"])
    return [(look["role"], look["what"], look["purpose"]) for look in looks]


def entered(thread: Thread, kind: str) -> list[dict[str, str]]:
    """The leaves of one type in the ledger."""
    with thread.desk.database.reading() as session:
        bodies = session.scalars(select(LogEntry.body).where(LogEntry.type == kind).order_by(LogEntry.seq))
        return [json.loads(body) for body in bodies]


def export(thread: Thread, to: Path, *more: str) -> tuple[object, ...]:
    return "draw", "export", thread["draw"], "--to", to, *more


def test_the_audit_files_are_not_given_without_a_purpose(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("drawn")
    for purpose in ((), ("--purpose", " "), ("--purpose", "核对\x00")):
        refusal = thread.refusal("supervisor", *export(thread, tmp_path / "no", "--audit", *purpose))
        assert refusal.exit_code == 2
    assert views(thread) == [("convener", "plan", "揭示前核对方案"), ("supervisor", "plan", "揭示前核对方案")]
    assert not (tmp_path / "no").exists()


def test_who_takes_the_audit_files_and_why_is_kept_and_on_the_ledger(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("drawn")
    before = views(thread)
    thread.run("supervisor", *export(thread, tmp_path / "one", "--audit", "--purpose", "核对排除事由"))
    thread.run("auditor", *export(thread, tmp_path / "two", "--audit", "--purpose", "例行审计"))

    looks = [("supervisor", "audit", "核对排除事由"), ("audit_admin", "audit", "例行审计")]
    assert views(thread) == views(thread, "supervisor") == [*before, *looks]
    for leaf, role in zip(entered(thread, "audit.opened"), ("supervisor", "audit_admin"), strict=True):
        assert leaf["by"].startswith(f"{role}:")
        assert leaf["s"] == thread["draw"]
        assert leaf["vis"] == "sealed"
    assert {path.name for path in (tmp_path / "one" / "audit").iterdir()} == {"draw_key", "openings.jsonl"}
    assert thread.run("", "verify", tmp_path / "two") == 0


def test_a_refused_look_is_no_look(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("drawn")
    before = views(thread)
    for who in ("convener", "office", "clerk"):
        thread.refusal(who, *export(thread, tmp_path / "no", "--audit", "--purpose", "演示"))
        thread.refusal(who, "draw", "views", thread["draw"])
        thread.refusal(who, "recusals", "pool", thread["draw"])
    assert views(thread) == before
    assert entered(thread, "audit.opened") == []


def test_the_public_transcript_is_the_same_whoever_looked_meanwhile(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("held")
    thread.run("auditor", *export(thread, tmp_path / "before"))
    thread.run("supervisor", *export(thread, tmp_path / "audit", "--audit", "--purpose", "演示"))
    thread.run("supervisor", "recusals", "pool", thread["draw"])
    thread.run("auditor", *export(thread, tmp_path / "after"))

    def content(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".tlog-proof")
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    assert content(tmp_path / "before") == content(tmp_path / "after")
    assert len(entered(thread, "audit.opened")) == 2


def test_every_sight_of_names_is_kept(sqlite_thread_at: AtStep) -> None:
    """The liaison's mails, the unsealing, the recusals with names, the papers."""
    thread = sqlite_thread_at("held")
    assert [(role, purpose) for role, what, purpose in views(thread) if what == "names"] == [
        *[("liaison", "发出邀请")] * 9,  # five, two successors, two taken back
        ("supervisor", "会议开始，解密名单"),
        ("recorder", "形成会议文书"),
    ]

    thread.run("supervisor", "recusals", "show", thread["meeting"])
    thread.run("convener", "recusals", "show", thread["meeting"])
    assert views(thread)[-1] == ("supervisor", "names", "核查回避")
    assert len(views(thread)) == 2 + 11 + 1


def test_an_experts_look_is_kept_and_is_not_on_the_ledger(sqlite_thread_at: AtStep) -> None:
    """An entry for everybody who looks would tell the public who was in the pool."""
    thread = sqlite_thread_at("held")
    [expert] = thread.read("registrar", "experts", "list", "--limit", 1)
    code = thread.run("registrar", "experts", "code", expert["public_id"])
    before = len(thread.dump()["log_entry"])
    thread.run("", "self", "opening", thread["draw"], "--code", code)

    assert len(thread.dump()["log_entry"]) == before
    [*_, last] = thread.read("supervisor", "draw", "views", thread["draw"])
    assert (last["role"], last["viewer"], last["what"]) == ("expert", expert["public_id"], "own_line")


def test_views_are_told_in_words(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("drawn")
    first = thread.output("supervisor", "draw", "views", thread["draw"]).splitlines()[0]
    assert "召集人" in first
    assert "方案和候选池" in first


def test_a_draw_that_is_public_at_once_is_given_to_all_who_read_draws(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    """`publish: at_draw`; its audit files stay as closed as any."""
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    freeze = ("draw", "freeze", thread["meeting"], *SEATS, "--reveal-by", "2026-11-30T12:00")
    thread.facts["draw"] = thread.run("convener", *freeze, "--publish", "at_draw")
    committed(thread)
    published(thread)
    assert thread.refusal("convener", *export(thread, tmp_path / "early")).exit_code == 1
    drawn(thread)

    for who in ("convener", "office", "auditor"):
        thread.run(who, *export(thread, tmp_path / who))
        assert thread.run("", "verify", tmp_path / who) == 0
        assert not (tmp_path / who / "audit").exists()
    thread.refusal("convener", *export(thread, tmp_path / "no", "--audit", "--purpose", "演示"))


def test_the_plan_is_for_contributors_from_its_publication_on(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("committed")
    plan = ("draw", "plan", thread["draw"], "--to")
    thread.refused("supervisor", *plan, tmp_path / "early", zh="抽取方案尚未公布", en="No plan is published")
    published(thread)

    thread.run("convener", *plan, tmp_path / "plan")
    names = {str(path.relative_to(tmp_path / "plan")) for path in (tmp_path / "plan").rglob("*.*")}
    assert {"plan.json", "pool.txt", "ledger/log.vkey"} <= names
    types = [
        json.loads(path.read_bytes())["entry"]["t"]
        for path in sorted((tmp_path / "plan" / "ledger").glob("*.json"), key=lambda path: int(path.stem))
    ]
    assert types == ["pool.frozen", "commitment.entered", "commitment.entered", "plan.published"]
    thread.run("supervisor", *plan, tmp_path / "audit", "--audit")
    assert (tmp_path / "audit" / "audit" / "openings.jsonl").exists()
    for who, more in (("office", ()), ("auditor", ()), ("convener", ("--audit",))):
        assert thread.refusal(who, *plan, tmp_path / "no", *more).exit_code == 4
    thread.run("auditor", *plan, tmp_path / "auditors", "--audit")
    assert [what for _, what, _ in views(thread)] == ["plan", "audit", "audit"]
