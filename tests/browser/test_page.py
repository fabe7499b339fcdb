"""The page before people: what it shows of a transcript, and the trials that it offers."""

import json
from pathlib import Path

from rehearsal import VECTORS, rehearsal, vector
from test_draw_hostile import archive, write
from verify_page import RIGHT, VerifyPage, drop


def test_a_folder_and_a_zip_can_be_dropped(page: VerifyPage, tmp_path: Path) -> None:
    for path in (VECTORS / "cap1", archive(tmp_path / "draw.zip", vector("cap1"))):
        page.open()
        drop(page.tab, path)
        page.wait()
        assert page.tab.locator("#verdict-head").inner_text().startswith("已检查的全部正确")


def test_every_step_has_its_sentence_its_outcome_and_an_explanation(page: VerifyPage, folder: Path) -> None:
    page.choose(folder)
    report = page.report(RIGHT)
    assert page.tab.locator("#steps h3").all_inner_texts() == [step["zh"] for step in report["steps"]]
    assert page.outcomes().count("通过") == 15
    assert all(len(why) > 10 for why in page.tab.locator("#steps p:last-child").all_inner_texts())
    page.tab.click("#language")
    assert page.tab.locator("#steps h3").all_inner_texts() == [step["en"] for step in report["steps"]]
    assert page.outcomes() == [step["outcome"] for step in report["steps"]]
    assert page.tab.locator("html").get_attribute("lang") == "en"


def test_the_panel_is_shown_with_its_successions(page: VerifyPage) -> None:
    page.choose(VECTORS / "tight")
    events = json.loads(vector("tight")["events.json"])
    result = json.loads(vector("tight")["result.json"])
    codes = page.tab.locator(".seat__code").all_inner_texts()
    for tag in [taken["tag"] for taken in result["panel"]] + [
        e["successor"] for e in events if e["successor"]
    ]:
        assert f"{tag[:4]} {tag[4:8]}" in codes
    assert page.tab.locator(".seat").count() == len(result["panel"])
    assert page.tab.locator(".seat__here").count() == len(result["panel"]) - sum(
        e["rule"] == 4 for e in events
    )


def test_a_void_attempt_says_why(page: VerifyPage) -> None:
    page.choose(VECTORS / "void")
    assert "流抽" in page.tab.locator("#panel-note").inner_text()
    assert page.tab.locator(".seat").count() == 0


def test_a_wrong_transcript_names_the_first_step_at_fault(page: VerifyPage, folder: Path) -> None:
    pool = (folder / "pool.txt").read_bytes()
    (folder / "pool.txt").write_bytes(pool.replace(b"-\n", b"X\n", 1))
    page.choose(folder)
    assert "第4步不通过" in page.tab.locator("#verdict").inner_text()
    assert page.tab.locator(".check--fail").count() == 1
    assert "pool.txt (digest)" in page.tab.locator(".check--fail .check__finding").inner_text()


def test_the_checkpoint_to_compare_is_shown(page: VerifyPage, folder: Path) -> None:
    page.choose(folder)
    lines = (folder / "ledger/0.tlog-proof").read_text().partition("\n\n")[2].splitlines()
    shown = page.tab.locator("#checkpoint dd").all_inner_texts()
    assert shown == [*lines[:3], (folder / "ledger/log.vkey").read_text().strip()]


def test_one_changed_byte_shows_and_can_be_undone(page: VerifyPage, folder: Path) -> None:
    page.choose(folder)
    for name in ("pool.txt", "plan.json", "result.json"):
        page.tab.select_option("#change-file", name)
        page.tab.fill("#change-at", "40")
        page.tab.click("#change-do")
        page.wait()
        assert f"已改动{name}的第40个字节" in page.tab.locator("#verdict").inner_text()
        assert page.tab.locator("#verdict").get_attribute("class") in (
            "verdict verdict--1",
            "verdict verdict--2",
        )
    page.tab.click("#change-undo")
    page.wait()
    assert page.tab.locator("#verdict-head").inner_text() == "全部正确。"


def test_a_list_of_leaves_can_be_given_afterwards(page: VerifyPage, tmp_path: Path) -> None:
    made = rehearsal()
    page.choose(write(tmp_path / "draw", made.make()))
    assert page.outcomes()[10] == "未进行"
    (tmp_path / "leaves.txt").write_text("\n".join(made.leaves()))
    page.tab.set_input_files("#leaves", tmp_path / "leaves.txt")
    page.tab.locator("#steps .tag").nth(10).get_by_text("通过").wait_for()


def test_trial_draws_are_listed_where_there_is_a_cap(page: VerifyPage, folder: Path) -> None:
    page.tab.evaluate("window.Worker = undefined")  # where workers are forbidden, the page verifies by itself
    page.tab.evaluate("trialRuns = () => 20")
    page.choose(folder)
    page.tab.click("#try")
    page.tab.wait_for_selector("#trial-list li")
    assert page.tab.locator("#trial-list li").count() == len(json.loads(RIGHT["plan.json"])["pool"]["types"])
    page.choose(VECTORS / "nocap")
    assert page.tab.locator("#trials").is_hidden()


def test_a_finding_is_text_and_never_markup(page: VerifyPage, folder: Path) -> None:
    plan = json.loads(RIGHT["plan.json"])
    (folder / "plan.json").write_text(
        json.dumps({**plan, "kind": "<img src=x onerror=alert(1)>\u001b[2J\u202e"})
    )
    page.choose(folder)
    assert page.tab.locator("#steps img").count() == 0
    assert "<img src=x" in page.tab.locator(".check--fail .check__finding").first.inner_text()
    assert "\u202e" not in page.tab.locator("#steps").inner_text()
