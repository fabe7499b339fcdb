"""A meeting of the demonstration: draw, invitations, session."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from panel.draw.seed import commitment
from service.demo_house import representative
from service.demo_witness import OfficeWitness
from service.stage import Stage

SOURCE = "演示公开摇号结果"
AGREE, DISAGREE, ABSTAIN = "agree", "disagree", "abstain"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part in one meeting, by account."""

    convener: str
    chair: str
    recorder: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting and how it goes.

    day: of 2026, such as `12-08`. doors, begins: when people come and when it begins, in Shanghai.
    seats: as the freeze takes them. beacon: what the announced beacon says, if the draw waits for one.
    """

    cast: Cast
    meeting: str
    day: str
    doors: str
    begins: str
    seats: Sequence[str]
    beacon: str = ""


def draw(stage: Stage, sitting: Sitting, witness: OfficeWitness, day: str) -> str:
    """The ceremony on a day, from freeze to result; the draw's id."""
    stage.at(day, "08:30")
    convener = sitting.cast.convener
    seats = [word for group in sitting.seats for word in ("--seats", group)]
    stage.run(convener, "draw", "chances", sitting.meeting, *seats, "--cap", 1)
    stage.run(convener, "draw", "rehearse", sitting.meeting, *seats, "--cap", 1, "--trials", 20)
    beacon = ("--beacon", f"announced:{SOURCE}@2026-{day}T08:50") if sitting.beacon else ()
    freeze = ("--cap", 1, "--reveal-by", f"2026-{day}T08:48", *beacon)
    number = stage.run(convener, "draw", "freeze", sitting.meeting, *seats, *freeze)
    _commit(stage, convener, number)
    stage.run(convener, "draw", "publish", number)
    own = _secrets(stage, number) / "supervisor.json"
    stage.refused("supervisor", "draw", "reveal", number, "--secret", own)
    stage.at(day, "08:40")
    witness.cosign()
    plan = stage.folder / "secrets" / number[:8] / "plan"
    stage.run("supervisor", "draw", "plan", number, "--to", plan)
    stage.run("", "draw", "check-plan", plan, "--secret", own, "--sheet", own.with_suffix(".html"))
    stage.refused("supervisor", "draw", "reveal", number, "--secret", own)
    for who in (convener, "supervisor"):
        stage.run(who, "draw", "reveal", number, "--secret", _secrets(stage, number) / f"{who}.json")
    if sitting.beacon:
        stage.at(day, "08:55")
        stage.run(convener, "draw", "announce", number, sitting.beacon)
        stage.run("supervisor", "draw", "confirm-beacon", number, sitting.beacon)
    return number


def _commit(stage: Stage, convener: str, number: str) -> None:
    """The convener's secret is made where the command runs, the supervisor's on a device of its own."""
    folder = _secrets(stage, number)
    folder.mkdir(parents=True)
    stage.run(convener, "draw", "commit", number, "--secret", folder / f"{convener}.json")
    party = stage.read("supervisor", "draw", "show", number)["you"]
    own = folder / "supervisor.json"
    stage.run("", "draw", "secret", number, party, "--out", own)
    made = commitment(number, party, json.loads(own.read_text())["value"])
    stage.run("supervisor", "draw", "commit", number, "--commitment", made)


def _secrets(stage: Stage, number: str) -> Path:
    return stage.folder / "secrets" / number[:8]


def invite(stage: Stage, sitting: Sitting, number: str, day: str) -> None:
    """Everybody is asked; the first declines, the second stays silent, successors come at once."""
    stage.at(day, "09:00")
    stage.run(sitting.cast.convener, "invitations", "send", sitting.meeting)
    deliver(stage)
    first, second, *others = stage.sitting(number)
    stage.at(day, "10:10")
    stage.run("", "invitations", "decline", first, "--cause", "TRAVEL")
    for code in others:
        stage.run("", "invitations", "accept", code)
    deliver(stage)
    stage.at(day, "13:00")
    stage.run("liaison", "invitations", "time-out", sitting.meeting)
    deliver(stage)
    accept_rest(stage, number, {first, second, *others})


def accept_rest(stage: Stage, number: str, answered: set[str]) -> None:
    """Whoever sits now and has not answered accepts."""
    for code in stage.sitting(number):
        if code not in answered:
            stage.run("", "invitations", "accept", code)


def deliver(stage: Stage) -> None:
    stage.run("liaison", "invitations", "deliver", "--to", stage.folder / "mail")


def come(stage: Stage, sitting: Sitting, number: str) -> list[str]:
    """Units and experts check in, the names are unsealed; the units' codes."""
    shown = stage.read(sitting.cast.convener, "meetings", "show", sitting.meeting)
    units = [unit["uscc"] for unit in shown["units"]]
    stage.at(sitting.day, sitting.doors)
    for place, unit in enumerate(units, 1):
        came = ("--unit", unit, "--person", f"演示代表{place}")
        stage.run(sitting.cast.recorder, "meetings", "check-in", sitting.meeting, *came)
    for code in stage.sitting(number):
        stage.run(sitting.cast.recorder, "meetings", "check-in-expert", sitting.meeting, "--code", code)
    stage.at(sitting.day, sitting.begins)
    stage.run("supervisor", "meetings", "unseal", sitting.meeting)
    return units


def vote(
    stage: Stage,
    sitting: Sitting,
    item: str,
    units: Mapping[str, str],
    experts: Mapping[str, str],
) -> None:
    """Opinions, ballots and the count on one item.

    units: the choice of every unit that votes, by code.
    experts: the choice of every expert who takes part, by personal code.
    """
    words = {
        AGREE: ("--agree", "--reasons", "事实清楚，依据充分，措施与行为有关联，同意。"),
        DISAGREE: ("--disagree", "--reasons", "事实清楚，但建议缩短期限，给予整改机会。"),
    }
    for code, choice in experts.items():
        stage.run("", "votes", "opine", item, "--code", code, *words[choice])
    opened = stage.run(sitting.cast.chair, "votes", "open", item, "--starts-on", "2026-12-15")
    receipts = stage.folder / "receipts" / item[:8]
    receipts.mkdir(parents=True)
    for unit, choice in units.items():
        receipt = receipts / f"{unit}.tlog-proof"
        cast = ("votes", "cast", opened, "--choice", choice, "--receipt", receipt)
        stage.run(representative(stage, unit), *cast)
    for code, choice in experts.items():
        stage.run("", "votes", "cast", opened, "--choice", choice, "--code", code)
    stage.run(sitting.cast.chair, "votes", "close", opened)
    stage.run(sitting.cast.chair, "votes", "recount", opened)
