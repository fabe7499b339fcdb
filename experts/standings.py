"""What is known about experts, put together for the engine of recusal 回避: from the register, and from meetings."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from experts import children
from experts.eligibility import Declared, Sitting, Standing
from experts.life_models import ExpertDeclaration, ExpertLeave
from experts.models import Expert, ExpertEmployment, ExpertTerm
from experts.parties import Parties
from experts.record import Employment, Leave, Relation, Term

T = TypeVar("T")
ById = Mapping[int, Sequence[T]]


@dataclass(frozen=True, slots=True)
class Annals:
    """What is known about some experts only, by internal id: small beside the register, and held whole.

    sittings, challenges, determined: from the meetings; see `Standing`.
    declarations, leaves: from the register; see `annals`.
    """

    sittings: ById[Sitting]
    challenges: ById[str]
    determined: ById[str]
    declarations: ById[Declared]
    leaves: ById[Leave]

    def standing(
        self, expert_id: int, state: str, terms: Sequence[Term], employments: Sequence[Employment]
    ) -> Standing:
        """One expert's standing, with what these annals have about the expert."""
        return Standing(
            state,
            terms,
            employments,
            self.declarations.get(expert_id, ()),
            self.leaves.get(expert_id, ()),
            self.sittings.get(expert_id, ()),
            self.challenges.get(expert_id, ()),
            self.determined.get(expert_id, ()),
        )


def annals(
    session: Session,
    parties: Parties,
    on: date,
    *,
    sittings: ById[Sitting],
    challenges: ById[str],
    determined: ById[str],
) -> Annals:
    """The annals for a meeting on that day: what the meetings know, with declarations and leave added."""
    declarations: dict[int, list[Declared]] = defaultdict(list)
    table = ExpertDeclaration
    of_them = or_(table.party_uscc.in_(parties.keys), table.party_name.in_(parties.keys))
    for told in session.scalars(select(table).where(of_them).order_by(table.id)):
        declarations[told.expert_id].append(
            Declared(
                told.id,
                Relation(
                    told.ground, told.party_name, told.party_uscc, told.relation, told.begins, told.ends
                ),
            )
        )
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for expert_id, *days in session.execute(children.leaves().where(ExpertLeave.ends >= on)):
        leaves[expert_id].append(Leave(*days))
    return Annals(sittings, challenges, determined, declarations, leaves)


def standings(session: Session, expert_ids: Collection[int], known: Annals) -> dict[int, Standing]:
    """The standings of a few experts by internal id, also of those who have left the register.

    Args:
        known: the annals of the meeting that it is about.
    """
    ids = sorted(expert_ids)

    def rows(statement: Any, table: Any) -> dict[int, list[Any]]:
        found = defaultdict(list)
        for expert_id, *columns in session.execute(statement.where(table.expert_id.in_(ids))):
            found[expert_id].append(columns)
        return found

    terms, employments = rows(children.terms(), ExpertTerm), rows(children.employments(), ExpertEmployment)
    states = session.execute(select(Expert.id, Expert.state).where(Expert.id.in_(ids)))
    return {
        expert_id: known.standing(
            expert_id,
            state,
            [Term(*term) for term in terms.get(expert_id, ())],
            [Employment(*work) for work in employments.get(expert_id, ())],
        )
        for expert_id, state in states
    }
