"""Experts declare relations 利害关系申报, and say when they have ended."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from experts.known import Known, find_one
from experts.life_models import DeclarationSource, ExpertDeclaration
from experts.record import Relation
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, NotFound, Refused
from kernel.messages import word
from kernel.roles import By, Role, authorize
from kernel.text import clean
from ledger.record import record

GROUNDS = ("R02", "R03", "R04", "R05")
"""What only a declaration can tell (experts-and-meetings §1.6): office held, control, kinship, anything else."""


def declare(act: Act, expert: str, relation: Relation, evidence: str | None = None) -> None:
    """Enter a relation that an expert declares at any time of the year.

    Args:
        expert: public id of the expert who speaks, or for whom the registrar enters a paper.
        evidence: digest of that paper; the expert's own needs none.

    Raises:
        NotFound: there is no such expert.
        InputError: an unknown ground, days in the wrong order or to come, or a part that is empty.
        Refused: the expert has left, the relation stands there already, or a paper is missing.
    """
    by = speaker(act, evidence)
    add_declarations(
        act, by, find_one(act.session, expert), [relation], DeclarationSource.DECLARATION, evidence
    )


def end_declaration(
    act: Act, expert: str, ground: str, party: str, ends: date, evidence: str | None = None
) -> None:
    """Note the last day of a declared relation; it still counts for as long as the rules look back.

    Args:
        party: the name under which it was declared.

    Raises:
        NotFound: no such expert, or no such relation that lasts.
        InputError: it would end before it began, or in the future.
        Refused: the expert has left, or a paper is missing.
    """
    by = speaker(act, evidence)
    known = find_one(act.session, expert)
    table = ExpertDeclaration
    lasting = select(table).where(
        table.expert_id == known.id,
        table.ground == ground,
        table.party_name == party,
        table.ends.is_(None),
    )
    found = act.session.scalar(lasting)
    if found is None:
        raise NotFound("experts.no_declaration", party=party)
    _check_days(act, found.begins, ends)
    found.ends = ends
    act.session.flush()
    facts = {"expert": expert, "ground": ground, "ends": str(ends), "evidence": evidence}
    record(act, by, "declaration.ended", expert, facts, idem=str(found.id))


def speaker(act: Act, evidence: str | None) -> By:
    """The expert, or the registrar with a paper.

    Raises:
        Refused: the registrar has none.
    """
    by = authorize(act.actor, "experts.confirm")
    if by.role != Role.EXPERT and evidence is None:
        raise Refused("experts.paper_missing")
    return by


def add_declarations(
    act: Act,
    by: By,
    known: Known,
    relations: Sequence[Relation],
    source: DeclarationSource,
    evidence: str | None,
) -> None:
    """Enter relations from one source; raises as `declare` does."""
    for relation in relations:
        if relation.ground not in GROUNDS:
            grounds = "、".join(f"{ground}（{word('reason', ground)}）" for ground in GROUNDS)
            raise InputError("experts.unknown_relation", ground=relation.ground, grounds=grounds)
        _check_days(act, relation.begins, relation.ends)
        declaration = ExpertDeclaration(
            expert_id=known.id,
            ground=relation.ground,
            party_uscc=relation.party_uscc,
            party_name=clean("party", relation.party_name),
            relation=clean("relation", relation.relation),
            begins=relation.begins,
            ends=relation.ends,
            source=source.value,
            evidence=evidence,
            by=str(by),
            at=act.clock.now(),
        )
        act.session.add(declaration)
        act.session.flush()
        facts = {"expert": known.public_id, "ground": relation.ground, "evidence": evidence}
        record(act, by, "expert.declared", known.public_id, facts, idem=str(declaration.id))


def _check_days(act: Act, begins: date, ends: date | None) -> None:
    today = local(act.clock.now()).date()
    if begins > today or (ends is not None and not begins <= ends <= today):
        raise InputError("experts.bad_relation_days", begins=begins, ends=ends or "—")
