"""Leave 请假: days on which an expert sits nowhere; the pool excludes for them by itself."""

from datetime import date

from sqlalchemy import select

from experts.known import find_one
from experts.life_models import ExpertLeave
from experts.models import Expert
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import hold
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record


def take_leave(act: Act, expert: str, begins: date, ends: date, reason: str) -> ExpertLeave:
    """Enter an expert's leave, both days included.

    Args:
        expert: public id.

    Raises:
        NotFound: there is no such expert.
        InputError: no reason, days in the wrong order, or leave that is over already.
        Refused: the expert has left, or has leave on some of these days.
    """
    by = authorize(act.actor, "experts.keep")
    now = act.clock.now()
    why = clean("reason", reason)
    if ends < begins or ends < local(now).date():
        raise InputError("experts.bad_leave", begins=begins, ends=ends)
    known = find_one(act.session, expert)
    hold(act.session, act.session.get_one(Expert, known.id))
    table = ExpertLeave
    other = select(table).where(table.expert_id == known.id, table.begins <= ends, table.ends >= begins)
    taken = act.session.scalars(other.limit(1)).first()
    if taken is not None:
        raise Refused("experts.on_leave", begins=taken.begins, ends=taken.ends)
    leave = ExpertLeave(expert_id=known.id, begins=begins, ends=ends, reason=why, by=str(by), at=now)
    act.session.add(leave)
    act.session.flush()
    facts = {"expert": expert, "begins": str(begins), "ends": str(ends)}
    record(act, by, "expert.on_leave", expert, facts, idem=f"{begins}/{now.isoformat()}")
    return leave


def cancel_leave(act: Act, expert: str, begins: date) -> None:
    """Take back a leave 销假, by its first day; the ledger keeps that it was there.

    Raises:
        NotFound: there is no such expert, or no leave that begins on that day.
        Refused: the expert has left.
    """
    by = authorize(act.actor, "experts.keep")
    known = find_one(act.session, expert)
    leave = act.session.get(ExpertLeave, (known.id, begins))
    if leave is None:
        raise NotFound("experts.no_leave", begins=begins)
    act.session.delete(leave)
    act.session.flush()
    facts = {"expert": expert, "begins": str(begins), "ends": str(leave.ends)}
    record(act, by, "expert.leave_cancelled", expert, facts, idem=f"{begins}/{act.clock.now().isoformat()}")
