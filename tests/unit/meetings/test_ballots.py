from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest
import rfc8785
from invented import VOTE, ballot

from kernel.errors import InputError
from meetings.session.ballots import (
    BallotCommitted,
    BallotsDiffer,
    BallotsOpened,
    Choice,
    NamedBallot,
    check_opened,
    counting,
)

CAST = [
    ballot("U1", Choice.AGREE),
    ballot("U2", Choice.DISAGREE),
    ballot("E1", Choice.ABSTAIN),
    ballot("U2", Choice.AGREE, rev=2),
]
COMMITTED = [BallotCommitted.of(one) for one in CAST]
BATCH = BallotsOpened.of(VOTE, CAST)
REVS = {one.slot: one.rev for one in BATCH.ballots}


def check(*ballots: NamedBallot, committed: list[BallotCommitted] = COMMITTED) -> dict[str, Choice]:
    return check_opened(VOTE, 1, committed, BallotsOpened(VOTE, ballots))


def refusal(
    *ballots: NamedBallot, committed: list[BallotCommitted] = COMMITTED
) -> tuple[str, object, object]:
    with pytest.raises(BallotsDiffer) as refused:
        check(*ballots, committed=committed)
    return refused.value.code, refused.value.params["slot"], refused.value.params["rev"]


def by_commitment(*ballots: NamedBallot) -> list[NamedBallot]:
    return sorted(ballots, key=NamedBallot.commitment)


def test_the_commitment_is_the_tagged_hash_of_the_canonical_ballot() -> None:
    members = {"choice": "agree", "nonce": "ab" * 32, "rev": 1, "round": 2, "slot": "U1", "vote": "v"}
    expected = sha256(b"panel/ballot\x00" + rfc8785.dumps(members)).hexdigest()
    assert NamedBallot("v", 2, "U1", 1, Choice.AGREE, "ab" * 32).commitment() == expected


def test_the_tracker_is_the_first_fifty_bits_in_crockfords_alphabet() -> None:
    for committed in COMMITTED:
        digest = sha256(b"panel/tracker\x00" + VOTE.encode() + b"\x00" + bytes.fromhex(committed.c)).digest()
        bits = "".join(f"{byte:08b}" for byte in digest)[:50]
        fives = [int(bits[place : place + 5], 2) for place in range(0, 50, 5)]
        assert committed.tracker() == "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[five] for five in fives)
    assert BallotCommitted("v", "U1", 1, "00" * 32).tracker() == "FQB0TH4NW5"


def test_the_last_ballot_of_each_voter_counts() -> None:
    assert check(*BATCH.ballots) == {"U1": Choice.AGREE, "U2": Choice.AGREE, "E1": Choice.ABSTAIN}


def test_the_batch_is_sorted_by_commitment_and_leaves_superseded_ballots_closed() -> None:
    commitments = [one.commitment() for one in BATCH.ballots]
    assert commitments == sorted(commitments)
    assert [one.rev for one in BATCH.ballots if one.slot == "U2"] == [2]
    assert BallotsOpened.of(VOTE, reversed(CAST)) == BATCH


def test_a_vote_without_ballots_opens_none() -> None:
    assert check(committed=[]) == {}


def mutations(one: NamedBallot) -> Iterator[NamedBallot]:
    yield from (replace(one, choice=choice) for choice in Choice if choice is not one.choice)
    yield from (replace(one, slot=slot) for slot in ["U1", "U2", "E1", "U3"] if slot != one.slot)
    yield from (replace(one, rev=rev) for rev in [1, 2, 3] if rev != one.rev)
    for place, digit in enumerate(one.nonce):
        yield replace(one, nonce=one.nonce[:place] + f"{int(digit, 16) ^ 1:x}" + one.nonce[place + 1 :])
    yield replace(one, round=2)
    yield replace(one, vote="vote8")


def test_every_change_of_an_opened_ballot_is_found() -> None:
    tried = 0
    for place, one in enumerate(BATCH.ballots):
        for changed in mutations(one):
            rest = BATCH.ballots[:place] + BATCH.ballots[place + 1 :]
            with pytest.raises(BallotsDiffer):
                check(*by_commitment(changed, *rest))
            tried += 1
    assert tried == 3 * (2 + 3 + 2 + 64 + 2)


@pytest.mark.parametrize("slot", ["U1", "U2", "E1"])
def test_a_missing_ballot_is_named(slot: str) -> None:
    kept = [one for one in BATCH.ballots if one.slot != slot]
    assert refusal(*kept) == ("counting.missing", slot, REVS[slot])


@pytest.mark.parametrize("slot", ["U1", "U2", "E1"])
def test_a_doubled_ballot_is_named(slot: str) -> None:
    (again,) = [one for one in BATCH.ballots if one.slot == slot]
    assert refusal(*by_commitment(*BATCH.ballots, again)) == ("counting.doubled", slot, REVS[slot])


@pytest.mark.parametrize("slot", ["U1", "U2", "E1"])
def test_an_altered_ballot_is_named(slot: str) -> None:
    changed = [replace(one, nonce="0" * 64) if one.slot == slot else one for one in BATCH.ballots]
    assert refusal(*by_commitment(*changed)) == ("counting.altered", slot, REVS[slot])


def test_a_superseded_ballot_is_named() -> None:
    assert refusal(*by_commitment(CAST[0], CAST[1], CAST[2])) == ("counting.superseded", "U2", 1)


def test_a_ballot_nobody_committed_to_is_named() -> None:
    stranger = ballot("U9", Choice.AGREE)
    assert refusal(*by_commitment(*BATCH.ballots, stranger)) == ("counting.unknown", "U9", 1)
    later = ballot("U1", Choice.DISAGREE, rev=2)
    assert refusal(*by_commitment(later, *CAST[2:])) == ("counting.unknown", "U1", 2)


def test_ballots_of_another_vote_or_round_are_named() -> None:
    for changes in ({"vote": "vote8"}, {"round": 2}):
        foreign = ballot("U1", Choice.AGREE, **changes)
        assert refusal(foreign) == ("counting.foreign", "U1", 1)
    with pytest.raises(BallotsDiffer) as refused:
        check_opened(VOTE, 1, [], BallotsOpened("vote8", ()))
    assert (refused.value.code, refused.value.params) == ("counting.other_batch", {"vote": "vote8"})


def test_a_batch_out_of_order_is_named() -> None:
    first, second, third = BATCH.ballots
    assert refusal(second, first, third) == ("counting.unsorted", first.slot, first.rev)
    assert refusal(first, third, second) == ("counting.unsorted", second.slot, second.rev)


@pytest.mark.parametrize(
    ("entries", "slot", "rev"),
    [
        (COMMITTED[:1] + COMMITTED[2:], "U2", 2),
        ([COMMITTED[0], COMMITTED[3], COMMITTED[2], COMMITTED[1]], "U2", 2),
        ([*COMMITTED, COMMITTED[0]], "U1", 1),
        ([*COMMITTED, COMMITTED[3]], "U2", 2),
        ([*COMMITTED, replace(COMMITTED[0], rev=3)], "U1", 3),
    ],
)
def test_commitments_left_out_moved_or_doubled_are_found(
    entries: list[BallotCommitted], slot: str, rev: int
) -> None:
    with pytest.raises(BallotsDiffer) as refused:
        counting(VOTE, entries)
    assert refused.value.code == "counting.revision"
    assert refused.value.params == {"slot": slot, "rev": rev}


def test_a_commitment_of_another_vote_is_found() -> None:
    with pytest.raises(BallotsDiffer) as refused:
        counting(VOTE, [*COMMITTED, replace(COMMITTED[0], slot="U3", vote="vote8")])
    assert (refused.value.code, refused.value.params) == ("counting.foreign", {"slot": "U3", "rev": 1})


def test_a_dropped_commitment_makes_its_ballot_unknown() -> None:
    assert refusal(*BATCH.ballots, committed=COMMITTED[1:]) == ("counting.unknown", "U1", 1)


def test_a_copied_commitment_cannot_be_opened_for_the_copier() -> None:
    copied = [*COMMITTED, replace(COMMITTED[0], slot="U3")]
    assert refusal(*BATCH.ballots, committed=copied) == ("counting.missing", "U3", 1)
    forged = replace(CAST[0], slot="U3")
    assert refusal(*by_commitment(*BATCH.ballots, forged), committed=copied) == (
        "counting.altered",
        "U3",
        1,
    )


def test_payloads_are_read_back_as_they_were_written() -> None:
    for committed in COMMITTED:
        assert BallotCommitted.from_payload(committed.to_payload()) == committed
    assert BallotsOpened.from_payload(BATCH.to_payload()) == BATCH
    assert COMMITTED[0].to_payload().keys() == {"vote", "slot", "rev", "c"}
    assert BATCH.to_payload().keys() == {"vote", "ballots"}
    assert CAST[0].to_payload().keys() == {"choice", "nonce", "rev", "round", "slot", "vote"}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("choice", "yes"),
        ("choice", None),
        ("choice", ["agree"]),
        ("nonce", "AB" * 32),
        ("nonce", "ab" * 31),
        ("nonce", "ab" * 32 + "\n"),
        ("rev", 0),
        ("rev", True),
        ("rev", 1.0),
        ("rev", "1"),
        ("rev", 2**53),
        ("round", -1),
        ("slot", ""),
        ("slot", "甲"),
        ("slot", "a" * 65),
        ("vote", 7),
    ],
)
def test_a_ballot_of_another_form_is_refused(member: str, value: object) -> None:
    with pytest.raises(InputError) as refused:
        BallotsOpened.from_payload({"vote": VOTE, "ballots": [{**CAST[0].to_payload(), member: value}]})
    assert refused.value.code == "counting.bad_payload"
    assert refused.value.params == {"event": "ballots.opened", "member": member}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "x",
        {},
        {"vote": VOTE},
        {"vote": VOTE, "ballots": {}},
        {"vote": VOTE, "ballots": [None]},
        {"vote": VOTE, "ballots": [], "more": 1},
        {"vote": VOTE, "ballots": [{**CAST[0].to_payload(), "more": 1}]},
    ],
)
def test_a_batch_of_another_form_is_refused(payload: object) -> None:
    with pytest.raises(InputError) as refused:
        BallotsOpened.from_payload(payload)
    assert refused.value.code == "counting.bad_payload"
    assert refused.value.params["event"] == "ballots.opened"
