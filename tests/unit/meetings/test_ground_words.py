"""Every ground that the engine can give has its words, in both languages, with the evidence in them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from experts.eligibility import Declared, Occasion, Reason, Sitting, Standing, grounds
from experts.parties import Part, Parties, Party
from experts.record import Employment, Leave, Relation, Term
from kernel.messages import word
from meetings.recusals.ground_words import in_words

MEETING = date(2026, 3, 11)
SINCE = date(2010, 1, 1)
NINE = datetime(2026, 3, 11, 1, tzinfo=UTC)
OCCASION = Occasion(MEETING, NINE, NINE + timedelta(hours=2))
PARTIES = Parties([Party(part, f"演示{part.value}") for part in Part])
PERSON = Standing(
    state="SUSPENDED",
    terms=[Term(SINCE, date(2025, 12, 31))],
    employments=[Employment(f"演示{part.value}", None, SINCE) for part in Part],
    declarations=[
        Declared(n, Relation(f"R0{n}", "演示subject", None, "演示关系", SINCE)) for n in range(2, 6)
    ],
    leaves=[Leave(MEETING, MEETING, "病假")],
    sittings=[
        Sitting(f"演示会{n}", date(2026, 3 if n < 3 else 5, n), NINE, NINE + timedelta(hours=1), n == 1)
        for n in range(1, 13)
    ],
    challenges=["演示申请"],
    determined=["演示会0"],
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_ground_has_its_words(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_LANG", language)
    found = grounds(PERSON, PARTIES, OCCASION)
    assert {ground.reason for ground in found} == set(Reason) - {Reason.SEATED}  # which the draw alone knows
    assert in_words(Reason.SEATED, {}) in {"已在或曾在座", "sits or sat for the case"}
    for ground in found:
        words = in_words(ground.reason, ground.evidence)
        assert words.startswith(word("reason", ground.reason))
        assert len(words) > len(word("reason", ground.reason)) + 1
        assert "None" not in words


def test_the_evidence_reads_as_a_person_says_it() -> None:
    found = grounds(PERSON, PARTIES, OCCASION)
    words = [in_words(ground.reason, ground.evidence) for ground in found]
    assert words[0] == "与信用主体有任职关系：演示subject（2010-01-01至今）"
    assert "聘期不覆盖会议日期：2010-01-01至2025-12-31" in words
    assert "暂停或不在聘：暂停" in words
    assert "请假：2026-03-11至2026-03-11" in words
    assert "参会次数已达上限：本月已有演示会1、演示会2" in words
    assert "参会次数已达上限：本专项小组上次会议演示会1" in words


def test_the_illness_behind_a_leave_is_nobodys_business() -> None:
    found = grounds(PERSON, PARTIES, OCCASION)
    assert all("病假" not in str(ground.evidence) for ground in found)


def test_where_there_is_no_evidence_the_reason_stands_alone() -> None:
    assert in_words("TERM", {}) == "聘期不覆盖会议日期"
    assert in_words("R07", {"role": "supervisor"}) == "任职于监督单位：监督人"
