"""Another process that runs commands on a thread's database, at the thread's time, when it is told to.

As a script it answers one JSON line for each that it reads.
"""

import json
import select
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import text

from kernel.clock import SetClock
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.errors import PanelError
from thread import Refusal, Thread

DONE = Refusal("", 0)
MOMENT = 0.4  # seconds: a command that nobody holds up has long ended by then


class Elsewhere:
    """A process that stays; one command at a time."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, thread: Thread, actor: str, *words: object) -> None:
        """Begin a command there; `end` waits for it."""
        self._tell(thread, {"do": "run", "actor": actor, "words": [str(word) for word in words]})

    def hold(self, thread: Thread) -> None:
        """Begin a write transaction there that holds the head of the log until `release`."""
        self._tell(thread, {"do": "hold"})
        self.end()

    def release(self, thread: Thread) -> None:
        self._tell(thread, {"do": "release"})
        self.end()

    def waits(self) -> bool:
        """Whether the command has not ended within a moment."""
        assert self._process.stdout
        return not select.select([self._process.stdout], [], [], MOMENT)[0]

    def end(self) -> Refusal:
        """How the command ended; `DONE` if nothing stood in its way."""
        assert self._process.stdout
        answer = json.loads(self._process.stdout.readline())
        return Refusal(answer["text"], answer["exit_code"])

    def _tell(self, thread: Thread, what: dict[str, Any]) -> None:
        assert self._process.stdin
        place = {"url": thread.url, "home": str(thread.home), "at": thread.clock.now().isoformat()}
        self._process.stdin.write(json.dumps({**what, **place, "seed": self._seed}) + "\n")
        self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()


def serve() -> None:
    """Answer until nobody asks any more."""
    held = ExitStack()
    for number, line in enumerate(sys.stdin):
        asked = json.loads(line)
        clock = SetClock(datetime.fromisoformat(asked["at"]))
        entropy = RepeatableEntropy(f"{asked['seed']}/{number}".encode())
        thread = Thread(asked["url"], Path(asked["home"]), clock, entropy, {})
        ended = DONE
        try:
            if asked["do"] == "run":
                thread.run(asked["actor"], *asked["words"])
            elif asked["do"] == "hold":
                _hold(held, thread.url)
            else:
                held.close()
        except PanelError as error:
            ended = Refusal(str(error), error.exit_code)
        thread.desk.close()
        sys.stdout.write(json.dumps({"text": ended.text, "exit_code": ended.exit_code}) + "\n")
        sys.stdout.flush()


def _hold(held: ExitStack, url: str) -> None:
    database = Database(url)
    held.callback(database.close)
    session = held.enter_context(database.transaction())
    session.execute(text("UPDATE log_head SET size = size"))


if __name__ == "__main__":
    serve()
