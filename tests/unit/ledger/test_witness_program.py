"""The witness's one file: what it cosigns, what it refuses, what it remembers."""

import ast
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import ed25519
from ledger.note import encode_base64, open_note
from ledger.tree import EMPTY_ROOT, Frontier, inclusion_proof, node_key
from witness_tool import NAME, ORIGIN, PROGRAM, Log, leaves, witness

LOG = Log()
FORKED = Log([*leaves(3), *leaves(17, "forged")])


class Office:
    """The leading group's machine: one folder, files in and out."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._folder, self._capsys, self._turn = folder / "home", folder, capsys, 0

    def run(self, *arguments: object) -> tuple[int, str]:
        """Exit code and what was said."""
        self._capsys.readouterr()
        code = witness.main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def key(self, name: str = NAME) -> str:
        code, line = self.run("key", "--name", name, "--home", self.home)
        assert code == 0, line
        return line.rstrip("\n")

    def ask(self, request: str | bytes, log: Log = LOG) -> tuple[int, str, str]:
        """Exit code, what was said, and the answer, which is there only if nothing was refused."""
        self._turn += 1
        asked, answer = (self._folder / f"{self._turn}.{kind}" for kind in ("request", "answer"))
        asked.write_bytes(request.encode() if isinstance(request, str) else request)
        code, said = self.run("sign", "--home", self.home, "--log", log.key, asked, answer)
        assert answer.exists() == (code == 0)
        return code, said, answer.read_text(encoding="utf-8") if code == 0 else ""

    def cosign(self, request: str, log: Log = LOG) -> str:
        code, said, line = self.ask(request, log)
        assert code == 0, said
        return line

    def memory(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.home / "seen").iterdir()}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A witness that has cosigned the log's first five entries."""
    office = Office(tmp_path, capsys)
    office.key()
    office.cosign(LOG.request(0, 5))
    return office


@pytest.fixture
def new_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


# the key


def test_the_key_is_printed_as_one_verifier_key_of_type_four(new_office: Office) -> None:
    name, key_id, coded = new_office.key().split("+", 2)
    public = witness.from_base64(coded)
    assert (name, public[0], len(public)) == (NAME, 4, 33)
    assert key_id == witness.hashlib.sha256(NAME.encode() + b"\n" + public).hexdigest()[:8]


def test_the_key_is_made_once_and_its_owner_alone_reads_it(new_office: Office) -> None:
    first = new_office.key()
    before = (new_office.home / "key").read_bytes()
    assert new_office.key() == first
    assert (new_office.home / "key").read_bytes() == before
    assert stat.S_IMODE((new_office.home / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(new_office.home.stat().st_mode) == 0o700


def test_a_second_name_for_a_key_is_refused(office: Office) -> None:
    code, said = office.run("key", "--name", "witness.example/other", "--home", office.home)
    assert (code, NAME in said) == (1, True)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb", "full\u3000width", "a\nb", "\udcff"])
def test_a_name_that_no_note_can_carry_is_refused(new_office: Office, name: str) -> None:
    assert new_office.run("key", "--name", name, "--home", new_office.home)[0] == 2
    assert not (new_office.home / "key").exists()


def test_a_lost_key_is_not_silently_replaced(office: Office) -> None:
    (office.home / "key").unlink()
    code, said = office.run("key", "--name", NAME, "--home", office.home)
    assert (code, "私钥不在，而记忆还在" in said) == (1, True)


# what is cosigned


def test_the_answer_is_one_cosignature_line_over_the_checkpoint(new_office: Office) -> None:
    public = witness.from_base64(new_office.key().split("+", 2)[2])[1:]
    line = new_office.cosign(LOG.request(0, 5))
    dash, name, coded = line.removesuffix("\n").split(" ")
    data = witness.from_base64(coded)
    key_id = witness.hashlib.sha256(NAME.encode() + b"\n\x04" + public).digest()[:4]
    moment = int.from_bytes(data[4:12], "big")
    assert (dash, name, data[:4], len(data)) == ("—", NAME, key_id, 4 + 8 + 64)
    message = f"cosignature/v1\ntime {moment}\n{LOG.checkpoint(5).text()}".encode()
    assert ed25519.verify(public, data[12:], message)
    assert abs(moment - witness.time.time()) < 60


def test_a_note_with_its_cosignature_still_opens(office: Office) -> None:
    note = LOG.note(9) + office.cosign(LOG.request(5, 9))
    assert open_note(note, LOG.key, ed25519.verify) == LOG.checkpoint(9).text()


def test_the_first_sight_of_a_log_is_told(new_office: Office) -> None:
    new_office.key()
    assert "第一次见到" in new_office.ask(LOG.request(0, 5))[1]
    assert "第一次见到" not in new_office.ask(LOG.request(5, 6))[1]


def test_a_log_is_followed_as_it_grows(new_office: Office) -> None:
    new_office.key()
    for old, size in [(0, 0), (0, 1), (1, 1), (1, 2), (2, 3), (3, 8), (8, 15), (15, 16), (16, 20)]:
        new_office.cosign(LOG.request(old, size))


@pytest.mark.parametrize("old", range(1, 20))
def test_growth_from_every_size_to_every_size_is_borne_out_and_a_fork_is_not(old: int) -> None:
    before = LOG.checkpoint(old)
    for size in range(old, 21):
        proof = [witness.from_base64(line) for line in LOG.proof(old, size)]
        after = LOG.checkpoint(size)
        grown = (old, before.root, size, after.root)
        assert witness.is_grown(*grown, proof)
        assert not witness.is_grown(*grown, [*proof, bytes(32)])
        assert not proof or not witness.is_grown(*grown, proof[:-1])
        assert not witness.is_grown(old, bytes(32), size, after.root, proof)
        assert not witness.is_grown(old, before.root, size, bytes(32), proof)
        if size > old > 3:
            forged = [witness.from_base64(line) for line in FORKED.proof(old, size)]
            assert not witness.is_grown(old, before.root, size, FORKED.checkpoint(size).root, forged)


@pytest.mark.parametrize("size", range(1, 21))
def test_every_entry_is_found_in_its_place_and_nowhere_else(size: int) -> None:
    root, nodes = LOG.checkpoint(size).root, dict(enumerate(LOG.leaves))
    frontier = Frontier()
    for leaf in LOG.leaves:
        nodes.update(frontier.append(leaf))
    for index in range(size):
        leaf = LOG.leaves[index]
        path = inclusion_proof(index, size, lambda *at: nodes[node_key(*at)])
        assert witness.is_included(leaf, index, size, path, root)
        assert not witness.is_included(leaf, index, index, path, root)
        assert not witness.is_included(leaf, index, size, [*path, bytes(32)], root)
        assert not path or not witness.is_included(leaf, index, size, path[:-1], root)
        assert not witness.is_included(bytes(32), index, size, path, root)
        assert size == 1 or not witness.is_included(leaf, index ^ 1, size, path, root)


def test_signatures_of_strangers_on_a_request_are_passed_over(office: Office) -> None:
    strangers = "".join(
        f"— {name} {encode_base64(key_id + bytes(64))}\n"
        for name, key_id in [("stranger.example", b"abcd"), (ORIGIN, b"abcd"), ("x", LOG.key.key_id)]
    )
    office.cosign(LOG.request(5, 6) + strangers)


def test_two_logs_are_remembered_apart(office: Office) -> None:
    other = Log(leaves(9, "other"), origin="sample.example/log/2", seed=bytes(32))
    office.cosign(other.request(0, 7), other)
    office.cosign(LOG.request(5, 6))
    office.cosign(other.request(7, 9), other)


def test_what_was_seen_is_on_disk_before_the_answer_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.memory()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "seen")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        code, said, _ = office.ask(LOG.request(5, 6))
    assert (code, "No space" in said) == (2, True)
    assert {name: data for name, data in office.memory().items() if not name.endswith(".new")} == before
    office.cosign(LOG.request(5, 6))


def test_an_answer_that_cannot_be_written_changes_no_memory(office: Office, tmp_path: Path) -> None:
    before = office.memory()
    request = tmp_path / "request"
    request.write_text(LOG.request(5, 6), encoding="utf-8")
    for answer in (tmp_path / "no" / "folder", request):
        code, _ = office.run("sign", "--home", office.home, "--log", LOG.key, request, answer)
        assert code == 2
    assert office.memory() == before


# what is refused


def refusals() -> dict[str, tuple[Callable[[], str], int, str]]:
    key, forged = LOG.key, FORKED
    return {
        "a fork of the same size": (lambda: forged.request(5, 5), 1, "分叉"),
        "a fork of a larger size": (lambda: forged.request(5, 9), 1, "分叉"),
        "an honest root with a forged proof": (
            lambda: LOG.request(5, 9).replace(LOG.proof(5, 9)[0], encode_base64(bytes(32))), 1, "证明有误",
        ),
        "a log that shrank": (lambda: LOG.request(0, 4), 1, "变短"),
        "a log that shrank, from what was seen": (lambda: LOG.request(5, 4), 1, "变短"),
        "another old size": (lambda: LOG.request(4, 9), 1, "上次见证的是5条"),
        "an old size of nought": (lambda: LOG.request(0, 9), 1, "上次见证的是5条"),
        "an old size beyond the new one": (lambda: LOG.request(9, 8), 1, "上次见证的是5条"),
        "the same request again": (lambda: LOG.request(0, 5), 1, "上次见证的是5条"),
        "a proof where none belongs": (
            lambda: LOG.request(5, 5).replace("old 5\n", f"old 5\n{encode_base64(bytes(32))}\n"), 1, "证明",
        ),
        "another log": (lambda: Log(origin="sample.example/log/2").request(5, 6), 1, "log/2"),
        "another key": (lambda: Log(seed=bytes(32)).request(5, 6), 1, "没有用这把日志公钥签名"),
        "no signature of the log": (
            lambda: LOG.request(5, 6).replace(key.name + " ", "stranger.example "), 1, "没有用这把日志公钥签名",
        ),
        "a changed root": (
            lambda: LOG.request(5, 6).replace(
                encode_base64(LOG.checkpoint(6).root), encode_base64(LOG.checkpoint(7).root)
            ), 1, "签名不对",
        ),
        "one good and one bad signature": (
            lambda: LOG.request(5, 6) + f"— {key.name} {encode_base64(key.key_id + bytes(64))}\n", 1, "签名不对",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("case", refusals())
def test_what_does_not_follow_from_its_memory_is_refused_in_plain_words(office: Office, case: str) -> None:
    make, code, words = refusals()[case]
    before = office.memory()
    told, said, _ = office.ask(make())
    assert told == code
    assert words in said
    assert len(said.splitlines()) == 2  # one sentence in Chinese, one in English
    assert office.memory() == before
    office.cosign(LOG.request(5, 6))


def text(old: str = "old 5", proof: list[str] | None = None, note: str = LOG.note(6)) -> str:
    return "\n".join([old, *(LOG.proof(5, 6) if proof is None else proof), "", note])


HASH = encode_base64(bytes(32))
MALFORMED: dict[str, str | bytes] = {
    "nothing": "",
    "no old line": text("").lstrip("\n"),
    "a second space": text("old  5"),
    "a leading nought": text("old 05"),
    "a sign": text("old +5"),
    "a negative size": text("old -5"),
    "a full-width figure": text("old ５"),
    "an old size beyond all bounds": text(f"old {2**63}"),
    "another word": text("new 5"),
    "a capital": text("Old 5"),
    "a trailing space": text("old 5 "),
    "no size": text("old"),
    "sixty-four hashes": text(proof=[HASH] * 64),
    "a short hash": text(proof=[encode_base64(bytes(31))]),
    "a hash without its padding": text(proof=[HASH.rstrip("=")]),
    "a hash in the other alphabet": text(proof=[encode_base64(b"\xff" * 32).replace("/", "_")]),
    "a hash in a second spelling": text(proof=[HASH[:-2] + "B="]),
    "a blank in a hash": text(proof=[f" {HASH}"]),
    "no empty line": text().replace("\n\n", "\n", 1),
    "two empty lines": text(note="\n" + LOG.note(6)),
    "no checkpoint": "old 5\n\n",
    "no signature": text(note=LOG.checkpoint(6).text()),
    "no line end at the end": text().removesuffix("\n"),
    "more lines after the signatures": text() + "\n",
    "carriage returns": text().replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + text(),
    "a nought byte": text().replace("old 5", "old 5\0"),
    "a tab": text("old\t5"),
    "no UTF-8": b"\xff\xfe" + text().encode(),
    "a size with a leading nought": text(note=LOG.note(6).replace("\n6\n", "\n06\n")),
    "a root of 31 bytes": text(note=LOG.note(6).replace(encode_base64(LOG.checkpoint(6).root), HASH[:-4])),
    "an extension line": text(note=LOG.note(6).replace("\n\n", "\nmore\n\n", 1)),
    "two lines only": text(note=LOG.note(6).partition("\n")[2]),
    "an empty origin": text(note=LOG.note(6).replace(ORIGIN, "", 1)),
    "a hyphen for the dash": text(note=LOG.note(6).replace("—", "-")),
    "a signature of four bytes": text(note=LOG.note(6) + f"— x {encode_base64(bytes(4))}\n"),
    "sixty-five signatures": text(note=LOG.note(6) + f"— x {HASH}\n" * 64),
    "more than a million bytes": text() + "x" * 2**20,
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_request_is_refused_as_such(office: Office, case: str) -> None:
    before = office.memory()
    code, said, _ = office.ask(MALFORMED[case])
    assert (code, len(said.splitlines())) == (2, 2)
    assert office.memory() == before


@pytest.mark.parametrize("count", [16, 63])
def test_many_other_signatures_do_no_harm(office: Office, count: int) -> None:
    office.cosign(LOG.request(5, 6) + f"— x {HASH}\n" * count)
    office.cosign(LOG.request(6, 7))


def bad_keys() -> list[str]:
    name, key_id, coded = str(LOG.key).split("+", 2)
    return [
        "",
        name,
        f"{name}+{key_id}",
        f"{name}+{key_id}+",
        f"{name}+{key_id.upper()}x+{coded}",
        f"{name}+00000000+{coded}",
        f"{name}+{key_id}+{coded[:-4]}",
        f"other.example+{key_id}+{coded}",
        str(witness.Key(name, 4, LOG.key.public_key)),
        str(witness.Key("two words", 1, LOG.key.public_key)),
        str(witness.Key(name, 1, (2).to_bytes(32, "little"))),
    ]


@pytest.mark.parametrize("line", bad_keys())
def test_a_key_that_is_none_is_refused(office: Office, tmp_path: Path, line: str) -> None:
    request = tmp_path / "request"
    request.write_text(LOG.request(5, 6), encoding="utf-8")
    code, said = office.run("sign", "--home", office.home, "--log", line, request, tmp_path / "answer")
    assert (code, "公钥" in said) == (2, True)


def test_another_key_for_a_log_that_was_seen_is_refused(office: Office) -> None:
    impostor = Log(seed=bytes(32))
    code, said, _ = office.ask(impostor.request(5, 6), impostor)
    assert (code, "另一把公钥" in said) == (1, True)


# its memory


def spoil(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


def without_last_line(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


SPOILT: dict[str, Callable[[Path], Any]] = {
    "emptied": spoil(lambda _: b""),
    "another size": spoil(lambda data: data.replace(b"\n5\n", b"\n4\n")),
    "without the witness's own signature": spoil(without_last_line),
    "no text": spoil(lambda data: b"\xff" + data),
    "another root": spoil(lambda data: data.replace(*(encode_base64(LOG.checkpoint(n).root).encode() for n in (5, 4)))),
    "the folder gone": lambda path: (path.unlink(), path.parent.rmdir()),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_a_memory_that_was_changed_is_noticed(office: Office, case: str) -> None:
    [path] = (office.home / "seen").iterdir()
    SPOILT[case](path)
    code, said, _ = office.ask(LOG.request(5, 6))
    assert (code, "记忆" in said) == (2, True)


def test_the_memory_is_a_cosigned_checkpoint_that_can_be_shown(office: Office) -> None:
    [note] = office.memory().values()
    assert open_note(note.decode(), LOG.key, ed25519.verify) == LOG.checkpoint(5).text()
    assert note.decode().count("— ") == 2


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"name": "x", "seed": "00"}', '{"name": 1, "seed": 2}'])
def test_a_damaged_key_is_told(office: Office, content: str) -> None:
    (office.home / "key").write_text(content)
    code, said, _ = office.ask(LOG.request(5, 6))
    assert (code, "私钥文件已损坏" in said) == (2, True)


def test_without_a_key_nothing_is_cosigned(new_office: Office) -> None:
    code, said, _ = new_office.ask(LOG.request(0, 5))
    assert (code, "没有私钥" in said) == (1, True)


# the program


def test_a_file_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    code, said = office.run("sign", "--home", office.home, "--log", LOG.key, tmp_path / "no", tmp_path / "x")
    assert (code, str(tmp_path / "no") in said) == (2, True)
    assert not (tmp_path / "x").exists()


def test_a_hostile_name_cannot_write_to_the_terminal(office: Office) -> None:
    code, said, _ = office.ask(Log(origin="evil\u202e\u009b2J").request(5, 6))
    assert code == 1
    assert "\\u202e\\x9b2J" in said


def test_it_runs_in_a_bare_interpreter(tmp_path: Path) -> None:
    def run(*arguments: object) -> str:
        command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout

    (tmp_path / "request").write_text(LOG.request(0, 5), encoding="utf-8")
    assert run("key", "--name", NAME, "--home", tmp_path / "home").startswith(f"{NAME}+")
    at = ["--home", tmp_path / "home", "--log", LOG.key]
    assert "5条" in run("sign", *at, tmp_path / "request", tmp_path / "answer")
    assert (tmp_path / "answer").read_text(encoding="utf-8").startswith(f"— {NAME} ")


def test_of_two_requests_at_once_one_waits_and_starts_from_elsewhere(office: Office, tmp_path: Path) -> None:
    at = ["--home", office.home, "--log", LOG.key]
    running = []
    for size in (9, 12):
        (tmp_path / f"{size}").write_text(LOG.request(5, size), encoding="utf-8")
        words = ["sign", *at, tmp_path / f"{size}", tmp_path / f"{size}.answer"]
        command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, words)]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert sorted(process.wait() for process in running) == [0, 1]


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_every_sentence_is_used_and_no_other() -> None:
    source = PROGRAM.read_text(encoding="utf-8")
    before = source[: source.index("SENTENCES = {")]
    assert all(f'"{name}"' in before for name in witness.SENTENCES)
    assert all(len(pair) == 2 and all(pair) for pair in witness.SENTENCES.values())


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert witness.EMPTY_ROOT == EMPTY_ROOT
    assert not witness.is_grown(0, EMPTY_ROOT, 0, bytes(32), [])
    assert not witness.is_grown(0, EMPTY_ROOT, 1, bytes(32), [bytes(32)])
    assert not witness.is_grown(5, bytes(32), 4, bytes(32), [])
    assert json.dumps(witness.sentences("no_key"))
