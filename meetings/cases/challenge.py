"""A party asks that somebody be recused 申请回避: raised by the clerk who keeps the case, decided by another person.

Work goes on until the decision (行政处罚法 43, 待核). Before the freeze an upheld challenge of an expert keeps the
expert from being drawn (R08); afterwards the supervisor may call the successor, and the item's roster is without
the expert in any case. An upheld challenge of a chair or representative keeps that person from acting in the case.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.accounts import Account
from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import Actor, authorize, scope
from kernel.text import clean
from ledger.record import record
from meetings.cases.queries import seen_by
from meetings.models import Case, CaseState, Challenge, ChallengeState
from meetings.models.recusal import CHALLENGE_TRANSITIONS

KINDS = ("expert", "official")
OVER = frozenset({CaseState.DECIDED, CaseState.NOT_DETERMINED, CaseState.WITHDRAWN})


def raise_challenge(
    act: Act, case: Case, *, kind: str, person: str, grounds: str, raised_on: date
) -> Challenge:
    """Enter a party's challenge of somebody by name.

    Args:
        kind: `expert`, or `official` for the chair or a unit's representative.
        person: the name as the party gave it; the party cannot know whether that expert was drawn.
        raised_on: when the party raised it.

    Raises:
        InputError: an unknown kind, no name, no grounds, or a day to come.
        NotAllowed: another unit's case.
        Refused: the case is over.
    """
    by = authorize(act.actor, "challenges.raise", unit=case.unit_uscc)
    if kind not in KINDS:
        raise InputError("recusals.unknown_kind", kind=kind)
    if raised_on > local(act.clock.now()).date():
        raise InputError("recusals.raised_when", field="on", value=raised_on)
    if case.state in OVER:
        raise Refused("recusals.case_over", case=case.number, state=word("case", case.state))
    challenge = Challenge(
        public_id=public_id(act.entropy),
        case_id=case.id,
        kind=kind,
        person=clean("person", person),
        grounds=clean("grounds", grounds),
        raised_on=raised_on,
        entered_by=by.public_id,
        state=ChallengeState.RAISED.value,
    )
    act.session.add(challenge)
    act.session.flush()
    facts = {"challenge": challenge.public_id, "case": case.public_id, "kind": kind}
    record(act, by, "challenge.raised", challenge.public_id, facts)
    return challenge


def decide(act: Act, challenge: Challenge, *, uphold: bool, reason: str, ref: str | None = None) -> Challenge:
    """Uphold or reject a challenge, with the reason.

    Args:
        ref: public id of the expert, or name of the account, that the party means; needed only where the name
            alone does not tell.

    Raises:
        InputError: no reason, or a `ref` for a rejection.
        NotFound: nobody is called that, or nobody has that `ref`.
        Refused: the actor entered the challenge; several are called that; decided already.
    """
    by = authorize(act.actor, "challenges.decide")
    if by.public_id == challenge.entered_by:
        raise Refused("recusals.own_challenge")
    if ref is not None and not uphold:
        raise InputError("recusals.ref_of_rejection")
    challenge.reason = clean("reason", reason)
    challenge.decided_by, challenge.decided_at = by.public_id, act.clock.now()
    challenge.ref = _meant(act.session, challenge, ref) if uphold else None
    act.session.flush()
    state = ChallengeState.UPHELD if uphold else ChallengeState.REJECTED
    move(act.session, challenge, state, CHALLENGE_TRANSITIONS, word("thing", "challenge"))
    facts = {"challenge": challenge.public_id, "state": state.value, "ref": challenge.ref}
    record(act, by, "challenge.decided", challenge.public_id, facts)
    return challenge


def _meant(session: Session, challenge: Challenge, ref: str | None) -> str:
    """Public id of the one expert or account that the party means."""
    name = challenge.person
    if challenge.kind == "expert":
        meant = select(Expert.public_id).where(Expert.public_id == ref if ref else Expert.name == name)
    else:
        called = or_(Account.name == name, Account.display_name == name)
        meant = select(Account.public_id).where(Account.name == ref if ref else called)
    found = session.scalars(meant.limit(2)).all()
    if not found:
        raise NotFound("kernel.not_found", what=word("thing", challenge.kind), key=ref or name)
    if len(found) > 1:
        raise Refused("recusals.several_called", name=name)
    return found[0]


def find_challenge(session: Session, key: str) -> Challenge:
    """The challenge with that public id; raises NotFound if there is none."""
    found = session.scalar(select(Challenge).where(Challenge.public_id == key))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "challenge"), key=key)
    return found


def challenges(session: Session, actor: Actor) -> Sequence[tuple[Challenge, Case]]:
    """The newest 100 challenges with their cases, newest first.

    Raises:
        NotAllowed: no role of the actor reads challenges.
    """
    newest = select(Challenge, Case).join(Case, Case.id == Challenge.case_id).order_by(Challenge.id.desc())
    return [
        (challenge, case) for challenge, case in session.execute(newest.where(in_sight(actor)).limit(100))
    ]


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """Whose challenges somebody sees: those in all cases, or who acts for a unit, in the cases that this sees.

    Raises:
        NotAllowed: no role of the actor reads challenges.
    """
    return Case.id.is_not(None) if scope(actor, "challenges.read") is None else seen_by(actor)
