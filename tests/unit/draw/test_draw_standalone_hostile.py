"""Hostile directories, archives and files: an exit code and the same words, never a traceback or a flood."""

import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rehearsal import ROOT_FILES, vector
from standalone import PROGRAM, run_ours, run_theirs, verify_draw, with_ledger
from test_draw_hostile import archive, plan_with, write

MOST = 2**53 - 1


def same(path: Path) -> int:
    """The exit code; both reports are the same."""
    code, report = run_ours(path, "--json")
    assert (code, report) == run_theirs(path, "--json")
    return code


def measured(path: Path) -> tuple[int, int]:
    """Exit code and peak memory in MiB, in a process of its own."""
    program = (
        "import runpy, sys\nsys.argv = sys.argv[1:]\n"
        "try:\n    runpy.run_path(sys.argv[0], run_name='__main__')\nexcept SystemExit as end:\n    code = end.code\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "sys.stderr.write(f'{code} {int(peak.split()[1]) // 1024}')"
    )
    command = [sys.executable, "-I", "-S", "-c", program, str(PROGRAM), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, peak = map(int, done.stderr.split())
    return code, peak


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    return write(tmp_path / "draw", vector("cap1"))


# archives


@pytest.mark.parametrize("name", ["../plan.json", "/plan.json", "a/../../b", "..", "C:evil", "a\\..\\b"])
def test_a_zip_with_an_unsafe_name_is_refused(tmp_path: Path, name: str) -> None:
    assert same(archive(tmp_path / "a.zip", {**vector("cap1"), name: b""})) == 2


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(tmp_path: Path, compression: int) -> None:
    assert same(archive(tmp_path / "a.zip", vector("void"), compression=compression)) == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("cap1"))
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("plan.json", b"{}")
    assert same(path) == 2


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    files = vector("cap1")
    link = zipfile.ZipInfo("plan.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "a.zip", {name: data for name, data in files.items() if name != "plan.json"})
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr(link, "/etc/passwd")
    assert same(path) == 2


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle, bundle.open("plan.json", "w") as plan:
        for _ in range(32):
            plan.write(b" " * (1 << 20))
    assert same(path) == 2


def test_a_zip_that_claims_ten_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    data = archive(tmp_path / "a.zip", vector("void")).read_bytes()
    entry = data.index(b"PK\x01\x02")
    claimed = struct.pack("<HHQ", 1, 8, 10 * 2**30)
    name = struct.unpack_from("<H", data, entry + 28)[0]
    head = bytearray(data[entry : entry + 46])
    head[24:28] = b"\xff" * 4  # the size stands in the extra field
    head[30:32] = struct.pack("<H", len(claimed))
    rest = data[entry + 46 + name :]
    directory = bytes(head) + data[entry + 46 : entry + 46 + name] + claimed + rest[:-22]
    end = bytearray(rest[-22:])
    end[12:16] = struct.pack("<L", len(directory))
    (tmp_path / "claim.zip").write_bytes(data[:entry] + directory + bytes(end))
    assert zipfile.ZipFile(tmp_path / "claim.zip").infolist()[0].file_size == 10 * 2**30
    assert same(tmp_path / "claim.zip") == 2


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    many = {f"ledger/{number:0200}": b"" for number in range(20_000)}
    assert same(archive(tmp_path / "a.zip", {**vector("void"), **many})) == 2


def test_two_top_folders_are_no_transcript(tmp_path: Path) -> None:
    both = {f"{top}/{name}": data for name, data in vector("void").items() for top in ("one", "two")}
    assert same(archive(tmp_path / "a.zip", both)) == 2


def test_other_things_may_stand_beside_the_top_folder(tmp_path: Path) -> None:
    files = {f"draw/{name}": data for name, data in vector("void").items()}
    assert same(archive(tmp_path / "a.zip", {**files, "README.txt": b"", "empty/": b""})) == 3


@pytest.mark.parametrize("length", [0, 1, 21, 22, 60, 2000, -1, -22, -23])
def test_an_archive_cut_short_is_unreadable(tmp_path: Path, length: int) -> None:
    data = archive(tmp_path / "a.zip", vector("void")).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:length])
    assert same(tmp_path / "cut.zip") == 2


def test_a_spoilt_archive_is_no_crash(tmp_path: Path) -> None:
    data = archive(tmp_path / "a.zip", with_ledger(vector("void"))).read_bytes()
    random = Random(1)
    start = data.index(b"PK\x01\x02")
    for _ in range(2000 if os.environ.get("SOAK") else 100):
        spoilt = bytearray(data)
        for _ in range(random.choice([1, 1, 3])):
            index = random.randrange(random.choice([0, start]), len(spoilt))
            spoilt[index] = random.choice([0, 255, spoilt[index] ^ 1, random.randrange(256)])
        (tmp_path / "bad.zip").write_bytes(spoilt)
        code, _ = run_ours(tmp_path / "bad.zip", "--json")
        assert code in (0, 1, 2, 3)


def test_an_archive_with_a_nameless_file_is_no_crash(tmp_path: Path) -> None:
    data = archive(tmp_path / "a.zip", {**vector("void"), "z": b""}).read_bytes()
    (tmp_path / "nameless.zip").write_bytes(data[: data.rindex(b"z")] + b"\0" + data[data.rindex(b"z") + 1 :])
    assert run_ours(tmp_path / "nameless.zip")[0] == 3


# directories


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    assert same(tmp_path / "nothing") == 2
    (tmp_path / "empty").mkdir()
    assert same(tmp_path / "empty") == 2
    os.mkfifo(tmp_path / "pipe")
    assert same(tmp_path / "pipe") == 2


@pytest.mark.parametrize("name", [*ROOT_FILES, "audit/draw_key"])
def test_a_link_is_not_followed(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert same(folder) == 2


@pytest.mark.parametrize("name", ["audit", "ledger"])
def test_a_linked_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "draw", with_ledger(vector("void")))
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert same(folder) == 2


@pytest.mark.parametrize("name", ["more.json", "log.vkey", "2/7.json", "2/log.vkey"])
def test_links_and_pipes_inside_the_ledger_are_refused(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "draw", with_ledger(vector("void")))
    path = folder / "ledger" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(tmp_path)
    assert same(folder) == 2
    path.unlink()
    os.mkfifo(path)
    assert same(folder) == 2


def test_the_linked_folder_of_a_later_log_is_not_followed(tmp_path: Path) -> None:
    files = with_ledger(vector("void"))
    folder = write(tmp_path / "draw", files)
    write(tmp_path / "elsewhere", {"0.json": files["ledger/0.json"]})
    (folder / "ledger/2").symlink_to(tmp_path / "elsewhere")
    assert same(folder) == 2


def test_other_files_inside_the_ledger_are_ignored(tmp_path: Path) -> None:
    folder = write(tmp_path / "draw", with_ledger(vector("void")))
    others = [
        "README",
        "a/b.json",
        "1/7.json",
        "02/7.json",
        "1000000/7.json",
        "2/3/7.json",
        "2/7.txt",
        "x.JSON",
    ]
    write(folder, {f"ledger/{name}": b"ignored" for name in others})
    (folder / "ledger/more").symlink_to(tmp_path)
    os.mkfifo(folder / "ledger/pipe")
    assert same(folder) == 0
    write(folder, {"ledger/2/7.json": b"{}"})
    assert same(folder) == 1
    assert same(write(tmp_path / "file", {**vector("void"), "ledger": b"a file"})) == 3
    assert same(write(tmp_path / "bare", {**vector("void"), "ledger/README": b"nothing else"})) == 3


@pytest.mark.parametrize("name", ROOT_FILES)
def test_a_pipe_or_folder_in_place_of_a_file_is_unreadable(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert same(folder) == 2
    (folder / name).unlink()
    (folder / name).mkdir()
    assert same(folder) == 2


@pytest.mark.parametrize("name", ["plan.json", "audit/draw_key"])
def test_a_file_beyond_its_limit_is_unreadable(folder: Path, name: str) -> None:
    with (folder / name).open("r+b") as file:
        file.truncate(verify_draw.LIMITS[name] + 1)
    assert same(folder) == 2


def test_an_endless_line_for_auditors_is_unreadable(folder: Path) -> None:
    (folder / "audit/openings.jsonl").write_bytes(b" " * 70_000)
    assert same(folder) == 2


def test_a_ledger_of_very_many_files_is_unreadable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_draw, "LEDGER_FILES", 3)
    monkeypatch.setattr("panel.draw.transcript._LEDGER_FILES", 3)
    write(folder, {f"ledger/{number}.json": b"{}" for number in range(9)})
    assert same(folder) == 2


def test_a_ledger_of_very_many_bytes_is_unreadable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_draw, "LEDGER_BYTES", 30)
    monkeypatch.setattr("panel.draw.transcript._LEDGER_BYTES", 30)
    write(folder, {f"ledger/{number}.json": b"{}" * 8 for number in range(9)})
    assert same(folder) == 2


# files


LINE = b"0" * 32 + b" S1 " + b"0" * 16 + b" -\n"
POOLS = [
    b"",
    b"\n",
    LINE * 2,
    LINE[:-1],
    LINE.replace(b"\n", b"\r\n"),
    LINE.replace(b" ", b"\t"),
    LINE.replace(b" S1", b"  S1"),
    LINE.replace(b"S1", b"S01"),
    LINE.replace(b"S1", b"S2+S1"),
    LINE.replace(b"S1", b"S1+S1"),
    LINE.replace(b"S1", b"S1+"),
    LINE.replace(b"S1", b"S9999"),
    LINE.replace(b"-", b"x"),
    LINE.replace(b"0", b"A"),
    LINE.replace(b"0", "\u0660".encode()),
    b"\xef\xbb\xbf" + LINE,
    LINE + b"\n",
    b"f" * 300_000,
    b"".join(b"%032x S%d %016d -\n" % (number, number + 1, 0) for number in range(9000)),
    LINE.replace(b"S1", b"+".join(b"S%d" % number for number in range(1, 60_000))),
]


@pytest.mark.parametrize("data", POOLS, ids=range(len(POOLS)))
def test_a_pool_out_of_form_gets_the_same_report(folder: Path, data: bytes) -> None:
    (folder / "pool.txt").write_bytes(data)
    assert same(folder) == 1


def test_a_line_of_the_pool_across_two_chunks_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for chunk in (1 << 10, 97, 64):
        monkeypatch.setattr(verify_draw, "CHUNK", chunk)
        assert run_ours(folder)[0] == 3


@pytest.mark.parametrize(
    "key", [b"", b"0" * 64, b"0" * 64 + b"\n", b"0" * 64 + b"\r\n", b"\xff" * 64 + b"\n"]
)
def test_a_draw_key_out_of_form_gets_the_same_report(folder: Path, key: bytes) -> None:
    (folder / "audit/draw_key").write_bytes(key)
    assert same(folder) == 1


ABSURD: list[dict[str, Any]] = [
    {"unit_cap": MOST},
    {"attempt": MOST},
    {"attempt": 10**400},
    {"chances": {"S1": [1, MOST]}},
    {"chances": {f"S{number}": [1, 2] for number in range(1, 6000)}},
    {"seats": [{"count": MOST, "fields": ["L01"], "id": "S1", "where": {}}]},
    {"thin": ["S1"] * 10_000},
    {"carried": ["0" * 16] * 3},
    {"frozen_at": "2026-02-29T00:00:00Z"},
    {"frozen_at": "2026-03-01T24:00:00Z"},
    {"frozen_at": "2026-03-01T00:00:60Z"},
    {"frozen_at": "0000-03-01T00:00:00Z"},
    {"frozen_at": "２026-03-01T00:00:00Z"},
    {"meeting": "\u001b[2J\u202e" + "x" * 10_000},
    {"kind": ["panel"]},
    {"beacon": {"kind": {}}},
    {"cause": "\u3000"},
]


@pytest.mark.parametrize("changes", ABSURD, ids=range(len(ABSURD)))
def test_absurd_values_in_a_plan_get_the_same_report(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert same(write(tmp_path / "draw", plan_with(**changes))) == 1


def test_absurd_counts_are_refused_before_anything_is_counted_out(tmp_path: Path) -> None:
    seats = [{"count": MOST // 4, "fields": ["L01"], "id": f"S{number}", "where": {}} for number in (1, 2, 3)]
    types = {f"S{number}": MOST // 4 for number in (1, 2, 3)}
    pool = {
        "digest": "0" * 64,
        "eligible": 3 * (MOST // 4),
        "excluded": {},
        "size": 3 * (MOST // 4),
        "types": types,
    }
    files = plan_with(
        seats=seats,
        pool=pool,
        thin=["S1", "S2", "S3"],
        register={"digest": "0" * 64, "size": MOST},
        chances={f"S{number}": [1, 1] for number in (1, 2, 3)},
    )
    assert same(write(tmp_path / "draw", files)) == 1


# memory


def test_a_pool_of_one_endless_line_does_not_flood_the_memory(folder: Path) -> None:
    with (folder / "pool.txt").open("wb") as file:
        file.truncate(400 << 20)
    code, memory = measured(folder)
    assert code == 1
    assert memory < 60


def test_many_small_values_do_not_flood_the_memory(folder: Path) -> None:
    (folder / "openings.json").write_bytes(b"[" + b"{}," * 2_700_000 + b"{}]")
    code, memory = measured(folder)
    assert code == 1
    assert memory < 300


def test_a_large_pool_is_streamed(folder: Path) -> None:
    lines = 1_000_000 if os.environ.get("SOAK") else 200_000
    with (folder / "pool.txt").open("wb") as file:
        for start in range(0, lines, 1000):
            file.write(b"".join(b"%032x S1 %016x -\n" % (n, n % 2000) for n in range(start, start + 1000)))
    code, memory = measured(folder)
    assert code == 1
    assert memory < 30 + lines * 30 // 2**20


def test_reading_stops_at_the_limit() -> None:
    reader = verify_draw.Reader("x", io.BytesIO(b"12345"), 3)
    with pytest.raises(verify_draw.Fault, match="too large"):
        reader.read()
