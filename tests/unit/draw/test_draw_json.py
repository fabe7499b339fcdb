"""The top of the page: what is no JSON (exit 2), and what is JSON that breaks a rule (exit 1)."""

from typing import Any

import pytest
from rehearsal import FILES_STEP, FORM_STEP, ROOT_FILES, check, failing, rehearsal, vector

from panel.draw.faults import BrokenRuleError, UnreadableError
from panel.draw.strict_json import parse

NO_JSON = [
    b"",
    b" ",
    b"{",
    b"[1,]",
    b"{'a': 1}",
    b"[01]",
    b"[1.]",
    b"[.5]",
    b"[+1]",
    b"[NaN]",
    b"[Infinity]",
    b"[-Infinity]",
    b"[1] [2]",
    b'["\x01"]',
    b'["\\x41"]',
    b"\xef\xbb\xbf[]",
    b'["\xff"]',
    "[]".encode("utf-16"),
    b"\x0c[]",
    b"\xc2\xa0[]",
    b"[1e]",
    b'{"a" 1}',
    b"[tru]",
]
BROKEN = [
    b'{"a": 1, "a": 1}',
    b'{"x": [{"a": 1, "\\u0061": 2}]}',
    b"[1.0]",
    b"[1e2]",
    b"[1E+400]",
    b"[-1]",
    b"[-0]",
    b"[9007199254740992]",
    b"[" + b"9" * 5000 + b"]",
    '["e\u0301"]'.encode(),
    b'["e\\u0301"]',
    '{"e\u0301": 1}'.encode(),
    b'["\\ud800"]',
    b'{"\\udc00": 1}',
    b"[" * 100_000 + b"]" * 100_000,
]


@pytest.mark.parametrize("data", NO_JSON)
def test_what_is_no_json_is_unreadable(data: Any) -> None:
    with pytest.raises(UnreadableError):
        parse("file", data)


@pytest.mark.parametrize("data", BROKEN)
def test_json_that_breaks_a_rule_is_not_unreadable_but_wrong(data: Any) -> None:
    with pytest.raises(BrokenRuleError) as caught:
        parse("file", data)
    assert not isinstance(caught.value, UnreadableError)


def test_a_broken_rule_in_something_that_is_no_json_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        parse("file", b'{"a": 1, "a": -1.0')


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b" \t\r\n[0, 9007199254740991, true, false, null]\n", [0, 2**53 - 1, True, False, None]),
        ('["\u00e9\\n\\u00e9\U0001f600"]'.encode(), ["\u00e9\n\u00e9\U0001f600"]),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"7", 7),
    ],
)
def test_json_that_keeps_the_rules_is_read(data: Any, value: Any) -> None:
    assert parse("file", data) == value


@pytest.mark.parametrize("name", [name for name in ROOT_FILES if name.endswith(".json")])
def test_a_file_that_is_no_json_ends_in_2(name: str) -> None:
    files = {**vector("tight"), name: b"{"}
    report = check(files)
    assert report.exit_code == 2
    assert report.steps[0].en == FILES_STEP
    assert name in report.steps[0].finding_en


@pytest.mark.parametrize("name", ROOT_FILES)
def test_a_file_that_is_missing_ends_in_2(name: str) -> None:
    files = vector("tight")
    del files[name]
    assert check(files).exit_code == 2


@pytest.mark.parametrize("name", [name for name in ROOT_FILES if name.endswith(".json")])
def test_a_file_of_another_shape_ends_in_1(name: str) -> None:
    for data in (b"null", b"7", b"[[]]", b'{"a": 1}', b'"text"'):
        report = check({**vector("tight"), name: data})
        assert report.exit_code == 1
        assert FORM_STEP in failing(report)


def test_a_broken_rule_weighs_more_than_a_missing_file() -> None:
    files = vector("tight")
    del files["reveals.json"]
    files["openings.json"] = files["openings.json"].replace(b'"leaf"', b'"leaf":{},"leaf"', 1)
    assert check(files).exit_code == 1


def test_a_failing_step_weighs_more_than_a_file_that_is_no_json() -> None:
    files = {**vector("tight"), "openings.json": b"?"}
    assert check({**files, "events.json": b"[]"}).exit_code == 2
    wrong = files["result.json"].replace(b'"tries": 0', b'"tries": 1')
    assert check({**files, "result.json": wrong}).exit_code == 1


def test_files_need_not_be_canonical_and_others_are_ignored() -> None:
    files = vector("cap1")
    files["plan.json"] = b"\r\n\t" + files["plan.json"].replace(b'"kind"', b'"\\u006bind"')
    files["notes.json"] = b"not JSON"
    files["audit/notes.txt"] = b"nothing"
    assert check(files).exit_code == 3


def test_true_is_no_number() -> None:
    files = vector("void")
    assert check(files).exit_code == 3
    files = rehearsal().make()
    files["result.json"] = files["result.json"].replace(b'"tries": 0', b'"tries": false')
    assert FORM_STEP in failing(check(files))
