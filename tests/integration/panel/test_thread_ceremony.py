"""Commitments and reveals: nothing is taken that does not match, comes out of order, late or twice."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from kernel.accounts import actor_named
from kernel.errors import Refused
from panel.contribute import reveal as take
from panel.draw.documents import Result
from panel.draw.draw import Outcome
from panel.models import Draw
from panel.panels import find_draw
from service import demo_data as data
from thread import Thread, speaking
from thread_steps import add_account, reveal

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def revealing(thread: Thread, who: str) -> tuple[object, ...]:
    """The command by which `who` reveals."""
    return "draw", "reveal", thread["draw"], "--secret", thread.home / f"{who}.json"


def keep(thread: Thread, who: str, **changes: str) -> None:
    """Change the secret file of `who`."""
    path = thread.home / f"{who}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_plan_needs_both_commitments(thread_at: AtStep) -> None:
    thread = thread_at("frozen")

    thread.refused(
        "convener",
        *("draw", "publish", thread["draw"]),
        zh="还缺少承诺：召集人、监督人。",
        en="Commitments are missing: convener、supervisor.",
    )


def test_each_role_commits_once(thread_at: AtStep) -> None:
    thread = thread_at("frozen")
    commit = ("draw", "commit", thread["draw"], "--secret")
    thread.run("convener", *commit, thread.home / "first.json")

    thread.refused(
        "convener",
        *(*commit, thread.home / "second.json"),
        zh="该角色已有人提交承诺。",
        en="Somebody in this role has committed already.",
    )
    assert not (thread.home / "second.json").exists()


def test_a_commitment_whose_secret_cannot_be_kept_is_not_entered(sqlite_thread_at: AtStep) -> None:
    """The file exists, or its folder does not: the secret would be lost, and the draw with it."""
    thread = sqlite_thread_at("frozen")
    taken = thread.home / "taken.json"
    taken.write_text("something else")
    commit = ("draw", "commit", thread["draw"], "--secret")

    thread.refused("convener", *commit, taken, zh="已存在，不会覆盖", en="is not overwritten", exit_code=2)
    thread.refused(
        "convener",
        *(*commit, thread.home / "nowhere" / "secret.json"),
        zh="无法读取文件",
        en="cannot be read",
        exit_code=2,
    )
    assert taken.read_text() == "something else"


def test_the_supervisor_cannot_reveal_first(thread_at: AtStep) -> None:
    thread = thread_at("published")

    thread.refused(
        "supervisor",
        *revealing(thread, "supervisor"),
        zh="须按方案顺序揭示，现在轮到：召集人。",
        en="Reveals are taken in plan order; it is the turn of the convener.",
    )


def test_nobody_reveals_twice(thread_at: AtStep) -> None:
    thread = thread_at("published")
    reveal(thread, "convener")

    thread.refused(
        "convener", *revealing(thread, "convener"), zh="您已揭示过。", en="You have revealed already."
    )


def test_a_reveal_that_does_not_match_is_refused(thread_at: AtStep) -> None:
    """By the service itself, whatever device sends it."""
    thread = thread_at("published")
    before = thread.dump()
    for language, sentence in (
        ("zh", "揭示值与承诺值不符，未予接受。"),
        ("en", "The value does not match the commitment and was not taken."),
    ):
        with (
            speaking(language),
            pytest.raises(Refused) as refused,
            thread.desk.acting(lambda session: actor_named(session, "convener")) as act,
        ):
            take(act, find_draw(act.session, thread["draw"]), "0" * 64)
        with speaking(language):
            assert str(refused.value) == sentence
    assert thread.dump() == before


def test_a_secret_other_than_the_one_committed_to_does_not_leave_the_device(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    keep(thread, "convener", value="0" * 64)

    thread.refused(
        "convener",
        *revealing(thread, "convener"),
        zh="方案中的承诺值不是您的，请勿揭示并告知监督人。",
        en="The plan does not hold your commitment. Do not reveal; tell the supervisor.",
    )


def test_a_plan_changed_after_it_was_logged_keeps_the_secret_on_the_device(thread_at: AtStep) -> None:
    """Its commitments are right and an entry of a plan is in the log, but of another plan."""
    thread = thread_at("published")
    with thread.desk.database.transaction() as session:
        plan = json.loads(find_draw(session, thread["draw"]).plan or "")
        plan["replacement"]["answer_hours"] += 1
        session.execute(update(Draw).values(plan=json.dumps(plan)))

    thread.refused(
        "convener",
        *revealing(thread, "convener"),
        zh="方案不在已签名的日志中，请勿揭示并告知监督人。",
        en="The plan is not in the signed log. Do not reveal; tell the supervisor.",
    )


def test_a_reveal_counts_at_the_deadline_and_not_a_second_later(thread_at: AtStep) -> None:
    thread = thread_at("published")
    thread.at("11-30T12:00")
    reveal(thread, "convener")

    thread.at("11-30T12:00:01")
    thread.refused(
        "supervisor",
        *revealing(thread, "supervisor"),
        zh="已过揭示截止时间2026-11-30T04:00:00Z，不再接受揭示。",
        en="The deadline for reveals, 2026-11-30T04:00:00Z, has passed; none is taken any more.",
    )


def test_nothing_lapses_before_the_deadline_has_passed(thread_at: AtStep) -> None:
    thread = thread_at("published")
    thread.at("11-30T12:00")
    lapse = ("draw", "lapse", thread["draw"])

    thread.refused(
        "convener",
        *lapse,
        zh="揭示截止时间2026-11-30T04:00:00Z未到。",
        en="The deadline for reveals, 2026-11-30T04:00:00Z, has not passed.",
    )
    thread.at("11-30T12:00:01")
    thread.run("convener", *lapse)
    assert thread.read("convener", "draw", "show", thread["draw"])["state"] == "void"


def test_the_record_of_a_lapsed_draw_names_who_was_missing(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    reveal(thread, "convener")
    thread.at("11-30T12:01")

    printed = thread.output("convener", "draw", "lapse", thread["draw"])
    assert "演示监督人未在截止前揭示" in printed


def test_a_cap_that_no_try_can_meet_makes_the_attempt_void_and_opens_the_agenda(
    sqlite_thread_at: AtStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trial draws before the freeze keep this from happening; here the draw is told that it did."""
    thread = sqlite_thread_at("published")
    reveal(thread, "convener")
    void: Result = {"plan_digest": "ab" * 32, "void": {"parties": [], "reason": "cap"}}
    monkeypatch.setattr("panel.complete.outcome", lambda *_: Outcome(void, {}, None))

    assert "流抽：同单位上限" in thread.output("supervisor", *revealing(thread, "supervisor"))
    assert thread.read("convener", "draw", "show", thread["draw"])["state"] == "void"
    assert thread.read("convener", "meetings", "show", thread["meeting"])["state"] == "preparing"


def test_after_the_first_reveal_nobody_stops_the_draw(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    reveal(thread, "convener")

    thread.refused(
        "supervisor",
        *("draw", "stop", thread["draw"], "--cause", "结果不合意"),
        zh="已有人揭示，抽取不能再中止。",
        en="A secret has been revealed; the draw can no longer be stopped.",
    )


def test_who_committed_to_nothing_reveals_nothing(sqlite_thread_at: AtStep) -> None:
    """Neither on the device nor by the service itself, whatever device sends it."""
    thread = sqlite_thread_at("published")
    add_account(thread, "stranger", "演示他人", "convener", data.SAFETY)
    add_account(thread, "outsider", "演示外单位召集人", "convener", data.LAND)
    value = json.loads((thread.home / "convener.json").read_text())["value"]

    thread.refused(
        "stranger",
        *("draw", "reveal", thread["draw"], "--value", value),
        zh="方案中的承诺值不是您的",
        en="The plan does not hold your commitment.",
    )
    thread.refused(
        "outsider",
        *("draw", "reveal", thread["draw"], "--value", value),
        zh="没有找到抽取",
        en="There is no",
        exit_code=5,
    )
    with (
        pytest.raises(Refused) as refused,
        thread.desk.acting(lambda session: actor_named(session, "stranger")) as act,
    ):
        take(act, find_draw(act.session, thread["draw"]), value)
    assert str(refused.value) == "您不是本次抽取的参与人。"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"draw": "another", "party": "", "value": ""}']
)
def test_a_file_that_is_no_secret_of_this_draw_is_refused(
    sqlite_thread_at: AtStep, tmp_path: Path, content: bytes
) -> None:
    thread = sqlite_thread_at("published")
    path = tmp_path / "secret.json"
    path.write_bytes(content)

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], "--secret", path),
        zh=f"“{path}”不是本次抽取的秘密文件。",
        en=f"“{path}” is no secret file of this draw.",
        exit_code=2,
    )


def test_a_draw_is_not_public_before_the_meeting_is_over(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("drawn")
    export = ("draw", "export", thread["draw"], "--to", tmp_path / "public")

    thread.refused("convener", *export, zh="会议尚未结束，抽取记录还不能公开", en="not yet public")
    thread.refused(
        "convener",
        *export,
        "--audit",
        "--purpose",
        "演示",
        zh="无权办理此事",
        en="may not do this",
        exit_code=4,
    )
    assert not (tmp_path / "public").exists()


def test_an_export_overwrites_nothing(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("held")
    export = ("draw", "export", thread["draw"], "--to", tmp_path / "public")
    thread.run("convener", *export)

    thread.refused("convener", *export, zh="已存在，不会覆盖", en="is not overwritten", exit_code=2)
