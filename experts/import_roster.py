"""Taking a roster into the register 导入专家花名册: all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from experts.eligibility import LOOK_BACK_YEARS, years_before
from experts.leaf import identity_digest
from experts.models import Expert, ExpertEmployment
from experts.register import amend, enter
from experts.roster import RosterRow, refuse
from experts.roster_row import EMPLOYER
from experts.versions import batches
from kernel.act import Act
from kernel.clock import local
from kernel.messages import sentence
from kernel.roles import authorize


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people a roster brought, changed, and left as they were."""

    entered: int
    amended: int
    unchanged: int


def import_roster(act: Act, rows: Sequence[RosterRow]) -> Imported:
    """Enter whom the register does not know yet, and amend whose data changed.

    Args:
        rows: what `read_roster` gave: nobody twice.

    Raises:
        InputError: a row leaves out an employer of the last three years; names every such row.
        Refused: somebody else entered or changed one of them at the same time.
    """
    authorize(act.actor, "experts.import")
    key = act.vault.register_key
    identities = [identity_digest(key, row.record.document) for row in rows]
    known = _known(act, identities)
    entered = [row for row, identity in zip(rows, identities, strict=True) if identity not in known]
    changed = {
        known[identity].id: row
        for row, identity in zip(rows, identities, strict=True)
        if identity in known and known[identity].fingerprint != row.record.fingerprint(key)
    }
    refuse(_lost_employers(act, changed))
    public_ids = {person.id: person.public_id for person in known.values()}
    if entered:
        enter(act, [row.record for row in entered])
    if changed:
        amend(act, {public_ids[expert_id]: row.record for expert_id, row in changed.items()})
    return Imported(len(entered), len(changed), len(rows) - len(entered) - len(changed))


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    public_id: str
    identity: str
    fingerprint: str


def _known(act: Act, identities: Sequence[str]) -> dict[str, _Known]:
    found = {}
    columns = (Expert.id, Expert.public_id, Expert.identity, Expert.fingerprint)
    for batch in batches(identities):
        for row in act.session.execute(select(*columns).where(Expert.identity.in_(batch))):
            person = _Known(*row)
            found[person.identity] = person
    return found


def _lost_employers(act: Act, changed: Mapping[int, RosterRow]) -> list[str]:
    """Rows that would make the register forget an employer that can still bar the expert (R01)."""
    since = years_before(local(act.clock.now()).date(), LOOK_BACK_YEARS)
    problems = []
    for batch in batches(list(changed)):
        for expert_id, employer, key in _recent_employers(act, batch, since):
            row = changed[expert_id]
            if key not in {work.key for work in row.record.employments}:
                what = sentence("experts.employer_lost", employer=employer)
                problems.append(row.place.problem(EMPLOYER[0], what))
    return problems


def _recent_employers(act: Act, expert_ids: Sequence[int], since: date) -> list[tuple[int, str, str]]:
    table = ExpertEmployment
    recent = or_(table.ends.is_(None), table.ends >= since)
    rows = act.session.execute(
        select(table.expert_id, table.employer, table.uscc)
        .where(table.expert_id.in_(expert_ids), recent)
        .order_by(table.expert_id, table.begins)
    )
    return [(expert_id, employer, uscc or employer) for expert_id, employer, uscc in rows]
