from datetime import date
from pathlib import Path

import pytest

from experts.personal import (
    birth_date,
    mask_document,
    mask_email,
    mask_mobile,
    parse_document,
    parse_email,
    parse_mobile,
    seal,
    unseal,
)
from kernel.entropy import RepeatableEntropy
from kernel.errors import InputError, Unavailable
from kernel.vault import Vault


def test_an_identity_number_is_taken_in_capitals() -> None:
    for written in (" 11010519491231002x ", "11010519491231002X", "１１０１０５１９４９１２３１００２ｘ"):
        assert parse_document(written) == "11010519491231002X"


def test_a_county_may_be_younger_than_the_person_or_gone() -> None:
    """510703 exists since 1992, 510702 did until then; numbers were first given in the 1980s."""
    for number in ("510703196001010003", "510702199501010007"):
        assert parse_document(number) == number


def test_the_number_tells_the_day_of_birth() -> None:
    assert birth_date("11010519491231002X") == date(1949, 12, 31)


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310022",  # check digit
        "110105194913310021",  # the 13th month
        "000000197001010000",  # no such place
        "110105197002290000",  # no such day
        "110105491231002",  # the 15 digits of before 1999
        "11010519491231002XX",
        "１１０１０５",
        "",
    ],
)
def test_anything_else_is_no_identity_number(number: str) -> None:
    with pytest.raises(InputError, match="不是身份证号"):
        parse_document(number)


def test_a_refused_identity_number_is_shown_masked() -> None:
    with pytest.raises(InputError, match=r"110105\*{8}0022") as refusal:
        parse_document("110105194912310022")
    assert "19491231" not in str(refusal.value)


def test_a_mobile_number_has_eleven_digits() -> None:
    assert parse_mobile("12000000001") == "12000000001"
    for wrong in (
        "1200000000",
        "120000000011",
        "22000000001",
        "1200000000a",
        "１2000000001",
        "120 0000 0001",
    ):
        with pytest.raises(InputError, match="不是手机号"):
            parse_mobile(wrong)


@pytest.mark.parametrize("address", ["a@example.com", "zhuan.jia+1@mail.example.com"])
def test_an_ordinary_address_is_taken(address: str) -> None:
    assert parse_email(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a＠example.com",
        "专家@example.com",
        "a@@example.com",
        "a b@example.com",
        "a@example.com\nBcc: b@x.cn",
        "a" * 250 + "@example.com",
        "a@example.com.",
        "@example.com",
    ],
)
def test_an_address_that_mail_servers_refuse_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="不是电子邮箱"):
        parse_email(address)


def test_what_is_shown_is_masked() -> None:
    assert mask_document("11010519491231002X") == "110105********002X"
    assert mask_mobile("12000000001") == "120****0001"
    assert mask_email("expert01@example.com") == "e***@example.com"
    assert mask_document("12345") == "*****"


def test_a_sealed_value_opens_only_where_it_was_put(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.prepare(RepeatableEntropy(b"keys"))
    sealed = seal(vault, RepeatableEntropy(b"nonce"), "e1", "mobile", "12000000001")
    assert b"12000000001" not in sealed
    assert unseal(vault, "e1", "mobile", sealed) == "12000000001"
    for person, what in (("e2", "mobile"), ("e1", "email")):
        with pytest.raises(Unavailable):
            unseal(vault, person, what, sealed)
