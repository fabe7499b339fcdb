"""`panel measures`: past decisions and measures in force."""

from typing import TYPE_CHECKING, Any

import click

from kernel.cli import Desk, both, desk_command, json_option, show
from kernel.messages import word
from kernel.sheets.door import Wanted, import_options

if TYPE_CHECKING:
    from meetings.models import PastDecision, RunningMeasure


@click.group(help=both("既往决定与在施措施。", "Past decisions and measures in force."))
def measures() -> None:
    pass


@measures.command(
    "import", help=both("导入既往决定和在施措施，先预览。", "Take in past decisions and measures.")
)
@import_options
@desk_command
def import_command(desk: Desk, wanted: Wanted) -> None:
    from kernel.sheets.door import take_in
    from meetings.decisions.day_one import prepare, store
    from meetings.decisions.day_one_rows import COLUMNS

    take_in(desk, wanted, COLUMNS, prepare, store)


@measures.command("list", help=both("查询一个主体的既往决定和措施。", "What was decided on a subject."))
@click.argument("subject")
@click.option("--purpose", required=True, help=both("查询用途，记入查询日志", "what for; it is logged"))
@json_option
@desk_command
def list_command(desk: Desk, subject: str, purpose: str, *, as_json: bool) -> None:
    from credit.embedded import open_store
    from credit.keys import parse_key
    from kernel.clock import local
    from meetings.decisions.measures import measures_of, past_decisions_of

    key, today = parse_key(subject), local(desk.clock.now()).date()
    with desk.reading("measures.read") as session:
        with open_store(desk.config, desk.clock) as store:
            found = store.subject(key, purpose=purpose, who=desk.actor_name or "")
        facts = {
            "subject": f"{found.name}（{found.uscc or found.id_mask}）",
            "past_decisions": [_decision(row) for row in past_decisions_of(session, found.number)],
            "measures": [
                _measure(row, in_force=row.in_force_on(today), as_json=as_json)
                for row in measures_of(session, found.number)
            ],
        }
    show(facts, as_json=as_json)


def _decision(row: "PastDecision") -> dict[str, Any]:
    return {
        "number": row.number,
        "organ": row.organ_name,
        "item": row.item_code,
        "decided_on": row.decided_on,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


def _measure(row: "RunningMeasure", *, in_force: bool, as_json: bool) -> dict[str, Any]:
    state = "running" if in_force else "ended"
    return {
        "item": row.item_code,
        "measure": f"{row.measure_code} {row.content}",
        "implementer": row.implementer_name,
        "decision": row.decision_number,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "state": state if as_json else word("running", state),
    }
