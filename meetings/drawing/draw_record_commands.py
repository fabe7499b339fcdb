"""`panel draw show` and `export`: what a draw is and was, for people and for verifiers."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show, write_new
from kernel.messages import word


@click.command("show", help=both("查看一次抽取（只有代号，没有姓名）。", "Show a draw: codes, no names."))
@click.argument("draw_id", metavar="DRAW")
@json_option
@desk_command
def show_command(desk: Desk, draw_id: str, *, as_json: bool) -> dict[str, object]:
    from io import BytesIO

    from kernel.clock import rfc3339
    from meetings.drawing.within import draw_within
    from panel.draw.plan import thin_groups
    from panel.draw.pool import read_pool
    from panel.draw.seats import Group
    from panel.models import HAS_PANEL
    from panel.panels import sitting

    with desk.reading("draw.read") as session:
        found = draw_within(session, desk.actor(session), "draw.read", draw_id)
        panel = sitting(found) if found.state in HAS_PANEL else None
        types = read_pool(BytesIO(found.pool)).types()
        facts: dict[str, object] = {
            "draw": found.public_id,
            "state": found.state if as_json else word("draw", found.state),
            "kind": found.kind,
            "attempt": found.attempt,
            "parent": found.parent,
            "cause": found.cause,
            "frozen_at": rfc3339(found.frozen_at),
            "reveal_by": rfc3339(found.reveal_by),
            "publish": found.publish,
            "beacon": found.beacon,
            "you": desk.actor(session).public_id,
            "seats": found.seats,
            "types": types,
            "thin": thin_groups([Group.read(group) for group in found.seats], types),  # type: ignore[arg-type]  # our own JSON
            "excluded": found.excluded,
            "chances": found.chances,
            "plan_digest": found.plan_digest,
            "contributors": [c.role for c in found.contributors],
            "carried": len(found.carried),
            "panel": [{"seat": seat, "tag": m.tag} for seat, m in panel.members()] if panel else None,
            "open": sorted(panel.sitting.open) if panel else [],
            "departures": [departure.event for departure in found.departures],
        }
    show(facts, as_json=as_json)
    return facts


@click.command(help=both("导出抽取记录供验证。", "Export the transcript for verification."))
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help=both("新目录", "a new folder")
)
@click.option(
    "--audit", is_flag=True, help=both("附审计材料，不得公开", "with the audit files, never public")
)
@click.option(
    "--purpose", default="", help=both("附审计材料时的事由，留痕", "why the audit files; it is kept")
)
@desk_command
def export(desk: Desk, draw_id: str, folder: Path, *, audit: bool, purpose: str) -> None:
    from ledger.desk import sign_for
    from meetings.drawing.within import draw_within
    from panel.transcript import audit_transcript, transcript

    action = "draw.audit" if audit else "draw.read"
    sign_for(desk, action)
    with desk.acting() as act:
        found, origin = draw_within(act.session, act.actor, action, draw_id), desk.config.log_origin
        files = audit_transcript(act, found, origin, purpose) if audit else transcript(act, found, origin)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_new(folder / name, content)
    say("draw.exported", count=len(files), path=folder)
