"""All that waits for one account, by its roles."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain

from sqlalchemy.orm import Session

from kernel.roles import Actor, Role
from meetings.waiting import cases, decisions, meetings, register
from meetings.waiting.decisions import CONVENER, LEGAL_REVIEWER, SEAL_KEEPER, SIGNING_LEADER
from meetings.waiting.task import Task

Waiting = Callable[[Session, Actor, datetime], Iterator[Task]]

BY_ROLE: dict[Role, tuple[Waiting, ...]] = {
    Role.UNIT_CLERK: (lambda session, actor, _: cases.for_clerk(session, actor),),
    Role.UNIT_REPRESENTATIVE: (lambda session, actor, _: meetings.for_representative(session, actor),),
    Role.CONVENER: (
        lambda session, actor, _: cases.for_agenda(session, actor),
        lambda session, actor, _: meetings.for_convener(session, actor),
        lambda session, actor, _: meetings.draws_of_convener(session, actor),
        lambda session, actor, _: decisions.for_drafting(session, actor),
        lambda session, actor, _: decisions.at(CONVENER, session, actor),
        lambda session, actor, _: decisions.filings_to_send(session, actor),
    ),
    Role.SUPERVISOR: (
        lambda session, actor, _: meetings.draws_of_supervisor(session, actor),
        lambda session, _, now: meetings.for_unsealing(session, now),
    ),
    Role.LIAISON: (lambda session, actor, _: meetings.for_liaison(session, actor),),
    Role.CHAIR: (lambda session, actor, now: meetings.for_officer(session, actor, "chair", now),),
    Role.RECORDER: (lambda session, actor, now: meetings.for_officer(session, actor, "recorder", now),),
    Role.LEGAL_REVIEWER: (
        lambda session, actor, _: cases.for_legal_review(session, actor),
        lambda session, actor, _: decisions.at(LEGAL_REVIEWER, session, actor),
    ),
    Role.SIGNING_LEADER: (
        lambda session, actor, _: cases.for_challenges(session, actor),
        lambda session, actor, _: decisions.at(SIGNING_LEADER, session, actor),
    ),
    Role.SEAL_KEEPER: (lambda session, actor, _: decisions.at(SEAL_KEEPER, session, actor),),
    Role.REGISTRAR: (lambda session, _actor, now: register.for_registrar(session, now),),
    Role.OFFICE: (
        lambda session, _actor, _now: register.for_review(session),
        lambda session, actor, _: meetings.for_approval(session, actor),
        lambda session, actor, _: decisions.filings_to_handle(session, actor),
    ),
}


def tasks_of(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """What waits for an account, the most urgent first; what has no day comes last."""
    waiting = (kind(session, actor, now) for role in sorted(actor.roles) for kind in BY_ROLE.get(role, ()))
    found = list(chain.from_iterable(waiting))
    return sorted(found, key=lambda task: (task.due is None, task.due or now))
