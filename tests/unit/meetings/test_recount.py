from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from invented import ballot, ledger_of, opened, roster

from kernel.messages import sentence
from meetings.session.ballots import Choice
from meetings.tally.count import Outcome
from meetings.tally.entries import VoterClass
from meetings.tally.recount import Sentence, recount
from meetings.tally.rules import PUNISHMENT

Entries = list[tuple[str, dict[str, Any]]]
AGREE, DISAGREE, ABSTAIN = Choice
PRESENT = ["U1", "U2", "U3", "E1", "E2", "E3"]


def entries() -> Entries:
    """Four units, one recused; three experts; one voter changes the ballot, one stays silent."""
    rules = replace(PUNISHMENT, must_attend=("U1",))
    cast = [
        ballot("U1", AGREE),
        ballot("U2", DISAGREE),
        ballot("E1", DISAGREE),
        ballot("E2", DISAGREE),
        ballot("U2", AGREE, rev=2),
        ballot("U3", ABSTAIN),
    ]
    return ledger_of(roster(4, 3, ["U4"]), opened(rules), PRESENT, cast)


def difference(changed: Entries) -> str:
    """The code of the first difference; the steps before it agree and nothing follows it."""
    findings = recount(changed)
    assert [finding.agrees for finding in findings[:-1]] == [True] * (len(findings) - 1)
    assert findings[-1].agrees is False
    return findings[-1].text.code


def place_of(kind: str) -> int:
    return [event for event, _ in entries()].index(kind)


def with_payload(kind: str, **members: object) -> Entries:
    changed = entries()
    changed[place_of(kind)][1].update(members)
    return changed


def test_an_honest_vote_is_confirmed_step_by_step() -> None:
    findings = recount(entries())
    assert all(finding.agrees for finding in findings)
    assert [(finding.text.code, {**finding.text.params}) for finding in findings[:4]] == [
        ("counting.entries", {"number": 11}),
        ("counting.roster", {"seats": 7, "eligible": 6}),
        ("counting.committed", {"ballots": 6, "voters": 5}),
        ("counting.opened", {"ballots": 5}),
    ]
    stated = [(finding.text.code, finding.text.params["arithmetic"]) for finding in findings[4:-1]]
    assert stated == [
        ("counting.quorum", "3×3=9 > 3×2=6"),
        ("counting.must_attend", "1 = 1"),
        ("counting.experts", "3 = 3"),
        ("counting.pass", "2×3=6 = 3×2=6"),
        ("counting.majority", "2 > 0"),
    ]
    assert findings[-1].text == Sentence("counting.tally", {"outcome": Sentence("counting.passed")})


def test_every_condition_says_of_whom_and_whether_it_is_met() -> None:
    rules = replace(PUNISHMENT, must_attend=("U2",))
    honest = ledger_of(roster(2, 3), opened(rules), ["U1", "E1", "E2", "E3"], [ballot("U1", AGREE)])
    stated = [finding.text for finding in recount(honest)[4:-1]]
    met, unmet = Sentence("counting.met"), Sentence("counting.unmet")
    assert [(text.params["of"], text.params["verdict"]) for text in stated] == [
        (Sentence("counting.unit"), unmet),
        ("U2", unmet),
        (Sentence("counting.expert"), met),
        (Sentence("counting.unit"), met),
        (Sentence("counting.unit"), met),
    ]
    assert all(set(text.params) == {"of", "arithmetic", "verdict"} for text in stated)


def test_a_sentence_is_the_catalogues_with_its_parameters_filled_in() -> None:
    inner = Sentence("kernel.account_taken")
    outer = Sentence("kernel.empty", {"field": inner})
    assert str(outer) == sentence("kernel.empty", field=sentence("kernel.account_taken"))


@pytest.mark.parametrize(("language", "result"), [("zh", "通过"), ("en", "passed")])
def test_every_step_is_a_sentence_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, language: str, result: str
) -> None:
    monkeypatch.setenv("PANEL_LANG", language)
    said = [str(finding.text) for finding in recount(entries())]
    assert result in said[-1]
    assert any("2×3=6 = 3×2=6" in sentence for sentence in said)
    assert "12" in str(recount([*entries(), ("vote.opened", {})])[-1].text)


@pytest.mark.parametrize(
    ("choices", "present", "outcome"),
    [
        ([AGREE, AGREE, AGREE], ["U1", "U2", "U3", "E1"], Outcome.PASSED),
        ([AGREE, DISAGREE, ABSTAIN], ["U1", "U2", "U3", "E1"], Outcome.NOT_PASSED),
        ([AGREE], ["U1", "E1"], Outcome.NO_QUORUM),
        ([], [], Outcome.NO_QUORUM),
    ],
)
def test_votes_of_every_outcome_are_confirmed(
    choices: list[Choice], present: list[str], outcome: Outcome
) -> None:
    cast = [ballot(f"U{number}", choice) for number, choice in enumerate(choices, 1)]
    rules = replace(PUNISHMENT, least_experts=1)
    honest = ledger_of(roster(3, 1), opened(rules, VoterClass.UNIT), present, cast)
    assert honest[-1][1]["outcome"] == outcome
    assert all(finding.agrees for finding in recount(honest))


def changes_of(value: Any) -> Iterator[Any]:
    """Every smallest change of a JSON value."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, str):
        yield from (value[:-1] + ("0" if value[-1] != "0" else "1"), value + "0", "")
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield value[:place] + value[place + 1 :]
            yield [*value, member]
            yield from ([*value[:place], changed, *value[place + 1 :]] for changed in changes_of(member))
    else:
        yield {**value, "more": 1}
        for name, member in value.items():
            yield {other: kept for other, kept in value.items() if other != name}
            yield from ({**value, name: changed} for changed in changes_of(member))


@pytest.mark.parametrize("kind", ["ballot.committed", "vote.closed", "ballots.opened", "tally"])
def test_every_change_of_what_was_voted_and_counted_is_found(kind: str) -> None:
    tried = 0
    superseded = entries()[3][1]  # never opened, so nothing but the ledger's own tree binds its value
    unseen = [{**superseded, "c": c} for c in changes_of(superseded["c"]) if len(c) == 64]
    for place, (event, payload) in enumerate(entries()):
        changes = changes_of(payload) if event == kind else ()
        for changed in (change for change in changes if change not in unseen):
            tampered = entries()
            tampered[place] = event, changed
            difference(tampered)
            tried += 1
    assert tried >= 20


def test_every_entry_left_out_doubled_or_moved_is_found() -> None:
    honest = entries()
    for place, (event, _) in enumerate(honest):
        difference(honest[:place] + honest[place + 1 :])
        difference([*honest[: place + 1], honest[place], *honest[place + 1 :]])
        if place and event != honest[place - 1][0]:
            moved = honest.copy()
            moved[place - 1], moved[place] = moved[place], moved[place - 1]
            assert difference(moved) == "counting.order"


def test_an_unfinished_vote_says_which_entry_is_awaited() -> None:
    for ended in range(len(entries())):
        findings = recount(entries()[:ended])
        assert findings[-1].text.code == "counting.order"
    final = recount(entries()[:-1])[-1].text.params
    assert final == {"place": 11, "wanted": "tally", "found": "–"}


def test_an_entry_that_does_not_belong_is_named() -> None:
    stray = [*entries(), ("vote.opened", {})]
    assert recount(stray)[-1].text.params == {"place": 12, "wanted": "–", "found": "vote.opened"}


def test_an_erased_payload_is_named() -> None:
    for place, (event, _) in enumerate(entries()):
        erased: list[tuple[str, object]] = [*entries()]
        erased[place] = event, None
        final = recount(erased)[-1]
        assert not final.agrees
        assert final.text.code == "counting.bad_payload"
        assert final.text.params["event"] == event


def test_a_wrong_figure_is_shown_beside_the_right_one() -> None:
    changed = with_payload("tally", outcome="not_passed")
    assert difference(changed) == "counting.differs"
    assert recount(changed)[-1].text.params == {
        "member": "outcome",
        "recorded": '"not_passed"',
        "recounted": '"passed"',
    }


def test_a_ballot_of_someone_recused_is_found() -> None:
    changed = entries()
    recusals = [{"slot": "U4", "reason": "R05"}, {"slot": "U3", "reason": "R05"}]
    changed[0][1]["recused"] = recusals
    assert difference(changed) == "counting.not_eligible"
    assert recount(changed)[-1].text.params == {"slot": "U3"}


def test_a_ballot_of_someone_absent_is_found() -> None:
    absent = [slot for slot in PRESENT if slot != "E2"]
    assert difference(with_payload("vote.closed", present=absent)) == "counting.not_present"


def test_presence_of_someone_recused_or_unknown_is_found() -> None:
    for slot in ["U4", "U9"]:
        assert difference(with_payload("vote.closed", present=[*PRESENT, slot])) == "counting.not_eligible"


def test_other_rules_than_those_counted_by_are_found() -> None:
    stricter: Any = deepcopy(dict(entries())["vote.opened"]["rules"])
    stricter["pass"]["strict"] = True
    assert difference(with_payload("vote.opened", rules=stricter)) == "counting.differs"


def test_an_opening_of_another_round_is_found() -> None:
    assert difference(with_payload("vote.opened", round=2)) == "counting.foreign"
