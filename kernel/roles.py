"""Who may do what: the roles, the one policy table, and the one function that asks it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from kernel.errors import NotAllowed
from kernel.messages import word


class Role(StrEnum):
    SYSTEM_ADMIN = "system_admin"  # 系统管理员: accounts and configuration
    SECURITY_ADMIN = "security_admin"  # 安全管理员: roles, policies, keys
    AUDIT_ADMIN = "audit_admin"  # 审计管理员: reads the audit, changes nothing
    REGISTRAR = "registrar"  # 专家库管理员
    UNIT_CLERK = "unit_clerk"  # 经办人 of a member unit
    UNIT_REPRESENTATIVE = "unit_representative"  # votes for the unit
    CONVENER = "convener"  # 召集人
    SUPERVISOR = "supervisor"  # 监督人
    LIAISON = "liaison"  # 联络员
    CHAIR = "chair"  # 主持人
    RECORDER = "recorder"  # 记录人, and the door of the meeting room
    LEGAL_REVIEWER = "legal_reviewer"  # 法制审核
    SIGNING_LEADER = "signing_leader"  # 签发人
    SEAL_KEEPER = "seal_keeper"  # 用印
    OFFICE = "lg_office"  # 领导小组办公室
    EXPERT = "expert"  # 专家: acts through the personal link of an invitation, has no account


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: three different people, who hold no other role (GB/T 22239 8.1.5)."""

CLASHES = tuple(
    frozenset(pair)
    for pair in (
        (Role.CONVENER, Role.SUPERVISOR),  # each puts a secret of their own into the draw
        (Role.CONVENER, Role.LIAISON),  # names are sealed from the convener
        (Role.CONVENER, Role.REGISTRAR),  # who keeps the register never runs draws
        (Role.SUPERVISOR, Role.REGISTRAR),
        (Role.UNIT_CLERK, Role.LEGAL_REVIEWER),  # nobody reviews the own case
        (Role.CONVENER, Role.LEGAL_REVIEWER),
        (Role.CONVENER, Role.SIGNING_LEADER),  # nor signs the own draft
    )
)
"""What one person must not hold together, besides the administrators' roles."""

OF_A_UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_REPRESENTATIVE, Role.CONVENER})
"""Roles that act for their own unit only, wherever the thing acted on belongs to a unit."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in account, or an expert through a personal link."""

    public_id: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None  # the unit's unified social credit code


@dataclass(frozen=True, slots=True)
class By:
    """In which role somebody acted, as the ledger records it."""

    role: str
    public_id: str

    def __str__(self) -> str:
        return f"{self.role}:{self.public_id}"


CLOCK = By("clock", "service")
"""What happens because a time has come, by nobody's hand."""


def _may(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


POLICY: dict[str, frozenset[Role]] = {
    "accounts.add": _may(Role.SYSTEM_ADMIN),
    "accounts.invite": _may(Role.SYSTEM_ADMIN),
    "accounts.keep": _may(Role.SYSTEM_ADMIN),
    "accounts.roles": _may(Role.SECURITY_ADMIN),
    "accounts.tokens": _may(Role.SYSTEM_ADMIN),
    "accounts.read": _may(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
    "units.add": _may(Role.SYSTEM_ADMIN),
    "experts.import": _may(Role.REGISTRAR),
    "experts.keep": _may(Role.REGISTRAR),
    "experts.read": _may(Role.REGISTRAR),
    "experts.apply": _may(Role.REGISTRAR, Role.UNIT_CLERK),
    "experts.review": _may(Role.OFFICE),
    "experts.evaluate": _may(Role.CONVENER),
    "experts.speak": _may(Role.EXPERT),
    "experts.confirm": _may(Role.REGISTRAR, Role.EXPERT),
    "applications.read": _may(Role.REGISTRAR, Role.UNIT_CLERK, Role.OFFICE),
    "units.import": _may(Role.OFFICE),
    "units.read": _may(Role.SYSTEM_ADMIN, Role.UNIT_CLERK, Role.CONVENER, Role.OFFICE, Role.AUDIT_ADMIN),
    "groups.keep": _may(Role.OFFICE),
    "calendar.keep": _may(Role.OFFICE),
    "calendar.read": _may(Role.UNIT_CLERK, Role.CONVENER, Role.SUPERVISOR, Role.OFFICE, Role.AUDIT_ADMIN),
    "catalogue.submit": _may(Role.UNIT_CLERK),
    "catalogue.publish": _may(Role.OFFICE),
    "catalogue.read": _may(
        Role.UNIT_CLERK, Role.CONVENER, Role.LEGAL_REVIEWER, Role.OFFICE, Role.AUDIT_ADMIN
    ),
    "measures.import": _may(Role.OFFICE),
    "measures.read": _may(Role.UNIT_CLERK, Role.CONVENER, Role.OFFICE, Role.AUDIT_ADMIN),
    "credit.load": _may(Role.OFFICE),
    "credit.read": _may(Role.UNIT_CLERK, Role.CONVENER, Role.OFFICE, Role.AUDIT_ADMIN),
    "cases.file": _may(Role.UNIT_CLERK),
    "cases.prepare": _may(Role.UNIT_CLERK),
    "cases.review": _may(Role.LEGAL_REVIEWER),
    "cases.read": _may(Role.UNIT_CLERK, Role.CONVENER, Role.LEGAL_REVIEWER, Role.OFFICE, Role.AUDIT_ADMIN),
    "meetings.convene": _may(Role.CONVENER),
    "meetings.rooms": _may(Role.OFFICE),
    "conflicts.declare": _may(Role.CHAIR, Role.UNIT_REPRESENTATIVE, Role.EXPERT),
    "challenges.raise": _may(Role.UNIT_CLERK),
    "challenges.decide": _may(Role.SIGNING_LEADER),
    "challenges.read": _may(
        Role.UNIT_CLERK, Role.SIGNING_LEADER, Role.CONVENER, Role.SUPERVISOR, Role.OFFICE, Role.AUDIT_ADMIN
    ),
    "recusals.read": _may(Role.CONVENER, Role.SUPERVISOR, Role.CHAIR, Role.OFFICE),
    "meetings.read": _may(Role.CONVENER, Role.SUPERVISOR, Role.CHAIR, Role.RECORDER, Role.OFFICE),
    "meetings.check_in": _may(Role.RECORDER),
    "meetings.attend": _may(
        Role.CHAIR,
        Role.RECORDER,
        Role.CONVENER,
        Role.SUPERVISOR,
        Role.UNIT_REPRESENTATIVE,
        Role.OFFICE,
    ),
    "meetings.names": _may(Role.CHAIR, Role.RECORDER, Role.CONVENER, Role.SUPERVISOR, Role.OFFICE),
    "meetings.unseal": _may(Role.SUPERVISOR),
    "meetings.recuse": _may(Role.CHAIR),
    "meetings.close": _may(Role.RECORDER),
    "draw.freeze": _may(Role.CONVENER),
    "draw.contribute": _may(Role.CONVENER, Role.SUPERVISOR),
    "draw.beacon": _may(Role.CONVENER, Role.SUPERVISOR, Role.OFFICE),
    "draw.publish": _may(Role.CONVENER),
    "draw.stop": _may(Role.SUPERVISOR),
    "draw.approve": _may(Role.OFFICE),
    "draw.read": _may(Role.CONVENER, Role.SUPERVISOR, Role.OFFICE, Role.AUDIT_ADMIN),
    "draw.audit": _may(Role.SUPERVISOR, Role.AUDIT_ADMIN),
    "draw.depart": _may(Role.SUPERVISOR),
    "invitations.send": _may(Role.CONVENER),
    "invitations.deliver": _may(Role.LIAISON),
    "invitations.renew": _may(Role.CONVENER, Role.LIAISON),
    "invitations.answer": _may(Role.EXPERT),
    "invitations.read": _may(Role.CONVENER, Role.SUPERVISOR, Role.LIAISON),
    "calls.make": _may(Role.LIAISON),
    "calls.confirm": _may(Role.LIAISON, Role.SUPERVISOR),
    "votes.preside": _may(Role.CHAIR),
    "votes.cast": _may(Role.UNIT_REPRESENTATIVE, Role.EXPERT),
    "votes.enter": _may(Role.RECORDER),
    "votes.confirm": _may(Role.CHAIR, Role.SUPERVISOR),
    "votes.opine": _may(Role.EXPERT),
    "votes.read": _may(Role.CHAIR, Role.RECORDER, Role.CONVENER, Role.SUPERVISOR, Role.OFFICE),
    "decisions.draft": _may(Role.CONVENER),
    "decisions.review": _may(Role.LEGAL_REVIEWER),
    "decisions.sign": _may(Role.SIGNING_LEADER),
    "decisions.seal": _may(Role.SEAL_KEEPER),
    "decisions.issue": _may(Role.CONVENER),
    "decisions.read": _may(
        Role.CONVENER, Role.LEGAL_REVIEWER, Role.SIGNING_LEADER, Role.SEAL_KEEPER, Role.OFFICE
    ),
    "filings.send": _may(Role.CONVENER),
    "filings.handle": _may(Role.OFFICE),
    "filings.read": _may(Role.CONVENER, Role.OFFICE, Role.AUDIT_ADMIN),
    "audit.read": _may(Role.AUDIT_ADMIN),
    "ledger.epoch": _may(Role.SECURITY_ADMIN),
    "ledger.erase": _may(Role.SECURITY_ADMIN),
    "ledger.approve_erasure": _may(Role.OFFICE),
    "ledger.disclose": _may(Role.AUDIT_ADMIN),
    "ledger.cosign": _may(Role.SECURITY_ADMIN, Role.OFFICE),
    "ledger.witness": _may(Role.SECURITY_ADMIN),
    "ledger.read": _may(Role.AUDIT_ADMIN, Role.SUPERVISOR, Role.OFFICE),
    "verifiers.publish": _may(Role.SECURITY_ADMIN),
}


def clash(roles: Collection[Role]) -> frozenset[Role]:
    """Of these roles, some that one person must not hold together; nothing if there are none."""
    held = frozenset(roles)
    if held & ADMINISTRATORS and len(held) > 1:
        return held
    return next((pair for pair in CLASHES if pair <= held), frozenset())


def authorize(actor: Actor, action: str, *, unit: str | None = None) -> By:
    """In which role `actor` may do `action`.

    Args:
        actor: who acts.
        action: a key of `POLICY`.
        unit: the code of the unit the thing acted on belongs to, where it belongs to one.

    Raises:
        NotAllowed: no role of the actor allows it, or the thing belongs to another unit.
    """
    allowed = POLICY[action]
    held = sorted(actor.roles & allowed)
    if not held:
        roles = "、".join(word("role", role) for role in sorted(allowed))
        raise NotAllowed("kernel.not_allowed", name=actor.name, roles=roles)
    for role in held:
        if unit is None or role not in OF_A_UNIT or unit == actor.unit:
            return By(role, actor.public_id)
    raise NotAllowed("kernel.not_own", owner=unit)


def scope(actor: Actor, action: str) -> str | None:
    """The unit whose things alone `actor` may see under `action`, or None for all units' things.

    Raises:
        NotAllowed: no role of the actor allows it, or they act for a unit and the actor has none.
    """
    authorize(actor, action)
    if not actor.roles & POLICY[action] <= OF_A_UNIT:
        return None
    if actor.unit is None:
        raise NotAllowed("kernel.without_unit", name=actor.name)
    return actor.unit
