"""Fills the draw record 抽取记录表."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO

from kernel.accounts import display_name
from kernel.act import Act
from kernel.clock import local
from kernel.messages import chinese_word
from ledger.queries import entries_of, payload_of
from meetings.documents.draw_parts import (
    Chance,
    Contribution,
    Exclusion,
    Pool,
    Replacement,
    SeatGroup,
    SeatResult,
    Unsealing,
)
from meetings.documents.draw_record import DrawRecord, draw_record_document
from meetings.documents.model import Document
from meetings.models import Attendance, Meeting
from meetings.papers.common import Draft, provenance
from panel.attempts import parent_of
from panel.draw.pool import read_pool
from panel.draw.seats import Group, groups_of, seat_groups
from panel.draw.terms import Terms
from panel.draw.trials import Trials, run_trials, trial_runs
from panel.models import Draw
from panel.panels import drawn_for, names, sitting
from panel.pool_changes import pool_changes
from panel.seats import on_paper
from panel.supplement import filled_for


def draw_papers(act: Act, meeting: Meeting) -> list[Draft]:
    """The record of each draw that gave the meeting its members, with the names, which are unsealed by now.

    Raises:
        Refused: nothing is drawn.
        DocumentIncomplete, DocumentContradiction: as `draw_record_document`.
    """
    panel, *supplements = drawn_for(act.session, meeting.public_id)
    papers = [Draft("draw_record", "专家抽取记录表", None, _record(act, meeting, panel))]
    for number, draw in enumerate(supplements, 1):
        papers.append(
            Draft("draw_record", f"专家补充抽取记录表（{number}）", None, _record(act, meeting, draw))
        )
    return papers


def _record(act: Act, meeting: Meeting, draw: Draw) -> Document:
    groups = [Group.read(group) for group in draw.seats]  # type: ignore[arg-type]  # our own JSON
    words = {group.id: on_paper(group) for group in groups}
    size, out = draw.pool.count(b"\n"), sum(draw.excluded.values())
    times, trials = _times(act, draw), _trials(draw)
    record = DrawRecord(
        draw_number=draw.public_id,
        attempt=draw.attempt,
        previous=draw.cause or "",
        pool_changes=_pool_changes(act, draw),
        meeting=meeting.title,
        meeting_number=meeting.number,
        meeting_at=local(meeting.starts_at),
        meeting_place=meeting.place,
        drawn_at=local(times["panel.drawn"]),
        drawn_in="网上抽取",
        seats=tuple(
            SeatGroup(on_paper(group).removesuffix(f"{group.count}席"), group.count) for group in groups
        ),
        supplements=filled_for(act.session, draw).public_id if draw.kind == "supplement" else "",
        conditions=tuple(_conditions(draw)),
        recused_units=tuple(
            dict.fromkeys(
                name for item in meeting.agenda for name in (item.case.subject_name, item.case.unit.name)
            )
        ),
        pool=Pool(
            size,
            size - out,
            tuple(Exclusion(chinese_word("reason", r), n) for r, n in draw.excluded.items()),
            draw.pool_digest,
        ),
        contributions=tuple(_contributions(act, draw, times)),
        plan_digest=draw.plan_digest or "",
        ticket_key=str((draw.result or {})["ticket_key"]),
        results=tuple(_results(act, meeting, draw, words)),
        replacements=tuple(_replacements(draw)),
        chances=tuple(_chances(draw, trials, words)),
        verify_at="panel verify（随附离线验证）",
        unit_cap=draw.unit_cap,
        trial_draws=trials.runs if trials else 0,
        unsealing=_unsealing(act, meeting),
        provenance=provenance(act.session, {"draw": draw.public_id, "plan": draw.plan_digest}),
    )
    return draw_record_document(record)


def _pool_changes(act: Act, draw: Draw) -> str:
    """What is different from the pool of the void attempt before, in words."""
    if draw.attempt == 1:
        return ""
    changes = pool_changes(act.session, parent_of(act.session, draw), draw)
    barred = "、".join(f"{chinese_word('reason', reason)}{n}人" for reason, n in changes.barred.items())
    return (
        f"新列入{changes.came}人，不再列入{changes.went}人，恢复可抽{changes.cleared}人，"
        f"新排除{sum(changes.barred.values())}人{f'（{barred}）' if barred else ''}"
    )


def _conditions(draw: Draw) -> Iterator[str]:
    if draw.unit_cap is not None:
        sitting_already = f"，含已在座{len(draw.carried)}人" if draw.carried else ""
        yield f"同一单位至多{draw.unit_cap}人{sitting_already}"


def _times(act: Act, draw: Draw) -> Mapping[str, datetime]:
    """When things happened, by event, and by event and party for the reveals."""
    times = {}
    for entry in entries_of(act.session, draw.public_id):
        at = datetime.fromisoformat(entry.at)
        times[entry.type] = at
        payload = payload_of(act.session, entry) or {}
        times[f"{entry.type}/{payload.get('party')}"] = at
    return times


def _contributions(act: Act, draw: Draw, times: Mapping[str, datetime]) -> Iterator[Contribution]:
    for contributor in draw.contributors:
        revealed = times.get(f"secret.revealed/{contributor.party}")
        yield Contribution(
            display_name(act.session, contributor.party),
            chinese_word("role", contributor.role),
            contributor.commitment,
            local(revealed) if revealed else None,
        )


def _results(act: Act, meeting: Meeting, draw: Draw, words: Mapping[str, str]) -> Iterator[SeatResult]:
    """The panel as it sat in the end, with the names of those who came; an open seat shows as such."""
    groups = [Group.read(group) for group in draw.seats]  # type: ignore[arg-type]  # our own JSON
    known, members = names(act.session, [draw]), dict(sitting(draw).members())
    came = {tag for tag in known if act.session.get(Attendance, (meeting.id, "expert", tag))}
    for seat, group in enumerate(seat_groups(groups)):
        member = members.get(seat)
        if member is None:
            yield SeatResult(seat + 1, words[group], "空缺", "", "否")
        else:
            name = known[member.tag] if member.tag in came else ""
            yield SeatResult(seat + 1, words[group], member.tag, member.ticket, "是" if name else "否", name)


def _replacements(draw: Draw) -> Iterator[Replacement]:
    for departure in draw.departures:
        event = departure.event
        yield Replacement(
            local(datetime.fromisoformat(event["at"])),
            departure.seat + 1,
            event["tag"],
            event["successor"] or "",
            event["rule"],
            _cause(event["cause"]),
        )


def _cause(code: str) -> str:
    """A member's own cause, or a reason for which nobody may sit."""
    own = chinese_word("cause", code)
    return own if own != code else chinese_word("reason", code)


def _trials(draw: Draw) -> Trials | None:
    """Trial draws with the page's own seeds, where a cap bends the chances (draw-protocol §5)."""
    if draw.unit_cap is None:
        return None
    pool = read_pool(BytesIO(draw.pool))
    return run_trials(Terms.of(json.loads(draw.plan or "null")), pool, trial_runs(pool))


def _chances(draw: Draw, trials: Trials | None, words: Mapping[str, str]) -> Iterator[Chance]:
    eligible = json.loads(draw.plan or "null")["pool"]["types"]
    for type_, (num, den) in sorted(draw.chances.items()):
        fewest, most = trials.drawn[type_] if trials else (0, 0)
        both = "、兼".join(words[group] for group in groups_of(type_))
        yield Chance(both, eligible[type_], num, den, fewest, most)


def _unsealing(act: Act, meeting: Meeting) -> Unsealing | None:
    if meeting.unsealed_at is None or meeting.unsealed_by is None:
        return None
    return Unsealing(local(meeting.unsealed_at), display_name(act.session, meeting.unsealed_by))
