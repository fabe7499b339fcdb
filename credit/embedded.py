"""The credit store that comes with the service: the port over a database of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.models import ConductRow, CreditBase, QueryLog, SubjectRow
from credit.port import Conduct, Polarity, Severity, Subject, SubjectType
from kernel.clock import Clock
from kernel.config import Config
from kernel.database import Database
from kernel.errors import NotFound
from kernel.paging import Slice, sliced
from kernel.text import clean


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """`CreditStore` over SQL. The log line commits also where nothing is found: asking is what is logged."""

    database: Database
    clock: Clock

    def subject(self, key: str, *, purpose: str, who: str) -> Subject:
        with self._logged("subject", key, purpose, who) as session:
            found = _subject(session, key)
        if found is None:
            raise NotFound("credit.unknown_subject", key=key)
        return _as_subject(found)

    def conduct(self, key: str, *, purpose: str, who: str) -> list[Conduct]:
        with self._logged("conduct", key, purpose, who) as session:
            found = _subject(session, key)
            records = _conduct_of(session, found) if found else []
        if found is None:
            raise NotFound("credit.unknown_subject", key=key)
        return [_as_conduct(record) for record in records]

    def all_subjects(self, *, purpose: str, who: str) -> Sequence[SubjectRow]:
        """Every subject in the order of entry, for an export."""
        with self._logged("subject", "*", purpose, who) as session:
            found = session.scalars(select(SubjectRow).order_by(SubjectRow.id)).all()
            session.expunge_all()
        return found

    def all_conduct(self, *, purpose: str, who: str) -> Sequence[ConductRow]:
        """Every conduct record in the order of entry, for an export."""
        with self._logged("conduct", "*", purpose, who) as session:
            found = session.scalars(select(ConductRow).order_by(ConductRow.id)).all()
            session.expunge_all()
        return found

    def queries(self, cursor: str) -> Slice[QueryLog]:
        """A page of who asked for what, the newest first."""
        with self.database.reading() as session:
            return sliced(session, select(QueryLog), [QueryLog.id], cursor, descending=True)

    @contextmanager
    def _logged(self, resource: str, key: str, purpose: str, who: str) -> Iterator[Session]:
        line = QueryLog(
            at=self.clock.now(),
            who=clean("who", who),
            purpose=clean("purpose", purpose),
            resource=resource,
            key=key,
        )
        with self.database.transaction() as session:
            session.add(line)
            yield session


@contextmanager
def open_store(config: Config, clock: Clock) -> Iterator[EmbeddedStore]:
    """The embedded store at `config.credit_url`, for as long as the block lasts."""
    database = Database(config.credit_url, CreditBase.metadata)
    try:
        yield EmbeddedStore(database, clock)
    finally:
        database.close()


def _subject(session: Session, key: str) -> SubjectRow | None:
    return session.scalar(select(SubjectRow).where((SubjectRow.uscc == key) | (SubjectRow.number == key)))


def _conduct_of(session: Session, subject: SubjectRow) -> Sequence[ConductRow]:
    newest_first = (ConductRow.document_on.desc(), ConductRow.id.desc())
    of_subject = select(ConductRow).where(ConductRow.subject_id == subject.id)
    return session.scalars(of_subject.order_by(*newest_first)).all()


def _as_subject(row: SubjectRow) -> Subject:
    return Subject(
        number=row.number,
        type=SubjectType(row.type),
        name=row.name,
        uscc=row.uscc,
        id_mask=row.id_mask,
        legal_representative=row.legal_representative,
        region=row.region,
    )


def _as_conduct(row: ConductRow) -> Conduct:
    return Conduct(
        number=row.number,
        polarity=Polarity(row.polarity),
        item_code=row.item_code,
        fact=row.fact,
        severity=Severity(row.severity) if row.severity else None,
        occurred_on=row.occurred_on,
        document_kind=row.document_kind,
        document_no=row.document_no,
        document_on=row.document_on,
        document_organ=row.document_organ,
        document_organ_uscc=row.document_organ_uscc,
    )
