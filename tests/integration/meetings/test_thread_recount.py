"""A vote is counted again from the ledger alone; whoever changes a ballot there is found out."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ledger.models import LogEntry, LogPayload
from meetings.models import Ballot, Vote
from meetings.session.recount import recount_vote
from thread import Thread

pytest_plugins = ["thread_fixtures"]

OTHER = {"agree": "disagree", "disagree": "abstain", "abstain": "agree"}


def entries(session: Session, vote: str, event: str) -> list[tuple[int, dict[str, Any]]]:
    """Number and payload of a vote's entries of one type."""
    of = select(LogPayload.seq, LogPayload.payload).join(LogEntry, LogEntry.seq == LogPayload.seq)
    rows = session.execute(
        of.where(LogEntry.subject == vote, LogEntry.type == event).order_by(LogPayload.seq)
    )
    return [(row.seq, json.loads(row.payload)) for row in rows]


def rewrite(session: Session, n: int, payload: object) -> None:
    content = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    session.execute(update(LogPayload).where(LogPayload.seq == n).values(payload=content))


def agrees(session: Session, vote: str) -> bool:
    return all(finding.agrees for finding in recount_vote(session, vote))


def changed(value: object) -> object:
    """Another value of the same form."""
    if isinstance(value, int):
        return value + 1
    text = str(value)
    return OTHER.get(text) or ("0" if text[0] != "0" else "1") + text[1:]


def forgeries(ballot: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The ballot with one member changed."""
    return ({**ballot, name: changed(value)} for name, value in ballot.items())


def test_a_recount_from_the_ledger_agrees_when_all_ballots_are_gone_from_the_tables(
    thread_at: Callable[[str], Thread],
) -> None:
    thread = thread_at("counted")
    with thread.desk.database.transaction() as session:
        session.execute(delete(Ballot))
        session.execute(update(Vote).values(tally=None))

    assert thread.run("chair", "votes", "recount", thread["vote"]) == 0
    assert all(row["agrees"] for row in thread.read("chair", "votes", "recount", thread["vote"]))


def test_a_changed_choice_is_found_by_the_command(thread_at: Callable[[str], Thread]) -> None:
    thread = thread_at("counted")
    with thread.desk.database.transaction() as session:
        [(n, opened)] = entries(session, thread["vote"], "ballots.opened")
        opened["ballots"][0]["choice"] = OTHER[opened["ballots"][0]["choice"]]
        rewrite(session, n, opened)

    assert thread.run("chair", "votes", "recount", thread["vote"]) == 1
    assert not thread.read("chair", "votes", "recount", thread["vote"])[-1]["agrees"]


def test_any_change_of_any_opened_ballot_is_found(sqlite_thread_at: Callable[[str], Thread]) -> None:
    thread = sqlite_thread_at("counted")
    vote = thread["vote"]
    with thread.desk.database.transaction() as session:
        [(n, opened)] = entries(session, vote, "ballots.opened")
        assert len(opened["ballots"]) == 9  # five units and four experts, the fifth being recused
        for place, ballot in enumerate(opened["ballots"]):
            for forged in forgeries(ballot):
                ballots = [*opened["ballots"][:place], forged, *opened["ballots"][place + 1 :]]
                rewrite(session, n, {**opened, "ballots": ballots})
                assert not agrees(session, vote), (place, forged)
        rewrite(session, n, opened)
        assert agrees(session, vote)


def test_any_change_of_any_commitment_is_found(sqlite_thread_at: Callable[[str], Thread]) -> None:
    thread = sqlite_thread_at("counted")
    vote = thread["vote"]
    with thread.desk.database.transaction() as session:
        for n, committed in entries(session, vote, "ballot.committed"):
            for forged in forgeries(committed):
                rewrite(session, n, forged)
                assert not agrees(session, vote), forged
            rewrite(session, n, committed)
        assert agrees(session, vote)


@pytest.mark.parametrize("change", ["left out", "doubled", "exchanged"])
def test_a_batch_of_other_ballots_is_found(sqlite_thread_at: Callable[[str], Thread], change: str) -> None:
    thread = sqlite_thread_at("counted")
    with thread.desk.database.transaction() as session:
        [(n, opened)] = entries(session, thread["vote"], "ballots.opened")
        first, second, *others = opened["ballots"]
        batches = {
            "left out": [second, *others],
            "doubled": [first, first, second, *others],
            "exchanged": [second, first, *others],
        }
        rewrite(session, n, {**opened, "ballots": batches[change]})

        assert not agrees(session, thread["vote"])
