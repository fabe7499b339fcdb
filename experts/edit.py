"""The registrar corrects one record 更正: what was typed is taken only if nobody changed the record meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from experts.confirm import Workplace, employments_after
from experts.form import parse_fields
from experts.known import find_one
from experts.personal import birth_date, parse_email, parse_mobile
from experts.record import Employment, ExpertRecord
from experts.register import amend
from experts.whole import record_of
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, Refused
from kernel.roles import authorize
from kernel.text import clean


@dataclass(frozen=True, slots=True)
class Particulars:
    """What somebody typed. An empty phone or address leaves the one that is known."""

    name: str
    title: str
    region: str
    fields: Sequence[str]
    mobile: str = ""
    email: str = ""


def correct(act: Act, expert: str, version: int, typed: Particulars) -> None:
    """Replace the particulars of an expert.

    Args:
        expert: public id.
        version: of the record that was before the eyes of whoever typed.

    Raises:
        NotFound: there is no such expert.
        InputError: a particular cannot be used, or nothing differs.
        Refused: the expert has left, or somebody changed the record since that version.
    """
    held = _unchanged_since(act, expert, version)
    changed = replace(
        held,
        name=clean("name", typed.name),
        title=clean("title", typed.title, required=False),
        region=clean("region", typed.region, required=False),
        fields=parse_fields(typed.fields),
        mobile=parse_mobile(typed.mobile) if typed.mobile else held.mobile,
        email=parse_email(typed.email) if typed.email else held.email,
    )
    if changed == held:
        raise InputError("experts.nothing_changed")
    amend(act, {expert: changed})


def move_to(act: Act, expert: str, version: int, workplace: Workplace) -> None:
    """Enter that an expert changed employers; what the new one takes the place of ended the day before.

    Raises:
        NotFound, Refused: as `correct`.
        InputError: the change is to come, would end something before it began, or changes nothing.
    """
    held = _unchanged_since(act, expert, version)
    moved = employments_after(held.employments, workplace, local(act.clock.now()).date())
    amend(act, {expert: replace(held, employments=moved)})


def add_employment(act: Act, expert: str, version: int, work: Employment) -> None:
    """Enter another employer beside those that are known, present or former 兼职、原任职.

    Raises:
        NotFound, Refused: as `correct`.
        InputError: the days cannot be, or the same employment is there.
    """
    held = _unchanged_since(act, expert, version)
    _check_days(held, work, act)
    if any((known.begins, known.employer) == (work.begins, work.employer) for known in held.employments):
        raise InputError("experts.employer_known", employer=work.employer, begins=work.begins)
    employments = sorted((*held.employments, work), key=lambda one: (one.begins, one.employer))
    amend(act, {expert: replace(held, employments=tuple(employments))})


def _check_days(held: ExpertRecord, work: Employment, act: Act) -> None:
    today, born = local(act.clock.now()).date(), birth_date(held.document)
    if work.begins > today:
        raise InputError("experts.works_in_future", field="begins")
    if work.begins <= born:
        raise InputError("experts.works_before_birth", born=born, field="begins")
    if work.ends and not work.begins <= work.ends <= today:
        raise InputError("experts.employment_days", begins=work.begins, ends=work.ends, field="ends")


def _unchanged_since(act: Act, expert: str, version: int) -> ExpertRecord:
    """The record to change; whoever else changes it from here on loses, by the leaf that only one can supersede."""
    authorize(act.actor, "experts.keep")
    if find_one(act.session, expert).version != version:
        raise Refused("experts.changed_since")
    return record_of(act.session, act.vault, expert)
