"""`panel draw`: the ceremony, step by step."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.messages import word
from meetings.outlook_commands import chances, rehearse


@click.group(help=both("专家抽取：冻结、承诺、公布、揭示。", "The draw: freeze, commit, publish, reveal."))
def draw() -> None:
    pass


@draw.command(help=both("锁定议程并冻结候选池。", "Lock the agenda and freeze the pool."))
@click.argument("meeting")
@click.option(
    "--seats", multiple=True, required=True, help=both("席位，如 L01:2 或 I05:1:region=CITY", "such as L01:2")
)
@click.option("--cap", type=click.IntRange(1), help=both("同一单位至多几人", "most members per employer"))
@click.option(
    "--reveal-by", required=True, help=both("揭示截止时间（北京时间）", "deadline for reveals, Beijing time")
)
@click.option(
    "--answer-hours",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help=both("答复时限（8至20时计）", "hours to answer"),
)
@desk_command
def freeze(
    desk: Desk, meeting: str, seats: tuple[str, ...], cap: int | None, reveal_by: str, answer_hours: int
) -> str:
    from kernel.text import parse_moment
    from meetings.draw_meeting import Seats, freeze_meeting
    from meetings.queries import find_meeting
    from panel.seats import parse_seats

    wanted = Seats(parse_seats(seats), cap, parse_moment("reveal-by", reveal_by), answer_hours)
    with desk.acting() as act:
        frozen = freeze_meeting(act, find_meeting(act.session, meeting), wanted)
    size, out = frozen.pool.count(b"\n"), sum(frozen.excluded.values())
    reasons = "、".join(f"{word('reason', reason)}{n}" for reason, n in frozen.excluded.items()) or "0"
    say("draw.frozen", size=size, out=out, reasons=reasons, eligible=size - out, id=frozen.public_id)
    return frozen.public_id


@draw.command(
    help=both("提交承诺；秘密值只写入自己的文件。", "Commit; the secret stays in a file of your own.")
)
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--secret",
    required=True,
    type=existing_file,
    help=both("新建的秘密文件", "file to be made for the secret"),
)
@desk_command
def commit(desk: Desk, draw_id: str, secret: Path) -> None:
    from panel.contribute import commit as enter
    from panel.draw.seed import commitment
    from panel.panels import find_draw

    with desk.database.reading() as session:
        party = desk.actor(session).public_id
    value = desk.entropy.bytes(32).hex()
    kept = {"draw": draw_id, "party": party, "value": value}
    with desk.acting() as act:
        entered = enter(act, find_draw(act.session, draw_id), commitment(draw_id, party, value))
        write_new(secret, json.dumps(kept, indent=1).encode() + b"\n")
        secret.chmod(0o600)
    say("draw.committed", role=word("role", entered.role), commitment=entered.commitment, path=secret)


@draw.command(help=both("公布抽取方案并签发检查点。", "Publish the plan and have a checkpoint signed."))
@click.argument("draw_id", metavar="DRAW")
@desk_command
def publish(desk: Desk, draw_id: str) -> None:
    from ledger.desk import sign_now
    from panel.panels import find_draw
    from panel.publish import publish_plan

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        entry = publish_plan(act, found)
    checkpoint = sign_now(desk)
    say("draw.published", digest=found.plan_digest, entry=entry.n, size=checkpoint.size)


@draw.command(
    help=both("揭示秘密值；最后一人揭示后即得结果。", "Reveal; with the last one the panel is drawn.")
)
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--secret", required=True, type=existing_file, help=both("自己的秘密文件", "your own secret file")
)
@desk_command
def reveal(desk: Desk, draw_id: str, secret: Path) -> None:
    from ledger.desk import sign_now
    from panel.before_reveal import check_plan_is_logged
    from panel.contribute import reveal as take
    from panel.panels import find_draw

    value = _secret(secret, draw_id)
    check_plan_is_logged(desk.database, desk.config.log_origin, draw_id, value["party"], value["value"])
    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        contributor = take(act, found, value["value"])
    sign_now(desk)
    say("draw.revealed", role=word("role", contributor.role))
    if found.result and "panel" in found.result:
        say("draw.drawn", seats=len(found.result["panel"]), plan=found.plan_digest)


def _secret(path: Path, draw_id: str) -> Mapping[str, str]:
    """The contributor's own file.

    Raises:
        InputError: it is none, or belongs to another draw.
    """
    from kernel.attachments import read_upload
    from kernel.errors import InputError

    try:
        kept = json.loads(read_upload(path))
        texts = {name: str(kept[name]) for name in ("draw", "party", "value")}
    except (ValueError, KeyError, TypeError):
        raise InputError("draw.bad_secret_file", path=path) from None
    if texts["draw"] != draw_id:
        raise InputError("draw.bad_secret_file", path=path)
    return texts


@draw.command(
    help=both("监督人中止抽取（首次揭示前）。", "The supervisor stops the draw, before the first reveal.")
)
@click.argument("draw_id", metavar="DRAW")
@click.option("--cause", required=True, help=both("理由", "the cause"))
@desk_command
def stop(desk: Desk, draw_id: str, cause: str) -> None:
    from meetings.draw_meeting import stop_draw
    from meetings.queries import find_meeting
    from panel.panels import find_draw

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        stop_draw(act, find_meeting(act.session, found.meeting), found, cause)
    say("draw.stopped", id=found.public_id)


@draw.command(help=both("截止后仍未揭示：流抽。", "A reveal is missing at the deadline: void."))
@click.argument("draw_id", metavar="DRAW")
@desk_command
def lapse(desk: Desk, draw_id: str) -> None:
    from kernel.accounts import display_name
    from meetings.draw_meeting import lapse_draw
    from meetings.queries import find_meeting
    from panel.panels import find_draw

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        missing = lapse_draw(act, find_meeting(act.session, found.meeting), found)
        names = "、".join(display_name(act.session, party) for party in missing)
    say("draw.lapsed", id=found.public_id, missing=names)


@draw.command(help=both("批准在流抽后重新抽取。", "Approve another attempt after a void one."))
@click.argument("draw_id", metavar="DRAW")
@click.option("--cause", required=True, help=both("事由，印入记录", "the cause, printed in the record"))
@desk_command
def approve(desk: Desk, draw_id: str, cause: str) -> None:
    from panel.panels import find_draw
    from panel.void import approve_another

    with desk.acting() as act:
        found = find_draw(act.session, draw_id)
        approve_another(act, found, cause)
    say("draw.approved", id=found.public_id)


@draw.command(help=both("监督人记录成员全程回避或缺席。", "The supervisor records a recusal or an absence."))
@click.argument("draw_id", metavar="DRAW")
@click.argument("tag")
@click.option(
    "--kind", required=True, type=click.Choice(["recused", "absent"]), help=both("回避或缺席", "which")
)
@click.option("--cause", required=True, help=both("事由代码，如 R05", "cause code, such as R05"))
@desk_command
def depart(desk: Desk, draw_id: str, tag: str, kind: str, cause: str) -> None:
    from meetings.invite import find_by_tag, withdraw
    from panel.panels import find_draw

    with desk.acting() as act:
        invitation = find_by_tag(act.session, find_draw(act.session, draw_id), tag)
        successor = withdraw(act, invitation, kind, cause)
    say("draw.departed", tag=invitation.tag[:8], successor=successor.tag[:8] if successor else "—")


@draw.command("show", help=both("查看一次抽取（只有代号，没有姓名）。", "Show a draw: codes, no names."))
@click.argument("draw_id", metavar="DRAW")
@json_option
@desk_command
def show_command(desk: Desk, draw_id: str, *, as_json: bool) -> dict[str, object]:
    from kernel.clock import rfc3339
    from panel.panels import find_draw, sitting

    with desk.reading("draw.read") as session:
        found = find_draw(session, draw_id)
        drawn = found.result is not None and "panel" in found.result
        facts: dict[str, object] = {
            "draw": found.public_id,
            "state": found.state if as_json else word("draw", found.state),
            "attempt": found.attempt,
            "frozen_at": rfc3339(found.frozen_at),
            "reveal_by": rfc3339(found.reveal_by),
            "seats": found.seats,
            "excluded": found.excluded,
            "chances": found.chances,
            "plan_digest": found.plan_digest,
            "contributors": [c.role for c in found.contributors],
            "panel": [{"seat": seat, "tag": m.tag} for seat, m in sitting(found).members()]
            if drawn
            else None,
            "departures": [departure.event for departure in found.departures],
        }
    show(facts, as_json=as_json)
    return facts


@draw.command(help=both("导出抽取记录供验证。", "Export the transcript for verification."))
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help=both("新目录", "a new folder")
)
@click.option(
    "--audit", is_flag=True, help=both("附审计材料，不得公开", "with the audit files, never public")
)
@desk_command
def export(desk: Desk, draw_id: str, folder: Path, *, audit: bool) -> None:
    from ledger.desk import sign_now
    from panel.panels import find_draw
    from panel.transcript import transcript

    sign_now(desk)
    with desk.acting() as act:
        files = transcript(act, find_draw(act.session, draw_id), desk.config.log_origin, audit=audit)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_new(folder / name, content)
    say("draw.exported", count=len(files), path=folder)


for ahead in (chances, rehearse):
    draw.add_command(ahead)
