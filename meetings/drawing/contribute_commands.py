"""`panel draw`: a contributor's own secret, from making it to letting go of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.messages import word
from meetings.drawing.beacon_commands import say_outcome

if TYPE_CHECKING:
    from ledger.entry import Entry
    from panel.secret import Secret

SHEET = both("另存恢复单（可打印）", "a recovery sheet to print")
new_file = click.Path(path_type=Path)


@click.command(
    help=both(
        "在自己的设备上生成秘密值，不用数据库；打印承诺值。",
        "Make a secret on a device of your own, without the database; print its commitment.",
    )
)
@click.argument("draw_id", metavar="DRAW")
@click.argument("party")
@click.option("--out", required=True, type=new_file, help=both("新建的秘密文件", "file to be made"))
@click.option("--dice", help=both("用掷出的骰子或硬币代替随机数", "thrown dice or coins instead"))
@click.option("--value", help=both("照恢复单重做原有的秘密值", "bring a secret back from its sheet"))
@click.option("--sheet", type=new_file, help=SHEET)
@desk_command
def secret(
    desk: Desk, draw_id: str, party: str, out: Path, dice: str | None, value: str | None, sheet: Path | None
) -> None:
    from kernel.errors import InputError
    from panel.recovery_sheet import recovery_sheet
    from panel.secret import new_secret, read_value, thrown

    if dice is not None and value is not None:
        raise InputError("draw.one_origin")
    if value is not None:
        made = new_secret(draw_id, party, read_value(value))
    elif dice is not None:
        made = new_secret(draw_id, party, thrown(dice))
    else:
        made = new_secret(draw_id, party, desk.entropy.bytes(32).hex())
    _keep(out, made.written())
    if sheet is not None:
        _keep(sheet, recovery_sheet(made))
    say("draw.secret_made", commitment=made.commitment, path=out)


def _keep(path: Path, content: bytes) -> None:
    """A new file that only its owner can read."""
    write_new(path, content)
    path.chmod(0o600)


@click.command(help=both("提交承诺；秘密值只留在自己手里。", "Commit; the secret stays in your own hands."))
@click.argument("draw_id", metavar="DRAW")
@click.option(
    "--secret",
    "path",
    type=existing_file,
    help=both("就地生成，写入这个新文件", "make one here, in this new file"),
)
@click.option("--commitment", help=both("在别处生成的秘密值的承诺值", "of a secret made elsewhere"))
@desk_command
def commit(desk: Desk, draw_id: str, path: Path | None, commitment: str | None) -> None:
    from kernel.errors import InputError
    from meetings.drawing.within import draw_within
    from panel.contribute import commit as enter
    from panel.secret import Secret

    if (path is None) == (commitment is None):
        raise InputError("draw.one_way_to_commit")
    with desk.acting() as act:
        made = Secret(draw_id, act.actor.public_id, desk.entropy.bytes(32).hex()) if path else None
        given = made.commitment if made else str(commitment)
        entered = enter(act, draw_within(act.session, act.actor, "draw.contribute", draw_id), given)
        if made and path:
            _keep(path, made.written())
    say("draw.committed", role=word("role", entered.role), commitment=entered.commitment)
    say("draw.secret_kept", path=path) if path else say("draw.secret_elsewhere")


@click.command(help=both("导出方案供揭示前核对。", "Export the plan, to be examined before the reveal."))
@click.argument("draw_id", metavar="DRAW")
@click.option("--to", "folder", required=True, type=new_file, help=both("新目录", "a new folder"))
@click.option(
    "--audit", is_flag=True, help=both("附审计材料，不得公开", "with the audit files, never public")
)
@desk_command
def plan(desk: Desk, draw_id: str, folder: Path, *, audit: bool) -> None:
    from ledger.desk import sign_for
    from meetings.drawing.within import draw_within
    from panel.transcript import plan_files

    action = "draw.audit" if audit else "draw.contribute"
    sign_for(desk, action)
    with desk.acting() as act:
        found = draw_within(act.session, act.actor, action, draw_id)
        files = plan_files(act, found, desk.config.log_origin, audit=audit)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_new(folder / name, content)
    say("draw.plan_exported", count=len(files), path=folder)


@click.command(
    "check-plan",
    help=both(
        "揭示前在自己的设备上核对方案，不用数据库。",
        "Before the reveal, check the plan on your own device, without the database.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--secret", "path", required=True, type=existing_file, help=both("秘密文件", "secret file"))
@click.option("--sheet", type=new_file, help=SHEET)
@click.option(
    "--witness",
    "vkeys",
    multiple=True,
    help=both("见证方的公钥，其签名须在", "a witness's key, whose cosignature has to be there"),
)
@json_option
@desk_command
def check_plan(
    desk: Desk, folder: Path, path: Path, sheet: Path | None, vkeys: tuple[str, ...], *, as_json: bool
) -> Mapping[str, object]:
    from kernel.attachments import read_upload
    from panel.before_reveal import check_before_reveal, check_witnessed
    from panel.draw.transcript import open_transcript
    from panel.recovery_sheet import recovery_sheet
    from panel.secret import read_secret

    del desk
    mine = read_secret(read_upload(path), path)
    with open_transcript(folder) as files:
        checked = check_before_reveal(files, mine)
    for vkey in vkeys:
        check_witnessed(checked.note, vkey)
    if sheet is not None:
        _keep(sheet, recovery_sheet(mine, checked.digest, checked.role))
    stands, agreed = checked.entered.checkpoint, checked.plan
    facts: dict[str, object] = {
        "plan_digest": checked.digest,
        "seats": agreed["seats"],
        "types": agreed["pool"]["types"],
        "thin": agreed["thin"],
        "excluded": agreed["pool"]["excluded"],
        "unit_cap": agreed["unit_cap"],
        "publish": agreed["publish"],
        "beacon": agreed["beacon"],
        "reveal_by": agreed["reveal_by"],
        "contributors": [f"{who['role']} {who['party']}" for who in agreed["contributors"]],
        "checkpoint": f"{stands.origin} {stands.size} {stands.root.hex()}",
    }
    if not as_json:
        say("draw.plan_right")
    show(facts, as_json=as_json)
    return facts


@click.command(
    help=both("核对方案后揭示；最后一人揭示后即得结果，有信标的等信标。", "Check the plan and reveal.")
)
@click.argument("draw_id", metavar="DRAW")
@click.option("--secret", "path", type=existing_file, help=both("自己的秘密文件", "your own secret file"))
@click.option("--value", help=both("秘密值，可照恢复单输入", "the secret, as on the recovery sheet"))
@click.option(
    "--receipt",
    type=new_file,
    help=both("回执文件（.tlog-proof），旁边另存条目.json", "receipt file; the entry beside it"),
)
@desk_command
def reveal(desk: Desk, draw_id: str, path: Path | None, value: str | None, receipt: Path | None) -> None:
    from kernel.errors import InputError
    from ledger.desk import sign_or_tell
    from meetings.drawing.reveal_checked import reveal_checked
    from meetings.drawing.within import draw_within

    if receipt is not None and receipt.exists():
        raise InputError("kernel.file_exists", path=receipt)
    with desk.acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw_id)
        mine = _own(path, value, draw_id, act.actor.public_id)
        done = reveal_checked(act, found, mine, desk.config)
    if sign_or_tell(desk):
        _write_receipt(desk, done.entry, receipt)
    say("draw.revealed", role=word("role", done.role), plan=done.plan_digest)
    say_outcome(found)


def _own(path: Path | None, value: str | None, draw_id: str, party: str) -> "Secret":
    """One's own secret, from its file or as typed.

    Raises:
        InputError: both or neither, no secret's file, or that of another draw.
        Refused: somebody else's file.
    """
    from kernel.attachments import read_upload
    from kernel.errors import InputError, Refused
    from panel.secret import Secret, read_secret, read_value

    if path is None:
        if value is None:
            raise InputError("draw.one_way_to_reveal")
        return Secret(draw_id, party, read_value(value))
    if value is not None:
        raise InputError("draw.one_way_to_reveal")
    mine = read_secret(read_upload(path), path)
    if mine.draw != draw_id:
        raise InputError("draw.bad_secret_file", path=path)
    if mine.party != party:
        raise Refused("draw.others_secret", path=path)
    return mine


def _write_receipt(desk: Desk, entry: "Entry", path: Path | None) -> None:
    """The proof that the reveal was received, and the entry that it proves."""
    from ledger.entry import Visibility
    from ledger.receipts import export_entry

    if path is None:
        return
    with desk.database.reading() as session:
        content, proof = export_entry(session, entry, (Visibility.CLOSED,))
    write_new(path, proof)
    write_new(path.with_suffix(".json"), content)
