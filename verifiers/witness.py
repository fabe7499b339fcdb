#!/usr/bin/env python3
"""The witness of a log: signs that a log only ever grew. 日志见证程序：为“日志只增不改”作证签名。

    python3 witness.py key --name NAME --home DIR                  make the key, print its public half
    python3 witness.py sign --home DIR --log VKEY REQUEST ANSWER   check a request, write the cosignature
    python3 witness.py check PROOF --log VKEY [--witness VKEY]     check a receipt (its entry, N.json, beside it)

The leading group's office runs it on a machine of its own; files go to and fro, nothing else does. It needs
Python 3.9 or newer and nothing else: no package, no network. DIR holds `key`, which must never leave it, and
`seen`: of every log the last checkpoint that was cosigned, this witness's memory. VKEY is the line of the log's
`log.vkey`, handed over in person once. Exit code: 0 done; 1 refused; 2 a file is malformed or cannot be read.

It follows c2sp.org/tlog-witness (REQUEST is the body of an add-checkpoint request, ANSWER its response),
tlog-cosignature (Ed25519), tlog-checkpoint, signed-note and tlog-proof. Checkpoints have three lines: extension
lines, which nobody could check, are refused.

How to read it: signatures, tree, notes, then `Witness.sign`, which is all that matters; half an hour is enough.

领导小组办公室在自己的计算机上运行，往来只有文件。只需Python 3.9以上，不装软件包，不联网。DIR中的key是私钥，不得外传；
seen是记忆，即每个日志上次见证过的检查点，不得删改。VKEY是日志公钥，即log.vkey中的一行，当面交接一次。
退出码：0 完成；1 拒绝；2 文件格式不对或无法读写。读法：签名、树、文书，最后是要紧的Witness.sign；半小时可读完。
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import secrets
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Refused(Exception):
    """Why not; the sentence stands in both languages at the end of this file."""

    exit_code = 1

    def __init__(self, reason: str, /, **values: object) -> None:
        super().__init__(reason)
        self.sentences = sentences(reason, **values)


class Malformed(Refused):
    """A file, or what was typed, is not in its form."""

    exit_code = 2


@contextmanager
def reading(reason: str) -> Iterator[None]:
    """Whatever cannot be read is malformed."""
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise Malformed(reason) from None


def need(condition: object) -> None:
    if not condition:
        raise ValueError


# ------------------------------------------------------------------------------------------------------
# Ed25519 (RFC 8032 §5.1) 签名算法. A point (X, Y, Z, T) stands for x = X/Z, y = Y/Z, x·y = T/Z.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = (0, 1, 1, 0)


def add(p: Any, q: Any) -> Any:
    """The sum of two points, equal ones too (§5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Any) -> Any:
    """`number` times a point."""
    result = NEUTRAL
    for bit in f"{number:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def point_from(data: bytes) -> Any:
    """The point of 32 bytes (§5.1.3), or None: every point has one spelling only."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or y >= P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


def bytes_of(point: Any) -> bytes:
    """The 32 bytes of a point (§5.1.2)."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    number: int = y | (x & 1) << 255
    return number.to_bytes(32, "little")


BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def sha512_number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


def secret_parts(seed: bytes) -> tuple[int, bytes]:
    """The secret number and the prefix of a 32-byte seed (§5.1.5)."""
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return number, digest[32:]


def public_key(seed: bytes) -> bytes:
    return bytes_of(times(secret_parts(seed)[0], BASE))


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """§5.1.6. Takes a time that depends on the seed: for a machine that nobody else is at."""
    number, prefix = secret_parts(seed)
    nonce = sha512_number(prefix + message) % L
    r = bytes_of(times(nonce, BASE))
    k = sha512_number(r + public_key(seed) + message)
    return r + ((nonce + k * number) % L).to_bytes(32, "little")


def ed25519_verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """§5.1.7, strictly: S below the group's order, no cofactor, so that a signature has one spelling only."""
    point, r, s = point_from(public), signature[:32], int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= L:
        return False
    k = sha512_number(r + public + message) % L
    return bytes_of(add(times(s, BASE), times(L * 8 - k, point))) == r


# ------------------------------------------------------------------------------------------------------
# The tree (RFC 9162 §2.1) 默克尔树


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


EMPTY_ROOT = hashlib.sha256().digest()


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """§2.1.3.2: whether `path` leads from the leaf hash at `index` to the root over `size` leaves."""
    if index >= size:
        return False
    last = size - 1
    for sibling in path:
        if last == 0:
            return False
        if index % 2 or index == last:
            leaf = node_hash(sibling, leaf)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index // 2, last // 2
    return last == 0 and leaf == root


def is_grown(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """§2.1.4.2: whether `proof` shows that the larger tree begins with the smaller one."""
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT and (size > 0 or root == EMPTY_ROOT)
    if old_size >= size:
        return not proof and (old_size, old_root) == (size, root)
    index, last = old_size - 1, size - 1
    while index % 2:
        index, last = index // 2, last // 2
    # Where the old tree is one whole subtree of the new one, its root is known and not in the proof.
    hashes = [*proof] if index else [old_root, *proof]
    old = new = hashes[0] if hashes else b""
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            new = node_hash(new, sibling)
        index, last = index // 2, last // 2
    return last == 0 and (old, new) == (old_root, root)


# ------------------------------------------------------------------------------------------------------
# Notes, keys, checkpoints (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature) 签名文书、公钥、检查点

LOG_KEY, WITNESS_KEY = 1, 4  # the two types of Ed25519 keys
MOST_BYTES, MOST_SIGNATURES, MOST_HASHES = 2**20, 64, 63
NUMBER = re.compile("0|[1-9][0-9]{0,18}")


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """The bytes of the one spelling that they have; ValueError for anything else."""
    data = base64.b64decode(text, validate=True)
    need(base64_of(data) == text)
    return data


def hash_from(text: str) -> bytes:
    data = from_base64(text)
    need(len(data) == 32)
    return data


def number_from(text: str) -> int:
    need(NUMBER.fullmatch(text) and int(text) < 2**63)
    return int(text)


def is_name(name: str) -> bool:
    return name != "" and not any(c.isspace() or c < " " or c == "+" for c in name)


class Key(NamedTuple):
    """A public key, and whose it is."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes before each signature of this key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.type]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.type]) + self.public)}"


def read_key(line: str, type_: int) -> Key:
    """The key of a line `name+id+base64(type ‖ 32 bytes)`."""
    with reading("no_log_key" if type_ == LOG_KEY else "no_witness_key"):
        name, id_, coded = line.rstrip("\r\n").split("+", 2)
        key = Key(name, type_, from_base64(coded)[1:])
        need(is_name(name) and str(key) == f"{name}+{id_}+{coded}" and len(key.public) == 32)
        point = point_from(key.public)
        # Under a key of small order, whose eightfold is the neutral point, anybody could sign.
        need(point and times(8, point)[0] != 0)
    return key


class Signature(NamedTuple):
    """A signature line, taken apart."""

    name: str
    id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64_of(self.id + self.data)}\n"


def take_apart(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures; ValueError if it is no note."""
    text, _, signed = note.rpartition("\n\n")
    *lines, end = signed.split("\n")
    need(text and not end and 0 < len(lines) <= MOST_SIGNATURES)
    signatures = []
    for line in lines:
        dash, name, coded = line.split(" ")
        data = from_base64(coded)
        need(dash == "—" and is_name(name) and len(data) > 4)
        signatures.append(Signature(name, data[:4], data[4:]))
    return f"{text}\n", signatures


def by(key: Key, signatures: list[Signature]) -> list[Signature]:
    """Those that say they are this key's; all others are passed over."""
    return [one for one in signatures if (one.name, one.id) == (key.name, key.id)]


class Checkpoint(NamedTuple):
    """The three lines of a checkpoint."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


def read_checkpoint(note: str) -> tuple[Checkpoint, list[Signature]]:
    """Nothing of it is believed yet; ValueError if it is none."""
    text, signatures = take_apart(note)
    origin, size, root, end = text.split("\n")
    need(origin and not end)
    return Checkpoint(origin, number_from(size), hash_from(root)), signatures


def open_checkpoint(note: str, log: Key) -> Checkpoint:
    """The checkpoint in a note that the log's key has signed."""
    with reading("no_checkpoint"):
        checkpoint, signatures = read_checkpoint(note)
    if checkpoint.origin != log.name:
        raise Refused("other_log", origin=checkpoint.origin, log=log.name)
    ours = by(log, signatures)
    if not ours:
        raise Refused("not_signed")
    if not all(ed25519_verify(log.public, one.data, checkpoint.text().encode()) for one in ours):
        raise Refused("bad_signature")
    return checkpoint


def cosigned_message(checkpoint: Checkpoint, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{checkpoint.text()}".encode()


def cosign(name: str, seed: bytes, checkpoint: Checkpoint, moment: int) -> str:
    """The line that says: at `moment` (Unix seconds) this was the largest tree of that log I ever saw."""
    key = Key(name, WITNESS_KEY, public_key(seed))
    signature = ed25519_sign(seed, cosigned_message(checkpoint, moment))
    return str(Signature(name, key.id, moment.to_bytes(8, "big") + signature))


def times_cosigned(note: str, witness: Key) -> list[int]:
    """When the witness cosigned the checkpoint in this note: of each line of its key, the time."""
    checkpoint, signatures = read_checkpoint(note)
    moments = []
    for one in by(witness, signatures):
        moment, signature = int.from_bytes(one.data[:8], "big"), one.data[8:]
        message = cosigned_message(checkpoint, moment)
        if moment >= 2**63 or not ed25519_verify(witness.public, signature, message):
            raise Refused("bad_cosignature", witness=witness.name)
        moments.append(moment)
    return moments


# ------------------------------------------------------------------------------------------------------
# The request (c2sp.org/tlog-witness, add-checkpoint) 见证请求


class Request(NamedTuple):
    """From which size the log has grown, the proof that it did, and its signed checkpoint."""

    old_size: int
    proof: list[bytes]
    note: str


def read_request(data: bytes) -> Request:
    """`old <size>`, the hashes of the proof, an empty line, the checkpoint."""
    head, _, note = text_of(data).partition("\n\n")
    with reading("no_request"):
        first, *hashes = head.split("\n")
        word, size = first.split(" ")
        need(word == "old" and len(hashes) <= MOST_HASHES)
        return Request(number_from(size), [hash_from(line) for line in hashes], note)


def text_of(data: bytes) -> str:
    """UTF-8 without control characters but the end of line."""
    with reading("no_text"):
        need(len(data) <= MOST_BYTES)
        text = data.decode()
        need(not any(c < " " and c != "\n" for c in text))
    return text


# ------------------------------------------------------------------------------------------------------
# The witness 见证方


class Witness:
    """The key and the memory of one witness, in the folder `home`."""

    def __init__(self, home: Path) -> None:
        self.home, self.key_file, self.seen = home, home / "key", home / "seen"

    def make_key(self, name: str) -> Key:
        """Make the key, once; asked again it tells the same."""
        if not is_name(name) or not name.isprintable():
            raise Malformed("no_name")
        if not self.key_file.exists():
            self.seen.mkdir(mode=0o700, exist_ok=True)
            if any(self.seen.iterdir()):
                raise Refused("key_gone")
            seed = secrets.token_bytes(32)
            store(self.key_file, json.dumps({"name": name, "seed": seed.hex()}).encode())
        key = self.key()
        if key.name != name:
            raise Refused("other_name", name=key.name)
        return key

    def key(self) -> Key:
        name, seed = self.secret()
        return Key(name, WITNESS_KEY, public_key(seed))

    def secret(self) -> tuple[str, bytes]:
        if not self.key_file.exists():
            raise Refused("no_key")
        with reading("key_damaged"):
            content = json.loads(self.key_file.read_bytes())
            name, seed = content["name"], bytes.fromhex(content["seed"])
            need(is_name(name) and len(seed) == 32)
        return name, seed

    def sign(self, log: Key, request: Request, moment: int) -> tuple[Checkpoint, int | None, str]:
        """Cosign the checkpoint of a request if the log has only grown since the last one.

        Returns the checkpoint, the size seen before (None: this log was never seen), and the cosignature line.
        The checkpoint is on disk, as what was seen last, before the line leaves.
        """
        name, seed = self.secret()
        checkpoint = open_checkpoint(request.note, log)
        seen = self.last_seen(log)
        last = seen or Checkpoint(log.name, 0, EMPTY_ROOT)
        if checkpoint.size < last.size:
            raise Refused("shrank", last=last.size, size=checkpoint.size)
        if checkpoint.size == last.size and checkpoint.root != last.root:
            raise Refused("forked", size=last.size)
        if request.old_size != last.size:
            raise Refused("stale", last=last.size, old=request.old_size)
        if not is_grown(last.size, last.root, checkpoint.size, checkpoint.root, request.proof):
            raise Refused("not_grown", last=last.size)
        line = cosign(name, seed, checkpoint, moment)
        signed = by(log, take_apart(request.note)[1])
        store(self.memory_of(log), "".join([checkpoint.text(), "\n", *map(str, signed), line]).encode())
        return checkpoint, seen.size if seen else None, line

    def last_seen(self, log: Key) -> Checkpoint | None:
        """What was cosigned last, for which the witness's own signature vouches."""
        memory = self.memory_of(log)
        if self.seen.is_dir() and not memory.exists():
            return None
        try:
            note = memory.read_bytes().decode()
            need(times_cosigned(note, self.key()))
        except (Refused, ValueError, FileNotFoundError):
            raise Malformed("memory_damaged") from None
        try:
            return open_checkpoint(note, log)
        except Refused:
            raise Refused("other_key", log=log.name) from None

    def memory_of(self, log: Key) -> Path:
        return self.seen / hashlib.sha256(log.name.encode()).hexdigest()[:32]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time over this folder, so that looking at the memory and writing it is one step."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.home / "lock").open("ab") as lock:
            if sys.platform == "win32":
                msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
            else:
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def store(path: Path, data: bytes) -> None:
    """Put a file in its place whole, readable by its owner alone, and on disk before this returns."""
    new = path.with_name(f"{path.name}.new")
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def new_file(path: Path) -> Iterator[Any]:
    """A file that must not exist yet; it goes again if it cannot be filled."""
    with path.open("xb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            path.unlink()
            raise


# ------------------------------------------------------------------------------------------------------
# A receipt (c2sp.org/tlog-proof) 回执


def canonical(value: object) -> bytes:
    """RFC 8785, for what entries hold: no floats, ASCII names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands twice, two readers may each see another value."""
    need(len(dict(members)) == len(members))
    return dict(members)


def read_entry(data: bytes) -> tuple[Any, bytes]:
    """The leaf object of `N.json` and its bytes in the tree, once its payload agrees with the leaf."""
    with reading("no_entry"):
        file = json.loads(data, object_pairs_hook=once_each)
        leaf, payload, salt = file["entry"], file["payload"], file["salt"]
        need({"n", "t", "at", "ph"} <= leaf.keys())
        hashed = canonical(leaf)
        shown = b"" if payload is None else bytes.fromhex(salt) + canonical(payload)
    if shown and hashlib.sha256(b"panel/payload\0" + shown).hexdigest() != leaf["ph"]:
        raise Refused("other_payload")
    return leaf, hashed


def check_proof(proof: str, entry: bytes, log: Key) -> tuple[Any, Checkpoint, str]:
    """What a receipt proves: the entry, the checkpoint it stands under, and the note with its signatures."""
    leaf, hashed = read_entry(entry)
    head, _, note = proof.partition("\n\n")
    with reading("no_proof"):
        first, second, *hashes = head.split("\n")
        word, number = second.split(" ")
        need(first == "c2sp.org/tlog-proof@v1" and word == "index")
        index, path = number_from(number), [hash_from(line) for line in hashes]
    checkpoint = open_checkpoint(note, log)
    if index != leaf["n"] or not is_included(
        leaf_hash(hashed), index, checkpoint.size, path, checkpoint.root
    ):
        raise Refused("not_included")
    return leaf, checkpoint, note


# ------------------------------------------------------------------------------------------------------
# The program 程序


def read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def when(moment: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment)) if moment < 2**37 else str(moment)


def do_key(asked: argparse.Namespace) -> None:
    witness = Witness(asked.home)
    with witness.alone():
        tell(str(witness.make_key(asked.name)))


def do_sign(asked: argparse.Namespace) -> None:
    log, request = read_key(asked.log, LOG_KEY), read_request(read(asked.request))
    witness = Witness(asked.home)
    with witness.alone(), new_file(asked.answer) as answer:
        checkpoint, before, line = witness.sign(log, request, int(time.time()))
        answer.write(line.encode())
    if before is None:
        tell(*sentences("first_sight"))
    grown = {"log": log.name, "last": before or 0, "size": checkpoint.size}
    tell(*sentences("cosigned", **grown, root=base64_of(checkpoint.root)))


def do_check(asked: argparse.Namespace) -> None:
    log, witnesses = read_key(asked.log, LOG_KEY), [read_key(line, WITNESS_KEY) for line in asked.witness]
    entry = read(asked.proof.with_suffix(".json"))
    leaf, checkpoint, note = check_proof(text_of(read(asked.proof)), entry, log)
    cosigned = {witness.name: times_cosigned(note, witness) for witness in witnesses}
    for name, moments in cosigned.items():
        if not moments:
            raise Refused("not_cosigned", witness=name)
    place = {"n": leaf["n"], "type": leaf["t"], "at": leaf["at"], "size": checkpoint.size}
    tell(*sentences("included", **place, log=log.name))
    for name, moments in cosigned.items():
        tell(*sentences("cosigned_on", witness=name, moment=when(max(moments))))


def tell(*lines: str, to: Any = None) -> None:
    """Harmless to a terminal, whatever a hostile file holds."""
    for line in lines:
        print("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line), file=to)


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(description="日志见证 The witness of a log", allow_abbrev=False)
    commands = whole.add_subparsers(required=True, metavar="key | sign | check")
    key = commands.add_parser("key", help="制作密钥，印出公钥 make the key, print its public half")
    key.add_argument("--name", required=True, help="见证方名称 as witness.example/office")
    key.set_defaults(do=do_key)
    sign = commands.add_parser("sign", help="核对请求并签名 check a request and cosign it")
    sign.add_argument("request", type=Path, help="请求文件 the request")
    sign.add_argument("answer", type=Path, help="回复写入此文件 where the answer goes")
    sign.set_defaults(do=do_sign)
    check = commands.add_parser("check", help="核验回执 check a receipt")
    check.add_argument("proof", type=Path, help="N.tlog-proof，旁有N.json with N.json beside it")
    check.add_argument("--witness", action="append", default=[], metavar="VKEY", help="见证方公钥 its key")
    check.set_defaults(do=do_check)
    for command in (key, sign):
        command.add_argument("--home", type=Path, required=True, metavar="DIR", help="存放目录 its folder")
    for command in (sign, check):
        command.add_argument("--log", required=True, metavar="VKEY", help="日志公钥 the log's key")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    asked = parser().parse_args(arguments)
    try:
        asked.do(asked)
    except Refused as refusal:
        tell(*refusal.sentences, to=sys.stderr)
        return refusal.exit_code
    except OSError as error:
        tell(*sentences("unreadable", file=error.filename, why=error.strerror), to=sys.stderr)
        return Malformed.exit_code
    return 0


# ------------------------------------------------------------------------------------------------------
# What is said 词句

SENTENCES = {
    "no_log_key": ("这不是日志公钥（log.vkey中的一行）。", "That is no key of a log, the line of log.vkey."),
    "no_witness_key": ("这不是见证方公钥。", "That is no key of a witness."),
    "no_name": ("名称不得为空，不得含空格或加号。", "A name is not empty and holds no space or plus."),
    "no_text": (
        "这不是文本文件，或换行被改过：请原样传送文件，不要在编辑器里另存。",
        "That is no plain text, or its line ends were changed: pass files on as they are.",
    ),
    "no_request": (
        "请求文件的格式不对：应为old一行，证明各行，空一行，再是检查点。",
        "The request is malformed: a line “old”, the lines of the proof, an empty one, the checkpoint.",
    ),
    "no_checkpoint": (
        "检查点的格式不对：应为三行，空一行，再是签名行。",
        "The checkpoint is malformed: three lines, an empty one, then the lines that sign it.",
    ),
    "no_proof": ("回执文件的格式不对。", "The receipt is malformed."),
    "no_entry": ("条目文件的格式不对。", "The entry's file is malformed."),
    "unreadable": ("无法读写{file}：{why}", "Cannot read or write {file}: {why}"),
    "no_key": ("此目录没有私钥，请先运行key。", "There is no key in this folder: run “key” first."),
    "key_damaged": (
        "私钥文件已损坏，请从备份恢复。",
        "The key's file is damaged: restore it from its backup.",
    ),
    "key_gone": (
        "私钥不在，而记忆还在：请从备份恢复私钥，或另用一个空目录。",
        "The key is gone while the memory is there: restore the key, or use an empty folder.",
    ),
    "other_name": ("此目录的密钥名为“{name}”。", "The key in this folder is named “{name}”."),
    "memory_damaged": (
        "记忆被改动，或不是这把私钥写下的：请从备份恢复seen目录。",
        "The memory was changed, or written with another key: restore the folder “seen”.",
    ),
    "other_log": (
        "检查点属于日志“{origin}”，不是“{log}”。",
        "The checkpoint belongs to the log “{origin}”, not to “{log}”.",
    ),
    "other_key": (
        "日志“{log}”以前用的是另一把公钥。换钥须另起一期日志，请与对方当面核对。",
        "The log “{log}” had another key before. A new key means a new log: ask in person.",
    ),
    "not_signed": (
        "检查点没有用这把日志公钥签名。",
        "The checkpoint is not signed with this key of the log.",
    ),
    "bad_signature": (
        "检查点上日志的签名不对：内容被改动，或公钥不是这一把。",
        "The log's signature on the checkpoint is wrong: the text was changed, or the key is another.",
    ),
    "shrank": (
        "日志变短了：上次见证{last}条，这次只有{size}条。请保存请求文件，这是证据。",
        "The log shrank: {last} entries when last cosigned, {size} now. Keep the request, it is evidence.",
    ),
    "forked": (
        "日志分叉：同为{size}条，根与上次见证的不同。请保存请求文件，这是证据。",
        "The log forked: of {size} entries, its root is not the one cosigned. Keep the request, it is evidence.",
    ),
    "stale": (
        "请求从{old}条算起，而上次见证的是{last}条。请对方从{last}条算起另作请求。",
        "The request starts from {old} entries, the last cosigned were {last}. Ask for one from {last}.",
    ),
    "not_grown": (
        "证明不成立：日志的前{last}条已不是上次见证的内容（分叉），或证明有误。请保存请求文件并查问。",
        "The first {last} entries are not those cosigned (a fork), or the proof is wrong. Keep the request, ask.",
    ),
    "first_sight": (
        "注意：第一次见到此日志。若以前见证过，说明记忆丢失，请勿发出回复。",
        "This log is seen for the first time. If you cosigned it before, the memory is lost: do not answer.",
    ),
    "cosigned": (
        "已见证日志“{log}”：由{last}条增至{size}条，先前内容未变。根：{root}",
        "Cosigned “{log}”: grown from {last} to {size} entries, nothing before changed. Root: {root}",
    ),
    "other_payload": (
        "条目的内容与其摘要不符。",
        "The entry's payload is not what its leaf has the digest of.",
    ),
    "not_included": ("条目不在这一检查点之下。", "The entry does not stand under this checkpoint."),
    "bad_cosignature": ("见证方“{witness}”的签名不对。", "The cosignature of “{witness}” is wrong."),
    "not_cosigned": ("没有见证方“{witness}”的签名。", "“{witness}” did not cosign this."),
    "included": (
        "第{n}条（{type}，{at}）在日志“{log}”的{size}条之内。",
        "Entry {n} ({type}, {at}) is among the {size} of “{log}”.",
    ),
    "cosigned_on": ("“{witness}”见证于{moment}。", "“{witness}” cosigned it on {moment}."),
}


def sentences(name: str, /, **values: object) -> list[str]:
    """In Chinese and in English."""
    return [sentence.format(**values) for sentence in SENTENCES[name]]


if __name__ == "__main__":
    sys.exit(main())
