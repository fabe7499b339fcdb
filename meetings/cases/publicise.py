"""Publicity 公示 of a reward before the meeting, instead of notice and defence."""

from datetime import date

from credit.port import Polarity
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, Refused
from kernel.lifecycle import move
from kernel.roles import authorize
from kernel.text import clean
from kernel.work_calendar import work_calendar
from ledger.record import record
from meetings.cases.gates import PUBLICITY_DAYS
from meetings.models import Case, CaseState, Publicity
from meetings.models.case import CASE_TRANSITIONS


def publicise(act: Act, case: Case, begins: date, ends: date, channel: str) -> Publicity:
    """Record that the reward is being made public.

    Args:
        begins, ends: both included, with `PUBLICITY_DAYS` working days after the first.
        channel: where, such as a website or notice board.

    Raises:
        Refused: publicised already, or a punishment.
        InputError: it begins before the application or in the future, is too short, or no channel.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    if case.polarity != Polarity.REWARD:
        raise Refused("cases.punishment_is_noticed", number=case.number)
    if not local(case.filed_at).date() <= begins <= local(act.clock.now()).date():
        raise InputError("cases.publicised_when", field="begins", value=begins)
    least = work_calendar(act.session).after(begins, PUBLICITY_DAYS)
    if ends < least.on:
        raise InputError("cases.publicity_too_short", field="ends", value=ends, least=least)
    move(act.session, case, CaseState.PUBLICISED, CASE_TRANSITIONS, case.number)
    publicity = Publicity(case_id=case.id, begins=begins, ends=ends, channel=clean("channel", channel))
    act.session.add(publicity)
    act.session.flush()
    facts = {"begins": str(begins), "case": case.public_id, "ends": str(ends)}
    record(act, by, "case.publicised", case.public_id, facts)
    act.session.refresh(case)
    return publicity


def close_publicity(act: Act, case: Case, objections: str | None, result: str) -> Publicity:
    """Record what came of the publicity, today.

    Args:
        objections: in the words of who objected; None if nobody did.
        result: how they were weighed; mandatory either way.

    Raises:
        Refused: not publicised, closed already, or its last day is not over.
        InputError: an empty text.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    move(act.session, case, CaseState.READY, CASE_TRANSITIONS, case.number)
    publicity, today = case.publicity, local(act.clock.now()).date()
    if publicity is None or today <= publicity.ends:
        raise Refused("cases.publicity_open", until=publicity and publicity.ends)
    publicity.closed_on = today
    publicity.objections = None if objections is None else clean("objections", objections)
    publicity.result = clean("result", result)
    act.session.flush()
    facts = {"case": case.public_id, "objections": objections is not None}
    record(act, by, "case.publicity_closed", case.public_id, facts)
    return publicity
