import pytest

from credit.keys import parse_key
from kernel.errors import InputError


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("91510700xnx001015f", "91510700XNX001015F"),
        (" YS-4 ", "YS-4"),
        ("91510700XNX001015E", "91510700XNX001015E"),  # a wrong check digit may be in the store all the same
    ],
)
def test_a_subject_is_looked_up_by_code_or_number(typed: str, key: str) -> None:
    assert parse_key(typed) == key


@pytest.mark.parametrize(
    "typed", ["110105198001060005", " 110105198001060005", "１１０１０５１９８００１０６０００５"]
)
def test_an_identity_number_never_gets_as_far_as_the_query_log(typed: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse_key(typed)
    assert "19800106" not in str(refusal.value)


def test_no_key_at_all_is_refused() -> None:
    with pytest.raises(InputError):
        parse_key(" ")
