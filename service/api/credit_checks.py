"""The credit check 联合奖惩查询 that an approval system embeds: which measures run against or for a subject."""

from collections.abc import Sequence
from datetime import date, datetime

from apiflask import APIBlueprint

from credit.embedded import open_store
from credit.keys import parse_key
from kernel.clock import local
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.decisions.measures import measures_of
from meetings.models import RunningMeasure
from service.api.shapes import Given, Shown, Word

api = APIBlueprint("credit checks", __name__)


class CheckGiven(Given):
    """Whom the check is about, by credit code or number in the store, and what it is for; both are logged."""

    subject: Word
    purpose: Word


class MeasureInForce(Shown):
    """A measure that binds today; without `ends_on` it has no end."""

    item_code: str
    measure_code: str
    content: str
    implementer_name: str
    decision_number: str
    starts_on: date
    ends_on: date | None


class CheckShown(Shown):
    """What was found, and when."""

    subject: str
    code: str
    checked_at: datetime
    measures: Sequence[MeasureInForce]


@api.post("/credit-checks")
@may("measures.read")
@api.input(CheckGiven)
@api.output(CheckShown)
def check(json_data: CheckGiven) -> CheckShown:
    """Look up the measures that bind a subject today. Every check is logged, and each asks anew."""
    here, now = desk(), desk().clock.now()
    with open_store(here.config, here.clock) as store:
        subject = store.subject(parse_key(json_data.subject), purpose=json_data.purpose, who=actor().name)
    with here.database.reading() as session:
        found = measures_of(session, subject.number)
    return CheckShown(
        subject=subject.name,
        code=subject.uscc or subject.id_mask or "",
        checked_at=now,
        measures=[_shown(row) for row in found if row.in_force_on(local(now).date())],
    )


def _shown(row: RunningMeasure) -> MeasureInForce:
    return MeasureInForce.model_validate(row)
