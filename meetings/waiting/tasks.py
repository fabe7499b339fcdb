"""All that waits for one account, by its roles."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain

from sqlalchemy.orm import Session

from kernel.roles import Actor, Role
from meetings.waiting import cases, decisions, meetings, register
from meetings.waiting.decisions import CONVENER, LEGAL_REVIEWER, SEAL_KEEPER, SIGNING_LEADER
from meetings.waiting.task import Asked, Task

Waiting = Callable[[Asked], Iterator[Task]]

BY_ROLE: dict[Role, tuple[Waiting, ...]] = {
    Role.UNIT_CLERK: (cases.for_clerk,),
    Role.UNIT_REPRESENTATIVE: (meetings.for_representative,),
    Role.CONVENER: (
        cases.for_agenda,
        meetings.for_convener,
        meetings.draws_of_convener,
        decisions.for_drafting,
        partial(decisions.at, CONVENER),
        decisions.filings_to_send,
    ),
    Role.SUPERVISOR: (meetings.draws_of_supervisor, meetings.for_unsealing, meetings.at_phone_desk),
    Role.LIAISON: (meetings.at_phone_desk,),
    Role.CHAIR: (partial(meetings.for_officer, "chair"),),
    Role.RECORDER: (partial(meetings.for_officer, "recorder"),),
    Role.LEGAL_REVIEWER: (cases.for_legal_review, partial(decisions.at, LEGAL_REVIEWER)),
    Role.SIGNING_LEADER: (cases.for_challenges, partial(decisions.at, SIGNING_LEADER)),
    Role.SEAL_KEEPER: (partial(decisions.at, SEAL_KEEPER),),
    Role.REGISTRAR: (register.for_registrar,),
    Role.OFFICE: (register.for_review, meetings.for_approval, decisions.filings_to_handle),
}


def tasks_of(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """What waits for an account, the most urgent first; what has no day comes last."""
    asked = Asked(session, actor, now)
    waiting = (kind(asked) for role in sorted(actor.roles) for kind in BY_ROLE.get(role, ()))
    return sorted(chain.from_iterable(waiting), key=lambda task: (task.due is None, task.due or now))
