"""A file that comes with a form: read within its limit, and believed in nothing."""

from flask import request

from kernel.errors import InputError


def uploaded(field: str, most_bytes: int) -> bytes:
    """The content of the file sent in `field`.

    Raises:
        InputError: none was chosen, it is empty, or it is larger than `most_bytes`.
    """
    sent = request.files.get(field)
    content = sent.stream.read(most_bytes + 1) if sent else b""
    if not content:
        raise InputError("kernel.no_file", field=field)
    if len(content) > most_bytes:
        raise InputError("kernel.file_too_large", field=field, most=most_bytes >> 20)
    return content
