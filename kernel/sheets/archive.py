"""Workbooks that are zip archives (.xlsx, .ods): what is refused before they are read."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from xml.parsers import expat

from kernel.errors import InputError

LARGEST_UNPACKED = 400 * 2**20
LARGEST_RATIO = 100  # real sheets shrink to a tenth; a zip bomb to a thousandth
MOST_PARTS = 2000
LARGEST_MANIFEST = 2**20
ENCRYPTED_FLAG = 0x1
MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "basic/", "scripts/")
XML_PARTS = (".xml", ".rels", ".vml")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, expat.ExpatError, OSError)


def check_archive(file_name: str, content: bytes) -> None:
    """Refuse what is encrypted, holds macros, unpacks to too much or declares entities.

    Raises:
        InputError: one of these, or no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(file_name, parts, len(content))
            if not {part.filename for part in parts} & {"xl/workbook.xml", "content.xml"}:
                raise InputError("sheets.no_spreadsheet", file=file_name)
            if any(macro in part.filename.lower() for part in parts for macro in MACRO_PARTS):
                raise InputError("sheets.macros", file=file_name)
            if any(part.flag_bits & ENCRYPTED_FLAG for part in parts) or _is_encrypted_ods(archive):
                raise InputError("sheets.encrypted", file=file_name)
            for part in parts:
                if part.filename.lower().endswith(XML_PARTS) and _declares_type(archive, part):
                    raise InputError("sheets.foreign_xml", file=file_name, part=part.filename)
    except BROKEN:
        raise InputError("sheets.no_spreadsheet", file=file_name) from None


def _check_sizes(file_name: str, parts: Sequence[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename for part in parts}  # a name twice: two programs would read two different parts
    if len(names) < len(parts):
        raise InputError("sheets.no_spreadsheet", file=file_name)
    if len(parts) > MOST_PARTS or unpacked > min(LARGEST_UNPACKED, LARGEST_RATIO * packed):
        raise InputError("sheets.unpacks_too_large", file=file_name)


def _is_encrypted_ods(archive: zipfile.ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    if manifest not in archive.namelist():
        return False
    with archive.open(manifest) as xml:
        return b"encryption-data" in xml.read(LARGEST_MANIFEST)


class _Prologue(Exception):
    """The root element began without a document type before it."""


def _declares_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a document type, and so perhaps entities, stands before the root element."""
    found = False

    def doctype(*_what: object) -> None:
        nonlocal found
        found = True
        raise _Prologue

    def element(*_what: object) -> None:
        raise _Prologue

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        with archive.open(part) as xml:
            while chunk := xml.read(4096):
                parser.Parse(chunk)
    except _Prologue:
        pass
    return found
