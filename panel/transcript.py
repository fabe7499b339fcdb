"""The transcript of a draw (draw-protocol §9): what anyone needs to check it, and what auditors get on top."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import ExpertLeaf
from kernel.act import Act
from kernel.errors import Refused
from kernel.messages import word
from kernel.roles import authorize
from ledger.entry import Entry, Visibility
from ledger.origin import origin_of
from ledger.queries import entries_of, verifier_key
from ledger.receipts import export_entry
from panel.carried import carried_lines
from panel.complete import revealed
from panel.draw.freeze import Considered, audit_line
from panel.models import SITTING, Candidate, Draw
from panel.publish import draw_key
from panel.views import AUDIT_OPENED, Looked, log_view

DISCLOSED = (Visibility.PUBLIC, Visibility.CLOSED)
"""A draw's own entries name parties, tags and digests only; the transcript shows them all."""

Files = Mapping[str, bytes]


def plan_files(act: Act, draw: Draw, origin: str, *, audit: bool) -> Files:
    """What a contributor examines before the own reveal: plan, pool, and the ledger up to the plan.

    Args:
        draw: its plan is published.
        origin: the name of the log whose checkpoints cover the entries.
        audit: with `audit/`, for supervisor and auditors only, never public.

    Raises:
        Refused: no plan yet, or an entry is not under a signed checkpoint yet.
    """
    by = authorize(act.actor, "draw.audit" if audit else "draw.contribute")
    if draw.plan is None:
        raise Refused("draw.no_plan")
    files = {
        **_plan(draw),
        **_ledger(act.session, origin, _up_to_plan(entries_of(act.session, draw.public_id))),
    }
    if audit:
        files |= _audit(act, draw)
    purpose = word("purpose", "before_reveal")
    log_view(act, by, draw, Looked.AUDIT if audit else Looked.PLAN, purpose)
    return files


def transcript(act: Act, draw: Draw, origin: str) -> Files:
    """The files of the public transcript by path, for an account; arguments and errors as `public_transcript`."""
    authorize(act.actor, "draw.read")
    return public_transcript(act.session, draw, origin)


def public_transcript(session: Session, draw: Draw, origin: str) -> Files:
    """The files of the public transcript by path, for anybody.

    Args:
        draw: drawn or void, with a plan; reveals, ticket key and pool become public as the plan's `publish`
            says.
        origin: the name of the log whose checkpoints cover the entries.

    Raises:
        Refused: the attempt is not over or not public yet, or an entry is not under a signed checkpoint yet.
    """
    if not is_public(draw):
        raise Refused("draw.not_closed")
    return _whole(session, draw, origin)


def is_public(draw: Draw) -> bool:
    """Whether reveals, ticket key and pool may be shown to anybody, as the plan's `publish` says."""
    return draw.publish == "at_draw" or draw.state not in SITTING


def audit_transcript(act: Act, draw: Draw, origin: str, purpose: str) -> Files:
    """The same with `audit/`, for supervisor and auditors only, never public; who takes it and why is kept.

    Args:
        purpose: why, in words.

    Raises:
        InputError: no purpose.
        Refused: as `transcript`, but from the draw on.
    """
    by = authorize(act.actor, "draw.audit")
    files = {**_whole(act.session, draw, origin), **_audit(act, draw)}
    log_view(act, by, draw, Looked.AUDIT, purpose)
    return files


def _whole(session: Session, draw: Draw, origin: str) -> Files:
    if draw.plan is None or draw.result is None:
        raise Refused("draw.not_drawn")
    entries = entries_of(session, draw.public_id)
    return {
        **_plan(draw),
        "reveals.json": _json(revealed(draw)),
        "result.json": _json(draw.result),
        "events.json": _json([departure.event for departure in draw.departures]),
        "openings.json": _json([]),  # nobody's leaf is public
        **_ledger(session, origin, [entry for entry in entries if entry.type != AUDIT_OPENED]),
    }


def _plan(draw: Draw) -> Files:
    return {"plan.json": (draw.plan or "").encode(), "pool.txt": draw.pool}


def _up_to_plan(entries: Iterable[Entry]) -> list[Entry]:
    found = []
    for entry in entries:
        found.append(entry)
        if entry.type == "plan.published":
            break
    return found


def _ledger(session: Session, origin: str, entries: Iterable[Entry]) -> dict[str, bytes]:
    """The entries, each with its proof, and the keys that their checkpoints are signed with.

    Those of a later log than the first stand in a folder of their own.
    """
    files = {}
    for entry in entries:
        folder = "ledger/" if entry.log == 1 else f"ledger/{entry.log}/"
        content, proof = export_entry(session, entry, DISCLOSED)
        files[f"{folder}{entry.n}.json"] = content
        files[f"{folder}{entry.n}.tlog-proof"] = proof
        key = verifier_key(session, origin_of(origin, entry.log))
        files[f"{folder}log.vkey"] = f"{key}\n".encode()
    return files


def _audit(act: Act, draw: Draw) -> Files:
    files = {
        "audit/draw_key": f"{draw_key(act, draw).hex()}\n".encode(),
        "audit/openings.jsonl": _openings(act, draw),
    }
    if draw.kind == "supplement":
        files["audit/carried.jsonl"] = carried_lines(act.session, draw.carried)
    return files


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _openings(act: Act, draw: Draw) -> bytes:
    """One line for each line of the pool, in its order."""
    rows = act.session.execute(
        select(Candidate.tag, Candidate.reason, ExpertLeaf.opening)
        .join(
            ExpertLeaf,
            (ExpertLeaf.expert_id == Candidate.expert_id) & (ExpertLeaf.version == Candidate.leaf_version),
        )
        .where(Candidate.draw_id == draw.id)
    )
    lines = {
        row.tag: audit_line(Considered(json.loads(row.opening), b"", row.reason), row.tag) for row in rows
    }
    return b"".join(lines[tag] for tag in sorted(lines))
