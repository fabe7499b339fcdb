"""The special groups 专项小组: who leads them, and which domain's cases go to which."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound, Refused
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean
from kernel.units import Unit
from ledger.record import record
from meetings.catalogue.queries import current_domains
from meetings.models.catalogue import GroupDomain, SpecialGroup

LEADING_GROUP = "社会信用体系建设领导小组"
"""Who meets on what belongs to several special groups."""


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group as it is to be."""

    name: str
    lead_unit_uscc: str
    domains: frozenset[str]


def group_of(session: Session, domain: str) -> SpecialGroup:
    """The special group to which cases of that domain 领域 go (mission P4.1b).

    Raises:
        NotFound: it goes to none.
    """
    routed = session.get(GroupDomain, domain)
    if routed is None:
        raise NotFound("catalogue.unrouted", domains=domain)
    return session.get_one(SpecialGroup, routed.special_group)


def groups(session: Session) -> Sequence[SpecialGroup]:
    """All groups, by name."""
    return session.scalars(select(SpecialGroup).order_by(SpecialGroup.name)).all()


def draft_of(group: SpecialGroup) -> GroupDraft:
    """The group as it is now."""
    return GroupDraft(group.name, group.lead_unit_uscc, frozenset(row.domain for row in group.domains))


def check_routed(session: Session, domains: Iterable[str]) -> None:
    """Do nothing if each of these domains goes to a group.

    Raises:
        Refused: some do not; names them.
    """
    routed = set(session.scalars(select(GroupDomain.domain)))
    if missing := sorted(set(domains) - routed):
        raise Refused("catalogue.unrouted", domains="、".join(missing))


def keep_groups(act: Act, drafts: Collection[GroupDraft]) -> int:
    """Enter groups, or give known ones another lead unit and other domains; the rest stay as they are.

    Cases that were filed keep the group they had.

    Returns:
        How many are new or changed.

    Raises:
        InputError: no name, the leading group's own name, no domain, or one that two groups claim.
        NotFound: an unknown lead unit.
        Refused: a domain of the catalogue in force or to come would be left without a group.
    """
    by = authorize(act.actor, "groups.keep")
    known = {group.name: group for group in groups(act.session)}
    changed = [draft for draft in drafts if draft.name not in known or draft != draft_of(known[draft.name])]
    _check(act.session, changed)
    kept = [_lead(act.session, known.get(draft.name), draft) for draft in changed]
    act.session.flush()  # a domain leaves its group before another takes it
    _check_claims(act.session, changed)
    for group, draft in zip(kept, changed, strict=True):
        group.domains = [GroupDomain(domain=domain) for domain in sorted(draft.domains)]
    act.session.flush()
    check_routed(act.session, current_domains(act.session))
    if changed:
        facts = [
            {"domains": sorted(draft.domains), "lead": draft.lead_unit_uscc, "name": draft.name}
            for draft in changed
        ]
        record(act, by, "groups.kept", "groups", {"groups": facts}, idem=public_id(act.entropy))
    return len(changed)


def _check(session: Session, drafts: Collection[GroupDraft]) -> None:
    for draft in drafts:
        if clean("name", draft.name) == LEADING_GROUP:
            raise InputError("catalogue.leading_group", name=draft.name)
        if not draft.domains:
            raise InputError("catalogue.group_without_domain", name=draft.name)
        if session.get(Unit, draft.lead_unit_uscc) is None:
            raise NotFound("kernel.not_found", what=word("thing", "unit"), key=draft.lead_unit_uscc)


def _lead(session: Session, group: SpecialGroup | None, draft: GroupDraft) -> SpecialGroup:
    """The group under its lead unit, as yet without domains."""
    group = group or SpecialGroup(name=draft.name)
    group.lead_unit = session.get_one(Unit, draft.lead_unit_uscc)
    group.domains = []
    session.add(group)
    return group


def _check_claims(session: Session, drafts: Collection[GroupDraft]) -> None:
    """Every domain goes to one group only."""
    claimed = dict(session.execute(select(GroupDomain.domain, GroupDomain.special_group)).all())
    for draft in drafts:
        for domain in sorted(draft.domains):
            if domain in claimed:
                raise InputError("catalogue.domain_taken", domain=domain, group=claimed[domain])
            claimed[domain] = draft.name
