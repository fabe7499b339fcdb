"""The demonstration's witness: the leading group's office runs the one-file program on a machine of its own."""

import json
import sys
from importlib.resources import as_file, files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from ledger.queries import verifier_key
from service.stage import Stage

NAME = "witness.expert-panel.example/office"


class OfficeWitness:
    """`verifiers/witness.py` over a folder of its own; files go to and fro.

    The play calls it instead of starting it, because its clock is set and its key is known to everybody.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._program = _load()
        self._files = stage.folder / "witness"
        home = self._files / "home"
        (home / "seen").mkdir(parents=True)
        (home / "key").write_text(json.dumps({"name": NAME, "seed": stage.desk.entropy.bytes(32).hex()}))
        self._witness = self._program.Witness(home)
        self._asked = 0

    def introduce(self) -> None:
        """The witness's key is entered."""
        self._stage.run("security", "ledger", "witness", "add", NAME, self._witness.make_key(NAME))

    def cosign(self) -> None:
        """One request goes there, one answer comes back."""
        self._asked += 1
        request, answer = (self._files / f"{self._asked}.{kind}" for kind in ("request", "answer"))
        self._stage.run("office", "ledger", "witness", "request", NAME, "--out", request)
        answer.write_text(self._answer(request), encoding="utf-8")
        self._stage.tell(
            f"（办公室在自己的计算机上）python3 witness.py sign … {request.name} {answer.name}",
            f"(the office, on a machine of its own) python3 witness.py sign … {request.name} {answer.name}",
        )
        self._stage.run("office", "ledger", "witness", "accept", answer)

    def _answer(self, request: Path) -> str:
        log = self._program.read_key(self._log_key(), self._program.LOG_KEY)
        asked = self._program.read_request(request.read_bytes())
        now = int(self._stage.clock.now().timestamp())
        line: str = self._witness.sign(log, asked, now)[2]
        return line

    def _log_key(self) -> str:
        """Handed over in person, once; here it is read from the database."""
        with self._stage.desk.database.reading() as session:
            return str(verifier_key(session, self._stage.desk.config.log_origin))


def _load() -> ModuleType:
    """The program as a module: it is one file, in no package."""
    with as_file(files("verifiers") / "witness.py") as path:
        spec = spec_from_file_location("witness", path)
        if spec is None or spec.loader is None:
            raise ImportError(path)
        module = module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return module
