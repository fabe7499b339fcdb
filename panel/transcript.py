"""The transcript of a draw (draw-protocol §9): what anyone needs to check it, and what auditors get on top."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from experts.models import ExpertLeaf
from kernel.act import Act
from kernel.errors import Refused
from kernel.roles import authorize
from ledger.entry import Visibility
from ledger.queries import entries_of, verifier_key
from ledger.receipts import export_entry
from panel.complete import revealed
from panel.draw.freeze import Considered, audit_line
from panel.models import Candidate, Draw, DrawState
from panel.publish import draw_key

DISCLOSED = (Visibility.PUBLIC, Visibility.CLOSED)
"""A draw's own entries name parties, tags and digests only; the transcript shows them all."""


def transcript(act: Act, draw: Draw, origin: str, *, audit: bool) -> Mapping[str, bytes]:
    """The files of a transcript by path.

    Args:
        draw: drawn or void, with a plan; reveals, ticket key and pool become public at close.
        origin: the name of the log whose checkpoints cover the entries.
        audit: with `audit/`, for supervisor and auditors only, never public.

    Raises:
        Refused: the attempt is not over, or an entry is not under a signed checkpoint yet.
    """
    authorize(act.actor, "draw.audit" if audit else "draw.read")
    if draw.plan is None or draw.result is None:
        raise Refused("draw.not_drawn")
    if not audit and draw.state == DrawState.DRAWN:
        raise Refused("draw.not_closed")
    files = {
        "plan.json": draw.plan.encode(),
        "pool.txt": draw.pool,
        "reveals.json": _json(revealed(draw)),
        "result.json": _json(draw.result),
        "events.json": _json([departure.event for departure in draw.departures]),
        "openings.json": _json([]),
        **_ledger(act, draw, origin),
    }
    if audit:
        files["audit/draw_key"] = f"{draw_key(act, draw).hex()}\n".encode()
        files["audit/openings.jsonl"] = _openings(act, draw)
    return files


def _ledger(act: Act, draw: Draw, origin: str) -> dict[str, bytes]:
    """The draw's entries, each with its proof, and the key that their checkpoint is signed with."""
    files = {}
    for entry in entries_of(act.session, draw.public_id):
        content, proof = export_entry(act.session, entry.n, DISCLOSED)
        files[f"ledger/{entry.n}.json"] = content
        files[f"ledger/{entry.n}.tlog-proof"] = proof
    files["ledger/log.vkey"] = f"{verifier_key(act.session, origin)}\n".encode()
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
