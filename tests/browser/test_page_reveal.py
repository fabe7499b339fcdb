"""The page before the reveal: it shows the secret only with a plan that `panel draw check-plan` would take."""

import json
import os
from pathlib import Path
from random import Random

import pytest
from rehearsal import vector
from spoil import CHANGES
from standalone import story, with_ledger
from test_draw_hostile import archive, write
from verify_page import BYTES, PAGE, Files, VerifyPage, problems, texts

from kernel.errors import PanelError
from ledger import ed25519
from ledger.note import WITNESS, Signature, VerifierKey
from panel.before_reveal import InMemory, check_before_reveal
from panel.draw.plan import plan_digest
from panel.draw.transcript import Transcript
from panel.secret import Secret, check_digits, grouped

COUNT = 2000 if os.environ.get("SOAK") else 60
MADE = vector("tight")
PLAN = json.loads(MADE["plan.json"])
CONVENER, SUPERVISOR = (
    Secret(PLAN["draw"], party, value)
    for party, value in (json.loads(MADE["reveals.json"])["contributions"][at] for at in (0, -1))
)
WITNESS_SEED = b"an invented key of a witness...."
WITNESS_KEY = VerifierKey("witness.example/one", ed25519.public_key(WITNESS_SEED), WITNESS)
LINE = Signature(
    WITNESS_KEY.name, WITNESS_KEY.key_id, (0).to_bytes(8, "big") + bytes(64)
)  # whose signature is no signature


def handed_out(*, audit: bool = False) -> dict[str, bytes]:
    """What `panel draw plan` exports."""
    names = ["plan.json", "pool.txt", *(["audit/draw_key", "audit/openings.jsonl"] if audit else [])]
    logged = with_ledger(MADE, story(MADE)[:1])
    return {name: data for name, data in logged.items() if name in names or name.startswith("ledger/")}


FILES = handed_out()


@pytest.fixture
def tool(page: VerifyPage) -> VerifyPage:
    return page.open(f"{PAGE.as_uri()}#reveal")


def check(tool: VerifyPage, folder: Path, files: Files, secret: Secret | None, typed: str = "") -> None:
    """Hand in a plan and a secret as a person does, and wait for the verdict."""
    tool.tab.set_input_files("#plan-folder", write(folder / "plan", dict(files)))
    if secret is not None:
        (folder / "secret.json").write_bytes(secret.written())
        tool.tab.set_input_files("#secret-file", folder / "secret.json")
    tool.tab.fill("#secret-typed", typed)
    tool.tab.click('#reveal-form button[type="submit"]')
    tool.tab.wait_for_selector("#reveal-verdict-head", timeout=20_000)


def says(tool: VerifyPage) -> str:
    return str(tool.tab.locator("#reveal-verdict-head").inner_text())


def assert_hidden(tool: VerifyPage) -> None:
    assert says(tool) == "请勿揭示。"
    assert tool.tab.locator("#let-go").is_hidden()
    assert tool.tab.locator("#paper").is_hidden()
    assert SUPERVISOR.value[:16] not in tool.tab.locator("main").inner_text().replace(" ", "")


def test_a_right_plan_shows_the_value_and_the_digest_to_keep(tool: VerifyPage, tmp_path: Path) -> None:
    check(tool, tmp_path, FILES, SUPERVISOR)
    assert says(tool) == "可以揭示。"
    shown = tool.tab.locator("#let-go-facts").inner_text()
    assert grouped(SUPERVISOR.value) in shown
    assert grouped(plan_digest(PLAN)) in shown
    assert tool.tab.locator("#reveal-steps .tag").all_inner_texts() == ["通过"] * 7


def test_the_sheet_then_carries_the_digest_of_the_plan(tool: VerifyPage, tmp_path: Path) -> None:
    check(tool, tmp_path, FILES, SUPERVISOR)
    assert tool.tab.locator("#sheet-plan").inner_text() == grouped(plan_digest(PLAN))
    assert tool.tab.locator("#sheet-commitment").inner_text() == grouped(SUPERVISOR.commitment)
    tool.tab.emulate_media(media="print")
    assert tool.tab.locator("#sheet").is_visible()
    assert tool.tab.locator("#reveal-view").is_hidden()


def test_the_auditors_files_are_checked_too(tool: VerifyPage, tmp_path: Path) -> None:
    files = handed_out(audit=True)
    check(tool, tmp_path, files, SUPERVISOR)
    assert tool.tab.locator("#reveal-steps .tag").all_inner_texts() == ["通过"] * 9
    lines = files["audit/openings.jsonl"].splitlines(keepends=True)
    check(tool, tmp_path, {**files, "audit/openings.jsonl": b"".join(lines[1:])}, SUPERVISOR)
    assert_hidden(tool)


@pytest.mark.parametrize("digits", ["", check_digits(CONVENER.value)])
def test_a_value_typed_from_the_sheet_will_do(tool: VerifyPage, tmp_path: Path, digits: str) -> None:
    check(tool, tmp_path, FILES, None, f" {grouped(CONVENER.value).upper()}\n{digits}")
    assert says(tool) == "可以揭示。"
    assert CONVENER.party in tool.tab.locator("#let-go-facts").inner_text()


def test_a_zip_will_do(tool: VerifyPage, tmp_path: Path) -> None:
    tool.tab.set_input_files("#plan-zip", archive(tmp_path / "plan.zip", FILES))
    tool.tab.fill("#secret-typed", CONVENER.value)
    tool.tab.click('#reveal-form button[type="submit"]')
    tool.tab.wait_for_selector("#reveal-verdict-head")
    assert says(tool) == "可以揭示。"


WITHOUT: dict[str, Files] = {
    "the plan alone": {"plan.json": FILES["plan.json"]},
    "no ledger": {name: data for name, data in FILES.items() if not name.startswith("ledger/")},
    "no pool": {name: data for name, data in FILES.items() if name != "pool.txt"},
    "no plan": {name: data for name, data in FILES.items() if name != "plan.json"},
    "another plan in the log": with_ledger(MADE, [("plan.published", {"plan_digest": "0" * 64})])
    | {"reveals.json": b""},
    "two plans in the log": {**FILES, **with_ledger(MADE, story(MADE)[:1] * 2)},
    "a line dropped from the pool": {**FILES, "pool.txt": FILES["pool.txt"].partition(b"\n")[2]},
}


@pytest.mark.parametrize("files", WITHOUT.values(), ids=WITHOUT)
def test_the_value_stays_hidden_unless_all_is_right(tool: VerifyPage, tmp_path: Path, files: Files) -> None:
    check(tool, tmp_path, files, SUPERVISOR)
    assert_hidden(tool)


@pytest.mark.parametrize(
    "secret",
    [
        Secret(PLAN["draw"], SUPERVISOR.party, CONVENER.value),
        Secret(PLAN["draw"], "somebody", SUPERVISOR.value),
        Secret("0" * 32, SUPERVISOR.party, SUPERVISOR.value),
        Secret(PLAN["draw"], SUPERVISOR.party, "0" * 64),
    ],
)
def test_a_secret_that_is_not_in_the_plan_is_found(tool: VerifyPage, tmp_path: Path, secret: Secret) -> None:
    check(tool, tmp_path, FILES, secret)
    assert says(tool) == "请勿揭示。"
    assert "其中的承诺值不是您的" in tool.tab.locator(".check--fail").inner_text()


@pytest.mark.parametrize(
    ("typed", "content", "field"),
    [
        ("", None, "secret-typed"),
        ("12", None, "secret-typed"),
        (CONVENER.value + "00000000", None, "secret-typed"),
        ("", b"no JSON", "secret-file"),
        ("", b'{"value": "12"}', "secret-file"),
        ("", b"null", "secret-file"),
    ],
)
def test_what_is_no_secret_is_said_at_the_field(
    tool: VerifyPage, tmp_path: Path, typed: str, content: bytes | None, field: str
) -> None:
    tool.tab.set_input_files("#plan-folder", write(tmp_path / "plan", FILES))
    tool.tab.fill("#secret-typed", typed)
    if content is not None:
        (tmp_path / "secret.json").write_bytes(content)
        tool.tab.set_input_files("#secret-file", tmp_path / "secret.json")
    tool.tab.click('#reveal-form button[type="submit"]')
    tool.tab.wait_for_function("document.activeElement.type !== 'submit'")
    assert tool.tab.evaluate("document.activeElement.id") == field
    assert tool.tab.locator(f"#{field}-error").inner_text()
    assert tool.tab.locator("#reveal-result").is_hidden()


def test_without_a_plan_nothing_is_checked(tool: VerifyPage) -> None:
    tool.tab.fill("#secret-typed", CONVENER.value)
    tool.tab.click('#reveal-form button[type="submit"]')
    assert tool.tab.locator("#plan-folder-error").inner_text() == "请先选取方案的文件夹或zip。"
    assert tool.tab.evaluate("document.activeElement.id") == "plan-folder"


def test_a_witness_is_asked_for_by_its_key(tool: VerifyPage, tmp_path: Path) -> None:
    body = next(data for name, data in FILES.items() if name.endswith(".tlog-proof")).decode()
    text = body.partition("\n\n")[2].rpartition("\n\n")[0] + "\n"
    stamp = (1_772_300_000).to_bytes(8, "big")
    message = f"cosignature/v1\ntime 1772300000\n{text}".encode()
    right = Signature(WITNESS_KEY.name, WITNESS_KEY.key_id, stamp + ed25519.sign(WITNESS_SEED, message))
    for line, verdict in ((right, "可以揭示。"), (LINE, "请勿揭示。"), (None, "请勿揭示。")):
        lines = [str(line).rstrip("\n")] if line else []
        files = with_ledger(MADE, story(MADE)[:1], witnesses=lines)
        tool.tab.fill("#witness", str(WITNESS_KEY))
        check(tool, tmp_path, {name: files[name] for name in FILES}, SUPERVISOR)
        assert says(tool) == verdict
    tool.tab.fill("#witness", "no key")
    check(tool, tmp_path, FILES, SUPERVISOR)
    assert says(tool) == "请勿揭示。"


ANSWERS = f"""async ([transcripts, secret]) => {{
    {BYTES}
    const answers = [];
    for (const files of transcripts) {{
        const named = new Map(Object.entries(files).map(([name, text]) => [name, new Blob([bytes(text)])]));
        answers.push((await checkBeforeReveal({{ files: named, secret, witness: "" }}, () => undefined)).isRight);
    }}
    return answers;
}}"""


def test_it_takes_what_the_command_takes_and_nothing_else(tool: VerifyPage) -> None:
    random = Random(21)
    handed = [FILES, handed_out(audit=True)]
    plans = [*handed, *(random.choice(CHANGES)(random.choice(handed), random) for _ in range(COUNT))]
    secret = {"draw": SUPERVISOR.draw, "party": SUPERVISOR.party, "value": SUPERVISOR.value}
    answers = tool.tab.evaluate(ANSWERS, [list(map(texts, plans)), secret])
    assert answers == [taken(files) for files in plans]
    assert all(answers[:2])
    assert answers.count(False) > COUNT / 2


def taken(files: dict[str, bytes]) -> bool:
    """Whether `panel draw check-plan` finds nothing wrong."""
    try:
        check_before_reveal(Transcript(InMemory(files)), SUPERVISOR)
    except PanelError:
        return False
    return True


@pytest.mark.parametrize("page", ["zh-CN", "en-GB"], indirect=True)
def test_axe_finds_nothing_before_the_reveal(tool: VerifyPage, tmp_path: Path) -> None:
    assert problems(tool.tab) == []
    check(tool, tmp_path, FILES, SUPERVISOR)
    assert problems(tool.tab) == []
    tool.tab.set_viewport_size({"width": 360, "height": 740})
    assert tool.tab.evaluate("document.documentElement.scrollWidth") == 360


def test_the_language_can_be_changed_with_the_answer_on_the_screen(tool: VerifyPage, tmp_path: Path) -> None:
    check(tool, tmp_path, FILES, SUPERVISOR)
    tool.tab.click("#language")
    assert says(tool) == "You may reveal."
    assert grouped(SUPERVISOR.value) in tool.tab.locator("#let-go-facts").inner_text()


def test_forgetting_clears_it(tool: VerifyPage, tmp_path: Path) -> None:
    check(tool, tmp_path, FILES, SUPERVISOR)
    tool.tab.click("#forget")
    assert tool.tab.locator("#reveal-result").is_hidden()
    assert tool.tab.locator("#let-go-facts").inner_text() == ""
    assert tool.tab.evaluate("[made, plan, checkedPlan]") == [None, None, None]
