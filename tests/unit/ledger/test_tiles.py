"""The paths and bundles of c2sp.org/tlog-tiles."""

import pytest

from ledger.tiles import bundle, tile_path, tiles_of


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (0, 1, "000.p/1"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),
        (1234067, 16, "x001/x234/067.p/16"),
    ],
)
def test_a_tile_has_the_path_of_the_standard(index: int, width: int, path: str) -> None:
    assert tile_path(index, width) == path


def test_a_log_of_seventy_thousand_has_the_tiles_of_the_standards_example() -> None:
    level_0, level_1, level_2 = (list(tiles_of(70_000 >> 8 * level)) for level in range(3))
    assert (len(level_0), level_0[-1]) == (274, (273, 112))
    assert level_1 == [(0, 256), (1, 17)]
    assert level_2 == [(0, 1)]
    assert list(tiles_of(70_000 >> 24)) == []


def test_two_hundred_and_fifty_six_entries_fill_one_tile_and_begin_the_next_level() -> None:
    assert list(tiles_of(256)) == [(0, 256)]
    assert list(tiles_of(256 >> 8)) == [(0, 1)]


@pytest.mark.parametrize(
    ("old", "new", "tiles"),
    [
        (0, 0, []),
        (5, 5, [(0, 5)]),
        (5, 256, [(0, 256)]),
        (256, 256, []),
        (256, 257, [(1, 1)]),
        (300, 600, [(1, 256), (2, 88)]),
    ],
)
def test_only_tiles_that_were_not_full_come_again(old: int, new: int, tiles: list[tuple[int, int]]) -> None:
    assert list(tiles_of(new, old)) == tiles


def test_entries_stand_behind_their_length() -> None:
    assert bundle([b"abc", b"", b"x" * 300]) == b"\0\3abc" + b"\0\0" + b"\1\x2c" + b"x" * 300


def test_an_entry_too_long_for_its_length_cannot_be_bundled() -> None:
    with pytest.raises(OverflowError):
        bundle([b"x" * 65536])
