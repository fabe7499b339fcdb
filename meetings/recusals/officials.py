"""Recusal 回避 of the chair and of unit representatives, by the same rules as experts (行政处罚法 43, 待核).

But a unit determines through its representative and convenes through its chair, so that R06 bars neither; and
R07 bars the person who may supervise, not everybody of that person's unit (本机关会议规则).
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.eligibility import Declared, Ground, Reason, Standing, conflicts
from experts.record import Employment, Relation
from kernel.accounts import Account
from kernel.act import Act
from kernel.clock import local
from kernel.errors import Refused
from kernel.roles import Actor, Role
from meetings.models import Case, Challenge, ChallengeState, OfficialDeclaration
from meetings.recusals.parties import subjects
from meetings.recusals.recusal import Grounds, reason_words


def barred(act: Act, account: str, case: Case) -> Grounds:
    """Why somebody may neither preside nor vote for a unit in a case, today.

    Args:
        account: public id. An expert has none, and is recused by tag instead.
    """
    return official_grounds(act.session, account, case, local(act.clock.now()).date())


def refuse_barred(act: Act, actor: Actor, case: Case) -> None:
    """Keep a chair or a unit's representative from acting in a case that concerns the person.

    Raises:
        Refused: with every reason; another person is to take the place.
    """
    held = barred(act, actor.public_id, case)
    if held:
        raise Refused("recusals.barred", name=actor.name, case=case.number, reasons=reason_words(held))


def official_grounds(session: Session, account: str, case: Case, on: date) -> Grounds:
    """The grounds of recusal of a chair or representative on a day.

    By the own declarations, by the own unit should it be the subject, by an upheld challenge, and by holding
    the role of supervisor.
    """
    person = session.scalar(select(Account).where(Account.public_id == account))
    if person is None:
        return ()
    known = Standing(
        employments=[Employment(person.unit.name, person.unit.uscc, on)] if person.unit else (),
        declarations=_declared(session, account),
        challenges=_challenges(session, account, case),
    )
    found = [*conflicts(known, subjects(session, [case]), on)]
    if Role.SUPERVISOR in {held.role for held in person.roles}:
        found.append(Ground(Reason.R07, {"role": Role.SUPERVISOR.value}))
    return tuple(sorted(found, key=lambda ground: ground.reason))


def _declared(session: Session, account: str) -> list[Declared]:
    table = OfficialDeclaration
    rows = session.scalars(select(table).where(table.account == account).order_by(table.id))
    return [
        Declared(
            row.id, Relation(row.ground, row.party_name, row.party_uscc, row.relation, row.begins, row.ends)
        )
        for row in rows
    ]


def _challenges(session: Session, account: str, case: Case) -> list[str]:
    upheld = select(Challenge.public_id).where(
        Challenge.case_id == case.id,
        Challenge.kind == "official",
        Challenge.ref == account,
        Challenge.state == ChallengeState.UPHELD,
    )
    return list(session.scalars(upheld.order_by(Challenge.id)))
