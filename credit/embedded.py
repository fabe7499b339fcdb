"""The credit store that comes with the service: the port over a database of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.models import ConductRow, CreditBase, EditionRow, ItemRow, MeasureRow, QueryLog, SubjectRow
from credit.port import (
    BasisLevel,
    CatalogueItem,
    CatalogueMeasure,
    Conduct,
    MeasureClass,
    Polarity,
    Severity,
    Subject,
    SubjectType,
)
from kernel.clock import Clock
from kernel.config import Config
from kernel.database import Database
from kernel.errors import NotFound
from kernel.text import clean


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """`CreditStore` over SQL. The log line commits also where nothing is found: asking is what is logged."""

    database: Database
    clock: Clock

    def subject(self, uscc: str, *, purpose: str, who: str) -> Subject:
        with self._logged("subject", uscc, purpose, who) as session:
            found = _subject(session, uscc)
        if found is None:
            raise NotFound("credit.unknown_subject", uscc=uscc)
        return _as_subject(found)

    def conduct(self, uscc: str, *, purpose: str, who: str) -> list[Conduct]:
        with self._logged("conduct", uscc, purpose, who) as session:
            found = _subject(session, uscc)
            records = _conduct_of(session, found) if found else []
        if found is None:
            raise NotFound("credit.unknown_subject", uscc=uscc)
        return [_as_conduct(record) for record in records]

    def item(self, code: str, *, on: date, purpose: str, who: str) -> CatalogueItem:
        with self._logged("item", f"{code}@{on}", purpose, who) as session:
            found = _item_in_force(session, code, on)
        if found is None:
            raise NotFound("credit.unknown_item", item=code, on=on)
        return _as_item(found)

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


def _subject(session: Session, uscc: str) -> SubjectRow | None:
    return session.scalar(select(SubjectRow).where(SubjectRow.uscc == uscc))


def _conduct_of(session: Session, subject: SubjectRow) -> Sequence[ConductRow]:
    newest_first = (ConductRow.document_on.desc(), ConductRow.id.desc())
    of_subject = select(ConductRow).where(ConductRow.subject_id == subject.id)
    return session.scalars(of_subject.order_by(*newest_first)).all()


def _item_in_force(session: Session, code: str, on: date) -> ItemRow | None:
    begun = select(EditionRow.edition).where(EditionRow.valid_from <= on)
    in_force = begun.order_by(EditionRow.valid_from.desc()).limit(1).scalar_subquery()
    return session.scalar(select(ItemRow).where(ItemRow.edition == in_force, ItemRow.code == code))


def _as_subject(row: SubjectRow) -> Subject:
    return Subject(
        number=row.number,
        type=SubjectType(row.type),
        name=row.name,
        uscc=row.uscc,
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


def _as_item(row: ItemRow) -> CatalogueItem:
    return CatalogueItem(
        edition=row.edition,
        code=row.code,
        polarity=Polarity(row.polarity),
        title=row.title,
        unit_uscc=row.unit_uscc,
        unit_name=row.unit_name,
        treatment=row.treatment,
        subject_types=frozenset(SubjectType(kind) for kind in row.subject_types),
        domain=row.domain,
        special_group=row.special_group,
        term_min_months=row.term_min_months,
        term_max_months=row.term_max_months,
        evidence=row.evidence,
        basis_level=BasisLevel(row.basis_level),
        basis_text=row.basis_text,
        basis_source=row.basis_source,
        basis_on=row.basis_on,
        basis_confirmed=row.basis_confirmed,
        measures=tuple(_as_measure(measure) for measure in row.measures),
    )


def _as_measure(row: MeasureRow) -> CatalogueMeasure:
    return CatalogueMeasure(
        code=row.code,
        content=row.content,
        measure_class=MeasureClass(row.measure_class),
        implementer_uscc=row.implementer_uscc,
        implementer_name=row.implementer_name,
        basis_level=BasisLevel(row.basis_level),
        basis_text=row.basis_text,
        basis_source=row.basis_source,
        basis_on=row.basis_on,
        basis_confirmed=row.basis_confirmed,
    )
