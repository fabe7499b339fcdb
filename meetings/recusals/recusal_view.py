"""What may be seen of recusals 回避: the convener counts, the supervisor reads, nobody names an expert too early."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.clock import local
from kernel.messages import word
from kernel.roles import Role, authorize
from meetings.models import AgendaItem, Meeting
from meetings.recusals.ground_words import in_words
from meetings.recusals.officials import official_grounds
from meetings.recusals.recusal import Grounds, reason_words, reasons_for, recusals_for
from panel.models import HAS_PANEL, Candidate, Draw, DrawState, ExclusionGround
from panel.panels import SeatHolder, draws_of, names, seated
from panel.views import Looked, log_view

Facts = dict[str, Any]


def show(act: Act, meeting: Meeting) -> Facts:
    """The recusals of a meeting, item by item, as far as the actor may see them now.

    Of experts everybody sees how many are excluded for which reason. The supervisor sees for which member of the
    panel there is a reason, to record a departure where the member should leave; with the name and the evidence
    once the names are unsealed. Chair and representatives are no secret.

    Returns:
        `excluded`: counts of the panel's pool by reason; `supplements`: the same for each supplement; `panel`:
        members who may not sit, or how many for which reason; `items`: officials and members with a ground,
        R01 to R09, in that item.
    """
    by = authorize(act.actor, "recusals.read")
    draws = draws_of(act.session, meeting.public_id)
    panel = next((draw for draw in reversed(draws) if draw.kind == "panel"), None)
    drawn = [draw for draw in draws if draw.state in HAS_PANEL]
    holders = {who.expert_id: who for who in seated(act.session, meeting.public_id)} if drawn else {}
    reads = by.role == Role.SUPERVISOR
    known: Mapping[str, str] = {}
    if reads and meeting.unsealed_at:
        known = names(act.session, drawn)
        for draw in drawn:
            log_view(act, by, draw, Looked.NAMES, word("purpose", "recusals"))
    barred = reasons_for(act, meeting, holders, local(meeting.starts_at).date())
    return {
        "meeting": meeting.number,
        "draw": panel.public_id if panel else None,
        "excluded": panel.excluded if panel else {},
        "supplements": [
            {"draw": draw.public_id, "excluded": draw.excluded}
            for draw in draws
            if draw.kind == "supplement" and draw.state != DrawState.VOID
        ],
        "panel": _members(barred, holders, known) if reads else _counts(barred),
        "items": [
            {
                "item": item.public_id,
                "case": item.case.number,
                "officials": _officials(act.session, item),
                "experts": _members(held, holders, known) if reads else _counts(held),
            }
            for item in meeting.agenda
            for held in [recusals_for(act.session, item, holders)]
        ],
    }


def _members(
    barred: Mapping[int, Grounds], holders: Mapping[int, SeatHolder], known: Mapping[str, str]
) -> list[Facts]:
    """By tag with the reasons; with the evidence instead, once the names are known."""
    found = []
    for expert_id, held in sorted(barred.items(), key=lambda entry: holders[entry[0]].tag):
        tag, cause = holders[expert_id].tag, held[0].reason.value
        facts = {"draw": holders[expert_id].draw.public_id, "tag": tag}
        if tag in known:
            words = [in_words(ground.reason, ground.evidence) for ground in held]
            found.append({**facts, "name": known[tag], "cause": cause, "grounds": words})
        else:
            found.append({**facts, "cause": cause, "grounds": [reason_words(held)]})
    return found


def _counts(barred: Mapping[int, Grounds]) -> dict[str, int]:
    counted = Counter(held[0].reason.value for held in barred.values())
    return dict(sorted(counted.items()))


def _officials(session: Session, item: AgendaItem) -> list[Facts]:
    """The chair and the representatives of summoned units who have a ground in the item's case."""
    on = local(item.meeting.starts_at).date()
    chairs = [officer.account for officer in item.meeting.officers if officer.role == Role.CHAIR]
    voting = (AccountRole.role == Role.UNIT_REPRESENTATIVE) & Account.unit_uscc.in_(
        [unit.uscc for unit in item.meeting.units]
    )
    presiding = (AccountRole.role == Role.CHAIR) & Account.public_id.in_(chairs)
    people = (
        select(Account, AccountRole.role)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(voting | presiding, Account.disabled.is_(False))
        .order_by(AccountRole.role, Account.name)
    )
    found = []
    for account, role in session.execute(people):
        held = official_grounds(session, account.public_id, item.case, on)
        if held:
            words = [in_words(ground.reason, ground.evidence) for ground in held]
            found.append({"name": account.display_name, "role": word("role", role), "grounds": words})
    return found


def exclusions(act: Act, draw: Draw, purpose: str) -> list[Facts]:
    """Why each candidate of a pool was excluded, with all grounds and their evidence, as kept at the freeze.

    For the supervisor and auditors only, and that they looked is kept: it tells relations, though it names nobody.

    Args:
        purpose: why they look, in words.

    Raises:
        InputError: no purpose.
    """
    by = authorize(act.actor, "draw.audit")
    log_view(act, by, draw, Looked.AUDIT, purpose)
    rows = act.session.execute(
        select(ExclusionGround, Expert.public_id)
        .join(Candidate, (Candidate.draw_id == draw.id) & (Candidate.tag == ExclusionGround.tag))
        .join(Expert, Expert.id == Candidate.expert_id)
        .where(ExclusionGround.draw_id == draw.id)
        .order_by(ExclusionGround.tag, ExclusionGround.position)
    )
    found: dict[str, Facts] = {}
    for ground, expert in rows:
        line = found.setdefault(ground.tag, {"tag": ground.tag, "expert": expert, "grounds": []})
        line["grounds"].append(in_words(ground.reason, ground.evidence))
    return list(found.values())
