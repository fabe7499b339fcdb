from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from invented import VOTE, opened, roster

from kernel.errors import InputError, Refused
from meetings.session.ballots import Choice
from meetings.tally.count import (
    Condition,
    Counts,
    Need,
    Outcome,
    Tally,
    conditions,
    departs_from_experts,
    tally,
)
from meetings.tally.entries import (
    Recusal,
    RosterFrozen,
    Seat,
    VoteClosed,
    VoteOpened,
    VoterClass,
    question_hash,
)
from meetings.tally.payload import matching, members, whole
from meetings.tally.rules import PUNISHMENT, QUORUM, REWARD, Base, Rules, Threshold

UNIT, EXPERT = VoterClass.UNIT, VoterClass.EXPERT
STATES = ["recused", "absent", "silent", "agree", "disagree", "abstain"]
CHOICES = {choice.value for choice in Choice}


def count(
    states: Mapping[str, str], rules: Rules, *binding: VoterClass
) -> tuple[RosterFrozen, VoteOpened, VoteClosed, dict[str, Choice]]:
    """The arguments of a tally where each slot is recused, absent, silent or chose something."""
    units = sum(slot.startswith("U") for slot in states)
    recused = [slot for slot, state in states.items() if state == "recused"]
    present = tuple(slot for slot, state in states.items() if state not in {"recused", "absent"})
    choices = {slot: Choice(state) for slot, state in states.items() if state in CHOICES}
    frozen = roster(units, len(states) - units, recused)
    return frozen, opened(rules, *binding), VoteClosed(VOTE, present), choices


def states(prefix: str, *of: str) -> dict[str, str]:
    return {f"{prefix}{number}": state for number, state in enumerate(of, 1)}


def outcome(units: list[str], rules: Rules, experts: list[str] | None = None) -> Outcome:
    everybody = states("U", *units) | states("E", *(experts or ["agree"] * 3))
    return tally(*count(everybody, rules)).outcome


@pytest.mark.parametrize(
    ("agree", "disagree", "abstain", "result"),
    [
        (6, 3, 0, Outcome.PASSED),
        (5, 4, 0, Outcome.NOT_PASSED),
        (6, 0, 3, Outcome.PASSED),
        (5, 0, 4, Outcome.NOT_PASSED),
        (5, 2, 0, Outcome.PASSED),
        (4, 3, 0, Outcome.NOT_PASSED),
        (9, 0, 0, Outcome.PASSED),
        (0, 9, 0, Outcome.NOT_PASSED),
        (0, 0, 9, Outcome.NOT_PASSED),
    ],
)
def test_a_punishment_needs_two_thirds_of_those_present(
    agree: int, disagree: int, abstain: int, result: Outcome
) -> None:
    units = ["agree"] * agree + ["disagree"] * disagree + ["abstain"] * abstain
    assert outcome(units, PUNISHMENT) is result


def test_who_is_present_and_does_not_vote_counts_among_those_present() -> None:
    assert outcome(["agree"] * 6 + ["silent"] * 3, PUNISHMENT) is Outcome.PASSED
    assert outcome(["agree"] * 6 + ["silent"] * 4, PUNISHMENT) is Outcome.NOT_PASSED


@pytest.mark.parametrize(
    ("agree", "present", "result"),
    [(5, 8, Outcome.PASSED), (4, 8, Outcome.NOT_PASSED), (5, 9, Outcome.PASSED), (4, 7, Outcome.PASSED)],
)
def test_a_reward_needs_more_than_half_of_those_present(agree: int, present: int, result: Outcome) -> None:
    assert outcome(["agree"] * agree + ["abstain"] * (present - agree), REWARD) is result


@pytest.mark.parametrize(
    ("present", "absent", "recused", "quorum"),
    [(6, 3, 0, True), (5, 4, 0, False), (5, 2, 2, True), (5, 3, 1, False), (2, 1, 6, True), (0, 0, 3, False)],
)
def test_the_quorum_is_two_thirds_of_the_units_less_the_recused(
    present: int, absent: int, recused: int, *, quorum: bool
) -> None:
    units = ["agree"] * present + ["absent"] * absent + ["recused"] * recused
    assert (outcome(units, PUNISHMENT) is not Outcome.NO_QUORUM) is quorum


def test_experts_make_no_quorum_of_units_and_cannot_outvote_them() -> None:
    assert outcome(["agree"] * 5 + ["absent"] * 4, PUNISHMENT, ["agree"] * 9) is Outcome.NO_QUORUM
    assert outcome(["agree"] * 6, PUNISHMENT, ["disagree"] * 9) is Outcome.PASSED


def test_too_few_experts_or_no_determining_unit_is_no_quorum() -> None:
    units = ["agree"] * 6
    assert outcome(units, PUNISHMENT, ["agree", "agree", "absent"]) is Outcome.NO_QUORUM
    assert outcome(units, PUNISHMENT, ["agree", "agree", "recused"]) is Outcome.NO_QUORUM
    assert outcome(units, replace(PUNISHMENT, least_experts=0), ["absent"]) is Outcome.PASSED
    needed = replace(PUNISHMENT, must_attend=("U7",))
    assert outcome([*units, "agree"], needed) is Outcome.PASSED
    assert outcome([*units, "absent"], needed) is Outcome.NO_QUORUM
    assert outcome([*units, "recused"], needed) is Outcome.NO_QUORUM
    assert outcome(units, needed) is Outcome.NO_QUORUM


@pytest.mark.parametrize("base", Base)
def test_a_tie_fails_whatever_the_share(base: Base) -> None:
    rules = Rules(QUORUM, Threshold(base, 1, 3, strict=False), least_experts=0)
    assert outcome(["agree", "agree", "disagree", "disagree"], rules) is Outcome.NOT_PASSED
    assert outcome(["agree", "agree", "disagree", "abstain"], rules) is Outcome.PASSED


def test_where_experts_bind_too_both_classes_have_to_agree() -> None:
    def both(units: list[str], experts: list[str]) -> Outcome:
        arguments = count(states("U", *units) | states("E", *experts), PUNISHMENT, UNIT, EXPERT)
        return tally(*arguments).outcome

    assert both(["agree"] * 3, ["agree"] * 3) is Outcome.PASSED
    assert both(["agree"] * 3, ["agree", "disagree", "disagree"]) is Outcome.NOT_PASSED
    assert both(["disagree"] * 3, ["agree"] * 3) is Outcome.NOT_PASSED
    assert both(["agree"] * 3, ["agree"] * 3 + ["absent"] * 2) is Outcome.NO_QUORUM
    assert both(["agree", "absent"], ["agree"] * 3) is Outcome.NO_QUORUM


def reached(number: int, of: int, share: Fraction, *, strict: bool) -> bool:
    if number == 0 or of == 0:
        return number > 0
    return Fraction(number, of) > share if strict else Fraction(number, of) >= share


def all_rules() -> Iterator[Rules]:
    quorums = [(Fraction(2, 3), False), (Fraction(1, 2), True)]
    passes = [
        (Fraction(1, 2), True),
        (Fraction(1, 2), False),
        (Fraction(2, 3), False),
        (Fraction(2, 3), True),
    ]
    for (of, (least, above)), (base, (share, strict)) in product(
        product(Base, quorums), product(Base, passes)
    ):
        yield Rules(
            Threshold(of, least.numerator, least.denominator, above),
            Threshold(base, share.numerator, share.denominator, strict),
            least_experts=0,
        )


def naive(of: tuple[str, ...], rules: Rules) -> dict[str, Any]:
    agree, disagree, abstain = (of.count(choice) for choice in ["agree", "disagree", "abstain"])
    present = agree + disagree + abstain + of.count("silent")
    sizes = {
        Base.SEATS: len(of),
        Base.ELIGIBLE: len(of) - of.count("recused"),
        Base.PRESENT: present,
        Base.VALID: agree + disagree + abstain,
        Base.YN: agree + disagree,
    }
    quorum, share = rules.quorum, rules.passing
    met = reached(present, sizes[quorum.base], Fraction(quorum.num, quorum.den), strict=quorum.strict)
    enough = reached(agree, sizes[share.base], Fraction(share.num, share.den), strict=share.strict)
    passed = "passed" if enough and agree > disagree else "not_passed"
    return {
        "counts": {"agree": agree, "disagree": disagree, "abstain": abstain},
        "present": present,
        "base": sizes[share.base],
        "quorum_met": met,
        "outcome": passed if met else "no_quorum",
    }


def test_every_small_vote_under_every_rule_agrees_with_fractions() -> None:
    tried = 0
    rules_of_all_kinds = list(all_rules())
    for size in range(1, 5):
        for of in combinations_with_replacement(STATES, size):
            frozen, vote, closed, choices = count(states("U", *of), PUNISHMENT)
            for rules in rules_of_all_kinds:
                payload: Any = tally(frozen, replace(vote, rules=rules), closed, choices).to_payload()
                for member in ["counts", "present", "base"]:
                    payload[member] = payload[member]["unit"]
                assert {"vote": VOTE, **naive(of, rules)} == payload, (of, rules)
                tried += 1
    assert tried == 209 * 200


def test_the_arithmetic_of_every_condition_is_shown() -> None:
    rules = replace(PUNISHMENT, must_attend=("U1",))
    units = ["agree"] * 5 + ["disagree"] * 2 + ["absent", "recused"]
    arguments = count(states("U", *units) | states("E", "agree", "abstain", "absent"), rules)
    shown = [(need.need, need.of, need.arithmetic, need.met) for need in conditions(*arguments)]
    assert shown == [
        (Need.QUORUM, "unit", "7×3=21 > 8×2=16", True),
        (Need.MUST_ATTEND, "U1", "1 = 1", True),
        (Need.EXPERTS, "expert", "2 < 3", False),
        (Need.PASS, "unit", "5×3=15 > 7×2=14", True),
        (Need.MAJORITY, "unit", "5 > 2", True),
    ]


def test_figures_beyond_floating_point_are_compared_exactly() -> None:
    large = 10**17
    exact = Condition(Need.PASS, "unit", 2 * large, 3 * large, 2, 3)
    assert exact.met
    assert not replace(exact, strict=True).met
    assert not replace(exact, count=2 * large - 1).met


def test_a_departure_from_the_experts_majority_is_seen_in_every_small_vote() -> None:
    for size in range(6):
        for of in combinations_with_replacement(["agree", "disagree", "abstain"], size):
            counts = Counts(*(of.count(choice) for choice in Choice))
            for result in Outcome:
                against = {"passed": "disagree", "not_passed": "agree", "no_quorum": "nothing"}[result]
                departs = size > 0 and Fraction(of.count(against), size) > Fraction(1, 2)
                known = Tally(VOTE, {UNIT: Counts(0, 0, 0), EXPERT: counts}, {}, {}, True, result)  # noqa: FBT003  a payload's member
                assert departs_from_experts(known) is departs, (of, result)


def test_who_was_not_present_or_is_not_eligible_cannot_count() -> None:
    frozen, vote, closed, choices = count(states("U", "agree", "absent", "recused"), PUNISHMENT)
    for present, voters, code, slot in [
        (("U1",), ["U1", "U2"], "counting.not_present", "U2"),
        (("U1", "U3"), ["U1"], "counting.not_eligible", "U3"),
        (("U1", "U9"), ["U1"], "counting.not_eligible", "U9"),
        (("U1",), ["U1", "U3"], "counting.not_present", "U3"),
    ]:
        with pytest.raises(Refused) as refused:
            tally(frozen, vote, VoteClosed(VOTE, present), dict.fromkeys(voters, Choice.AGREE))
        assert (refused.value.code, refused.value.params["slot"]) == (code, slot)
    with pytest.raises(Refused) as refused:
        tally(frozen, vote, replace(closed, vote="vote8"), choices)
    assert (refused.value.code, refused.value.params) == ("counting.other_vote", {"vote": "vote8"})


def test_the_tally_on_the_ledger_has_the_agreed_members() -> None:
    everybody = states("U", "agree", "agree", "abstain") | states("E", "agree", "disagree", "absent")
    result = tally(*count(everybody, replace(PUNISHMENT, least_experts=2)))
    assert result.to_payload() == {
        "vote": VOTE,
        "counts": {
            "unit": {"agree": 2, "disagree": 0, "abstain": 1},
            "expert": {"agree": 1, "disagree": 1, "abstain": 0},
        },
        "present": {"unit": 3, "expert": 2},
        "base": {"unit": 3, "expert": 2},
        "quorum_met": True,
        "outcome": "passed",
    }
    assert Tally.from_payload(result.to_payload()) == result


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("counts", None),
        ("counts", {"unit": {}, "expert": {}}),
        ("counts", {"unit": {"agree": 1, "disagree": 0, "abstain": 0}}),
        ("present", {"unit": 3}),
        ("present", {"unit": 3, "expert": -1}),
        ("base", {"unit": 3, "expert": None}),
        ("quorum_met", 1),
        ("outcome", "maybe"),
        ("outcome", ["passed"]),
    ],
)
def test_a_tally_of_another_form_is_refused(member: str, value: object) -> None:
    payload = tally(*count(states("U", "agree"), PUNISHMENT)).to_payload()
    with pytest.raises(InputError) as refused:
        Tally.from_payload({**payload, member: value})
    assert refused.value.params["event"] == "tally"


def test_the_roster_and_the_opening_have_the_agreed_members() -> None:
    frozen = roster(1, 1, ["E1"])
    assert frozen.to_payload() == {
        "meeting": "meeting7",
        "item": "item1",
        "seats": [
            {"slot": "U1", "class": "unit", "ref": "unit1"},
            {"slot": "E1", "class": "expert", "ref": "tag1"},
        ],
        "recused": [{"slot": "E1", "reason": "R05"}],
    }
    vote = opened(replace(PUNISHMENT, must_attend=("U1",)))
    assert vote.to_payload() == {
        "vote": VOTE,
        "round": 1,
        "question_hash": question_hash("是否认定？"),
        "options": ["agree", "disagree", "abstain"],
        "mode": "named",
        "binding": ["unit"],
        "rules": {
            "quorum": {"base": "eligible", "num": 2, "den": 3, "strict": False},
            "pass": {"base": "present", "num": 2, "den": 3, "strict": False},
            "least_experts": 3,
            "must_attend": ["U1"],
        },
        "closes_at": "2026-10-16T08:00:00Z",
    }
    assert RosterFrozen.from_payload(frozen.to_payload()) == frozen
    assert VoteOpened.from_payload(vote.to_payload()) == vote
    closed = VoteClosed(VOTE, ("U2", "U1"))
    assert closed.to_payload() == {"vote": VOTE, "present": ["U1", "U2"]}
    assert VoteClosed.from_payload(closed.to_payload()).present == ("U1", "U2")


def test_a_question_is_hashed_under_its_tag() -> None:
    expected = sha256(b"panel/question\x00" + "是否认定？".encode()).hexdigest()
    assert question_hash("是否认定？") == expected
    assert question_hash("是否认定？") != question_hash("是否认定?")


def test_a_roster_with_doubles_or_strangers_is_refused() -> None:
    seat = Seat("U1", UNIT, "unit1")
    for seats, recused, code, params in [
        ((seat, replace(seat, ref="unit2")), (), "counting.roster_doubled", {"name": "U1"}),
        ((seat, replace(seat, slot="U2")), (), "counting.roster_doubled", {"name": "unit:unit1"}),
        ((seat,), (Recusal("U2", "R05"),), "counting.no_such_slot", {"slot": "U2"}),
        ((seat,), (Recusal("U1", "R05"), Recusal("U1", "R06")), "counting.roster_doubled", {"name": "U1"}),
    ]:
        with pytest.raises(InputError) as refused:
            RosterFrozen("meeting7", "item1", seats, recused)
        assert (refused.value.code, refused.value.params) == (code, params)


@pytest.mark.parametrize(("num", "den"), [(0, 1), (3, 2), (1, 0), (-1, -2), (-1, 2)])
def test_a_share_that_is_none_is_refused(num: int, den: int) -> None:
    with pytest.raises(InputError) as refused:
        Threshold(Base.PRESENT, num, den, strict=False)
    assert (refused.value.code, refused.value.params) == ("counting.bad_share", {"num": num, "den": den})


def test_all_of_them_and_no_expert_are_rules_too() -> None:
    rules = Rules(Threshold(Base.SEATS, 1, 1, strict=False), Threshold(Base.YN, 1, 1, strict=False), 0)
    assert VoteOpened.from_payload(opened(rules).to_payload()).rules == rules


def test_a_vote_in_which_nobody_decides_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        replace(opened(), binding=())
    assert refused.value.code == "counting.nobody_decides"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("round", 0),
        ("question_hash", "ab"),
        ("options", ["agree", "disagree"]),
        ("options", ["disagree", "agree", "abstain"]),
        ("mode", "secret"),
        ("binding", []),
        ("binding", ["unit", "unit"]),
        ("binding", ["subject"]),
        ("binding", "unit"),
        ("rules", {}),
        ("rules", {**PUNISHMENT.to_payload(), "least_experts": -1}),
        ("rules", {**PUNISHMENT.to_payload(), "least_experts": 1.5}),
        ("rules", {**PUNISHMENT.to_payload(), "quorum": {**QUORUM.to_payload(), "strict": 0}}),
        ("rules", {**PUNISHMENT.to_payload(), "quorum": {**QUORUM.to_payload(), "base": "all"}}),
        ("rules", {**PUNISHMENT.to_payload(), "quorum": {**QUORUM.to_payload(), "num": 4}}),
        ("rules", {**PUNISHMENT.to_payload(), "must_attend": ["U1", "U1"]}),
        ("closes_at", "2026-10-16 08:00"),
        ("closes_at", None),
    ],
)
def test_an_opening_of_another_form_is_refused(member: str, value: object) -> None:
    with pytest.raises(InputError) as refused:
        VoteOpened.from_payload({**opened().to_payload(), member: value})
    assert refused.value.params.get("event", "vote.opened") == "vote.opened"


ROSTER = roster(1, 0, ["U1"]).to_payload()


@pytest.mark.parametrize(
    "changes",
    [
        {"meeting": None},
        {"item": "a b"},
        {"seats": None},
        {"seats": [None]},
        {"seats": [{"slot": "U1", "class": "unit"}]},
        {"seats": [{"slot": "U1", "class": "chair", "ref": "unit1"}]},
        {"seats": [{"slot": 1, "class": "unit", "ref": "unit1"}]},
        {"recused": {}},
        {"recused": [{"slot": "U1", "reason": " "}]},
        {"recused": [{"slot": "U1", "reason": 5}]},
        {"recused": [{"slot": "U1"}]},
    ],
)
def test_a_roster_of_another_form_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        RosterFrozen.from_payload({**ROSTER, **changes})
    assert refused.value.code == "counting.bad_payload"
    assert refused.value.params["event"] == "roster.frozen"


def test_a_form_names_all_members_where_some_are_missing() -> None:
    with pytest.raises(InputError) as refused:
        members("tally", {"a": 1}, {"b": whole(0), "a": whole(0)})
    assert refused.value.params == {"event": "tally", "member": "a/b"}


def test_a_pattern_matches_the_whole_of_an_ascii_string() -> None:
    fits = matching(r"\d{2}")
    assert fits("12")
    for other in ["1", "123", "12\n", "１２", 12, None, ["12"]]:
        assert not fits(other)


def test_integers_reach_as_far_as_the_ledgers_json() -> None:
    assert whole(0)(0)
    assert whole(0)(2**53 - 1)
    for other in [-1, 2**53, True, 1.0, "1", None]:
        assert not whole(0)(other)
