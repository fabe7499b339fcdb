"""Any order of appending, failing, retrying, signing and proving, against a model that is a list."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import postgres
from kernel.database import Database
from kernel.errors import Refused
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import Entry
from ledger.models import LogCheckpoint, LogKey
from ledger.proof import parse_proof, verify_proof
from ledger.queries import Head, entries_of, newest_checkpoint, proof_of_growth, read_head
from ledger.receipts import receipt
from ledger.signer_folder import SigningKey
from ledger.tree import EMPTY_ROOT, root_hash, verify_consistency
from ledger_sample import ORIGIN, START, a_record, enter, holds

LONGER = 20 if os.environ.get("SOAK") else 1
KEY = SigningKey(ORIGIN, bytes(range(32)))

Fresh = Callable[[], Database]


class LogMachine(RuleBasedStateMachine):
    """The model: the entries that were committed, in order, and the name of each one's act."""

    fresh: Fresh

    @initialize()
    def open_an_empty_log(self) -> None:
        self.database = self.fresh()
        self.entries: list[Entry] = []
        self.acts: dict[int, int] = {}
        self.heads = [Head(0, EMPTY_ROOT)]
        with self.database.transaction() as session:
            session.add(LogKey(origin=ORIGIN, log=1, vkey=str(KEY.public), since=START))

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()

    @rule(acts=st.lists(st.integers(0, 60), min_size=1, max_size=12))
    def enter_in_one_transaction(self, acts: list[int]) -> None:
        with self.database.transaction() as session:
            made = enter(session, *map(a_record, acts))
        for act, entry in zip(acts, made, strict=True):
            if act not in self.acts:
                assert entry.n == len(self.entries)
                self.acts[act] = entry.n
                self.entries.append(entry)
            assert entry == self.entries[self.acts[act]]
        self.heads.append(Head(len(self.entries), root_hash(entry.hash() for entry in self.entries)))

    @rule(acts=st.lists(st.integers(0, 60), min_size=1, max_size=12))
    def enter_and_roll_back(self, acts: list[int]) -> None:
        with self.database.transaction() as session:
            enter(session, *map(a_record, acts))
            session.rollback()

    @rule(acts=st.lists(st.integers(61, 90), max_size=4), data=st.data())
    def enter_something_else_under_a_known_name(self, acts: list[int], data: st.DataObject) -> None:
        if not self.acts:
            return
        act = data.draw(st.sampled_from(sorted(self.acts)))
        with pytest.raises(Refused), self.database.transaction() as session:
            enter(session, *map(a_record, acts), a_record(act, subject="elsewhere"))

    @rule()
    def sign(self) -> None:
        head = self.heads[-1]
        note = KEY.sign(Checkpoint(ORIGIN, head.size, head.root))
        with self.database.transaction() as session:
            kept = LogCheckpoint(origin=ORIGIN, size=head.size, root=head.root, note=note, signed_at=START)
            session.merge(kept)

    @rule(data=st.data())
    def take_a_receipt(self, data: st.DataObject) -> None:
        with self.database.reading() as session:
            newest = newest_checkpoint(session)
            if newest is None or newest.size == 0:
                return
            n = data.draw(st.integers(0, newest.size - 1))
            proof = parse_proof(receipt(session, self.entries[n]))
        assert verify_proof(proof, self.entries[n].hash(), KEY.public, ed25519.verify).size == newest.size

    @rule(data=st.data())
    def prove_growth_between_any_two_heads(self, data: st.DataObject) -> None:
        heads = sorted({head.size: head for head in self.heads}.items())
        old = data.draw(st.sampled_from(heads))[1]
        new = data.draw(st.sampled_from([head for head in heads if head[0] >= old.size]))[1]
        with self.database.reading() as session:
            proof = proof_of_growth(session, old.size, new.size)
        assert verify_consistency(old.size, new.size, proof, old.root, new.root)

    @invariant()
    def the_log_is_the_model(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.reading() as session:
            assert holds(session).head == read_head(session) == self.heads[-1]
            assert entries_of(session, "subject-1") == [e for e in self.entries if e.subject == "subject-1"]


def run(fresh: Fresh, examples: int) -> None:
    machine = type("Machine", (LogMachine,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            derandomize=not os.environ.get("SOAK"),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def test_on_sqlite_the_log_is_what_was_committed(tmp_path: Path, sqlite_template: Path) -> None:
    def fresh() -> Database:
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / "log.sqlite"
        shutil.copy(sqlite_template, path)
        return Database(f"sqlite:///{path}")

    run(fresh, 20 * LONGER)


def test_on_postgresql_the_log_is_what_was_committed(pg_socket: str, pg_template: str) -> None:
    name = "ledger_machine"
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"

    def fresh() -> Database:
        postgres.administer(pg_socket, drop)
        postgres.administer(pg_socket, f"CREATE DATABASE {name} TEMPLATE {pg_template} STRATEGY file_copy")
        return Database(postgres.url(pg_socket, name))

    run(fresh, 6 * LONGER)
    postgres.administer(pg_socket, drop)
