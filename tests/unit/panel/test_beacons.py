"""The beacon as it is asked for and as it is handed in: what is meant, and what makes no sense."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from kernel.errors import InputError
from panel.beacons import MARGIN, due_of, parse_beacon
from panel.drand import QUICKNET, first_round_after, read_round
from panel.draw.beacon import beacon_time
from panel.take_beacon import differences

DEADLINE = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SIGNATURE = "ab" * 48
RANDOMNESS = sha256(bytes.fromhex(SIGNATURE)).hexdigest()


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(InputError) as refusal:
        yield
    assert refusal.value.code == code


def test_drand_alone_is_the_first_round_some_minutes_after_the_deadline() -> None:
    beacon = parse_beacon("drand", DEADLINE)
    earlier = {**beacon, "round": beacon["round"] - 1}

    assert {name: value for name, value in beacon.items() if name != "round"} == QUICKNET
    assert beacon_time(earlier) <= (DEADLINE + MARGIN).timestamp() < beacon_time(beacon)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", range(7))
def test_the_first_round_after_a_moment_is_later_and_the_one_before_is_not(seconds: int) -> None:
    moment = QUICKNET["genesis_time"] + 3000 + seconds
    number = first_round_after(moment)

    assert (
        beacon_time({**QUICKNET, "round": number}) > moment >= beacon_time({**QUICKNET, "round": number - 1})
    )


def test_before_its_genesis_a_chain_s_first_round_comes_next() -> None:
    assert first_round_after(0) == 1


def test_a_round_may_be_named() -> None:
    assert parse_beacon("drand:40000000", DEADLINE) == {**QUICKNET, "round": 40_000_000}


def test_an_announced_result_has_a_source_and_a_time_in_beijing() -> None:
    beacon = parse_beacon("announced:演示彩票@第1期@2026-11-30T21:15", DEADLINE)

    assert beacon == {"due_at": "2026-11-30T13:15:00Z", "kind": "announced", "source": "演示彩票@第1期"}
    assert due_of(beacon) == datetime(2026, 11, 30, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "drand:", "drand:0", "drand:01", "drand:-1", "drand:1e9", "drand:99999999999", "DRAND"),
        *("announced:", "announced:演示", "announced:@2026-11-30T21:15", "announced: @2026-11-30T21:15"),
        *("announced:演示@", "announced:演示@later", "announced:演\x00示@2026-11-30T21:15", "dice:1"),
    ],
)
def test_a_beacon_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_beacon(text, DEADLINE)


@pytest.mark.parametrize("text", ["announced:演示@2026-11-30T12:00", "announced:演示@2020-01-01", "drand:1"])
def test_a_beacon_speaks_after_the_deadline_for_reveals(text: str) -> None:
    with refused("draw.beacon_too_early"):
        parse_beacon(text, DEADLINE)
    assert parse_beacon("announced:演示@2026-11-30T12:00", DEADLINE - timedelta(seconds=1))


def test_a_round_is_read_as_relays_give_it() -> None:
    spoken = {"round": 7, "randomness": RANDOMNESS, "signature": SIGNATURE}
    for extra in ({}, {"previous_signature": ""}, {"chain": "演示"}):
        assert read_round(json.dumps({**spoken, **extra}).encode()).number == 7
    result = read_round(json.dumps({"round": 7, "signature": SIGNATURE}).encode()).result
    assert result == {
        "kind": "drand",
        "previous_signature": None,
        "randomness": RANDOMNESS,
        "signature": SIGNATURE,
    }


@pytest.mark.parametrize(
    "spoken",
    [
        *({}, [], 7, None, {"round": 7}, {"signature": SIGNATURE}, {"round": 7, "signature": 5}),
        *({"round": "7", "signature": SIGNATURE}, {"round": True, "signature": SIGNATURE}),
        *({"round": 7.0, "signature": SIGNATURE}, {"round": 7, "signature": SIGNATURE.upper()}),
    ],
)
def test_what_is_no_round_is_refused(spoken: object) -> None:
    with refused("draw.bad_round_file"):
        read_round(json.dumps(spoken).encode())


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"{"])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with refused("draw.bad_round_file"):
        read_round(content)


@pytest.mark.parametrize("randomness", ["ab" * 32, RANDOMNESS.upper(), 5, None])
def test_randomness_that_is_not_the_signature_s_is_refused(randomness: object) -> None:
    spoken = {"round": 7, "signature": SIGNATURE, "randomness": randomness}
    with refused("draw.bad_randomness"):
        read_round(json.dumps(spoken).encode())


@pytest.mark.parametrize(
    ("typed", "text", "positions"),
    [
        ("3.9./", "3.9./", []),
        ("3.9./", "3.8./", [3]),
        ("3.9./", "3.9.", [5]),
        ("", "0123456789ab", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_positions_of_differences_count_from_one_and_are_ten_at_most(
    typed: str, text: str, positions: list[int]
) -> None:
    assert differences(typed, text) == positions


def test_the_longest_round_still_has_a_form_and_a_time() -> None:
    beacon = parse_beacon("drand:9999999999", DEADLINE)
    assert due_of(beacon).year == 2974
