"""A draw that waits for a beacon: what it takes, from whom, when, and when it comes to nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from drand_chain import in_place_of_quicknet, sign_round
from ledger.models import LogCheckpoint
from panel.drand import QUICKNET
from panel.panels import find_draw
from service import demo_data as data
from thread import Thread
from thread_steps import REVEAL_BY, SEATS, add_account, committed, drawn, freeze, published, reveal

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
TEXT = "3.9.9.31./0.7./"
STANDALONE = Path(__file__).parents[3] / "verifiers" / "verify_draw.py"
ALL_RIGHT = 0


def state(thread: Thread) -> str:
    return str(thread.read("convener", "draw", "show", thread["draw"])["state"])


def announce(thread: Thread, who: str = "convener", text: str = TEXT) -> None:
    thread.run(who, "draw", "announce", thread["draw"], text)


def confirming(thread: Thread, text: str = TEXT) -> tuple[object, ...]:
    return "draw", "confirm-beacon", thread["draw"], text


def spoken(at: AtStep) -> Thread:
    """All reveals are in, and the announced result is out."""
    thread = at("awaiting_beacon")
    thread.at("11-30T21:15")
    return thread


def exported(thread: Thread, folder: Path) -> Path:
    """The record with its audit files."""
    audit = ("--audit", "--purpose", "演示")
    thread.run("supervisor", "draw", "export", thread["draw"], "--to", folder, *audit)
    return folder


def verdicts(thread: Thread, folder: Path) -> tuple[int, int]:
    """What `panel verify` and the single-file verifier conclude; neither needs anything of the other."""
    done = subprocess.run([sys.executable, STANDALONE, folder], capture_output=True, check=False)
    return int(thread.run("", "verify", folder)), done.returncode


# announced results


def test_an_announced_result_typed_twice_draws_the_panel(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("awaiting_beacon")
    assert state(thread) == "revealed"
    thread.at("11-30T21:15")
    announce(thread)
    assert state(thread) == "revealed"
    thread.run("supervisor", *confirming(thread))

    assert state(thread) == "drawn"
    folder = exported(thread, tmp_path / "record")
    reveals = json.loads((folder / "reveals.json").read_bytes())
    parties = [party for party, _ in reveals["contributions"]]
    assert reveals["beacon"] == {"kind": "announced", "parties": parties, "text": TEXT}
    assert verdicts(thread, folder) == (ALL_RIGHT, ALL_RIGHT)


def test_nothing_is_taken_before_the_beacon_s_time(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("awaiting_beacon")
    thread.at("11-30T21:14:59")

    thread.refused(
        "convener",
        *("draw", "announce", thread["draw"], TEXT),
        zh="信标时间2026-11-30T13:15:00Z未到，此前的结果不能采用。",
        en="The beacon's time, 2026-11-30T13:15:00Z, has not come; nothing before it is taken.",
    )


def test_nothing_is_taken_while_reveals_are_missing(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("beacon_published")
    reveal(thread, "convener")
    thread.at("11-30T21:15")

    for command in (("announce", TEXT), ("confirm-beacon", TEXT)):
        thread.refused(
            "convener",
            *("draw", command[0], thread["draw"], command[1]),
            zh="现在不等信标：揭示尚未结束，或抽取已结束。",
            en="No beacon is awaited now: the reveals are not all in, or the draw is over.",
        )


@pytest.mark.parametrize("text", ["", "3", "3.9.", "9.3./", "03./", "3.9./x", "3.9./ ", "3..9./", "/"])
def test_a_text_out_of_form_is_refused(sqlite_thread_at: AtStep, text: str) -> None:
    thread = spoken(sqlite_thread_at)

    thread.refused(
        "convener",
        *("draw", "announce", thread["draw"], text),
        zh="写法有误，应如“3.9.31./7./”",
        en="is not written like 3.9.31./7./",
        exit_code=2,
    )


def test_two_different_texts_are_refused_with_both_and_where_they_differ(sqlite_thread_at: AtStep) -> None:
    thread = spoken(sqlite_thread_at)
    announce(thread, text="3.9.9.13./0.7./")

    thread.refused(
        "supervisor",
        *confirming(thread),
        zh="先前是“3.9.9.13./0.7./”，这次是“3.9.9.31./0.7./”，第7、8个字符不同。",
        en="“3.9.9.13./0.7./” before and “3.9.9.31./0.7./” now, at character 7、8.",
    )
    announce(thread)
    thread.run("supervisor", *confirming(thread))
    assert state(thread) == "drawn"


def test_every_text_that_was_typed_stays_on_the_ledger(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = spoken(sqlite_thread_at)
    for who, text in (("convener", "1./"), ("supervisor", TEXT), ("supervisor", "1./"), ("supervisor", TEXT)):
        announce(thread, who, text)
    thread.run("convener", *confirming(thread))

    entries = [
        json.loads(path.read_bytes()) for path in exported(thread, tmp_path / "r").glob("ledger/*.json")
    ]
    typed = [(e["entry"]["n"], e["payload"]["text"]) for e in entries if e["entry"]["t"] == "beacon.typed"]
    assert [text for _, text in sorted(typed)] == ["1./", TEXT, "1./", TEXT]
    [confirmed] = [e["payload"] for e in entries if e["entry"]["t"] == "beacon.confirmed"]
    assert (confirmed["text"], len(set(confirmed["parties"]))) == (TEXT, 2)


def test_nobody_confirms_the_own_text(sqlite_thread_at: AtStep) -> None:
    thread = spoken(sqlite_thread_at)
    thread.refused(
        "supervisor",
        *confirming(thread),
        zh="还没有人输入结果",
        en="Nobody has typed the result",
    )
    announce(thread)
    thread.refused(
        "convener",
        *confirming(thread),
        zh="结果是您输入的，须由另一方确认。",
        en="You typed this result; another contributor has to confirm it.",
    )


def test_only_contributors_type_and_confirm(sqlite_thread_at: AtStep) -> None:
    thread = spoken(sqlite_thread_at)
    add_account(thread, "stranger", "演示他人", "convener", data.SAFETY)
    announce(thread)

    for command in ("announce", "confirm-beacon"):
        thread.refused(
            "stranger",
            *("draw", command, thread["draw"], TEXT),
            zh="您不是本次抽取的参与人。",
            en="You are no contributor to this draw.",
        )


def test_an_announced_beacon_takes_no_round(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = spoken(sqlite_thread_at)
    path = tmp_path / "round.json"
    path.write_text("{}")

    thread.refused(
        "convener",
        *("draw", "beacon", thread["draw"], "--round-file", path),
        zh="方案中的信标是另一种",
        en="The plan has another kind of beacon",
    )


# drand


@pytest.fixture
def drand_thread(sqlite_thread_at: AtStep, monkeypatch: pytest.MonkeyPatch) -> tuple[Thread, int]:
    """A draw whose reveals are in and whose round is due, on an invented chain; and the round's number."""
    in_place_of_quicknet(monkeypatch)
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    thread.facts["draw"] = thread.run("convener", *freeze(thread), "--beacon", "drand")
    committed(thread)
    published(thread)
    drawn(thread)
    thread.at("11-30T12:10:03")
    return thread, thread.read("convener", "draw", "show", thread["draw"])["beacon"]["round"]


def handing_in(thread: Thread, content: bytes) -> tuple[object, ...]:
    path = thread.home / "round.json"
    path.write_bytes(content)
    return "draw", "beacon", thread["draw"], "--round-file", path


def test_a_signed_round_draws_the_panel(drand_thread: tuple[Thread, int], tmp_path: Path) -> None:
    thread, number = drand_thread
    assert "已抽出5席" in thread.output("office", *handing_in(thread, sign_round(number)))

    assert state(thread) == "drawn"
    assert verdicts(thread, exported(thread, tmp_path / "record")) == (ALL_RIGHT, ALL_RIGHT)


def test_another_round_is_refused(drand_thread: tuple[Thread, int]) -> None:
    thread, number = drand_thread

    thread.refused(
        "convener",
        *handing_in(thread, sign_round(number + 1)),
        zh=f"方案约定的是第{number}轮，交来的是第{number + 1}轮。",
        en=f"The plan waits for round {number}; this is round {number + 1}.",
        exit_code=2,
    )


def test_an_invented_signature_is_refused_though_its_randomness_fits(
    drand_thread: tuple[Thread, int], tmp_path: Path
) -> None:
    """Another round's signature, under this round's number."""
    thread, number = drand_thread
    invented = {**json.loads(sign_round(number + 1)), "round": number}

    thread.refused(
        "convener",
        *handing_in(thread, json.dumps(invented).encode()),
        zh=f"第{number}轮的签名无效，未予采用。",
        en=f"The signature of round {number} is wrong; it was not taken.",
    )
    assert not list(tmp_path.iterdir())


def test_without_the_extra_no_round_is_taken_and_it_is_said_how_to_install_it(
    drand_thread: tuple[Thread, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, number = drand_thread
    command = handing_in(thread, sign_round(number))
    monkeypatch.setitem(sys.modules, "panel.bls", None)

    thread.refused(
        "convener",
        *command,
        zh="未经验证的结果不能采用。请先在程序目录中运行 pip install '.[drand]'，再重试。",
        en="Run pip install '.[drand]' in the program's folder, and then this again.",
    )


def test_a_record_whose_round_is_replaced_by_another_is_wrong(
    drand_thread: tuple[Thread, int], tmp_path: Path
) -> None:
    thread, number = drand_thread
    thread.run("convener", *handing_in(thread, sign_round(number)))
    folder = exported(thread, tmp_path / "record")
    reveals = json.loads((folder / "reveals.json").read_bytes())
    other = json.loads(sign_round(number + 1))
    reveals["beacon"] |= {name: other[name] for name in ("randomness", "signature")}
    (folder / "reveals.json").write_text(json.dumps(reveals))

    steps = {step["en"]: step["outcome"] for step in thread.read("", "verify", folder)["steps"]}
    assert steps["The beacon's signature is valid."] == "fail"


def test_a_plan_with_quicknet_s_name_over_another_key_keeps_secrets_on_their_devices(
    sqlite_thread_at: AtStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator's programs know an invented chain; the contributor's know quicknet."""
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    with monkeypatch.context() as invented:
        in_place_of_quicknet(invented)
        thread.facts["draw"] = thread.run("convener", *freeze(thread), "--beacon", "drand")
        committed(thread)
        published(thread)

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], "--secret", thread.home / "convener.json"),
        zh="方案中的drand链不是公认的quicknet",
        en="The plan's drand chain is not quicknet as everybody knows it",
    )


def test_a_drand_draw_takes_no_typed_text(drand_thread: tuple[Thread, int]) -> None:
    thread, _ = drand_thread

    thread.refused(
        "convener",
        *("draw", "announce", thread["draw"], TEXT),
        zh="方案中的信标是另一种",
        en="The plan has another kind of beacon",
    )


# what is missing at its time


def test_with_a_beacon_a_missing_reveal_is_withheld_and_the_draw_goes_on(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("beacon_published")
    reveal(thread, "convener")
    thread.at("11-30T12:00:01")
    printed = thread.output("convener", "draw", "lapse", thread["draw"])
    assert "演示监督人未在截止前揭示" in printed
    assert state(thread) == "revealed"

    thread.at("11-30T21:15")
    announce(thread)
    thread.run("supervisor", *confirming(thread))
    folder = exported(thread, tmp_path / "record")
    contributions = json.loads((folder / "reveals.json").read_bytes())["contributions"]
    assert contributions[1][1] == "withheld"
    assert verdicts(thread, folder) == (ALL_RIGHT, ALL_RIGHT)


def test_after_a_lapse_nothing_is_revealed_any_more(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("beacon_published")
    reveal(thread, "convener")
    thread.at("11-30T12:00:01")
    thread.run("convener", "draw", "lapse", thread["draw"])

    thread.refused(
        "supervisor",
        *("draw", "reveal", thread["draw"], "--secret", thread.home / "supervisor.json"),
        zh="抽取方案尚未公布，或抽取已结束。",
        en="No plan is published yet, or the draw is over.",
    )


def test_a_lapse_after_the_beacon_has_spoken_makes_the_attempt_void(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    """Whoever held back may have known the result."""
    thread = sqlite_thread_at("beacon_published")
    reveal(thread, "convener")
    thread.at("11-30T21:15")
    assert "流抽：信标没有可用的结果" in thread.output("convener", "draw", "lapse", thread["draw"])

    folder = exported(thread, tmp_path / "record")
    assert json.loads((folder / "result.json").read_bytes())["void"] == {"parties": [], "reason": "beacon"}
    assert verdicts(thread, folder) == (ALL_RIGHT, ALL_RIGHT)
    assert thread.read("convener", "meetings", "show", thread["meeting"])["state"] == "preparing"


def test_reveals_in_no_checkpoint_before_the_beacon_make_the_attempt_void(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = spoken(sqlite_thread_at)
    with thread.desk.database.transaction() as session:
        session.execute(delete(LogCheckpoint))
    thread.run("auditor", "ledger", "checkpoint")

    thread.refused(
        "convener",
        *("draw", "announce", thread["draw"], TEXT),
        zh="揭示值未在信标时间之前进入检查点，结果不能采用，请按流抽处理。",
        en="The reveals were in no checkpoint before the beacon's time, so its result cannot be used",
    )
    thread.run("convener", "draw", "lapse", thread["draw"])
    folder = exported(thread, tmp_path / "record")
    assert json.loads((folder / "reveals.json").read_bytes())["beacon"] is None
    assert verdicts(thread, folder) == (ALL_RIGHT, ALL_RIGHT)


def test_a_beacon_that_stays_silent_is_waited_for_a_day_and_then_given_up(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = spoken(sqlite_thread_at)
    lapse = ("draw", "lapse", thread["draw"])
    thread.at("12-01T21:14:59")
    thread.refused(
        "convener",
        *lapse,
        zh="还可以等信标的结果，2026-12-01T13:15:00Z之前不能按流抽处理（本机关会议规则）。",
        en="the attempt cannot be given up before 2026-12-01T13:15:00Z (a rule of this organ).",
    )
    thread.at("12-01T21:15")
    thread.run("supervisor", *lapse)

    assert state(thread) == "void"
    folder = exported(thread, tmp_path / "record")
    assert verdicts(thread, folder) == (ALL_RIGHT, ALL_RIGHT)
    entries = [json.loads(path.read_bytes())["entry"] for path in folder.glob("ledger/*.json")]
    [gave_up] = [entry["by"] for entry in entries if entry["t"] == "attempt.voided"]
    assert gave_up.startswith("supervisor:")


def test_after_a_silent_beacon_another_attempt_needs_approval(sqlite_thread_at: AtStep) -> None:
    thread = spoken(sqlite_thread_at)
    thread.at("12-01T21:15")
    thread.run("convener", "draw", "lapse", thread["draw"])
    again = [word if word != REVEAL_BY else "2026-12-02T06:00" for word in freeze(thread)]

    thread.refused(
        "convener",
        *again,
        zh="上一次抽取已流抽，须由非抽取参与人批准后才能重新抽取。",
        en="needs the approval of a person who is no contributor",
    )
    thread.run("office", "draw", "approve", thread["draw"], "--cause", "彩票停开")
    draw = thread.run("convener", *again)
    assert thread.read("convener", "draw", "show", draw)["attempt"] == 2


# what may be planned


def test_publish_and_beacon_stand_in_the_plan(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    asked = ("--publish", "at_draw", "--beacon", "drand")
    thread.facts["draw"] = thread.run("convener", *freeze(thread), *asked)
    committed(thread)
    published(thread)

    with thread.desk.database.reading() as session:
        plan = json.loads(find_draw(session, thread["draw"]).plan or "")
    assert plan["publish"] == "at_draw"
    assert plan["beacon"] == {**QUICKNET, "round": plan["beacon"]["round"]}


def test_a_beacon_speaks_in_time_for_the_meeting(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    seats = ("draw", "freeze", thread["meeting"], *SEATS, "--reveal-by", REVEAL_BY)

    thread.refused(
        "convener",
        *(*seats, "--beacon", "announced:演示彩票@2026-12-02T07:01"),
        zh="含揭示截止时间和信标时间（会前2小时，本机关会议规则）",
        en="the deadline for reveals and the beacon included",
    )
    assert thread.run("convener", *seats, "--beacon", "announced:演示彩票@2026-12-02T07:00")
