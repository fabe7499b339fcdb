"""§8 and §9: the departures of events.json, replayed one by one."""

from collections.abc import Iterable

from panel.draw.codes import unix_seconds
from panel.draw.documents import Event
from panel.draw.faults import broken, compare, differs
from panel.draw.replacement import Sitting, succeed
from panel.draw.terms import Terms
from panel.draw.tickets import Tickets


def replay(
    events: Iterable[Event], sitting: Sitting, terms: Terms, tickets: Tickets, frozen_at: str
) -> Sitting:
    """Check all events in their order; the panel that sits after the last.

    Raises:
        BrokenRuleError: naming the first event at fault.
    """
    before = frozen_at
    for index, event in enumerate(events):
        where = f"events.json[{index}]"
        if unix_seconds(event["at"]) < unix_seconds(before):
            raise broken(f"{where}.at", f"早于{before}", f"is earlier than {before}")
        if event["kind"] == "timeout" and event["evidence"] is None:
            raise broken(f"{where}.evidence", "逾期未答须有送达证据", "a timeout needs evidence of delivery")
        sitting = _succession(where, event, sitting, terms, tickets)
        before = event["at"]
    return sitting


def _succession(where: str, event: Event, sitting: Sitting, terms: Terms, tickets: Tickets) -> Sitting:
    if event["tag"] not in {member.tag for member in sitting.members.values()}:
        raise broken(f"{where}.tag", "此时不在座", "is not sitting at this time")
    ours = succeed(sitting, event["tag"], terms, tickets)
    tag = ours.successor.tag if ours.successor else None
    for name, expected, found in (
        ("rule", ours.rule, event["rule"]),
        ("successor", tag, event["successor"]),
    ):
        if expected != found:
            raise differs(f"{where}.{name}", expected, found)
    compare(f"{where}.panel", ours.panel, event["panel"])
    return ours.after
