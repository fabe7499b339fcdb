"""People of the register, and the version of the record that holds now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from experts.models import MAY_RETURN, Expert, ExpertLeaf, ExpertStateChange
from experts.record import ExpertRecord
from experts.versions import NewVersion, batches
from kernel.errors import NotFound, Refused
from kernel.messages import word


@dataclass(frozen=True, slots=True)
class Known:
    """A person in the register and the version of the record that holds now; no leaf where none does."""

    id: int
    public_id: str
    identity: str
    version: int = 0
    leaf: str = ""
    opening: str = ""

    def next(self, record: ExpertRecord) -> NewVersion:
        """The version that a new record makes."""
        return NewVersion(
            self.id,
            self.public_id,
            self.version + 1,
            self.identity,
            record.fields,
            record.attributes,
            record.employments,
        )


def find_known(session: Session, public_ids: Sequence[str]) -> list[Known]:
    """These experts, in the order of entry.

    Raises:
        NotFound: one of them is not in the register.
        Refused: one of them has left it.
    """
    found = []
    for batch in batches(public_ids):
        rows = session.execute(
            select(
                Expert.id,
                Expert.public_id,
                Expert.identity,
                ExpertLeaf.version,
                ExpertLeaf.leaf,
                ExpertLeaf.opening,
                Expert.state,
            )
            .outerjoin(ExpertLeaf, and_(ExpertLeaf.expert_id == Expert.id, ExpertLeaf.is_current.is_(True)))
            .where(Expert.public_id.in_(batch))
            .order_by(Expert.id)
        )
        for row in rows:
            if row.leaf is None:
                raise Refused("experts.has_left", id=row.public_id, state=word("expert", row.state))
            found.append(Known(*row[:-1]))
    missing = set(public_ids) - {known.public_id for known in found}
    if missing:
        raise NotFound("experts.unknown", id=min(missing))
    return found


def find_former(session: Session, identity: str) -> Known | None:
    """Somebody who left the register and may return; the version is that of the step by which they left."""
    table = ExpertStateChange
    last = select(func.max(table.version)).where(table.expert_id == Expert.id).scalar_subquery()
    columns = (Expert.id, Expert.public_id, Expert.identity, last)
    left = select(*columns).where(Expert.identity == identity, Expert.state.in_(MAY_RETURN))
    row = session.execute(left).one_or_none()
    return Known(*row) if row else None


def find_one(session: Session, public_id: str) -> Known:
    """One expert; raises as `find_known` does."""
    return find_known(session, [public_id])[0]
