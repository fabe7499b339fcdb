"""A file that comes with a form is read within its limit."""

from io import BytesIO

import pytest
from flask import Flask

from kernel.errors import InputError
from kernel.web.uploads import uploaded

APP = Flask("sample", static_folder=None)


def sent(content: bytes, most: int) -> bytes:
    with APP.test_request_context(method="POST", data={"file": (BytesIO(content), "a.pdf")}):
        return uploaded("file", most)


def test_a_file_within_the_limit_is_read_whole() -> None:
    assert sent(b"x" * 10, 10) == b"x" * 10


def test_one_byte_more_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        sent(b"x" * 11, 10)
    assert refused.value.code == "kernel.file_too_large"


def test_an_empty_file_or_none_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        sent(b"", 10)
    assert refused.value.code == "kernel.no_file"
    with APP.test_request_context(method="POST"), pytest.raises(InputError):
        uploaded("file", 10)
