"""A monitor that knows nothing of this house: reads an exported log with the standard library alone."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any


def mth(hashes: list[bytes]) -> bytes:
    """RFC 6962 §2.1, as it is written there."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\1" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def tile(folder: Path, level: str, index: int, width: int) -> bytes:
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    path = folder / "tile" / level / "/".join(parts)
    return (path if width == 256 else Path(f"{path}.p") / str(width)).read_bytes()


def row(folder: Path, level: int, count: int) -> list[bytes]:
    data = b"".join(
        tile(folder, str(level), index, min(256, count - index * 256)) for index in range(-(-count // 256))
    )
    assert len(data) == 32 * count
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def entries(folder: Path, count: int) -> list[bytes]:
    found = []
    for index in range(-(-count // 256)):
        data = tile(folder, "entries", index, min(256, count - index * 256))
        while data:
            length = int.from_bytes(data[:2], "big")
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    assert len(found) == count
    return found


def lines(folder: Path) -> list[dict[str, Any]]:
    files = sorted((folder / "files").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def read(folder: Path) -> list[bytes]:
    """The entries of an exported log, once entries, tiles of every level and checkpoint agree."""
    _, size, root, *_ = (folder / "checkpoint").read_text(encoding="utf-8").split("\n")
    bodies = entries(folder, int(size))
    leaves = [hashlib.sha256(b"\0" + body).digest() for body in bodies]
    assert mth(leaves) == base64.b64decode(root)
    hashes, level = leaves, 0
    while hashes:
        assert row(folder, level, len(hashes)) == hashes
        full = len(hashes) // 256
        hashes = [mth(hashes[256 * n : 256 * n + 256]) for n in range(full)]
        level += 1
    assert not (folder / "tile" / str(level)).exists()
    shown = lines(folder)
    assert [json.loads(body) for body in bodies] == [line["entry"] for line in shown]
    for line in shown:
        if line["payload"] is not None:
            text = json.dumps(line["payload"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            salted = b"panel/payload\0" + bytes.fromhex(line["salt"]) + text.encode()
            assert hashlib.sha256(salted).hexdigest() == line["entry"]["ph"]
    return bodies
