"""The rows of a roster compared with the register: who is known, who has left, what would change."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from experts.eligibility import LOOK_BACK_YEARS, years_before
from experts.findings import Findings
from experts.models import LEFT, Expert, ExpertState, ExpertStateChange
from experts.record import Employment, ExpertRecord
from experts.records import STREAM, read_records
from experts.roster_row import DOCUMENT, EMPLOYER
from experts.same_person import differing, likeness_of
from experts.versions import batches
from kernel.clock import local
from kernel.messages import sentence, word
from kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the register, without the record."""

    id: int
    public_id: str
    identity: str
    fingerprint: str
    state: str


@dataclass(frozen=True, slots=True)
class People:
    """Whom of the register a roster may mean.

    by_identity: who has a number of the roster.
    by_name: ids of those, still in the register, who have a name of it.
    """

    by_identity: Mapping[str, Person]
    by_name: Mapping[str, Sequence[int]]


def find_people(session: Session, identities: Collection[str], names: Collection[str]) -> People:
    """One look at the whole register that keeps only whom the roster may mean."""
    by_identity: dict[str, Person] = {}
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    columns = (Expert.id, Expert.public_id, Expert.identity, Expert.fingerprint, Expert.state)
    for row in session.execute(select(*columns, Expert.name), execution_options=STREAM):
        if row.identity in identities:
            by_identity[row.identity] = Person(*row[:-1])
        elif row.name in names and row.state not in LEFT:
            by_name[row.name].append(row.id)
    return People(by_identity, by_name)


def refuse_who_left(session: Session, findings: Findings, known: Mapping[int, Person]) -> None:
    """Who left the register comes back by an application only."""
    gone = {person.id: at for at, person in known.items() if person.state in LEFT}
    for batch in batches([*gone]):
        changes = select(ExpertStateChange).where(ExpertStateChange.expert_id.in_(batch))
        for change in session.scalars(changes.order_by(ExpertStateChange.version)):
            if change.state in LEFT:
                day, state = local(change.at).date(), word("expert", change.state)
                what = sentence("experts.left_register", day=day, state=state)
                findings.refuse(gone[change.expert_id], DOCUMENT, what)


def find_changes(
    session: Session, vault: Vault, findings: Findings, known: Mapping[int, Person], today: date
) -> dict[int, tuple[str, ...]]:
    """In which columns the rows of known people differ from the register.

    A row that would make the register forget an employer of the last three years is refused (R01).
    """
    key, since = vault.register_key, years_before(today, LOOK_BACK_YEARS)
    good = findings.good()
    rows = {
        person.id: at
        for at, person in known.items()
        if at in good and good[at].fingerprint(key) != person.fingerprint
    }
    changes = {}
    for batch in batches([*rows]):
        for held in read_records(session, vault, Expert.id.in_(batch)):
            at = rows[held.id]
            changes[at] = differing(held.record, good[at])
            for employer in _lost_employers(held.record, good[at], since):
                findings.refuse(at, EMPLOYER[0], sentence("experts.employer_lost", employer=employer))
    return changes


def refuse_look_alikes(
    session: Session, vault: Vault, findings: Findings, people: People, new: Collection[int]
) -> None:
    """Who is new and possibly somebody of the register under another number.

    Args:
        new: rows of people whom the register does not know by their number.
    """
    good = findings.good()
    asked = defaultdict(list)
    for at in new:
        if at in good and not findings.rows[at].another:
            for expert_id in people.by_name.get(good[at].name, ()):
                asked[expert_id].append(at)
    for batch in batches([*asked]):
        for held in read_records(session, vault, Expert.id.in_(batch)):
            for at in asked[held.id]:
                likeness = likeness_of(held.record, good[at])
                if likeness:
                    what = sentence("experts.possibly_expert", id=held.public_id, likeness=likeness)
                    findings.refuse(at, DOCUMENT, what)


def comes_back(person: Person | None, record: ExpertRecord, today: date) -> bool:
    """Whether a new term makes somebody active again whose term had ended."""
    return (
        person is not None
        and person.state == ExpertState.EXPIRED
        and any(term.ends >= today for term in record.terms)
    )


def _lost_employers(held: ExpertRecord, new: ExpertRecord, since: date) -> list[str]:
    return [
        work.employer
        for work in held.employments
        if (work.ends is None or work.ends >= since)
        and not any(_is_same(work, other) for other in new.employments)
    ]


def _is_same(held: Employment, new: Employment) -> bool:
    """By the code where both have one, unless the old one is a slip of the pen; else by the name."""
    if held.uscc and new.uscc and uscc.is_valid(held.uscc):
        return held.uscc == new.uscc
    return held.employer == new.employer
