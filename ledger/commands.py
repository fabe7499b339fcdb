"""`panel ledger`: have the head signed, take a receipt, check the log or a receipt."""

from pathlib import Path

import click

from kernel.attachments import read_upload
from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new
from kernel.errors import InputError


@click.group(help=both("存证日志：检查点、回执、核验。", "The ledger: checkpoints, receipts, checks."))
def ledger() -> None:
    pass


@ledger.command(help=both("签发并印出检查点。", "Have the head signed, and print the checkpoint."))
@desk_command
def checkpoint(desk: Desk) -> None:
    from ledger.desk import sign_now

    signed = sign_now(desk)
    say("ledger.signed", size=signed.size, root=signed.root.hex())
    click.echo(signed.note, nl=False)


@ledger.command(
    help=both("第N条的回执，必要时先签发检查点。", "The receipt of entry N, signed first if need be.")
)
@click.argument("n", type=int)
@click.option("--out", type=existing_file, help=both("写入此文件", "write it to this file"))
@desk_command
def prove(desk: Desk, n: int, out: Path | None) -> None:
    from kernel.roles import authorize
    from ledger.jobs import cover
    from ledger.receipts import receipt
    from ledger.signer_process import SignerProcess

    with desk.database.reading() as session:
        authorize(desk.actor(session), "ledger.read")
    with SignerProcess(desk.config.signer, desk.config.log_origin) as signer:
        cover(desk.database, signer, desk.clock, n)
    with desk.database.reading() as session:
        text = receipt(session, n)
    if out is None:
        click.echo(text, nl=False)
        return
    write_new(out, text.encode())
    say("ledger.proof_written", n=n, path=out)


@ledger.command(
    help=both(
        "不带参数时，把整部日志重算一遍。给出回执FILE时，脱离数据库核验一条。",
        "Without FILE, recompute the whole log. With a receipt FILE, check one entry without the database.",
    )
)
@click.argument("file", type=existing_file, required=False)
@click.option("--entry", type=existing_file, help=both("条目文件，如12.json", "the entry's file, as 12.json"))
@click.option("--key", help=both("日志公钥，即log.vkey中的一行", "the log's key, the line of log.vkey"))
@json_option
@desk_command
def verify(desk: Desk, file: Path | None, entry: Path | None, key: str | None, *, as_json: bool) -> None:
    if file is None:
        _verify_log(desk, as_json=as_json)
    elif entry is None or key is None:
        raise InputError("ledger.needs_entry_and_key")
    else:
        _verify_entry(file, entry, key, as_json=as_json)


def _verify_log(desk: Desk, *, as_json: bool) -> None:
    """The log against itself, its checkpoints, and the signer's own key."""
    from kernel.errors import Refused
    from ledger.queries import verifier_key
    from ledger.signer_process import SignerProcess
    from ledger.verify import verify_log

    with desk.reading("ledger.read") as session:
        report = verify_log(session)
        key = verifier_key(session, desk.config.log_origin)
    if key is not None:
        with SignerProcess(desk.config.signer, desk.config.log_origin) as signer:
            if signer.key() != key:
                raise Refused("ledger.key_changed")
    if not as_json:
        say("ledger.log_holds", size=report.head.size, checkpoints=report.checkpoints, erased=report.erased)
    facts = {
        "size": report.head.size,
        "root": report.head.root.hex(),
        "checkpoints": report.checkpoints,
        "erased": report.erased,
        "key": str(key) if key else None,
    }
    show(facts, as_json=as_json)


def _verify_entry(file: Path, entry: Path, key: str, *, as_json: bool) -> None:
    from ledger.entry_file import check_entry_file

    try:
        proof = read_upload(file).decode()
    except UnicodeDecodeError:
        raise InputError("ledger.bad_proof") from None
    checked = check_entry_file(read_upload(entry), proof, key)
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
