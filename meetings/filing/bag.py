"""A package of files in BagIt form (RFC 8493, version 1.0), written whole or not at all, and its check."""

import hashlib
import io
import lzma
import os
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO

from kernel.errors import InputError, Refused
from meetings.documents.text import clean

_PAYLOAD = "data/"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_INFO, _MANIFEST, _TAG_MANIFEST = "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_MANIFEST_LINE = re.compile(r"([0-9A-Fa-f]{64})[ \t]+\*?(\S.*)")
_INFO_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*): *(\S.*)")
_UNSAFE_KINDS = {"Cc", "Cs", "Zl", "Zp"}
_PART_BYTES = 255  # what file systems take
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest one the format knows
_CHUNK = 2**20
_LARGEST_RATIO = 100  # unpacked to packed; beyond it an archive is taken for a bomb
_BROKEN = (
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)

_Files = Mapping[str, Callable[[], IO[bytes]]]


@dataclass(frozen=True, slots=True)
class CheckedBag:
    """A package whose every file is what its manifests say.

    info: the lines of `bag-info.txt`; of a repeated label the last.
    files: the paths below `data/`, ascending.
    digests: the SHA-256 of each of them.
    """

    info: Mapping[str, str]
    files: tuple[str, ...]
    digests: Mapping[str, str]


def make_bag(payload: Mapping[str, bytes], info: Mapping[str, str], made_on: date) -> dict[str, bytes]:
    """All files of a bag 包, by path: tag files first, then the payload below `data/`.

    Args:
        payload: content by path, with `/` between folders.
        info: lines of `bag-info.txt`, such as `Source-Organization`; `Payload-Oxum` is added.
        made_on: the `Bagging-Date`.

    Raises:
        InputError: no file; a path that is unsafe, or the same as another on some file system; a
            line of `info` that is none.
    """
    if not payload:
        raise InputError("bag.empty")
    written = dict(zip(_safe(payload), payload.values(), strict=True))
    files = {f"{_PAYLOAD}{path}": written[path] for path in sorted(written)}
    oxum = f"{sum(map(len, files.values()))}.{len(files)}"
    own = {"Bagging-Date": made_on.isoformat(), "Payload-Oxum": oxum}
    tags = {
        _INFO: _info(info, own),
        "bagit.txt": _DECLARATION.encode(),
        _MANIFEST: _manifest(files),
    }
    return {**tags, _TAG_MANIFEST: _manifest(tags), **files}


def zip_bag(bag: Mapping[str, bytes], folder: str) -> bytes:
    """A bag as a zip with one top folder, the same bytes every time.

    Stored and not compressed: deflate has no one right output, and the papers in it are compressed.

    Raises:
        InputError: `folder` is no safe name.
    """
    if "/" in folder or not _is_safe(folder):
        raise InputError("bag.unsafe_path", path=clean(folder))
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for path, content in bag.items():
            entry = zipfile.ZipInfo(f"{folder}/{path}", _ZIP_DATE)
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return memory.getvalue()


def write_bag(bag: Mapping[str, bytes], folder: Path) -> None:
    """Write a bag as a folder that appears only once it is complete and on the disk.

    Raises:
        Refused: there is something of that name.
        OSError: it cannot be written; nothing is left behind.
    """
    if folder.exists():
        raise Refused("kernel.file_exists", path=folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as workplace:
        whole = Path(workplace) / folder.name
        for path, content in bag.items():
            place = whole / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        whole.rename(folder)


def check_bag(path: Path) -> CheckedBag:
    """Check a bag that is a folder or a zip of one; nothing in it is believed.

    Tag files are checked before the payload, each in ascending order; the error names the first
    file that is wrong. A file that no manifest lists is wrong too.

    Raises:
        InputError: neither folder nor zip, a zip that unpacks to too much, or unsafe paths.
        Refused: a file is missing, not listed, changed, or not in its form.
    """
    with _opened(path) as files:
        if _text(files, "bagit.txt").splitlines() != _DECLARATION.splitlines():
            raise Refused("bag.malformed", file="bagit.txt")
        payload = {name for name in files if name.startswith(_PAYLOAD)}
        _compare(files, _listed(files, _TAG_MANIFEST), files.keys() - payload - {_TAG_MANIFEST})
        info = _info_read(files)
        listed = _listed(files, _MANIFEST)
        size = _compare(files, listed, payload)
        if info.get("Payload-Oxum") != f"{size}.{len(payload)}":
            raise Refused("bag.malformed", file=_INFO)
        digests = {name.removeprefix(_PAYLOAD): listed[name] for name in payload}
        return CheckedBag(info, tuple(sorted(digests)), digests)


def _safe(paths: Iterable[str]) -> list[str]:
    """The paths in NFC, once each is safe and none is another's double or folder on any file system."""
    written = [unicodedata.normalize("NFC", path) for path in paths]
    taken: set[str] = set()
    for path in written:
        if not _is_safe(path):
            raise InputError("bag.unsafe_path", path=clean(path))
        folded = unicodedata.normalize("NFC", path.casefold())
        if folded in taken:
            raise InputError("bag.doubled_path", path=path)
        taken.add(folded)
    for path in sorted(taken):
        if any(path[:place] in taken for place, character in enumerate(path) if character == "/"):
            raise InputError("bag.doubled_path", path=path)
    return written


def _is_safe(path: str) -> bool:
    if any(character in "\\:" or unicodedata.category(character) in _UNSAFE_KINDS for character in path):
        return False
    parts = path.split("/")
    return all(part and part == part.rstrip(" .") and len(part.encode()) <= _PART_BYTES for part in parts)


def _info(info: Mapping[str, str], own: Mapping[str, str]) -> bytes:
    for label, value in info.items():
        line = _INFO_LINE.fullmatch(f"{label}: {value}")
        if label in own or not line or line.groups() != (label, value) or clean(value) != value:
            raise InputError("bag.bad_info", label=clean(label))
    return "".join(f"{label}: {value}\n" for label, value in [*info.items(), *own.items()]).encode()


def _info_read(files: _Files) -> dict[str, str]:
    lines = [_INFO_LINE.fullmatch(line) for line in _text(files, _INFO).splitlines()]
    if None in lines:
        raise Refused("bag.malformed", file=_INFO)
    return {line[1]: line[2] for line in lines if line}


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(content).hexdigest()}  {_encoded(path)}\n" for path, content in files.items())
    return "".join(lines).encode()


def _encoded(path: str) -> str:
    """A path in a manifest (RFC 8493 §2.1.3); the line ends it encodes too are in no safe path."""
    return path.replace("%", "%25")


def _decoded(path: str) -> str:
    return path.replace("%25", "%")


def _listed(files: _Files, manifest: str) -> dict[str, str]:
    """The digest of each path in a manifest."""
    listed: dict[str, str] = {}
    for line in _text(files, manifest).splitlines():
        match = _MANIFEST_LINE.fullmatch(line)
        path = unicodedata.normalize("NFC", _decoded(match[2])) if match else ""
        if not match or path in listed:
            raise Refused("bag.malformed", file=manifest)
        listed[path] = match[1].lower()
    return listed


def _compare(files: _Files, listed: Mapping[str, str], present: Iterable[str]) -> int:
    """See that the files present are those listed and unchanged; return their size in bytes."""
    size = 0
    names = set(present)
    for name in sorted(names | listed.keys()):
        if name not in names:
            raise Refused("bag.missing", file=clean(name))
        if name not in listed:
            raise Refused("bag.unlisted", file=name)
        with _reading(name), files[name]() as file:
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        if digest.hexdigest() != listed[name]:
            raise Refused("bag.altered", file=name)
    return size


def _text(files: _Files, name: str) -> str:
    if name not in files:
        raise Refused("bag.missing", file=name)
    with _reading(name), files[name]() as file:
        return file.read().decode()


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        raise Refused("bag.altered", file=name) from None


@contextmanager
def _opened(path: Path) -> Iterator[_Files]:
    if path.is_dir():
        yield _in_folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise InputError("bag.unreadable", path=path) from None
    with archive:
        yield _in_zip(archive, path.stat().st_size)


def _in_folder(folder: Path) -> _Files:
    files: dict[str, Callable[[], IO[bytes]]] = {}
    for place in sorted(folder.rglob("*")):
        name = unicodedata.normalize("NFC", place.relative_to(folder).as_posix())
        if place.is_symlink() or not (place.is_file() or place.is_dir()):
            raise Refused("bag.unlisted", file=clean(name))
        if place.is_file():
            files[name] = partial(io.FileIO, place)
    _safe(files)
    return files


def _in_zip(archive: zipfile.ZipFile, packed: int) -> _Files:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if sum(entry.file_size for entry in entries) > _LARGEST_RATIO * packed:
        raise InputError("bag.too_large")
    names = _safe(entry.filename for entry in entries)
    top = "" if "bagit.txt" in names or not names else names[0].split("/")[0] + "/"
    for name in names:
        if not name.startswith(top):
            raise Refused("bag.unlisted", file=name)
    return {
        name.removeprefix(top): partial(archive.open, entry)
        for name, entry in zip(names, entries, strict=True)
    }
