"""A contributor's secret: thrown, kept, written down, and typed in again."""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kernel.errors import InputError
from panel.draw.seed import commitment
from panel.recovery_sheet import recovery_sheet
from panel.secret import Secret, check_digits, grouped, new_secret, read_secret, read_value, thrown

DRAW, PARTY = "0123456789abcdef" * 2, "supervisor-1"
VALUE = "00112233445566778899aabbccddeeff" * 2
SECRET = Secret(DRAW, PARTY, VALUE)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(InputError) as refusal:
        yield
    assert refusal.value.code == code


def test_a_secret_s_file_is_read_as_it_was_written() -> None:
    assert read_secret(SECRET.written(), "file") == SECRET
    assert json.loads(SECRET.written()).keys() == {"draw", "party", "value"}
    assert SECRET.commitment == commitment(DRAW, PARTY, VALUE)


@pytest.mark.parametrize(
    "content",
    [b"", b"[1]", b"{}", b"\xff", b"[" * 100_000, SECRET.written().replace(b"0011", b"0O11")],
)
def test_a_file_that_is_no_secret_is_refused(content: bytes) -> None:
    with refused("draw.bad_secret_file"):
        read_secret(content, "file")


@pytest.mark.parametrize(("draw", "party"), [("", PARTY), (DRAW.upper(), PARTY), (DRAW, "a b"), (DRAW, "")])
def test_a_secret_is_for_a_draw_and_a_party_that_may_exist(draw: str, party: str) -> None:
    assert new_secret(DRAW, PARTY, VALUE) == SECRET
    with refused("draw.bad_secret_for"):
        new_secret(draw, party, VALUE)


def test_what_the_sheet_shows_is_what_may_be_typed() -> None:
    shown = f"{grouped(VALUE)} {grouped(check_digits(VALUE))}"
    for typed in (VALUE, shown, shown.upper(), shown.replace(" ", ""), f"\t{grouped(VALUE)}\n"):
        assert read_value(typed) == VALUE


def test_every_single_digit_mistyped_is_found() -> None:
    typed = VALUE + check_digits(VALUE)
    for place, digit in enumerate(typed):
        wrong = typed[:place] + ("0" if digit != "0" else "1") + typed[place + 1 :]
        with refused("draw.mistyped_value"):
            read_value(wrong)


def test_two_groups_exchanged_are_found_and_both_check_digits_named() -> None:
    groups = f"{grouped(VALUE)} {grouped(check_digits(VALUE))}".split()
    groups[3], groups[5] = groups[5], groups[3]
    with pytest.raises(InputError) as refused:
        read_value(" ".join(groups))
    assert grouped(check_digits(VALUE)) in str(refused.value)


@pytest.mark.parametrize("typed", ["", VALUE[1:], VALUE + "0", VALUE + "0" * 7, VALUE.replace("a", "g")])
def test_what_is_no_value_is_refused(typed: str) -> None:
    with refused("draw.bad_value"):
        read_value(typed)


def test_thrown_dice_are_hashed_as_they_are_typed() -> None:
    dice = "3516243152" * 5
    assert thrown(dice) == hashlib.sha256(dice.encode()).hexdigest()
    assert thrown("01" * 64) == hashlib.sha256(b"01" * 64).hexdigest()


@pytest.mark.parametrize("text", ["", "123456", "6" * 500, "01" * 63, "123456" * 8])
def test_too_few_throws_are_refused(text: str) -> None:
    with refused("draw.too_few_throws"):
        thrown(text)


def test_the_sheet_holds_all_that_brings_the_secret_back() -> None:
    page = recovery_sheet(SECRET).decode()

    for text in (DRAW, VALUE, check_digits(VALUE), SECRET.commitment):
        assert grouped(text) in page
    assert PARTY in page
    assert '<td class="blank"></td>' in page.split("Plan digest")[1]
    assert not re.search(r'(src|href)="', page)


def test_the_sheet_shows_digest_and_role_once_they_are_known() -> None:
    page = recovery_sheet(SECRET, "ab" * 32, "supervisor").decode()
    assert grouped("ab" * 32) in page
    assert "convener ☐" in page
    assert "supervisor ☑" in page


def test_the_sheet_s_line_computes_the_commitment_by_hand() -> None:
    page = recovery_sheet(SECRET).decode().replace("&#34;", '"')
    line = page.split("<pre>")[1].split("</pre>")[0]
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == SECRET.commitment
