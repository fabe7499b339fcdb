"""Secrets made on contributors' own devices: without the database, on paper, and examined before they are let go."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from ledger.entry_file import check_entry_file
from ledger.models import LogCheckpoint
from ledger.queries import verifier_key
from panel.models import Contributor, Draw
from panel.panels import find_draw
from panel.secret import check_digits, grouped
from thread import ORIGIN, Thread
from thread_steps import reveal
from witness_tool import NAME, witness

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
DICE = "3516243152" * 5


def own_id(thread: Thread, who: str) -> str:
    """The public id under which `who` contributes, as `draw show` says it."""
    return str(thread.read(who, "draw", "show", thread["draw"])["you"])


def kept(path: Path) -> dict[str, str]:
    content: dict[str, str] = json.loads(path.read_bytes())
    return content


def make(thread: Thread, who: str, *options: object) -> Path:
    """Make a secret on a device of one's own and commit to it."""
    path = thread.home / f"{who}.json"
    printed = thread.output(
        "", "draw", "secret", thread["draw"], own_id(thread, who), "--out", path, *options
    )
    [commitment] = re.findall(r"[0-9a-f]{64}", printed)
    thread.run(who, "draw", "commit", thread["draw"], "--commitment", commitment)
    return path


def planned(thread: Thread, folder: Path, who: str = "supervisor", *options: object) -> Path:
    thread.run(who, "draw", "plan", thread["draw"], "--to", folder, *options)
    return folder


def checking(thread: Thread, folder: Path, who: str = "supervisor") -> tuple[object, ...]:
    return "draw", "check-plan", folder, "--secret", thread.home / f"{who}.json"


def test_secrets_made_elsewhere_draw_a_panel_and_the_service_sees_no_value_before(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("frozen")
    paths = [make(thread, "convener"), make(thread, "supervisor", "--dice", DICE)]
    thread.run("convener", "draw", "publish", thread["draw"])
    database = Path(thread.url.removeprefix("sqlite:///")).read_bytes()
    assert not any(kept(path)["value"].encode() in database for path in paths)

    thread.run("convener", "draw", "reveal", thread["draw"], "--secret", paths[0])
    thread.run("supervisor", "draw", "reveal", thread["draw"], "--value", kept(paths[1])["value"])
    assert thread.read("convener", "draw", "show", thread["draw"])["state"] == "drawn"


def test_a_secret_needs_no_installation_at_all(tmp_path: Path) -> None:
    code = (
        "import sys; from service.cli import main; sys.argv[0] = 'panel'; "
        "main(['draw', 'secret', 'ab' * 16, 'someone', '--out', sys.argv[1], '--sheet', sys.argv[2]])"
    )
    out, sheet, home = tmp_path / "secret.json", tmp_path / "sheet.html", tmp_path / "nothing"
    done = subprocess.run(
        [sys.executable, "-c", code, out, sheet],
        capture_output=True,
        text=True,
        check=False,
        env={"PANEL_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[3])},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert grouped(kept(out)["value"]) in sheet.read_text()
    assert {path.stat().st_mode & 0o777 for path in (out, sheet)} == {0o600}
    assert not home.exists()


def test_a_lost_file_is_made_anew_from_the_sheet(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("committed")
    lost = thread.home / "supervisor.json"
    value, anew = kept(lost)["value"], tmp_path / "anew.json"
    secret = ("draw", "secret", thread["draw"], own_id(thread, "supervisor"), "--out", anew, "--value")
    thread.run("", *secret, f"{grouped(value)} {grouped(check_digits(value))}")
    assert kept(anew) == kept(lost)

    thread.refused(
        "",
        *(*secret, value, "--dice", DICE),
        zh="--dice（掷出新的）和 --value（照恢复单重做）只能给一个。",
        en="Give --dice, to throw a new one, or --value, to bring one back from its sheet, and not both.",
        exit_code=2,
    )


@pytest.mark.parametrize("option", ["--out", "--sheet"])
def test_a_secret_overwrites_nothing(sqlite_thread_at: AtStep, tmp_path: Path, option: str) -> None:
    thread = sqlite_thread_at("frozen")
    taken = tmp_path / "taken"
    taken.write_text("something else")
    files = {"--out": tmp_path / "secret.json", "--sheet": tmp_path / "sheet.html"} | {option: taken}
    words = [word for pair in files.items() for word in pair]

    thread.refused(
        "",
        *("draw", "secret", "ab" * 16, "someone", *words),
        zh="已存在，不会覆盖",
        en="is not overwritten",
        exit_code=2,
    )
    assert taken.read_text() == "something else"


@pytest.mark.parametrize("options", [(), ("--secret", "a.json", "--commitment", "ab" * 32)])
def test_a_commitment_is_made_here_or_elsewhere(sqlite_thread_at: AtStep, options: tuple[str, ...]) -> None:
    thread = sqlite_thread_at("frozen")

    thread.refused(
        "convener",
        *("draw", "commit", thread["draw"], *options),
        zh="请给出 --secret（就地生成）或 --commitment（在别处生成），两者之一。",
        en="Give either --secret, to make one here, or --commitment, of a secret made elsewhere.",
        exit_code=2,
    )


@pytest.mark.parametrize("commitment", ["", "ab" * 31, "AB" * 32, "zz" * 32])
def test_what_is_no_commitment_is_refused(sqlite_thread_at: AtStep, commitment: str) -> None:
    thread = sqlite_thread_at("frozen")

    thread.refused(
        "convener",
        *("draw", "commit", thread["draw"], "--commitment", commitment),
        zh="承诺值应为64位小写十六进制数。",
        en="A commitment is 64 lowercase hex digits.",
        exit_code=2,
    )


def test_a_commitment_serves_once(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("frozen")
    commit = ("draw", "commit", thread["draw"], "--commitment", "ab" * 32)
    thread.run("convener", *commit)

    thread.refused(
        "supervisor",
        *commit,
        zh="该承诺值已在别处使用，请重新生成秘密值。",
        en="This commitment was used before; make a new secret.",
    )


# before the reveal


def test_the_plan_is_examined_without_the_database(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")
    folder = planned(thread, tmp_path / "plan")
    assert {"plan.json", "pool.txt", "ledger"} == {path.name for path in folder.iterdir()}
    thread.desk.close()
    Path(thread.url.removeprefix("sqlite:///")).unlink()

    facts = thread.read("", *checking(thread, folder))
    plan = json.loads((folder / "plan.json").read_bytes())
    assert facts["types"] == plan["pool"]["types"]
    assert (facts["seats"], facts["thin"]) == (plan["seats"], plan["thin"])
    assert "方案合乎规则" in thread.output("", *checking(thread, folder))


def test_the_digest_on_the_sheet_is_the_record_s(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")
    folder, sheet = planned(thread, tmp_path / "plan"), tmp_path / "sheet.html"
    digest = thread.read("", *checking(thread, folder), "--sheet", sheet)["plan_digest"]

    assert digest == thread.read("convener", "draw", "show", thread["draw"])["plan_digest"]
    assert grouped(digest) in sheet.read_text()


def test_the_supervisor_examines_every_line_of_the_pool(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")
    folder = planned(thread, tmp_path / "plan", "supervisor", "--audit")
    assert thread.read("", *checking(thread, folder))

    lines = (folder / "audit" / "openings.jsonl").read_text()
    (folder / "audit" / "openings.jsonl").write_text(lines.replace('"L01"', '"L02"', 1))
    thread.refused(
        "", *checking(thread, folder), zh="方案有误，请勿揭示", en="The plan is wrong. Do not reveal"
    )


def test_the_convener_gets_no_audit_files(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")

    thread.refused(
        "convener",
        *("draw", "plan", thread["draw"], "--to", tmp_path / "plan", "--audit"),
        zh="无权办理此事",
        en="may not do this",
        exit_code=4,
    )
    assert not (tmp_path / "plan").exists()


def test_there_is_no_plan_before_it_is_published(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("committed")

    thread.refused(
        "supervisor",
        *("draw", "plan", thread["draw"], "--to", tmp_path / "plan"),
        zh="抽取方案尚未公布，或抽取已结束。",
        en="No plan is published yet, or the draw is over.",
    )


def spoil_plan(folder: Path) -> None:
    path = folder / "plan.json"
    plan = json.loads(path.read_bytes())
    plan["replacement"]["answer_hours"] += 1
    path.write_text(json.dumps(plan))


def spoil_pool(folder: Path) -> None:
    path = folder / "pool.txt"
    path.write_bytes(path.read_bytes().replace(b" X\n", b" -\n", 1))


def spoil_chances(folder: Path) -> None:
    path = folder / "plan.json"
    plan = json.loads(path.read_bytes())
    plan["chances"]["S1"] = [1, 2]
    path.write_text(json.dumps(plan))


def no_plan(folder: Path) -> None:
    (folder / "plan.json").write_text("{}")


def no_ledger(folder: Path) -> None:
    shutil.rmtree(folder / "ledger")


def another_key(folder: Path) -> None:
    key = folder / "ledger" / "log.vkey"
    name, _, _ = key.read_text().partition("+")
    key.write_text(f"{name}+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")


@pytest.mark.parametrize(
    ("spoil", "zh", "en"),
    [
        (spoil_plan, "方案不在已签名的日志中，请勿揭示", "The plan is not in the signed log. Do not reveal"),
        (spoil_pool, "方案有误，请勿揭示并告知监督人。pool.txt", "The plan is wrong. Do not reveal"),
        (spoil_chances, "方案有误，请勿揭示并告知监督人。", "The plan is wrong. Do not reveal"),
        (no_plan, "方案有误，请勿揭示并告知监督人。plan.json", "The plan is wrong. Do not reveal"),
        (no_ledger, "方案不在已签名的日志中，请勿揭示", "The plan is not in the signed log. Do not reveal"),
    ],
)
def test_whatever_is_wrong_with_the_plan_is_said(
    sqlite_thread_at: AtStep, tmp_path: Path, spoil: Callable[[Path], None], zh: str, en: str
) -> None:
    thread = sqlite_thread_at("published")
    folder = planned(thread, tmp_path / "plan")
    spoil(folder)

    thread.refused("", *checking(thread, folder), zh=zh, en=en)


def test_a_log_with_another_key_proves_nothing(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")
    folder = planned(thread, tmp_path / "plan")
    another_key(folder)

    assert thread.refusal("", *checking(thread, folder)).exit_code in {1, 2}


def test_a_plan_without_one_s_own_commitment_is_refused(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("published")
    folder = planned(thread, tmp_path / "plan")
    path = thread.home / "supervisor.json"
    path.write_text(json.dumps(kept(path) | {"value": "00" * 32}))

    thread.refused(
        "",
        *checking(thread, folder),
        zh="方案中的承诺值不是您的，请勿揭示并告知监督人。",
        en="The plan does not hold your commitment. Do not reveal; tell the supervisor.",
    )


# cosignatures


def witnessed(thread: Thread) -> str:
    """A witness cosigns the log as it is; the line of its key."""
    home = thread.home / "witness"
    home.mkdir()
    vkey = str(witness.Witness(home).make_key(NAME))
    thread.run("security", "ledger", "witness", "add", NAME, vkey)
    request, answer = home / "log.request", home / "log.answer"
    thread.run("office", "ledger", "witness", "request", NAME, "--out", request)
    with thread.desk.database.reading() as session:
        log = witness.read_key(str(verifier_key(session, ORIGIN)), witness.LOG_KEY)
    asked = witness.read_request(request.read_bytes())
    moment = int(thread.clock.now().timestamp())
    answer.write_text(witness.Witness(home).sign(log, asked, moment)[2], encoding="utf-8")
    thread.run("office", "ledger", "witness", "accept", answer)
    return vkey


def test_no_secret_leaves_before_the_plan_is_cosigned_as_the_policy_asks(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    thread.desk.config = replace(thread.desk.config, cosignatures=1)
    revealing = ("draw", "reveal", thread["draw"], "--secret", thread.home / "convener.json")
    thread.refused(
        "convener",
        *revealing,
        zh="检查点有0个见证签名，规定须有1个。",
        en="The checkpoint has 0 cosignatures of the 1 that are asked for.",
    )
    witnessed(thread)

    assert "召集人已揭示" in thread.output("convener", *revealing)


def test_a_witness_whose_key_one_has_is_asked_for_by_that_key(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("published")
    before = planned(thread, tmp_path / "before")
    vkey = witnessed(thread)
    after = planned(thread, tmp_path / "after")

    assert thread.read("", *checking(thread, after), "--witness", vkey)
    thread.refused(
        "",
        *(*checking(thread, before), "--witness", vkey),
        zh=f"没有见证方“{NAME}”的有效签名，请勿揭示，先请其见证。",
        en=f"has no right cosignature by “{NAME}”. Do not reveal; have it cosigned first.",
    )


# the reveal


def test_a_value_is_typed_from_the_sheet(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    value = kept(thread.home / "convener.json")["value"]
    typed = f"{grouped(value)} {grouped(check_digits(value))}".upper()
    wrong = ("1" if typed[0] == "0" else "0") + typed[1:]
    revealing = ("draw", "reveal", thread["draw"], "--value")

    thread.refused(
        "convener",
        *(*revealing, wrong),
        zh="输入有误：这个秘密值的校验码是",
        en="Something is mistyped: the check digits of this secret are",
        exit_code=2,
    )
    printed = thread.output("convener", *revealing, typed)
    assert "召集人已揭示，与承诺值相符。方案摘要" in printed


def test_a_secret_of_another_draw_is_not_revealed_here(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    path = thread.home / "convener.json"
    path.write_text(json.dumps(kept(path) | {"draw": "ab" * 16}))

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], "--secret", path),
        zh=f"“{path}”不是本次抽取的秘密文件。",
        en=f"“{path}” is no secret file of this draw.",
        exit_code=2,
    )


@pytest.mark.parametrize("both", [False, True])
def test_a_reveal_is_by_file_or_by_hand(sqlite_thread_at: AtStep, *, both: bool) -> None:
    thread = sqlite_thread_at("published")
    options = ("--secret", thread.home / "convener.json", "--value", "ab" * 32) if both else ()

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], *options),
        zh="请给出 --secret 或 --value，两者之一。",
        en="Give either --secret or --value.",
        exit_code=2,
    )


def test_nobody_reveals_for_another(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("published")
    reveal(thread, "convener")
    theirs = thread.home / "convener.json"

    thread.refused(
        "supervisor",
        *("draw", "reveal", thread["draw"], "--secret", theirs),
        zh=f"“{theirs}”是别人的秘密值，请勿代为揭示。",
        en=f"“{theirs}” is somebody else's secret; nobody reveals for another.",
    )
    thread.refused(
        "supervisor",
        *("draw", "reveal", thread["draw"], "--value", kept(theirs)["value"]),
        zh="方案中的承诺值不是您的",
        en="The plan does not hold your commitment.",
    )


@pytest.mark.parametrize("column", ["plan", "plan_digest", "pool"])
def test_nothing_is_revealed_to_a_plan_that_was_edited_in_the_database(
    sqlite_thread_at: AtStep, column: str
) -> None:
    thread = sqlite_thread_at("published")
    with thread.desk.database.transaction() as session:
        plan = json.loads(find_draw(session, thread["draw"]).plan or "")
        plan["reveal_by"] = "2026-11-30T05:00:00Z"
        edited = {"plan": json.dumps(plan), "plan_digest": "ab" * 32, "pool": b"\n"}
        session.execute(update(Draw).values(**{column: edited[column]}))

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], "--secret", thread.home / "convener.json"),
        zh="请勿揭示并告知监督人",
        en="Do not reveal; tell the supervisor.",
    )


def test_nothing_is_revealed_before_the_plan_is_under_a_signed_checkpoint(sqlite_thread_at: AtStep) -> None:
    """The signer was away when the plan was published."""
    thread = sqlite_thread_at("committed")
    before = thread.dump(left_out=())["log_checkpoint"]
    thread.run("convener", "draw", "publish", thread["draw"])
    with thread.desk.database.transaction() as session:
        for checkpoint in session.query(LogCheckpoint):
            if checkpoint.size > max((row[1] for row in before), default=0):
                session.delete(checkpoint)

    refusal = thread.refusal(
        "convener", "draw", "reveal", thread["draw"], "--secret", thread.home / "convener.json"
    )
    assert refusal.exit_code == 1
    assert "检查点" in refusal.text


# receipts


def test_a_reveal_is_receipted_at_once_and_the_receipt_proves_it(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("published")
    receipt, key = tmp_path / "receipt.tlog-proof", planned(thread, tmp_path / "plan") / "ledger" / "log.vkey"
    secret = thread.home / "convener.json"
    thread.run("convener", "draw", "reveal", thread["draw"], "--secret", secret, "--receipt", receipt)

    proven = check_entry_file(receipt.with_suffix(".json").read_bytes(), receipt.read_text(), key.read_text())
    assert proven.entry.type == "secret.revealed"
    assert proven.payload
    assert str(proven.payload["value_digest"]).startswith(check_digits(kept(secret)["value"]))


def test_a_receipt_overwrites_nothing_and_then_nothing_is_revealed(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("published")
    receipt = tmp_path / "receipt.tlog-proof"
    receipt.write_text("something else")
    secret = ("--secret", thread.home / "convener.json")

    thread.refused(
        "convener",
        *("draw", "reveal", thread["draw"], *secret, "--receipt", receipt),
        zh="已存在，不会覆盖",
        en="is not overwritten",
        exit_code=2,
    )


def test_a_received_reveal_is_not_recorded_as_withheld(sqlite_thread_at: AtStep) -> None:
    """An operator takes the convener's value out of the tables; the log still has it."""
    thread = sqlite_thread_at("published")
    reveal(thread, "convener")
    with thread.desk.database.transaction() as session:
        session.execute(update(Contributor).values(value=None))
    thread.at("11-30T12:01")

    thread.refused(
        "supervisor",
        *("draw", "lapse", thread["draw"]),
        zh="召集人的揭示已记入日志，不能按未揭示处理。",
        en="The convener's reveal is in the log and cannot count as withheld.",
    )


def test_a_record_that_withholds_a_received_reveal_is_wrong(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    """Whatever the operator's own programs would do, the record tells."""
    thread = sqlite_thread_at("lapsed")
    folder = tmp_path / "record"
    thread.run("auditor", "draw", "export", thread["draw"], "--to", folder)
    reveals = json.loads((folder / "reveals.json").read_bytes())
    parties = [party for party, _ in reveals["contributions"]]
    result = json.loads((folder / "result.json").read_bytes())
    reveals["contributions"] = [[party, "withheld"] for party in parties]
    result["void"]["parties"] = parties
    (folder / "reveals.json").write_text(json.dumps(reveals))
    (folder / "result.json").write_text(json.dumps(result))

    assert thread.run("", "verify", folder) == 1
