"""Erasing: one asks, another approves; afterwards the log holds, proofs hold, and the content is gone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from kernel.accounts import Account, AccountRole
from kernel.database import Database
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from ledger.entry import Visibility
from ledger.entry_file import check_entry_file
from ledger.erase import KEPT
from ledger.models import LogEntry, LogPayload
from ledger.queries import entry, payload_of, verifier_key
from ledger.receipts import export_entry
from ledger_house import House, on_sqlite
from ledger_sample import ORIGIN, START, a_record, enter, holds
from panel.ledger_check import TOLD
from tlog_reader import lines, read


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def erase(house: House, n: int) -> None:
    house.run("security", "erase", "request", n, "--reason", "本人依法请求删除")
    assert "内容已抹除" in house.run("office", "erase", "approve", n)


def test_after_an_erasure_the_log_holds_and_the_content_is_gone(house: House) -> None:
    house.run("auditor", "checkpoint")
    with house.database.reading() as session:
        _, old_receipt = export_entry(session, entry(session, 3))
    erase(house, 3)
    house.run("auditor", "checkpoint")

    with house.database.reading() as session:
        kept = session.get_one(LogPayload, 3)
        assert (kept.payload, kept.salt, kept.erased_at) == (None, None, START)
        assert payload_of(session, entry(session, 3)) is None
        assert holds(session)
        key = str(verifier_key(session, ORIGIN))
        content, receipt = export_entry(session, entry(session, 3), frozenset(Visibility))
    for proof in (old_receipt, receipt):
        checked = check_entry_file(content, proof.decode(), key)
        assert (checked.entry.n, checked.payload) == (3, None)


@on_sqlite
def test_the_export_shows_it_withheld(house: House) -> None:
    house.run("office", "export", "--to", house.folder / "out")
    assert lines(house.folder / "out" / "1")[3]["payload"]
    erase(house, 3)
    house.run("office", "export", "--to", house.folder / "out")
    assert lines(house.folder / "out" / "1")[3]["payload"] is None
    assert len(read(house.folder / "out" / "1")) == 9


@on_sqlite
def test_both_steps_are_on_the_log_for_everybody(house: House) -> None:
    erase(house, 3)
    with house.database.reading() as session:
        found = [entry(session, n) for n in (7, 8)]
        assert [(one.type, one.subject, one.by, one.visibility) for one in found] == [
            ("erasure.requested", "log/1/entry/3", "security_admin:sample-security", "public"),
            ("payload.erased", "log/1/entry/3", "lg_office:sample-office", "public"),
        ]
        facts = {"log": 1, "n": 3, "reason": "本人依法请求删除"}
        assert payload_of(session, found[0]) == facts
        assert payload_of(session, found[1]) == {**facts, "requested_by": found[0].by}


@on_sqlite
def test_nothing_is_erased_before_somebody_else_approves(house: House) -> None:
    with pytest.raises(Refused, match="无人申请"):
        house.run("office", "erase", "approve", 3)
    house.run("security", "erase", "request", 3, "--reason", "示例")
    with pytest.raises(NotAllowed):
        house.run("security", "erase", "approve", 3)
    with house.database.transaction() as session:  # both offices in one hand, which accounts forbid
        account = session.scalars(select(Account).where(Account.name == "security")).one()
        account.roles.append(AccountRole(role="lg_office"))
    with pytest.raises(Refused, match="不能批准自己的申请"):
        house.run("security", "erase", "approve", 3)
    with house.database.reading() as session:
        assert payload_of(session, entry(session, 3)) == {"number": 3, "word": "示例"}
    house.run("office", "erase", "approve", 3)


@on_sqlite
def test_the_last_reason_given_counts(house: House) -> None:
    for reason in ("一", "二"):
        house.run("security", "erase", "request", 3, "--reason", reason)
    house.run("office", "erase", "approve", 3)
    with house.database.reading() as session:
        told = payload_of(session, entry(session, 9)) or {}
        assert told["reason"] == "二"


@on_sqlite
def test_an_entry_is_erased_once(house: House) -> None:
    erase(house, 3)
    for actor, words in (("security", ("request", 3, "--reason", "示例")), ("office", ("approve", 3))):
        with pytest.raises(Refused, match="已抹除"):
            house.run(actor, "erase", *words)


@on_sqlite
@pytest.mark.parametrize("type_", sorted(KEPT))
def test_what_draws_votes_and_the_log_rest_on_is_never_erased(house: House, type_: str) -> None:
    with house.database.transaction() as session:
        [kept] = enter(session, a_record(50, type=type_))
    with pytest.raises(Refused, match=type_):
        house.run("security", "erase", "request", kept.n, "--reason", "示例")


@on_sqlite
def test_a_request_made_before_does_not_open_what_is_kept(house: House) -> None:
    house.run("security", "erase", "request", 3, "--reason", "示例")
    with pytest.raises(Refused, match=r"erasure\.requested"):
        house.run("security", "erase", "request", 7, "--reason", "掩盖")


def test_every_type_that_verification_reads_is_kept() -> None:
    assert TOLD <= KEPT
    vote = ["roster.frozen", "vote.opened", "ballot.committed", "vote.closed", "ballots.opened", "tally"]
    assert set(vote) <= KEPT


@on_sqlite
def test_bad_requests_are_refused(house: House) -> None:
    with pytest.raises(NotFound, match="第7条"):
        house.run("security", "erase", "request", 7, "--reason", "示例")
    with pytest.raises(InputError, match="reason"):
        house.run("security", "erase", "request", 3, "--reason", " ")
    with pytest.raises(NotAllowed):
        house.run("office", "erase", "request", 3, "--reason", "示例")
    with house.database.reading() as session:
        assert session.scalar(select(LogEntry.seq).order_by(LogEntry.seq.desc()).limit(1)) == 6
