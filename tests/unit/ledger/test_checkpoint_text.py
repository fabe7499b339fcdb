import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InputError
from ledger.checkpoint import Checkpoint, parse_checkpoint

ROOT = bytes(range(32))
ROOT_TEXT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = Checkpoint("sample.example/log/1", 12, ROOT)
    assert checkpoint.text() == f"sample.example/log/1\n12\n{ROOT_TEXT}\n"
    assert parse_checkpoint(checkpoint.text()) == checkpoint


def test_the_published_example_is_read() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    checkpoint = parse_checkpoint(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == text


@given(st.integers(0, 10**15 - 1), st.binary(min_size=32, max_size=32))
def test_every_size_and_root_reads_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("sample.example/log/1", size, root)
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        f"o\n1\n{ROOT_TEXT}",
        f"\n1\n{ROOT_TEXT}\n",
        f"o\n\n{ROOT_TEXT}\n",
        f"o\n01\n{ROOT_TEXT}\n",
        f"o\n+1\n{ROOT_TEXT}\n",
        f"o\n-1\n{ROOT_TEXT}\n",
        f"o\n 1\n{ROOT_TEXT}\n",
        f"o\n1_0\n{ROOT_TEXT}\n",
        f"o\n1.0\n{ROOT_TEXT}\n",
        f"o\n١\n{ROOT_TEXT}\n",
        f"o\n{10**15}\n{ROOT_TEXT}\n",
        f"o\n{'9' * 5000}\n{ROOT_TEXT}\n",
        "o\n1\n\n",
        f"o\n1\n{ROOT_TEXT[:-4]}\n",
        f"o\n1\n{ROOT_TEXT} \n",
        f"o\n1\n{ROOT_TEXT[:-2]}9=\n",
        f"o\n1\n{ROOT_TEXT}\nextension\n",
        f"o\n1\n{ROOT_TEXT}\n\n",
        f"o\r\n1\r\n{ROOT_TEXT}\r\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_checkpoint(text)
