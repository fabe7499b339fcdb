"""Phone, address and document number stand nowhere in clear: not in the register, not in the ledger."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from sqlalchemy import select

from experts.models import Expert
from experts.personal import unseal
from experts.register import suspend
from experts.roster import RosterRow
from kernel.act import Act
from kernel.cli import Desk
from rosters import take_in
from service.models import Base

Acting = Callable[..., AbstractContextManager[Act]]


def everything_stored(desk: Desk) -> bytes:
    stored = []
    with desk.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                stored += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(stored)


def test_no_table_and_no_ledger_row_holds_them(desk: Desk, acting: Acting, roster: list[RosterRow]) -> None:
    with acting() as act:
        take_in(act, roster)
    with acting() as act:
        take_in(act, [replace(roster[0], record=replace(roster[0].record, title="研究员"))])
        suspend(act, act.session.scalars(select(Expert.public_id)).first() or "", "核查")
    stored = everything_stored(desk)
    assert roster[0].record.name.encode() in stored  # the search itself finds what is there
    for row in roster:
        for secret in (row.record.document, row.record.document[6:14], row.record.mobile, row.record.email):
            assert secret.encode() not in stored


def test_what_is_sealed_can_be_opened_with_the_key(
    desk: Desk, acting: Acting, roster: list[RosterRow]
) -> None:
    with acting() as act:
        take_in(act, roster[:1])
    with desk.database.reading() as session:
        expert = session.scalars(select(Expert)).one()
    record = roster[0].record
    for what, sealed in (("document", expert.document), ("mobile", expert.mobile), ("email", expert.email)):
        assert unseal(act.vault, expert.public_id, what, sealed) == getattr(record, what)
