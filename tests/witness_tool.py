"""The witness's one file as a module, and invented logs that ask it for cosignatures."""

import importlib.util
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.note import VerifierKey, encode_base64, sign_note
from ledger.tree import Frontier, consistency_proof, leaf_hash, node_key, root_hash

PROGRAM = Path(__file__).parents[1] / "verifiers" / "witness.py"
ORIGIN = "sample.example/log/1"
NAME = "witness.example/office"
SEED = b"an invented key of an invented l"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("witness", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["witness"] = module
    spec.loader.exec_module(module)
    return module


witness = _load()


def leaves(count: int, word: str = "entry") -> list[bytes]:
    return [leaf_hash(f"{word} {number}".encode()) for number in range(count)]


@dataclass
class Log:
    """A log that says whatever it is told to say."""

    leaves: list[bytes] = field(default_factory=lambda: leaves(20))
    origin: str = ORIGIN
    seed: bytes = SEED

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.origin, ed25519.public_key(self.seed))

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, root_hash(self.leaves[:size]))

    def note(self, size: int) -> str:
        text = self.checkpoint(size).text()
        return sign_note(text, self.key, lambda message: ed25519.sign(self.seed, message))

    def proof(self, old_size: int, size: int) -> list[str]:
        nodes = dict(enumerate(self.leaves))
        frontier = Frontier()
        for leaf in self.leaves[:size]:
            nodes.update(frontier.append(leaf))
        path = consistency_proof(old_size, size, lambda *at: nodes[node_key(*at)])
        return [encode_base64(item) for item in path]

    def request(self, old_size: int, size: int) -> str:
        proof = self.proof(old_size, size) if old_size <= size else []
        return "".join(f"{line}\n" for line in (f"old {old_size}", *proof, "")) + self.note(size)
