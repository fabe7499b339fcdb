"""`panel ledger`: have the head signed, take a receipt, check receipts and logs, begin a new epoch."""

from pathlib import Path

import click

from kernel.attachments import read_upload
from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.errors import InputError, PanelError
from ledger.erase_commands import erase
from ledger.export_commands import export
from ledger.witness_commands import witness


@click.group(help=both("存证日志：检查点、回执、核验。", "The ledger: checkpoints, receipts, checks."))
def ledger() -> None:
    pass


ledger.add_command(witness)
ledger.add_command(export)
ledger.add_command(erase)


@ledger.command(help=both("签发并印出检查点。", "Have the head signed, and print the checkpoint."))
@desk_command
def checkpoint(desk: Desk) -> None:
    from ledger.cosigned import cosigned_note
    from ledger.desk import sign_for

    signed = sign_for(desk, "ledger.read")
    with desk.database.reading() as session:
        note = cosigned_note(session, signed)
    say("ledger.signed", size=signed.size, root=signed.root.hex())
    click.echo(note, nl=False)


@ledger.command(
    help=both("第N条的回执，必要时先签发检查点。", "The receipt of entry N, signed first if need be.")
)
@click.argument("n", type=int)
@click.option("--log", type=int, help=both("第几期日志，缺省为现行一期", "of which log; the present one"))
@click.option("--out", type=existing_file, help=both("写入此文件", "write it to this file"))
@desk_command
def prove(desk: Desk, n: int, log: int | None, out: Path | None) -> None:
    from ledger.desk import signer_of
    from ledger.jobs import cover
    from ledger.queries import entry
    from ledger.receipts import receipt

    with desk.reading("ledger.read") as session:
        found = entry(session, n, log)
    with signer_of(desk) as signer:
        cover(desk.database, signer, desk.clock, found)
    with desk.database.reading() as session:
        text = receipt(session, found)
    if out is None:
        click.echo(text, nl=False)
        return
    write_new(out, text.encode())
    say("ledger.proof_written", n=n, path=out)


@ledger.command(
    help=both("凭回执FILE脱离数据库核验一条。", "Check one entry by its receipt FILE, without the database.")
)
@click.argument("file", type=existing_file)
@click.option(
    "--entry",
    type=existing_file,
    required=True,
    help=both("条目文件，如12.json", "the entry's file, as 12.json"),
)
@click.option(
    "--key", required=True, help=both("日志公钥，即log.vkey中的一行", "the log's key, the line of log.vkey")
)
@json_option
def verify(file: Path, entry: Path, key: str, *, as_json: bool) -> None:
    from ledger.entry_file import check_entry_file

    checked = check_entry_file(read_upload(entry), _text(file), key)
    origin, size = checked.checkpoint.origin, checked.checkpoint.size
    if not as_json:
        say("ledger.entry_holds", n=checked.entry.n, origin=origin, size=size)
    facts = {
        "origin": origin,
        "size": size,
        "root": checked.checkpoint.root.hex(),
        "entry": checked.entry.leaf(),
        "payload": checked.payload,
    }
    show(facts, as_json=as_json)


@ledger.command(
    help=both(
        "旧检查点或旧回执FILE与现有日志比对：当时签发的内容是否仍在。",
        "Compare FILE, an old checkpoint or receipt, with the log: is what was signed still there?",
    )
)
@click.argument("file", type=existing_file)
@desk_command
def compare(desk: Desk, file: Path) -> None:
    from ledger.compare import check_contained, signed_note

    with desk.reading("ledger.read") as session:
        contained = check_contained(session, signed_note(_text(file)))
    say("ledger.contained", origin=contained.origin, size=contained.size)


@ledger.command(
    help=both(
        "把各期日志从头重算，逐一指出不符之处；有不符则以1退出。",
        "Recompute every log and name each fault; ends with 1 if there is one.",
    )
)
@json_option
@desk_command
def fsck(desk: Desk, *, as_json: bool) -> int:
    from ledger.compare import check_memory
    from ledger.desk import signer_of
    from ledger.fsck import check_logs

    with desk.reading("ledger.read") as session, signer_of(desk) as signer:
        reports = check_logs(session)
        try:
            check_memory(session, signer)
        except PanelError as fault:
            reports[-1].faults.append(fault)
    if as_json:
        show([report.facts() for report in reports], as_json=True)
    else:
        for report in reports:
            click.echo("".join(f"{fault}\n" for fault in report.faults), nl=False)
            say("ledger.log_faulty" if report.faults else "ledger.log_holds", **report.facts())
    return int(any(report.faults for report in reports))


@ledger.command(
    help=both(
        "日志无法延续时（密钥丢失，或数据库被回退）另起一期。",
        "Begin a new log where the present one cannot go on: its key is lost, or the database was restored.",
    )
)
@click.option("--reason", required=True, help=both("原因，将公开", "why; anybody may read it"))
@click.option(
    "--last-checkpoint",
    type=existing_file,
    help=both("别处留存的最后一个检查点", "the last checkpoint that was kept elsewhere"),
)
@desk_command
def epoch(desk: Desk, reason: str, last_checkpoint: Path | None) -> None:
    from ledger.compare import signed_note
    from ledger.desk import sign_now, signer_of, unused_log
    from ledger.epochs import begin_epoch, find_ended

    with desk.reading("ledger.epoch"):
        offered = signed_note(_text(last_checkpoint)) if last_checkpoint else None
    with signer_of(desk) as signer:
        ended = find_ended(desk.database, signer, desk.clock, offered)
    log = unused_log(desk, ended.log)
    with desk.acting() as act:
        begin_epoch(act, ended, log, reason)
    signed = sign_now(desk)
    say("ledger.epoch_begun", why=ended.why, log=log, origin=signed.origin)
    click.echo(signed.note, nl=False)


def _text(file: Path) -> str:
    try:
        return read_upload(file).decode()
    except UnicodeDecodeError:
        raise InputError("ledger.no_text", path=file) from None
