from datetime import UTC, date, datetime

import pytest

from kernel.errors import InputError
from kernel.text import clean, parse_date, parse_moment, parse_uscc


def test_text_is_trimmed_and_composed() -> None:
    assert clean("name", "  e\u0301cole 堃 ") == "école 堃"


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_an_empty_field_is_named(text: str) -> None:
    with pytest.raises(InputError, match="place") as refusal:
        clean("place", text)
    assert refusal.value.code == "kernel.empty"


@pytest.mark.parametrize("text", ["a\rb", "a\x00b", "a\u2028b", "a\x85b", "a\x0bb", "\ud800", "a\x1b[31m"])
def test_characters_that_break_calendars_and_terminals_are_refused(text: str) -> None:
    with pytest.raises(InputError) as refusal:
        clean("title", text)
    assert refusal.value.code == "kernel.bad_text"


def test_a_line_feed_is_text() -> None:
    assert clean("facts", "一\n二") == "一\n二"


def test_rare_characters_are_text() -> None:
    assert clean("name", "𬭚𬍛㛃䶮") == "𬭚𬍛㛃䶮"


@pytest.mark.parametrize("younger", ["\U00031350", "\U0002ebf0", "\U0003fffd"])
def test_ideographs_younger_than_the_tables_of_this_python_are_text(younger: str) -> None:
    assert clean("name", f"演示{younger}") == f"演示{younger}"


@pytest.mark.parametrize("nothing", ["\U0002ffff", "\U0003fffe", "\U000e0080", "\ufdd0"])
def test_what_will_never_be_a_character_is_refused(nothing: str) -> None:
    with pytest.raises(InputError):
        clean("name", f"演示{nothing}")


def test_a_moment_without_a_zone_is_beijing_time() -> None:
    assert parse_moment("start", "2026-03-11T09:30") == datetime(2026, 3, 11, 1, 30, tzinfo=UTC)


def test_a_moment_keeps_its_own_zone() -> None:
    assert parse_moment("start", "2026-03-11T09:30+00:00") == datetime(2026, 3, 11, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["morgen", "2026-02-30", "11.3.2026", ""])
def test_what_is_no_date_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(InputError, match="2026-03-11"):
        parse_date("on", text)
    with pytest.raises(InputError, match="2026-03-11T09:30"):
        parse_moment("start", text + "T")


def test_a_date_is_a_date() -> None:
    assert parse_date("on", "2026-03-11") == date(2026, 3, 11)


@pytest.mark.parametrize(
    "code", ["91110108551385082Q", "91110000802100433B", " 9135 0100-M000 100Y43 ", "９１110108551385082Q"]
)
def test_a_credit_code_with_a_right_check_digit_is_taken(code: str) -> None:
    assert len(parse_uscc(code)) == 18
    assert parse_uscc(code).isascii()


@pytest.mark.parametrize("code", ["91110108551385082A", "123", "", "91110108551385082O"])
def test_a_credit_code_with_a_wrong_check_digit_is_refused(code: str) -> None:
    with pytest.raises(InputError):
        parse_uscc(code)
