"""Tiles 瓦片 (c2sp.org/tlog-tiles): a tree and its entries as files that never change once they are full."""

from collections.abc import Iterable, Iterator

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT


def tile_path(index: int, width: int) -> str:
    """`1234067` as `x001/x234/067`, and a tile that is not full with its width, `067.p/16`."""
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    path = "/".join(parts)
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def tiles_of(items: int, old_items: int = 0) -> Iterator[tuple[int, int]]:
    """Index and width of every tile over a row of `items` that is not full already over its first `old_items`."""
    for index in range(old_items // TILE_WIDTH, -(-items // TILE_WIDTH)):
        yield index, min(TILE_WIDTH, items - index * TILE_WIDTH)


def bundle(bodies: Iterable[bytes]) -> bytes:
    """Entries one behind the other, each after its length in two bytes, big-endian."""
    return b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
