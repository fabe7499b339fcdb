"""Two records of the register that are possibly one person 疑似重复: the same name and more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from experts.models import LEFT, Expert
from experts.records import Held, read_records
from experts.same_person import Likeness, likeness_of
from kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class Pair:
    """Two experts by public id, the earlier entered first, and in what they are alike."""

    first: str
    second: str
    name: str
    likeness: Likeness


def find_doubles(session: Session, vault: Vault) -> Sequence[Pair]:
    """Every pair of experts in the register who bear one name and are alike in more, by name.

    Only namesakes' records are opened.
    """
    staying = Expert.state.not_in(LEFT)
    shared = select(Expert.name).where(staying).group_by(Expert.name).having(func.count() > 1)
    named: defaultdict[str, list[Held]] = defaultdict(list)
    for held in read_records(session, vault, staying & Expert.name.in_(shared)):
        named[held.record.name].append(held)
    return [
        Pair(one.public_id, other.public_id, name, likeness)
        for name, namesakes in sorted(named.items())
        for one, other in combinations(namesakes, 2)
        if (likeness := likeness_of(one.record, other.record))
    ]
