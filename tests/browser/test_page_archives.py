"""Archives and folders before the page: the same answers as the command, and nothing is believed."""

import os
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from rehearsal import ROOT_FILES, vector
from standalone import run_theirs, with_ledger
from test_draw_hostile import archive, write
from verify_page import VerifyPage


class Unseekable:
    """A pipe, as far as zipfile can tell."""

    def __init__(self, file: BinaryIO) -> None:
        self.write, self.flush = file.write, file.flush


def code(page: VerifyPage, path: Path) -> Any:
    """The page's exit code, which is the command's."""
    report = page.report_of_zip(path.read_bytes())
    assert report["exit_code"] == run_theirs(path, "--json")[0]
    return report["exit_code"]


def test_zips_of_every_plain_kind_are_read(page: VerifyPage, tmp_path: Path) -> None:
    files = with_ledger(vector("cap1"))
    assert code(page, archive(tmp_path / "plain.zip", files)) == 0
    assert code(page, archive(tmp_path / "stored.zip", files, compression=zipfile.ZIP_STORED)) == 0
    assert code(page, archive(tmp_path / "top.zip", files, top="a draw/")) == 0
    with (tmp_path / "streamed.zip").open("wb") as file:
        archive(Unseekable(file), files)  # sizes follow the data
    assert code(page, tmp_path / "streamed.zip") == 0
    beside = {f"记录/{name}": data for name, data in files.items()}
    assert code(page, archive(tmp_path / "beside.zip", {**beside, "README.txt": b"", "empty/": b""})) == 0


def test_two_top_folders_are_no_transcript(page: VerifyPage, tmp_path: Path) -> None:
    both = {f"{top}/{name}": data for name, data in vector("void").items() for top in ("one", "two")}
    assert code(page, archive(tmp_path / "a.zip", both)) == 2


@pytest.mark.parametrize("name", ["../plan.json", "/plan.json", "a/../../b", "..", "C:evil", "a\\..\\b"])
def test_a_zip_with_an_unsafe_name_is_refused(page: VerifyPage, tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "a.zip", {**vector("cap1"), name: b""})
    assert code(page, path) == 2
    (step,) = page.report_of_zip(path.read_bytes())["steps"]
    assert step["en"] == "It can be opened."
    assert "unsafe name" in step["finding_en"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(page: VerifyPage, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("cap1"))
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("plan.json", vector("cap1")["plan.json"])
    assert code(page, path) == 2


def test_a_link_in_a_zip_is_refused(page: VerifyPage, tmp_path: Path) -> None:
    files = vector("cap1")
    link = zipfile.ZipInfo("plan.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "a.zip", {name: data for name, data in files.items() if name != "plan.json"})
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr(link, files["plan.json"])
    assert code(page, path) == 2


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(page: VerifyPage, tmp_path: Path, compression: int) -> None:
    assert code(page, archive(tmp_path / "a.zip", vector("void"), compression=compression)) == 2


def test_a_zip_bomb_is_refused_without_being_unpacked(page: VerifyPage, tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.zip", {**vector("cap1"), "plan.json": b" " * (32 << 20)})
    assert code(page, path) == 2
    assert page.report_of_zip(path.read_bytes())["steps"][0]["finding_en"] == "plan.json: is too large"


def test_a_zip_that_lies_about_its_sizes_is_unreadable(page: VerifyPage, tmp_path: Path) -> None:
    files = vector("void")
    data = archive(tmp_path / "a.zip", {**files, "plan.json": b" " * 5000 + files["plan.json"]}).read_bytes()
    size = struct.pack("<L", 5000 + len(files["plan.json"]))
    assert data.count(size) == 2
    (tmp_path / "less.zip").write_bytes(data.replace(size, struct.pack("<L", 100)))
    assert code(page, tmp_path / "less.zip") == 2
    (tmp_path / "claim.zip").write_bytes(data.replace(size, b"\xff" * 4))  # four gigabytes
    assert page.report_of_zip((tmp_path / "claim.zip").read_bytes())["exit_code"] == 2


def test_an_encrypted_file_is_unreadable(page: VerifyPage, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("cap1"), compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert code(page, path) == 2


def test_an_archive_of_very_many_files_is_refused(page: VerifyPage, tmp_path: Path) -> None:
    many = {f"ledger/{number:0200}": b"" for number in range(20_000)}
    assert code(page, archive(tmp_path / "a.zip", {**vector("void"), **many})) == 2


@pytest.mark.parametrize("length", [0, 1, 21, 22, 60, 2000, -1, -22, -23])
def test_an_archive_cut_short_is_unreadable(page: VerifyPage, tmp_path: Path, length: int) -> None:
    data = archive(tmp_path / "a.zip", vector("cap1")).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:length])
    assert code(page, tmp_path / "cut.zip") == 2


def test_an_archive_with_any_byte_changed_never_passes_unseen(page: VerifyPage, tmp_path: Path) -> None:
    files = vector("void")
    data = archive(tmp_path / "a.zip", files).read_bytes()
    for index in range(0, len(data), 7 if os.environ.get("SOAK") else 211):
        (tmp_path / "bad.zip").write_bytes(data[:index] + bytes([data[index] ^ 255]) + data[index + 1 :])
        found = page.report_of_zip((tmp_path / "bad.zip").read_bytes())["exit_code"]
        if found == 3:  # a time stamp, or the name of a file that may be absent
            assert run_theirs(tmp_path / "bad.zip", "--json")[0] == 3
            with zipfile.ZipFile(tmp_path / "bad.zip") as bundle:
                assert all(bundle.read(name) == files[name] for name in ROOT_FILES)


def test_a_file_beyond_its_limit_is_unreadable(page: VerifyPage) -> None:
    files = vector("cap1")
    for name, size in (
        ("plan.json", (8 << 20) + 1),
        ("audit/draw_key", 1025),
        ("audit/openings.jsonl", 70_000),
    ):
        report = page.report({**files, name: b" " * size})
        assert report["exit_code"] == 2
        found = " ".join(step["finding_en"] for step in report["steps"])
        assert f"{name}: is too large" in found or f"{name}: has a line that is too long" in found


def test_a_pool_of_one_endless_line_is_refused_at_its_beginning(page: VerifyPage) -> None:
    report = page.report({**vector("cap1"), "pool.txt": bytes(2 << 20)})
    assert report["steps"][3]["finding_en"] == "pool.txt:1: is out of form or lacks its newline"


def test_a_folder_beside_other_things_is_found(page: VerifyPage, tmp_path: Path) -> None:
    write(tmp_path / "parent" / "draw", with_ledger(vector("cap1")))
    (tmp_path / "parent" / "notes.txt").write_text("nothing to do with it")
    page.choose(tmp_path / "parent")
    assert page.tab.locator("#verdict-head").inner_text() == "全部正确。"
