"""Hostile directories, archives and files end in an exit code: no traceback, no flood of memory."""

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rehearsal import ROOT_FILES, Memory, check, rehearsal, vector

from panel.draw.faults import UnreadableError
from panel.draw.transcript import LIMITS, Transcript, open_transcript
from panel.draw.verify import verify


def write(folder: Path, files: dict[str, bytes]) -> Any:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def archive(
    path: Path, files: dict[str, bytes], top: str = "", compression: int = zipfile.ZIP_DEFLATED
) -> Any:
    with zipfile.ZipFile(path, "w", compression) as bundle:
        for name, data in files.items():
            bundle.writestr(top + name, data)
    return path


def code(path: Path) -> Any:
    """The exit code, or 2 where a transcript cannot even be opened."""
    try:
        with open_transcript(path) as transcript:
            return verify(transcript).exit_code
    except UnreadableError:
        return 2


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    return write(tmp_path / "draw", vector("cap1"))


def test_a_directory_and_a_zip_of_it_are_the_same_transcript(tmp_path: Path, folder: Path) -> None:
    files = vector("cap1")
    assert code(folder) == 3
    assert code(archive(tmp_path / "plain.zip", files)) == 3
    assert code(archive(tmp_path / "stored.zip", files, compression=zipfile.ZIP_STORED)) == 3
    assert code(archive(tmp_path / "top.zip", files, top="a draw/")) == 3


def test_a_zip_with_a_top_folder_may_have_other_things_beside_it(tmp_path: Path) -> None:
    files = {f"draw/{name}": data for name, data in vector("cap1").items()}
    assert code(archive(tmp_path / "a.zip", {**files, "README.txt": b"", "__MACOSX/._draw": b""})) == 3


def test_two_top_folders_are_no_transcript(tmp_path: Path) -> None:
    files = vector("cap1")
    both = {f"{top}/{name}": data for name, data in files.items() for top in ("one", "two")}
    assert code(archive(tmp_path / "a.zip", both)) == 2


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    assert code(tmp_path / "nothing") == 2
    (tmp_path / "empty").mkdir()
    assert code(tmp_path / "empty") == 2
    (tmp_path / "empty.zip").write_bytes(b"")
    assert code(tmp_path / "empty.zip") == 2
    assert code(archive(tmp_path / "none.zip", {})) == 2


@pytest.mark.parametrize("length", [1, 21, 22, 60, 2000, -1, -22, -23])
def test_an_archive_cut_short_is_unreadable(tmp_path: Path, length: int) -> None:
    data = archive(tmp_path / "a.zip", vector("cap1")).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:length])
    assert code(tmp_path / "cut.zip") == 2


def test_an_archive_with_any_byte_changed_never_passes_unseen(tmp_path: Path) -> None:
    files = vector("void")
    data = archive(tmp_path / "a.zip", files).read_bytes()
    for index in range(0, len(data), 97):
        (tmp_path / "bad.zip").write_bytes(data[:index] + bytes([data[index] ^ 255]) + data[index + 1 :])
        found = code(tmp_path / "bad.zip")
        assert found in (1, 2, 3)  # 3: a time stamp, or the name of a file that may be absent
        if found == 3:
            with zipfile.ZipFile(tmp_path / "bad.zip") as bundle:
                assert all(bundle.read(name) == files[name] for name in ROOT_FILES)


# archives


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle, bundle.open("plan.json", "w") as plan:
        for _ in range(32):
            plan.write(b" " * (1 << 20))
    assert code(path) == 2


def test_a_zip_that_lies_about_its_sizes_is_unreadable(tmp_path: Path) -> None:
    files = vector("void")
    data = archive(tmp_path / "a.zip", {**files, "plan.json": b" " * 5000 + files["plan.json"]}).read_bytes()
    size = (5000 + len(files["plan.json"])).to_bytes(4, "little")
    assert data.count(size) == 2
    (tmp_path / "lie.zip").write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    assert code(tmp_path / "lie.zip") == 2


@pytest.mark.parametrize("name", ["../plan.json", "/plan.json", "a/../../b", "..", "C:evil", "a\\..\\b"])
def test_a_zip_with_an_unsafe_name_is_refused(tmp_path: Path, name: str) -> None:
    assert code(archive(tmp_path / "a.zip", {**vector("cap1"), name: b""})) == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("cap1"))
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("plan.json", vector("cap1")["plan.json"])
    assert code(path) == 2


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    files = vector("cap1")
    plan = files.pop("plan.json")
    path = archive(tmp_path / "a.zip", files)
    link = zipfile.ZipInfo("plan.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr(link, plan)
    assert code(path) == 2


def test_an_encrypted_file_is_unreadable(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("cap1"), compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert code(path) == 2


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(tmp_path: Path, compression: int) -> None:
    assert code(archive(tmp_path / "a.zip", vector("void"), compression=compression)) == 2


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    many = {f"ledger/{number:0200}": b"" for number in range(20_000)}
    assert code(archive(tmp_path / "a.zip", {**vector("void"), **many})) == 2


def test_an_archive_with_a_comment_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", vector("void"))
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.comment = b"PK\x05\x06" * 6
    assert code(path) == 2


# directories


@pytest.mark.parametrize("name", [*ROOT_FILES, "audit/draw_key"])
def test_a_link_in_a_directory_is_not_followed(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert code(folder) == 2


def test_a_linked_folder_is_not_followed(tmp_path: Path, folder: Path) -> None:
    (folder / "audit").rename(tmp_path / "elsewhere")
    (folder / "audit").symlink_to(tmp_path / "elsewhere")
    assert code(folder) == 2


@pytest.mark.parametrize("name", ROOT_FILES)
def test_a_pipe_or_folder_in_place_of_a_file_is_unreadable(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert code(folder) == 2
    (folder / name).unlink()
    (folder / name).mkdir()
    assert code(folder) == 2


def test_a_pipe_in_place_of_the_transcript_is_unreadable(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert code(tmp_path / "pipe") == 2


def test_a_file_beyond_its_limit_is_unreadable(folder: Path) -> None:
    with (folder / "plan.json").open("r+b") as file:
        file.truncate(LIMITS["plan.json"] + 1)
    assert code(folder) == 2


def test_an_endless_line_for_auditors_is_unreadable(folder: Path) -> None:
    (folder / "audit/openings.jsonl").write_bytes(b" " * 70_000)
    assert code(folder) == 2


def test_a_ledger_of_very_many_files_is_unreadable() -> None:
    class Crowd:
        def open(self, name: str) -> Any:
            return io.BytesIO(b"") if name.startswith("ledger/") else None

        def ledger_names(self) -> Any:
            return [f"ledger/{number}" for number in range(50_001)]

    with pytest.raises(UnreadableError, match="too many"):
        Transcript(Crowd()).ledger()


def test_a_crowded_ledger_folder_is_not_listed_to_its_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panel.draw.transcript._LEDGER_FILES", 3)
    write(folder, {f"ledger/{number}.json": b"{}" for number in range(9)})
    assert code(folder) == 2


def test_the_first_log_stands_in_the_ledger_folder_and_later_ones_in_folders_by_number(folder: Path) -> None:
    logs = {
        "ledger/1.json": b"{}",
        "ledger/1.tlog-proof": b"proof",
        "ledger/2/log.vkey": b"key",
        "ledger/10/7.json": b"{}",
    }
    others = dict.fromkeys(
        ("ledger/notes.txt", "ledger/1/1.json", "ledger/02/1.json", "ledger/2/a/1.json"), b"ignored"
    )
    write(folder, logs | others)
    with open_transcript(folder) as transcript:
        assert transcript.ledger() == logs
    assert Transcript(Memory(logs | others)).ledger() == logs


# values


def plan_with(**changes: Any) -> Any:
    files = rehearsal().make()
    plan = json.loads(files["plan.json"])
    plan.update(changes)
    return {**files, "plan.json": json.dumps(plan).encode()}


def test_absurd_counts_are_refused_before_anything_is_counted_out() -> None:
    most = 2**53 - 1
    plan = json.loads(rehearsal().make()["plan.json"])
    seats = [{**group, "count": most} for group in plan["seats"]]
    assert check(plan_with(seats=seats)).exit_code == 1
    files = plan_with(
        seats=seats,
        thin=[],
        pool={
            **plan["pool"],
            "types": dict.fromkeys(plan["pool"]["types"], most),
            "eligible": most,
            "size": most,
        },
        unit_cap=most,
        attempt=most,
        replacement={"answer_hours": most, "rule": "next-in-type"},
    )
    assert check(files).exit_code == 1
    del files["pool.txt"]
    assert check(files).exit_code == 1


def test_unreasonably_many_types_in_a_plan_are_refused_at_once() -> None:
    plan = json.loads(rehearsal().make()["plan.json"])
    types = {f"S{number}": 1 for number in range(1, 100_000)}
    assert check(plan_with(pool={**plan["pool"], "types": types})).exit_code == 1


def test_huge_denominators_are_refused() -> None:
    plan = json.loads(rehearsal().make()["plan.json"])
    chances = {type_: [1, 2**53 - 1 - n] for n, type_ in enumerate(plan["chances"])}
    assert check(plan_with(chances=chances)).exit_code == 1


def test_a_finding_shows_no_control_characters() -> None:
    report = check(plan_with(kind="\u001b[2J\u202e" + "x" * 10_000))
    finding = "".join(step.finding_en + step.finding_zh for step in report.steps)
    assert "\u001b" not in finding
    assert "\u202e" not in finding
    assert len(finding) < 3000


PROGRAM = """
import sys
from pathlib import Path
from panel.draw.transcript import open_transcript
from panel.draw.verify import verify
with open_transcript(Path(sys.argv[1])) as transcript:
    code = verify(transcript).exit_code
high_water = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(code, int(high_water.split()[1]) // 1024)
"""


def apart(path: Path) -> Any:
    """Exit code and peak memory in MiB of a verification in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


def test_many_small_values_do_not_flood_the_memory(folder: Path) -> None:
    (folder / "openings.json").write_bytes(b"[" + b"{}," * 2_700_000 + b"{}]")
    found, memory = apart(folder)
    assert found == 1
    assert memory < 300


def test_a_pool_of_one_endless_line_does_not_flood_the_memory(folder: Path) -> None:
    with (folder / "pool.txt").open("wb") as file:
        file.truncate(400 << 20)
    found, memory = apart(folder)
    assert found == 1
    assert memory < 60
