"""The signer 签名程序: a process of its own that alone holds the log's key, and signs nothing that takes back
what it signed before.

`python -m ledger.signer --home DIR` reads one JSON request per line and answers each with one JSON line; with
`--socket PATH` it does the same for whoever may open that Unix socket, so that it can run under another account:

    {"op": "key", "origin"}      make the key, once; answer {"vkey", "size", "note"}
    {"op": "state", "origin"}    answer {"vkey", "size", "note"}: the key that is there, and what it signed last
    {"op": "sign", "origin", "size", "root": hex, "old_size", "proof": [hex, …]}   answer {"note"}

or refuses with {"error": code, "size"}, where `size`, if not null, is what it signed last, and `code` is `ledger.` and

    signer_bad_request     it cannot be read
    signer_folder          DIR cannot be read or written
    signer_key_missing     there is no key; or the key is gone and what it signed is still there
    signer_key_damaged     the key's file is no key
    signer_state_missing   the last signed checkpoint is gone
    signer_state_damaged   it is not what this key signed
    signer_other_origin    the key was made for another log
    signer_shrank          the log is smaller than what was signed
    signer_stale           the proof does not start where the last signature ended
    signer_fork            the log does not begin with what was signed
    signer_ended           a later log has begun, and this one has ended

DIR holds key and memory of log 1, and a folder `<k>` for log k: a new epoch never touches an older one's.
"""

import argparse
import fcntl
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kernel.errors import PanelError
from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.errors import SignerRefused
from ledger.origin import log_of
from ledger.signer_folder import SignerFolder
from ledger.signer_socket import serve


class Signer:
    """The signer of an installation's logs, over one folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def answer(self, line: str | bytes) -> dict[str, Any]:
        """Do what one request asks."""
        try:
            request = json.loads(line)
            with self._alone():
                return self._answer(request["op"], request["origin"], request)
        except SignerRefused as refusal:
            return {"error": refusal.code, "size": refusal.signed_size}
        except OSError:
            return {"error": "ledger.signer_folder", "size": None}
        except (ValueError, KeyError, TypeError, RecursionError, PanelError):
            return {"error": "ledger.signer_bad_request", "size": None}

    def _answer(self, op: str, origin: str, request: dict[str, Any]) -> dict[str, Any]:
        folder = self._folder(log_of(origin))
        if op == "sign":
            head, old_size, proof = _parse(request)
            if self._folder(log_of(origin) + 1).has_signed():
                raise SignerRefused("ledger.signer_ended")
            return {"note": folder.sign(head, old_size, proof)}
        if op == "key":
            folder.make_key(origin)
        elif op != "state":
            raise ValueError(op)
        key, last, note = folder.state()
        return {"vkey": str(key), "size": last.size, "note": note}

    def _folder(self, log: int) -> SignerFolder:
        return SignerFolder(self._home if log == 1 else self._home / str(log))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request at a time, however many threads and signers stand over this folder."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _parse(request: dict[str, Any]) -> tuple[Checkpoint, int, list[bytes]]:
    """Head, size of the tree the proof starts from, and proof.

    Raises:
        ValueError, KeyError, TypeError: the request is none.
    """
    origin, size, old_size = request["origin"], request["size"], request["old_size"]
    root = bytes.fromhex(request["root"])
    if not isinstance(origin, str) or type(size) is not int or type(old_size) is not int:
        raise TypeError("no head")
    # Read back as any verifier will read it, so that nothing is signed that nobody can parse.
    head = parse_checkpoint(Checkpoint(origin, size, root).text())
    return head, old_size, [bytes.fromhex(item) for item in request["proof"]]


def main() -> None:
    parser = argparse.ArgumentParser(description="The signer of the ledger.")
    parser.add_argument("--home", type=Path, required=True, help="folder of keys and memory")
    parser.add_argument("--socket", type=Path, help="serve this Unix socket instead of standard input")
    options = parser.parse_args()
    signer = Signer(options.home)
    if options.socket:
        serve(options.socket, signer.answer)
        return
    for line in sys.stdin:
        sys.stdout.write(json.dumps(signer.answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
