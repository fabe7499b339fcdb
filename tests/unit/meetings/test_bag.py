import errno
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kernel.errors import InputError, PanelError, Refused
from meetings.documents.text import clean
from meetings.filing.bag import check_bag, make_bag, write_bag, zip_bag

MADE = date(2026, 10, 21)
PAYLOAD = {
    "公文/认定决定.pdf": b"%PDF-1.7 invented",
    "公文/会议纪要.docx": b"PK invented",
    "校验/chain.json": b"{}",
    "校验/空.txt": b"",
}
INFO = {"Source-Organization": "青屿市市场监督管理局", "External-Identifier": "Q109-WS·2026-Y-BGS-0001"}
NAME = "青市监信认〔2026〕6号"


def bag() -> dict[str, bytes]:
    return make_bag(PAYLOAD, INFO, MADE)


def as_folder(tmp_path: Path) -> Path:
    write_bag(bag(), tmp_path / NAME)
    return tmp_path / NAME


def as_zip(tmp_path: Path, content: bytes | None = None) -> Path:
    path = tmp_path / "package.zip"
    path.write_bytes(content if content is not None else zip_bag(bag(), NAME))
    return path


def zip_of(entries: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return memory.getvalue()


def refusal(path: Path) -> tuple[str, object]:
    with pytest.raises(PanelError) as refused:
        check_bag(path)
    return refused.value.code, refused.value.params.get("file", refused.value.params.get("path"))


def library_says(folder: Path) -> tuple[int, str]:
    """What the Library of Congress's own program finds; it changes the working folder, so it runs apart."""
    command = [sys.executable, "-m", "bagit", "--validate", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_the_files_of_a_bag_are_those_of_the_standard() -> None:
    made = bag()
    assert made["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert made["bag-info.txt"].decode().splitlines() == [
        "Source-Organization: 青屿市市场监督管理局",
        "External-Identifier: Q109-WS·2026-Y-BGS-0001",
        "Bagging-Date: 2026-10-21",
        f"Payload-Oxum: {17 + 11 + 2}.4",
    ]
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest = made["manifest-sha256.txt"].decode().splitlines()
    assert f"{empty}  data/校验/空.txt" in manifest
    assert [line.split("  ")[1] for line in manifest] == sorted(f"data/{path}" for path in PAYLOAD)
    tags = [line.split("  ")[1] for line in made["tagmanifest-sha256.txt"].decode().splitlines()]
    assert tags == ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]


def test_the_library_of_congress_program_accepts_the_folder_and_finds_what_was_changed(
    tmp_path: Path,
) -> None:
    folder = as_folder(tmp_path)
    assert library_says(folder)[0] == 0
    (folder / "data" / "公文" / "认定决定.pdf").write_bytes(b"%PDF-1.7 INVENTED")
    status, said = library_says(folder)
    assert status != 0
    assert "认定决定.pdf" in said


def test_a_folder_and_a_zip_are_found_to_be_right(tmp_path: Path) -> None:
    for path in (as_folder(tmp_path), as_zip(tmp_path)):
        checked = check_bag(path)
        assert checked.files == tuple(sorted(PAYLOAD))
        assert checked.info["Source-Organization"] == "青屿市市场监督管理局"
        assert checked.info["Bagging-Date"] == "2026-10-21"


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    backwards = make_bag(dict(reversed(PAYLOAD.items())), INFO, MADE)
    assert zip_bag(backwards, NAME) == zip_bag(bag(), NAME)


def test_the_zip_has_one_top_folder_and_no_time() -> None:
    with zipfile.ZipFile(BytesIO(zip_bag(bag(), NAME))) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.filename.startswith(f"{NAME}/")
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644
            assert entry.create_system == 3
            assert entry.compress_type == zipfile.ZIP_STORED


@pytest.mark.parametrize("form", [as_folder, as_zip])
def test_every_single_change_of_any_file_is_found_and_named(
    tmp_path: Path, form: Callable[[Path], Path]
) -> None:
    for number, (name, content) in enumerate(bag().items()):
        home = tmp_path / str(number)
        home.mkdir()
        path = form(home)
        changed = bytes([content[0] ^ 1]) + content[1:] if content else b"x"
        rewrite(path, name, changed)
        found = {
            "bagit.txt": ("bag.malformed", "bagit.txt"),
            "tagmanifest-sha256.txt": ("bag.altered", "bag-info.txt"),  # its digest no longer fits
        }
        assert refusal(path) == found.get(name, ("bag.altered", name))


def rewrite(path: Path, name: str, content: bytes | None) -> None:
    """Change one file of a bag, or take it out."""
    if path.is_dir():
        place = path / name
        place.unlink()
        if content is not None:
            place.write_bytes(content)
        return
    files = {**bag(), name: content}
    entries = [(f"{NAME}/{path}", kept) for path, kept in files.items() if kept is not None]
    path.write_bytes(zip_of(entries))


@pytest.mark.parametrize("form", [as_folder, as_zip])
def test_every_missing_file_is_named(tmp_path: Path, form: Callable[[Path], Path]) -> None:
    for number, name in enumerate(bag()):
        home = tmp_path / str(number)
        home.mkdir()
        path = form(home)
        rewrite(path, name, None)
        assert refusal(path) == ("bag.missing", name)


@pytest.mark.parametrize("stray", ["data/校验/more.txt", "more.txt", "data.txt", "tagmanifest-sha512.txt"])
def test_a_file_in_no_manifest_is_named(tmp_path: Path, stray: str) -> None:
    folder = as_folder(tmp_path)
    (folder / stray).write_bytes(b"x")
    assert refusal(folder) == ("bag.unlisted", stray)
    entries = [(f"{NAME}/{path}", content) for path, content in bag().items()]
    archive = as_zip(tmp_path, zip_of([*entries, (f"{NAME}/{stray}", b"x")]))
    assert refusal(archive) == ("bag.unlisted", stray)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = as_folder(tmp_path)
    outside = tmp_path / "outside.txt"
    outside.write_bytes(PAYLOAD["校验/chain.json"])
    (folder / "data/校验/chain.json").unlink()
    (folder / "data/校验/chain.json").symlink_to(outside)
    assert refusal(folder) == ("bag.unlisted", "data/校验/chain.json")


def resealed(**tags: str) -> dict[str, bytes]:
    """A bag with changed tag files, its tag manifest made to fit again."""
    from hashlib import sha256

    files = bag()
    names = {"info": "bag-info.txt", "manifest": "manifest-sha256.txt", "declaration": "bagit.txt"}
    for name, text in tags.items():
        files[names[name]] = text.encode()
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(names.values())]
    return {**files, "tagmanifest-sha256.txt": "".join(lines).encode()}


@pytest.mark.parametrize(
    ("tags", "file"),
    [
        ({"info": "Payload-Oxum: 30.4\nno label"}, "bag-info.txt"),
        ({"info": "Payload-Oxum: 31.4\n"}, "bag-info.txt"),
        ({"info": "Payload-Oxum: 30.5\n"}, "bag-info.txt"),
        ({"info": "Bagging-Date: 2026-10-21\n"}, "bag-info.txt"),
        ({"manifest": "no line\n"}, "manifest-sha256.txt"),
        ({"manifest": f"{'0' * 63}  data/x\n"}, "manifest-sha256.txt"),
        ({"manifest": f"{'0' * 64}  data/x\n" * 2}, "manifest-sha256.txt"),
        ({"declaration": "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"}, "bagit.txt"),
        ({"declaration": "BagIt-Version: 1.0\nTag-File-Character-Encoding: GBK\n"}, "bagit.txt"),
    ],
)
def test_a_tag_file_of_another_form_is_named(tmp_path: Path, tags: dict[str, str], file: str) -> None:
    write_bag(resealed(**tags), tmp_path / NAME)
    assert refusal(tmp_path / NAME) == ("bag.malformed", file)


def test_a_manifest_may_be_written_by_another_program(tmp_path: Path) -> None:
    manifest = bag()["manifest-sha256.txt"].decode()
    lines = [line.split("  ") for line in manifest.splitlines()]
    theirs = "".join(f"{digest.upper()} *{path}\r\n" for digest, path in reversed(lines))
    write_bag(resealed(manifest=theirs), tmp_path / NAME)
    assert check_bag(tmp_path / NAME).files == tuple(sorted(PAYLOAD))


def test_a_percent_sign_is_written_as_the_standard_wants_and_read_back(tmp_path: Path) -> None:
    odd = {"100%.txt": b"a", "%0A.txt": b"b", "%25.txt": b"c"}
    made = make_bag(odd, {}, MADE)
    manifest = made["manifest-sha256.txt"].decode().splitlines()
    assert [line.split("  ")[1] for line in manifest] == [
        "data/%250A.txt",
        "data/%2525.txt",
        "data/100%25.txt",
    ]
    write_bag(made, tmp_path / "odd")
    assert check_bag(tmp_path / "odd").files == ("%0A.txt", "%25.txt", "100%.txt")


def test_paths_are_written_in_nfc(tmp_path: Path) -> None:
    made = make_bag({"re\u0301sume\u0301.txt": b"a"}, {}, MADE)
    assert "data/r\u00e9sum\u00e9.txt" in made
    write_bag(made, tmp_path / "nfc")
    assert check_bag(tmp_path / "nfc").files == ("r\u00e9sum\u00e9.txt",)


UNSAFE = [
    "",
    ".",
    "..",
    "../x",
    "a/../x",
    "a/./x",
    "a//x",
    "/x",
    "a/",
    "a\\x",
    "C:/x",
    "a:x",
    "a\nx",
    "a\rx",
    "a\x00x",
    "a\x7fx",
    "a\x85x",
    "a\u2028x",
    "a\ud800x",
    "a /x",
    "a./x",
    "x.",
    "甲" * 86,
]


@pytest.mark.parametrize("path", UNSAFE)
def test_an_unsafe_path_is_refused(path: str) -> None:
    for pack in (lambda: make_bag({"good.txt": b"", path: b""}, {}, MADE), lambda: zip_bag(bag(), path)):
        with pytest.raises(InputError) as refused:
            pack()
        assert refused.value.code == "bag.unsafe_path"
        assert refused.value.params == {"path": clean(path)}


def test_a_name_may_fill_what_file_systems_take(tmp_path: Path) -> None:
    longest = f"{'甲' * 85}/{'X' * 255}"
    write_bag(make_bag({longest: b""}, {}, MADE), tmp_path / "long")
    assert check_bag(tmp_path / "long").files == (longest,)


@pytest.mark.parametrize(
    "pair",
    [
        ("\u00e9.txt", "e\u0301.txt"),
        ("a.txt", "A.TXT"),
        ("公文", "公文/a.txt"),
        ("A/b.txt", "a"),
        ("ß.txt", "SS.txt"),
    ],
)
def test_paths_that_some_file_system_takes_for_one_are_refused(pair: tuple[str, str]) -> None:
    for paths in (pair, tuple(reversed(pair))):
        with pytest.raises(InputError) as refused:
            make_bag(dict.fromkeys(paths, b""), {}, MADE)
        assert refused.value.code == "bag.doubled_path"
        assert refused.value.params["path"] in {*pair, *(path.casefold() for path in pair), "\u00e9.txt"}


def test_a_top_folder_is_one_folder() -> None:
    with pytest.raises(InputError):
        zip_bag(bag(), "a/b")


def test_an_empty_bag_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        make_bag({}, INFO, MADE)
    assert refused.value.code == "bag.empty"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Payload-Oxum", "1.1"),
        ("Bagging-Date", "2026-01-01"),
        ("", "x"),
        ("A b", "x"),
        ("A:", "x"),
        ("A", " x"),
        ("机关", "x"),
        ("A", ""),
        ("A", " "),
        ("A", "x\nPayload-Oxum: 9.9"),
        ("A", "x\r"),
        ("A", "x\u2028y"),
        ("A", "x\x85y"),
        ("A\nB", "x"),
    ],
)
def test_lines_about_the_package_that_are_none_are_refused(label: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        make_bag(PAYLOAD, {label: value}, MADE)
    assert refused.value.code == "bag.bad_info"
    assert refused.value.params == {"label": clean(label)}


def test_an_existing_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(Refused) as refused:
        write_bag(bag(), tmp_path / NAME)
    assert refused.value.code == "kernel.file_exists"
    assert refused.value.params == {"path": tmp_path / NAME}
    assert list((tmp_path / NAME).iterdir()) == []


def test_a_disk_that_is_full_at_any_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, []

    def full_at(last: int) -> Callable[[int], None]:
        def fsync(descriptor: int) -> None:
            calls.append(descriptor)
            (workplace,) = tmp_path.iterdir()  # beside the folder to be, so that one rename makes it
            assert workplace.name.startswith(".new-")
            if len(calls) > last:
                raise OSError(errno.ENOSPC, "disk full")
            real(descriptor)

        return fsync

    for last in range(len(bag())):
        calls.clear()
        monkeypatch.setattr(os, "fsync", full_at(last))
        with pytest.raises(OSError, match="disk full"):
            write_bag(bag(), tmp_path / NAME)
        assert list(tmp_path.iterdir()) == []
    calls.clear()
    monkeypatch.setattr(os, "fsync", full_at(len(bag())))
    write_bag(bag(), tmp_path / NAME)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_is_neither_folder_nor_zip_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK", b"not a zip", zip_bag(bag(), NAME)[:-30]):
        assert refusal(as_zip(tmp_path, content))[0] == "bag.unreadable"
    assert refusal(tmp_path / "nothing")[0] == "bag.unreadable"


def test_an_empty_folder_or_zip_is_no_bag(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "empty") == ("bag.missing", "bagit.txt")
    assert refusal(as_zip(tmp_path, zip_of([]))) == ("bag.missing", "bagit.txt")
    assert refusal(as_zip(tmp_path, zip_of([("a/b", b"")]))) == ("bag.missing", "bagit.txt")


@pytest.mark.parametrize("name", ["bagit.txt", "data/公文/认定决定.pdf"])
def test_a_file_that_cannot_be_read_out_of_the_zip_is_named(tmp_path: Path, name: str) -> None:
    whole = zip_bag(bag(), NAME)
    content = bag()[name]
    damaged = whole.replace(content, content[:-1] + bytes([content[-1] ^ 1]))
    assert refusal(as_zip(tmp_path, damaged)) == ("bag.altered", name)


def test_a_zip_that_somebody_packed_again_without_its_folder_is_right(tmp_path: Path) -> None:
    entries = list(bag().items())
    assert check_bag(as_zip(tmp_path, zip_of(entries, zipfile.ZIP_DEFLATED))).files == tuple(sorted(PAYLOAD))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a\\b", "C:/x", f"{NAME}/../../x"])
def test_a_zip_with_an_unsafe_path_is_refused(tmp_path: Path, name: str) -> None:
    entries = [(f"{NAME}/{path}", content) for path, content in bag().items()]
    assert refusal(as_zip(tmp_path, zip_of([*entries, (name, b"x")])))[0] == "bag.unsafe_path"


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_zip_that_holds_a_file_twice_is_refused(tmp_path: Path) -> None:
    entries = [(f"{NAME}/{path}", content) for path, content in bag().items()]
    assert refusal(as_zip(tmp_path, zip_of([*entries, entries[-1]])))[0] == "bag.doubled_path"


def test_a_second_top_folder_is_refused(tmp_path: Path) -> None:
    entries = [(f"{NAME}/{path}", content) for path, content in bag().items()]
    assert refusal(as_zip(tmp_path, zip_of([*entries, ("other/x", b"x")]))) == ("bag.unlisted", "other/x")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zip_of([("a/data/x", b"\0" * 20_000_000)], zipfile.ZIP_DEFLATED)
    assert refusal(as_zip(tmp_path, bomb))[0] == "bag.too_large"


def verdict(path: Path) -> str:
    try:
        return "right" if check_bag(path).files == tuple(sorted(PAYLOAD)) else "others"
    except PanelError as refused:
        return refused.code


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_a_damaged_zip_is_always_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(
        zip_of([(f"{NAME}/{path}", kept) for path, kept in bag().items()], zipfile.ZIP_DEFLATED)
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(content)
    assert verdict(path).startswith("bag.") or verdict(path) == "right"  # where a zip says nothing, too


@given(
    st.dictionaries(
        st.text(st.sampled_from("ab%公é *#~-"), min_size=1, max_size=8), st.binary(max_size=40), min_size=1
    )
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_whatever_is_packed_comes_out_again(
    tmp_path_factory: pytest.TempPathFactory, payload: dict[str, bytes]
) -> None:
    try:
        made = make_bag(payload, {}, MADE)
    except InputError:
        reject()
    folder = tmp_path_factory.mktemp("bags") / "bag"
    write_bag(made, folder)
    assert check_bag(folder).files == tuple(sorted(payload))
    for path, content in payload.items():
        assert (folder / "data" / path).read_bytes() == content
