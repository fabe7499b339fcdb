from datetime import date

import pytest

from kernel.errors import InputError
from kernel.identity import birth_date, mask_identity, parse_identity

INVENTED = "110105194912310003"  # the sequence 000 is never issued


@pytest.mark.parametrize(
    "typed", ["110105194912310003", " 110105194912310003 ", "１１０１０５１９４９１２３１０００３"]
)
def test_an_identity_number_is_read_and_holds_a_day_of_birth(typed: str) -> None:
    assert parse_identity(typed) == INVENTED
    assert birth_date(INVENTED) == date(1949, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "11010519491231000",
        "110105194912310004",  # check digit
        "110105194913310005",  # no such month
        "000105194912310008",  # no such province
        "abc",
    ],
)
def test_anything_else_is_refused_without_being_shown(typed: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse_identity(typed)
    assert "194912310" not in str(refusal.value)


def test_a_mask_keeps_place_and_end_and_nothing_of_what_is_short() -> None:
    assert mask_identity(INVENTED) == "110105********0003"
    assert mask_identity("12345") == "*****"
