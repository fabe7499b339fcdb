"""The thread with a thin pool: a seat stays open, and a supplement is drawn for it beside the panel."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from experts.models import Expert
from experts.register import amend
from experts.whole import record_of
from kernel.accounts import actor_named
from meetings.invitations.invite import find_by_code
from panel.panels import candidate, find_draw, sitting
from thread_steps import codes, deliver

if TYPE_CHECKING:
    from thread import Thread

RARE = "I03:1:region=CITY"
THIN = ("--seats", "L01:2", "--seats", "I05:2", "--seats", RARE)
RARE_SEAT = 4
FURTHER = 3
CAUSE = "演示：工程质量席位空缺"


def held_by(thread: "Thread", draw: str) -> dict[int, str]:
    """The tags of a draw's members by seat."""
    panel = thread.read("convener", "draw", "show", draw)["panel"]
    return {member["seat"]: member["tag"] for member in panel}


def code_of(thread: "Thread", tag: str) -> str:
    """The personal code that was delivered to the member with that tag."""
    with thread.desk.database.reading() as session:
        by_tag = {find_by_code(session, thread.desk.vault, code).tag: code for code in codes(thread)}
    return by_tag[tag]


def decline(thread: "Thread", draw: str, seat: int) -> str:
    """Whoever holds a seat declines, and mail goes out; what the command printed."""
    printed = thread.output(
        "", "invitations", "decline", code_of(thread, held_by(thread, draw)[seat]), "--cause", "TRAVEL"
    )
    deliver(thread)
    return printed


def contribute(thread: "Thread", draw: str) -> None:
    for who in ("convener", "supervisor"):
        thread.run(who, "draw", "commit", draw, "--secret", thread.home / f"{who}-{draw[:8]}.json")


def reveal(thread: "Thread", draw: str, *who: str) -> None:
    for party in who or ("convener", "supervisor"):
        thread.run(party, "draw", "reveal", draw, "--secret", thread.home / f"{party}-{draw[:8]}.json")


def ceremony(thread: "Thread", draw: str) -> None:
    """From the commitments to the result."""
    contribute(thread, draw)
    thread.run("convener", "draw", "publish", draw)
    reveal(thread, draw)


def seat_open(thread: "Thread") -> None:
    """Both experts who fit the rare seat decline; three lawyers, next in line on the panel, learn its field."""
    thread.at("11-30T08:30")
    freeze = ("draw", "freeze", thread["meeting"], *THIN, "--reveal-by", "2026-11-30T12:00")
    draw = thread.facts["draw"] = thread.run("convener", *freeze)
    ceremony(thread, draw)
    thread.at("11-30T09:00")
    thread.run("convener", "invitations", "send", thread["meeting"])
    deliver(thread)
    while RARE_SEAT in held_by(thread, draw):
        thread.facts["told"] = decline(thread, draw, RARE_SEAT)
    for tag in held_by(thread, draw).values():
        thread.run("", "invitations", "accept", code_of(thread, tag))
    experts = next_in_line(thread, draw, 0)
    thread.facts["learned"] = " ".join(map(str, experts))
    for expert in experts:
        learn(thread, expert)


def next_in_line(thread: "Thread", draw: str, seat: int) -> list[int]:
    """Who would hold a seat one after the other, if everybody left it."""
    with thread.desk.database.reading() as session:
        found = find_draw(session, draw)
        panel = sitting(found)
        experts = []
        for _ in range(FURTHER):
            succession = panel.without(panel.sitting.members[seat].tag)
            panel = replace(panel, sitting=succession.after)
            experts.append(candidate(session, found, panel.sitting.members[seat].tag).expert_id)
        return experts


def learn(thread: "Thread", expert: int, field: str = "I03") -> None:
    """The register learns that an expert lives in the city and knows one field more."""
    with thread.desk.acting(lambda session: actor_named(session, "registrar")) as act:
        key = act.session.get_one(Expert, expert).public_id
        known = record_of(act.session, act.vault, key)
        fields = tuple(sorted({*known.fields, field}))
        amend(act, {key: replace(known, fields=fields, attributes={**known.attributes, "region": "CITY"})})


def learned(thread: "Thread") -> list[int]:
    """The three who can sit in the supplement: next in line for the panel's first two seats."""
    return [int(number) for number in thread["learned"].split()]


def on_leave(thread: "Thread", *experts: int) -> None:
    from recusal_world import go_on_leave  # which looks at threads itself

    day = date(2026, 12, 2)
    with thread.desk.database.transaction() as session:
        for expert in experts:
            go_on_leave(session, session.get_one(Expert, expert).name, day, day)


def supplement(thread: "Thread", reveal_by: str = "2026-11-30T18:00") -> str:
    """Freeze a supplement for the thread's meeting."""
    words = ("draw", "supplement", thread["meeting"], "--cause", CAUSE, "--reveal-by", reveal_by)
    return str(thread.run("convener", *words))


def supplement_frozen(thread: "Thread") -> None:
    thread.at("11-30T14:00")
    thread.facts["supplement"] = supplement(thread)


def supplement_published(thread: "Thread") -> None:
    contribute(thread, thread["supplement"])
    thread.run("convener", "draw", "publish", thread["supplement"])


def supplement_drawn(thread: "Thread") -> None:
    thread.at("11-30T14:30")
    reveal(thread, thread["supplement"])


def supplement_invited(thread: "Thread") -> None:
    thread.run("convener", "invitations", "send", thread["meeting"])
    deliver(thread)


Play = Callable[["Thread"], None]
PLAYS: dict[str, Play] = {
    "convened": seat_open,
    "seat_open": supplement_frozen,
    "supplement_frozen": supplement_published,
    "supplement_published": supplement_drawn,
    "supplement_drawn": supplement_invited,
}
STEPS: dict[str, tuple[str | None, Play]] = {play.__name__: (before, play) for before, play in PLAYS.items()}
"""Every step by its name: the step before it, and how it is played; they go on from the thread's own."""
