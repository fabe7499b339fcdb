"""A scan of a signed and sealed paper: what may be attached, and how the file is called."""

from kernel.errors import InputError

MOST_BYTES = 50 << 20
KINDS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def scan_suffix(content: bytes) -> str:
    """`pdf`, `png` or `jpg`, by the content's own first bytes.

    Raises:
        InputError: none of these.
    """
    for beginning, suffix in KINDS.items():
        if content.startswith(beginning):
            return suffix
    raise InputError("decisions.no_scan", field="scan")
