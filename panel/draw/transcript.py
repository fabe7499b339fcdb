"""§9: the files of a transcript, from a directory or a zip, without trusting either."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from panel.draw.faults import MissingError, UnreadableError, shown

_MIB = 1 << 20
LIMITS = {
    "plan.json": 8 * _MIB,
    "pool.txt": 512 * _MIB,
    "reveals.json": 8 * _MIB,
    "result.json": 16 * _MIB,
    "events.json": 8 * _MIB,
    "openings.json": 8 * _MIB,
    "audit/draw_key": 1024,
    "audit/openings.jsonl": 4096 * _MIB,
    "audit/carried.jsonl": 16 * _MIB,
}
"""The most bytes that are read of each file; a pool of 10^6 lines has about 60 MiB.

Parsed JSON takes up to 24 times its bytes, so the small files have small limits.
"""

_LEDGER = "ledger/"
_LATER_LOG = re.compile("[2-9]|[1-9][0-9]{1,5}")
_LOG_FILE = re.compile(rf"ledger/(?:(?:{_LATER_LOG.pattern})/)?(?:[^/]+\.(?:json|tlog-proof)|log\.vkey)")
_LEDGER_FILES = 50_000
_LEDGER_BYTES = 64 * _MIB
_ARCHIVE_DIRECTORY = 4 * _MIB
_LONGEST_LINE = 64 * 1024


def unreadable(name: str, zh: str, en: str) -> UnreadableError:
    return UnreadableError(f"{name}：{zh}", f"{name}: {en}")


class Source(Protocol):
    """Where the files are."""

    def open(self, name: str) -> BinaryIO | None:
        """The file called `name`, or None if there is none.

        Raises:
            UnreadableError: there is something that should not be touched.
            OSError: the system refused.
        """

    def ledger_names(self) -> list[str]:
        """The names of what is under `ledger/` and in the folders of later logs there, in any order."""


class Transcript:
    """The files of one transcript, each read within its limit."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @contextmanager
    def stream(self, name: str, limit: int | None = None) -> Iterator["Reader"]:
        """A file for reading piece by piece.

        Raises:
            MissingError: it is not there.
            UnreadableError: it is unsafe; reading may raise it too.
        """
        with _refusals(name):
            file = self._source.open(name)
        if file is None:
            raise MissingError(f"{name}：缺少此文件", f"{name}: is missing")
        with Reader(name, file, LIMITS[name] if limit is None else limit) as reader:
            yield reader

    def read(self, name: str) -> bytes:
        """A whole file.

        Raises:
            UnreadableError: it is missing, too large or unsafe.
        """
        with self.stream(name) as reader:
            return reader.read()

    def has(self, name: str) -> bool:
        """Whether there is something of that name, readable or not."""
        try:
            with self.stream(name):
                return True
        except MissingError:
            return False
        except UnreadableError:
            return True

    def ledger(self) -> dict[str, bytes]:
        """The entries, proofs and keys under `ledger/`, by name in ascending order; other files are ignored.

        Log 1 stands in `ledger/` itself, log k in `ledger/<k>/`.

        Raises:
            UnreadableError: too many, too large or unsafe.
        """
        with _refusals(_LEDGER):
            names = self._source.ledger_names()
        if len(names) > _LEDGER_FILES:
            raise unreadable(_LEDGER, "文件过多", "has too many files")
        files, left = {}, _LEDGER_BYTES
        for name in sorted(filter(_LOG_FILE.fullmatch, names)):
            with self.stream(name, left) as reader:
                files[name] = reader.read()
            left -= len(files[name])
        return files


class Reader:
    """A stream that ends in `UnreadableError` beyond its limit or when the archive is damaged."""

    def __init__(self, name: str, file: BinaryIO, limit: int) -> None:
        self._name = name
        self._file = file
        self._left = limit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all that is left if negative."""
        with _refusals(self._name):
            data = self._file.read(self._left + 1 if size < 0 else size)
        return self._counted(data)

    def lines(self) -> Iterator[bytes]:
        """The lines, each without its line feed."""
        with _refusals(self._name):
            while line := self._counted(self._file.readline(_LONGEST_LINE + 1)):
                if len(line) > _LONGEST_LINE:
                    raise unreadable(self._name, "有过长的行", "has a line that is too long")
                yield line.removesuffix(b"\n")

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise unreadable(self._name, "文件过大", "is too large")
        return data


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Whatever the system or the archive refuses is the file's fault, not ours."""
    try:
        yield
    except (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        reason = shown(str(error))
        raise unreadable(name, f"无法读取（{reason}）", f"cannot be read ({reason})") from None


class _Directory:
    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self, name: str) -> BinaryIO | None:
        path = self._root
        for part in name.split("/"):
            path /= part
            try:
                mode = path.lstat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                return None
            if stat.S_ISLNK(mode):
                raise unreadable(name, "是链接", "is a link")
        if not stat.S_ISREG(mode):
            raise unreadable(name, "不是普通文件", "is no regular file")
        return path.open("rb")

    def ledger_names(self) -> list[str]:
        top = self._root / _LEDGER
        later = (folder for folder in _children(top) if _LATER_LOG.fullmatch(folder.name))
        files = (file for folder in (top, *later) for file in _children(folder))
        return [file.relative_to(self._root).as_posix() for file in islice(files, _LEDGER_FILES + 1)]


def _children(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        members = [info for info in archive.infolist() if not info.is_dir()]
        self._members = {info.filename: info for info in members}
        if len(self._members) < len(members):
            raise unreadable("zip", "有同名文件", "has two files of one name")
        for name in self._members:
            if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
                raise unreadable(
                    "zip", f"有不安全的文件名{shown(name)}", f"has the unsafe name {shown(name)}"
                )
        self._top = self._top_folder()

    def _top_folder(self) -> str:
        if self._members.keys() & LIMITS.keys():
            return ""
        tops = {top for top, _, rest in (name.partition("/") for name in self._members) if rest in LIMITS}
        return f"{tops.pop()}/" if len(tops) == 1 else ""

    def open(self, name: str) -> BinaryIO | None:
        info = self._members.get(self._top + name)
        if info is None:
            return None
        if stat.S_ISLNK(info.external_attr >> 16):
            raise unreadable(name, "是链接", "is a link")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable(name, "压缩方法不常用", "is compressed in an unusual way")
        if info.file_size > LIMITS.get(name, _LEDGER_BYTES):
            raise unreadable(name, "文件过大", "is too large")
        return self._archive.open(info)  # type: ignore[return-value]  # IO[bytes] is what zipfile calls it

    def ledger_names(self) -> list[str]:
        start = self._top + _LEDGER
        return [name.removeprefix(self._top) for name in self._members if name.startswith(start)]


@contextmanager
def open_transcript(path: Path) -> Iterator[Transcript]:
    """The transcript in a directory or a zip of one (a single top folder is allowed).

    Raises:
        UnreadableError: `path` is neither, or an archive that is unsafe to open.
    """
    if path.is_dir():
        yield Transcript(_Directory(path))
        return
    with _refusals("zip"):
        if not path.is_file():
            raise MissingError(f"{path}：不存在", f"{path}: there is nothing")
        _check_end_of_archive(path)
        archive = zipfile.ZipFile(path)
    with archive:
        with _refusals("zip"):
            source = _Archive(archive)
        yield Transcript(source)


def _check_end_of_archive(path: Path) -> None:
    """An archive says in its last 22 bytes how long its directory is, which would be read at once."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 42))
        tail = file.read()
    end = tail[-22:]
    if not (end.startswith(b"PK\x05\x06") and end.endswith(b"\x00\x00")):
        raise unreadable("zip", "不是目录，也不是普通的zip", "is neither a directory nor a plain zip")
    if tail[:-22].startswith(b"PK\x06\x07") or int.from_bytes(end[12:16], "little") > _ARCHIVE_DIRECTORY:
        raise unreadable("zip", "文件过多", "has too many files")
