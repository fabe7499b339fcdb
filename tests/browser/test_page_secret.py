"""The offline tool in the page: a contributor's secret, its commitment, its file and its recovery sheet."""

import hashlib
import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from verify_page import PAGE, VerifyPage, problems

from panel.draw.seed import commitment
from panel.recovery_sheet import recovery_sheet
from panel.secret import read_secret

DRAW = "0123456789abcdef" * 2
PARTY = "supervisor-1"
DICE = "3516243152".ljust(60, "6")


@pytest.fixture
def tool(page: VerifyPage) -> VerifyPage:
    page.open(f"{PAGE.as_uri()}#secret")
    page.tab.fill("#draw-id", DRAW)
    page.tab.fill("#party", PARTY)
    return page


def make(tool: VerifyPage, origin: str = "device", typed: str = "") -> None:
    tool.tab.check(f'input[value="{origin}"]')
    if typed:
        tool.tab.fill("#typed", typed)
    tool.tab.click('#secret-form button[type="submit"]')


def saved(tool: VerifyPage, folder: Path) -> dict[str, str]:
    with tool.tab.expect_download() as download:
        tool.tab.click("#save")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    kept: dict[str, str] = json.loads(path.read_bytes())
    return kept


def promised(tool: VerifyPage) -> str:
    return tool.tab.locator("#made-commitment").inner_text()


def test_a_secret_file_holds_what_was_committed_to(tool: VerifyPage, tmp_path: Path) -> None:
    make(tool)
    kept = saved(tool, tmp_path)
    assert kept.keys() == {"draw", "party", "value"}
    assert (kept["draw"], kept["party"]) == (DRAW, PARTY)
    assert re.fullmatch("[0-9a-f]{64}", kept["value"])
    assert promised(tool) == commitment(DRAW, PARTY, kept["value"])


def test_every_secret_of_the_device_is_another(tool: VerifyPage) -> None:
    promises = set()
    for _ in range(5):
        make(tool)
        promises.add(promised(tool))
    assert len(promises) == 5


def test_dice_are_hashed_as_they_are_typed(tool: VerifyPage, tmp_path: Path) -> None:
    make(tool, "thrown", DICE)
    assert saved(tool, tmp_path)["value"] == hashlib.sha256(DICE.encode()).hexdigest()


@pytest.mark.parametrize("typed", ["123456", "6" * 200, "01" * 63, " "])
def test_too_few_throws_are_refused(tool: VerifyPage, typed: str) -> None:
    make(tool, "thrown", typed)
    assert tool.tab.locator("#typed-error").inner_text().startswith("太少")
    assert tool.tab.evaluate("document.activeElement.id") == "typed"
    assert tool.tab.locator("#made").is_hidden()


def test_a_recovery_sheet_brings_the_secret_back(tool: VerifyPage, tmp_path: Path) -> None:
    make(tool)
    promise, kept = promised(tool), saved(tool, tmp_path)
    written = tool.tab.locator("#sheet-value").inner_text()
    make(tool, "sheet", written.upper())
    assert promised(tool) == promise
    assert saved(tool, tmp_path) == kept


def test_the_sheet_is_that_of_the_command(tool: VerifyPage, tmp_path: Path) -> None:
    make(tool)
    printed = recovery_sheet(read_secret(json.dumps(saved(tool, tmp_path)).encode(), "")).decode()
    rows = re.findall(r"<tr><th>(.*?)<br>.*?</th><td.*?>(.*?)</td></tr>", printed)
    assert tool.tab.locator("#sheet dt").all_inner_texts() == [label for label, _ in rows]
    shown = tool.tab.locator("#sheet dd").all_inner_texts()
    for (label, content), ours in zip(rows, shown, strict=True):
        assert label == "角色" or ours == re.sub(r"<.*?>", "", content)
    assert (
        html.unescape(re.findall(r"<pre>(.*?)</pre>", printed)[0])
        == tool.tab.locator("#by-hand").inner_text()
    )


def test_a_mistake_in_typing_shows_by_the_check_digits(tool: VerifyPage) -> None:
    make(tool)
    value = tool.tab.locator("#sheet-value").inner_text()
    digits = tool.tab.locator("#sheet-digits").inner_text()
    make(tool, "sheet", f"{value} {digits}")
    assert tool.tab.locator("#made").is_visible()
    make(tool, "sheet", ("0" if value[0] != "0" else "1") + f"{value[1:]} {digits}")
    assert tool.tab.locator("#typed-error").inner_text().startswith("秘密值应为64位")
    assert tool.tab.locator("#made").is_hidden()


def test_the_sheet_s_line_computes_the_commitment_by_hand(tool: VerifyPage) -> None:
    make(tool)
    line = tool.tab.locator("#by-hand").inner_text()
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == promised(tool)


@pytest.mark.parametrize(
    ("field", "value"),
    [("draw-id", ""), ("draw-id", DRAW.upper()), ("draw-id", DRAW[:31]), ("party", "a b"), ("party", "")],
)
def test_a_field_out_of_form_is_said_at_the_field(tool: VerifyPage, field: str, value: str) -> None:
    tool.tab.fill(f"#{field}", value)
    make(tool)
    assert tool.tab.locator(f"#{field}-error").inner_text()
    assert tool.tab.locator(f"#{field}").get_attribute("aria-invalid") == "true"
    assert tool.tab.evaluate("document.activeElement.id") == field
    assert tool.tab.locator("#made").is_hidden()


def test_nothing_is_kept(tool: VerifyPage) -> None:
    make(tool)
    tool.tab.click("#forget")
    assert tool.tab.locator("#made").is_hidden()
    assert tool.tab.locator("#sheet-value").inner_text() == ""
    assert tool.tab.evaluate("made") is None
    make_again = tool.tab.locator("#draw-id").input_value()
    assert make_again == ""
    stored = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert tool.tab.evaluate(stored) == [0, 0, ""]


def test_leaving_the_page_forgets_the_secret(tool: VerifyPage) -> None:
    make(tool)
    tool.tab.goto("about:blank")
    tool.tab.go_back()
    assert tool.tab.locator("#made").is_hidden()
    assert tool.tab.locator("#party").input_value() == ""


def test_only_the_sheet_is_printed(tool: VerifyPage) -> None:
    make(tool)
    tool.tab.emulate_media(media="print")
    assert tool.tab.locator("#sheet").is_visible()
    for selector in ("#secret-form", ".pagehead >> nth=1", ".notice", "#save"):
        assert tool.tab.locator(selector).is_hidden()


@pytest.mark.parametrize("page", ["zh-CN", "en-GB"], indirect=True)
def test_axe_finds_nothing_in_the_tool(tool: VerifyPage) -> None:
    assert problems(tool.tab) == []
    tool.tab.fill("#party", "")
    make(tool, "thrown", "123")
    assert problems(tool.tab) == []
    tool.tab.fill("#party", PARTY)
    make(tool, "thrown", DICE)
    assert problems(tool.tab) == []
