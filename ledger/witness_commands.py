"""`panel ledger witness`: who cosigns the log, and the files that go to them and come back."""

from pathlib import Path

import click

from kernel.attachments import read_upload
from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show, write_new


@click.group(help=both("日志的见证方及其签名。", "The log's witnesses and their cosignatures."))
def witness() -> None:
    pass


@witness.command(
    help=both("登记见证方；公钥须当面交接。", "Enter a witness; its key is handed over in person.")
)
@click.argument("name")
@click.argument("vkey")
@desk_command
def add(desk: Desk, name: str, vkey: str) -> None:
    from ledger.witnesses import add_witness, key_of

    with desk.acting() as act:
        key = key_of(add_witness(act, name, vkey))
    say("ledger.witness_added", name=name, key=key)


@witness.command(help=both("终止见证方，如私钥丢失。", "End a witness, such as after a lost key."))
@click.argument("name")
@desk_command
def end(desk: Desk, name: str) -> None:
    from ledger.witnesses import end_witness

    with desk.acting() as act:
        end_witness(act, name)
    say("ledger.witness_ended", name=name)


@witness.command(
    help=both(
        "签发检查点，写出给见证方的请求文件。",
        "Have the head signed, and write the request for a witness to a file.",
    )
)
@click.argument("name")
@click.option("--out", type=existing_file, required=True, help=both("写入此文件", "write it to this file"))
@click.option(
    "--old", type=int, help=both("见证方称上次见证的条数", "the size that the witness says it saw last")
)
@desk_command
def request(desk: Desk, name: str, out: Path, old: int | None) -> None:
    from ledger.cosignatures import request_of
    from ledger.desk import sign_for

    signed = sign_for(desk, "ledger.cosign")
    with desk.database.reading() as session:
        text = request_of(session, name, old)
    write_new(out, text.encode())
    say("ledger.request_written", name=name, size=signed.size, path=out)


@witness.command(help=both("收下见证方的答复文件。", "Take the answer of a witness."))
@click.argument("file", type=existing_file)
@desk_command
def accept(desk: Desk, file: Path) -> None:
    from kernel.clock import local_text
    from ledger.cosignatures import accept_cosignatures

    answer = read_upload(file).decode("utf-8", "replace")
    with desk.acting() as act:
        accepted = accept_cosignatures(act, answer)
    for one in accepted:
        say("ledger.cosigned", name=one.witness, size=one.size, at=local_text(one.signed_at))


@witness.command(
    "list", help=both("列出见证方及各自最近的签名。", "List the witnesses and what they cosigned.")
)
@json_option
@desk_command
def list_command(desk: Desk, *, as_json: bool) -> list[dict[str, object]]:
    from kernel.clock import rfc3339
    from ledger.witnesses import list_witnesses

    with desk.reading("ledger.read") as session:
        rows: list[dict[str, object]] = [
            {
                "name": one.name,
                "vkey": one.vkey,
                "since": rfc3339(one.since),
                "ended_at": one.ended_at and rfc3339(one.ended_at),
                "origin": one.origin,
                "size": one.size,
                "cosigned_at": one.signed_at and rfc3339(one.signed_at),
            }
            for one in list_witnesses(session)
        ]
    show(rows, as_json=as_json)
    return rows
