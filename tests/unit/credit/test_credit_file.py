import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credit.load import CreditFile, read_file
from kernel.errors import InputError
from service.demo_data import write_credit

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def good(tmp_path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(write_credit(tmp_path).read_bytes())
    return content


def read(content: dict[str, Any]) -> CreditFile:
    return read_file(json.dumps(content).encode())


def refusal(content: dict[str, Any]) -> str:
    with pytest.raises(InputError) as caught:
        read(content)
    return str(caught.value)


def test_the_demonstration_file_is_in_order(good: dict[str, Any]) -> None:
    file = read(good)
    assert [subject["type"] for subject in file.subjects] == ["LEGAL", "UNINC", "INDIV_BIZ", "PERSON"]
    assert [item["polarity"] for item in file.catalogue["items"]] == ["PUNISH"] * 3 + ["REWARD"]


def item(content: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = content["catalogue"]["items"][1]
    return held


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda c: c.update(extra=1), "extra：没有这一项"),
        (lambda c: c.pop("conduct"), "conduct：缺少这一项"),
        (lambda c: c["subjects"][2].update(colour="red"), "subjects[2].colour：没有这一项"),
        (lambda c: c["subjects"][0].pop("name"), "subjects[0].name：缺少这一项"),
        (lambda c: c["subjects"][0].update(name=7), "subjects[0].name：应为文字"),
        (lambda c: c["subjects"][0].update(name="\x00"), "subjects[0].name：“text”含有不能使用的字符"),
        (lambda c: c["subjects"][0].update(name="\ud800"), "subjects[0].name：“text”含有不能使用的字符"),
        (
            lambda c: c["subjects"][0].update(uscc="91510700XNX001015X"),
            "subjects[0].uscc：“91510700XNX001015X”不是",
        ),
        (lambda c: c["subjects"][0].update(uscc=None), "subjects[0]：自然人须有id_mask"),
        (lambda c: c["subjects"][3].update(id_mask=None), "subjects[3]：自然人须有id_mask"),
        (lambda c: c["subjects"][1].update(number="YS-1"), "subjects[1].number：“YS-1”出现了两次"),
        (lambda c: c["subjects"][0].update(type="legal"), "subjects[0].type：应为其中之一：LEGAL"),
        (lambda c: c["subjects"][0].update(type=["LEGAL"]), "subjects[0].type：应为其中之一"),
        (lambda c: c.update(subjects={}), "subjects：应为列表"),
        (lambda c: c["subjects"].append("x"), "subjects[4]：应为对象"),
        (
            lambda c: c["conduct"][0].update(document_on="2025-12-31"),
            "conduct[0]：文书日期（document_on）早于",
        ),
        (lambda c: c["conduct"][0].update(occurred_on="12.1.2026"), "conduct[0].occurred_on："),
        (lambda c: item(c).update(term_min_months=0), "catalogue.items[1]：期限应满足"),
        (lambda c: item(c).update(term_max_months=True), "catalogue.items[1].term_max_months：应为整数"),
        (lambda c: item(c).update(term_max_months=12.0), "catalogue.items[1].term_max_months：应为整数"),
        (lambda c: item(c).update(term_max_months=2**40), "catalogue.items[1].term_max_months：应为整数"),
        (lambda c: item(c).update(subject_types=[]), "catalogue.items[1].subject_types：应为列表"),
        (
            lambda c: item(c).update(basis_confirmed="yes"),
            "catalogue.items[1].basis_confirmed：应为true或false",
        ),
        (
            lambda c: item(c)["measures"][2].update(measure_class="HARD"),
            "catalogue.items[1].measures[2].measure_class：应为其中之一：RIGHTS、MANAGEMENT、MARKET",
        ),
        (
            lambda c: item(c)["measures"].append(copy.deepcopy(item(c)["measures"][0])),
            "catalogue.items[1].measures[3].code：“CS-01”出现了两次",
        ),
        (lambda c: c.update(catalogue=None), "catalogue：应为对象"),
    ],
)
def test_a_fault_is_named_by_its_path(change: Change, path: str, good: dict[str, Any]) -> None:
    change(good)
    said = refusal(good)
    assert "有1处需要改正，未作任何改动" in said
    assert f"\n{path}" in said


def test_all_faults_are_named_at_once(good: dict[str, Any]) -> None:
    good["subjects"][0]["name"] = ""
    good["conduct"][1]["severity"] = "BAD"
    item(good)["measures"][0].pop("content")
    said = refusal(good)
    assert "有3处" in said
    for path in ("subjects[0].name", "conduct[1].severity", "catalogue.items[1].measures[0].content"):
        assert f"\n{path}：" in said


def test_the_sentences_also_come_in_english(good: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_LANG", "en")
    good["subjects"][0].pop("name")
    assert "\nsubjects[0].name: This is missing." in refusal(good)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        '{"subjects": [], "主体": 1, "主体": 2}'.encode(),
        b"[" * 100_000,
        '{"a": "中"}'.encode("gb18030"),
    ],
    ids=["empty", "cut", "utf-16", "repeated name", "deep", "gb18030"],
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="不是UTF-8编码的JSON"):
        read_file(content)


def test_a_name_of_half_a_character_can_still_be_printed() -> None:
    with pytest.raises(InputError) as caught:
        read_file(b'{"\\ud800": 1}')
    assert str(caught.value).encode()
