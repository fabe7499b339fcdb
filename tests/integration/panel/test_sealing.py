"""Until the session opens nobody but the liaison can tell who sits: every command is tried by every account."""

import io
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import select

from experts.models import Expert
from kernel.errors import PanelError
from panel.models import Candidate, Draw
from panel.panels import find_draw
from service.cli import panel
from service.demo_house import ACCOUNTS
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]

SOAK = bool(os.environ.get("SOAK"))

KEEPS_THE_REGISTER = "registrar"
HANDS_OVER_MAIL = "liaison"
OTHERS = sorted({name for name, *_ in ACCOUNTS} - {KEEPS_THE_REGISTER, HANDS_OVER_MAIL} | {"admin", "rep1"})
NAMES_THE_WHOLE_REGISTER = {"ledger export"}  # by public id, whether in a pool or not
LAST = ("meetings postpone", "meetings cancel", "meetings withdraw")
NOT_TRIED = {"demo", "serve", "db upgrade"}  # no accounts, or no end
UNSEALS = "meetings unseal"
MUST_ANSWER = {"draw show", "meetings show", "recusals show", "invitations list", "draw plan"}

Words = list[str]


@dataclass
class Walk:
    """What somebody saw who tried every command.

    seen: what was printed or written, or the refusal, by command. done: which were not refused.
    """

    seen: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its words, those that only read first."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        elif command is not None:
            yield " ".join((*path, name)), command


@cache
def in_order() -> list[tuple[str, click.Command]]:
    def late(entry: tuple[str, click.Command]) -> tuple[bool, bool]:
        name, command = entry
        return name in LAST, not any("--json" in option.opts for option in command.params)

    return sorted(((n, c) for n, c in leaves(panel) if n not in NOT_TRIED), key=late)


def filled(thread: Thread, command: click.Command, new: Path) -> Words:
    """Arguments and required options, of the ids that the thread knows."""
    known = {"draw_id": "draw", "meeting": "meeting", "case": "case", "tag": "tag", "item": "item"}
    words: Words = []
    for option in command.params:
        fact = thread.facts.get(known.get(option.name or "", ""))
        if isinstance(option, click.Argument):
            words += [fact or value_of(option.type, new, thread)]
        elif option.required or option.name in {"folder", "path", "purpose"}:
            words += [option.opts[-1]] if isinstance(option, click.Option) and option.is_flag else []
            if not (isinstance(option, click.Option) and option.is_flag):
                words += [option.opts[-1], fact or value_of(option.type, new, thread)]
        elif option.name in {"audit", "as_json"}:
            words += [option.opts[-1]]
    return words


def value_of(kind: "click.ParamType[Any]", new: Path, thread: Thread) -> str:
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, click.Path):
        return str(thread.home / "given" / "evidence.txt" if kind.exists else new)
    return "1" if kind.name.startswith("integer") else "演示"


def tried(thread: Thread, account: str) -> Walk:
    """Every command in the name of an account."""
    walk = Walk()
    for number, (name, command) in enumerate(in_order()):
        if (name, account) == (UNSEALS, "supervisor"):
            continue  # is what the test is about
        new = thread.home / f"new-{account}-{number}"
        words = filled(thread, command, new)
        variants = [words]
        if "--audit" in words:
            variants.append([word for word in words if word != "--audit"])
        for variant in variants:
            walk.seen[name] = walk.seen.get(name, "") + said(thread, account, name, variant, walk)
        walk.seen[name] += written(new)
    return walk


def said(thread: Thread, account: str, name: str, words: Words, walk: Walk) -> str:
    printed = io.StringIO()
    thread.desk.actor_name = account
    try:
        with redirect_stdout(printed):
            panel.main([*name.split(), *words], obj=thread.desk, standalone_mode=False)
    except (PanelError, click.ClickException, click.exceptions.Exit) as refusal:
        return f"{printed.getvalue()} {refusal}"
    walk.done.add(name)
    return printed.getvalue()


def written(new: Path) -> str:
    files = [new] if new.is_file() else [path for path in new.rglob("*") if path.is_file()]
    return " ".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@dataclass(frozen=True, slots=True)
class Secrets:
    """names, ids, tags: of everybody in the pool. keys: what opens more."""

    names: set[str]
    ids: set[str]
    tags: set[str]
    keys: set[str]


def secrets_of(thread: Thread) -> Secrets:
    with thread.desk.database.reading() as session:
        pool = select(Expert.name, Expert.public_id, Candidate.tag).join(
            Candidate, Candidate.expert_id == Expert.id
        )
        rows = session.execute(
            pool.join(Draw, Draw.id == Candidate.draw_id).where(Draw.public_id == thread["draw"])
        ).all()
        draw = find_draw(session, thread["draw"])
        keys = {str((draw.result or {})["ticket_key"]), *(str(c.value) for c in draw.contributors)}
        draw_key = thread.desk.vault.open(draw.sealed_key, draw.public_id)
    names, ids, tags = (set(column) for column in zip(*rows, strict=True))
    assert len(names) > 30
    return Secrets(names, ids, tags, {*keys, draw_key})


def found(walk: Walk, secrets: set[str]) -> dict[str, set[str]]:
    hits = {name: {secret for secret in secrets if secret in text} for name, text in walk.seen.items()}
    return {name: words for name, words in hits.items() if words}


WALKS = [("drawn", "convener"), *(("arrived", account) for account in ("convener", "office", "supervisor"))]
ALL_WALKS = [(step, account) for step in ("drawn", "arrived") for account in OTHERS]


def at(plays: Plays, step: str) -> Thread:
    thread = plays.at(step)
    thread.facts["tag"] = thread.read("convener", "draw", "show", thread["draw"])["panel"][0]["tag"]
    return thread


@pytest.mark.parametrize(("step", "account"), ALL_WALKS if SOAK else WALKS)
def test_no_command_tells_who_sits_before_the_names_are_unsealed(
    sqlite_plays: Plays, step: str, account: str
) -> None:
    thread = at(sqlite_plays, step)
    secrets = secrets_of(thread)
    walk = tried(thread, account)

    assert found(walk, secrets.names) == {}
    if account == "supervisor":
        assert found(walk, secrets.ids)
        looks = thread.read("auditor", "draw", "views", thread["draw"])
        assert {look["what"] for look in looks if look["role"] == "supervisor"} == {"audit", "plan"}
    elif account != "auditor":
        assert found(walk, secrets.keys) == {}
        assert found(walk, secrets.ids).keys() <= NAMES_THE_WHOLE_REGISTER
    if account == "convener":
        assert walk.done >= MUST_ANSWER
        assert secrets.tags & set(walk.seen["draw show"].replace('"', " ").split())


def test_the_registrar_sees_names_and_nothing_of_the_draw(sqlite_plays: Plays) -> None:
    thread = at(sqlite_plays, "arrived")
    secrets = secrets_of(thread)
    del thread.facts["tag"]
    walk = tried(thread, KEEPS_THE_REGISTER)

    assert found(walk, secrets.names)  # the walk finds what there is
    assert found(walk, secrets.tags | secrets.keys) == {}
