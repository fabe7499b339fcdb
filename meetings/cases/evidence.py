"""Evidence files 证据材料 as they are handed in: names that harm nobody, sizes that can be kept. Pure."""

from collections.abc import Sequence

from kernel.errors import InputError
from kernel.text import clean

MOST_FILES = 20
MOST_BYTES = 20 << 20
"""Of one file; all of them together pass the door only up to the site's own limit."""
LONGEST_NAME = 120
KINDS = frozenset(
    {
        *("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "txt", "rtf", "eml", "zip"),
        *("jpg", "jpeg", "png", "tif", "tiff", "bmp", "heic", "mp3", "wav", "m4a", "mp4", "mov", "avi"),
    }
)
"""What evidence comes as, by the ending of its name; nothing that a browser would run."""

File = tuple[str, bytes]


def checked(files: Sequence[File]) -> list[File]:
    """The files under names that can be shown and given to a file again.

    Raises:
        InputError: none, too many, one that is empty or too large, or a name of no kind that evidence has.
    """
    if not files:
        raise InputError("kernel.empty", field="evidence")
    if len(files) > MOST_FILES:
        raise InputError("cases.too_many_files", field="evidence", most=MOST_FILES)
    return [_checked(name, content) for name, content in files]


def _checked(given: str, content: bytes) -> File:
    name = clean("evidence", given.replace("\\", "/").rpartition("/")[2])
    stem, _, kind = name.rpartition(".")
    if not stem.strip(". ") or kind.lower() not in KINDS or len(name) > LONGEST_NAME:
        raise InputError("cases.bad_file_name", field="evidence", name=name, kinds="、".join(sorted(KINDS)))
    if not content:
        raise InputError("cases.empty_file", field="evidence", name=name)
    if len(content) > MOST_BYTES:
        raise InputError("cases.large_file", field="evidence", name=name, most=MOST_BYTES >> 20)
    return name, content
