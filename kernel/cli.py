"""What every command stands on: who acts, one transaction, one sentence, one exit code."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from kernel.clock import Clock, SystemClock
from kernel.config import Config
from kernel.entropy import Entropy, SystemEntropy
from kernel.errors import InputError
from kernel.messages import language, sentence

if TYPE_CHECKING:  # a command that needs no database starts without loading one
    from sqlalchemy.orm import Session

    from kernel.act import Act
    from kernel.database import Database
    from kernel.roles import Actor
    from kernel.vault import Vault

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Desk:
    """Where a command is carried out: the settings, the clock, the randomness, and who sits there."""

    config: Config = field(default_factory=Config.from_env)
    clock: Clock = field(default_factory=SystemClock)
    entropy: Entropy = field(default_factory=SystemEntropy)
    actor_name: str | None = None

    @cached_property
    def database(self) -> "Database":
        from kernel.database import Database

        return Database(self.config.database_url)

    @cached_property
    def vault(self) -> "Vault":
        from kernel.vault import Vault

        return Vault(self.config.keys)

    @contextmanager
    def acting(self, who: "Callable[[Session], Actor] | None" = None) -> "Iterator[Act]":
        """A write transaction in the name of the account at the desk, or of whom `who` finds."""
        from kernel.act import Act
        from kernel.attachments import Attachments

        with self.database.transaction() as session:
            actor = who(session) if who else self.actor(session)
            attachments = Attachments(self.config.attachments)
            yield Act(session, self.clock, self.entropy, actor, self.vault, attachments)

    def actor(self, session: "Session") -> "Actor":
        """The account at the desk.

        Raises:
            InputError: nobody said which.
            NotFound: there is no such account.
        """
        from kernel.accounts import actor_named

        if not self.actor_name:
            raise InputError("kernel.no_actor")
        return actor_named(session, self.actor_name, self.clock.now())

    @contextmanager
    def reading(self, action: str) -> "Iterator[Session]":
        """A session for a read that the account at the desk is authorised for."""
        from kernel.roles import authorize

        with self.database.reading() as session:
            authorize(self.actor(session), action)
            yield session

    def close(self) -> None:
        if "database" in self.__dict__:
            self.database.close()


def desk_command(command: Callable[Concatenate[Desk, P], R]) -> Callable[P, R]:
    """Hand the desk to a command as its first argument."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        desk = click.get_current_context().find_object(Desk)
        if desk is None:
            raise TypeError("no desk in this context")
        return command(desk, *args, **kwargs)

    return update_wrapper(run, command)


def say(code: str, /, **params: object) -> None:
    """Tell the person what was done, in one sentence."""
    click.echo(sentence(code, **params))


def show(rows: Sequence[dict[str, Any]] | dict[str, Any], *, as_json: bool) -> None:
    """Print what was asked for: JSON for programs, else one line per row or fact."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    if isinstance(rows, dict):
        width = max((len(name) for name in rows), default=0)
        for name, value in rows.items():
            click.echo(f"{name.ljust(width)}  {_plain(value)}")
        return
    for row in rows:
        click.echo("  ".join(_plain(value) for value in row.values()))


def _plain(value: object) -> str:
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )


def both(zh: str, en: str) -> str:
    """The help text in the reader's language."""
    return en if language() == "en" else zh


json_option = click.option("--json", "as_json", is_flag=True, help=both("以JSON输出", "print JSON"))
existing_file = click.Path(path_type=Path, dir_okay=False)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet.

    Raises:
        InputError: it exists, or its folder does not.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise InputError("kernel.file_exists", path=path) from None
    except FileNotFoundError:
        raise InputError("kernel.file_unreadable", path=path) from None


def warn(text: str) -> None:
    """A line on standard error, where it disturbs no program that reads the output."""
    print(text, file=sys.stderr)  # noqa: T201  the one place where a command speaks aside
