"""From the vote to the filing: whose reason, scan or signature is missing goes no further."""

from collections.abc import Callable
from pathlib import Path

import pytest

from meetings.session.ballots import Choice
from service import demo_data as data
from thread import Said, Thread
from thread_steps import REASON, ballot, scan

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

ADOPTION = ("--adoption", "多数建议缩短期限，未采纳")
NO_SCAN: Said = {
    "zh": "扫描件应为PDF、PNG或JPEG文件。",
    "en": "A scan is a PDF, PNG or JPEG file.",
    "exit_code": 2,
}


def draft(thread: Thread, *words: object) -> tuple[object, ...]:
    return "decisions", "draft", thread["item"], *ADOPTION, *words


def test_a_decision_against_the_experts_needs_its_reason(thread_at: AtStep) -> None:
    thread = thread_at("held")
    reasons: list[tuple[str, ...]] = [(), ("--departure-reason", ""), ("--departure-reason", " 　\n")]

    for reason in reasons:
        thread.refused(
            "convener",
            *draft(thread, *reason),
            zh="第1项议题的结果与专家多数意见不同，须写明理由。",
            en="The result on item 1 departs from the experts' majority; a written reason is needed.",
        )


def test_a_decision_with_the_experts_needs_none(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("held")

    assert thread.run("convener", "decisions", "draft", thread["item2"], "--adoption", "全部采纳")


def test_nothing_is_drafted_while_the_meeting_goes_on(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("counted")

    thread.refused(
        "convener",
        *draft(thread, "--departure-reason", REASON),
        zh="示应急会〔2026〕1号尚未结束，不能起草决定。",
        en="示应急会〔2026〕1号 is not over; no decision can be drafted.",
    )


def test_nothing_is_drafted_while_the_vote_is_open(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voting")

    thread.refused(
        "convener",
        *draft(thread, "--departure-reason", REASON),
        zh="第1项议题尚无已截止并计票的表决。",
        en="Item 1 has no vote that is closed and counted.",
    )


def test_p42b_what_did_not_pass_is_not_decided(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voting")
    for vote in ("vote", "vote2"):
        for number in range(1, 6):
            ballot(thread, vote, f"rep{number}", Choice.DISAGREE)
    thread.at("12-02T10:00")
    for vote in ("vote", "vote2"):
        assert thread.run("chair", "votes", "close", thread[vote]) == "not_passed"
    thread.run("recorder", "meetings", "close", thread["meeting"])

    thread.refused(
        "convener",
        *draft(thread, "--departure-reason", REASON),
        zh="第1项议题未获通过，不能起草认定决定。",
        en="Item 1 did not pass; there is nothing to decide.",
    )


def test_nobody_reviews_the_own_draft(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("held")
    roles = ("--role", "convener", "--role", "legal_reviewer", "--unit", data.SAFETY.uscc)
    thread.run("admin", "accounts", "add", "both", "--display", "演示兼任", *roles)
    decision = thread.run("both", *draft(thread, "--departure-reason", REASON))
    review = ("decisions", "review", decision, "--opinion", "符合规定。")

    thread.refused("both", *review, zh="起草人不能审核自己的草稿。", en="Nobody reviews the own draft.")
    thread.run("legal", *review)


def test_an_empty_text_is_no_text(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("held")
    thread.refused(
        "convener",
        *("decisions", "draft", thread["item2"], "--adoption", "　"),
        zh="“adoption”不能为空。",
        en="“adoption” must not be empty.",
        exit_code=2,
    )

    thread = sqlite_thread_at("drafted")
    thread.refused(
        "legal",
        *("decisions", "review", thread["decision"], "--opinion", " "),
        zh="“opinion”不能为空。",
        en="“opinion” must not be empty.",
        exit_code=2,
    )


@pytest.mark.parametrize("content", [b"", b"no scan at all", b"<html>%PDF-1.4", "扫描".encode("utf-16")])
def test_what_is_no_scan_is_neither_sealed_nor_sent(
    sqlite_thread_at: AtStep, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)

    thread = sqlite_thread_at("signed")
    thread.refused("keeper", "decisions", "seal", thread["decision"], "--scan", path, **NO_SCAN)
    thread = sqlite_thread_at("issued")
    thread.refused("convener", "filings", "send", thread["filing"], "--scan", path, **NO_SCAN)


def test_a_scan_that_is_not_there_is_not_attached(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    thread = sqlite_thread_at("signed")

    thread.refused(
        "keeper",
        *("decisions", "seal", thread["decision"], "--scan", tmp_path / "nothing.pdf"),
        zh=f"无法读取文件“{tmp_path / 'nothing.pdf'}”。",
        en=f"The file “{tmp_path / 'nothing.pdf'}” cannot be read.",
        exit_code=2,
    )


def test_a_returned_filing_is_not_sent_again_with_the_same_scan(thread_at: AtStep, tmp_path: Path) -> None:
    thread = thread_at("returned")
    send = ("filings", "send", thread["filing"])

    thread.refused(
        "convener",
        *(*send, *scan(thread)),
        zh="与退回前的扫描件相同。请补正后重新签章、扫描，再报送。",
        en="This is the scan from before the return.",
    )
    (tmp_path / "corrected.pdf").write_bytes(b"%PDF-1.4 invented, signed again")
    thread.run("convener", *send, "--scan", tmp_path / "corrected.pdf")


def test_a_returned_filing_keeps_its_number_and_every_round_is_on_the_ledger(
    thread_at: AtStep, tmp_path: Path
) -> None:
    thread = thread_at("returned")
    number = thread.read("office", "filings", "list")[0]["number"]
    (tmp_path / "corrected.pdf").write_bytes(b"%PDF-1.4 invented, signed again")
    before = len(thread.dump()["log_entry"])
    thread.run("convener", "filings", "send", thread["filing"], "--scan", tmp_path / "corrected.pdf")

    assert thread.run("office", "filings", "receive", thread["filing"]) == number
    thread.run("office", "filings", "accept", thread["filing"], "--opinion", "材料齐全。")
    assert len(thread.dump()["log_entry"]) == before + 3


def test_a_damaged_package_is_not_received(sqlite_thread_at: AtStep) -> None:
    """What was frozen at the issue is what the office takes in, or nothing."""
    thread = sqlite_thread_at("sent")
    [filing] = thread.dump()["filing"]
    digest = next(value for value in filing if isinstance(value, str) and len(value) == 64)
    package = thread.desk.config.attachments / digest[:2] / digest
    content = package.read_bytes()
    receive = ("office", "filings", "receive", thread["filing"])
    sentence: Said = {"zh": "已被改动或损坏。", "en": "changed or damaged.", "exit_code": 6}

    package.write_bytes(content[:-1] + b"?")
    thread.refused(*receive, **sentence)
    package.unlink()
    thread.refused(*receive, **sentence)
    package.write_bytes(content)
    thread.run(*receive)


def test_p42d_an_issue_that_fails_leaves_no_filing_behind(sqlite_thread_at: AtStep) -> None:
    """The signer is gone: its folder is a file."""
    thread = sqlite_thread_at("sealed")
    signer = thread.desk.config.signer
    signer.rename(signer.with_name("away"))
    signer.write_text("in the way")
    before = thread.dump()

    refusal = thread.refusal("convener", "decisions", "issue", thread["decision"])
    assert refusal.exit_code in {1, 6}, refusal
    assert thread.dump() == before

    signer.unlink()
    signer.with_name("away").rename(signer)
    thread.run("convener", "decisions", "issue", thread["decision"])
