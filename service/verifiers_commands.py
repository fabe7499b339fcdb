"""`panel verifiers`: the independent verifiers, their digests, and the ledger's entry of them."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show, write_new


@click.group(help=both("独立核验程序及其摘要。", "The independent verifiers and their digests."))
def verifiers() -> None:
    pass


@verifiers.command(
    "list", help=both("各程序的大小、摘要、日志条目。", "Each program's size, digest and entry.")
)
@json_option
@desk_command
def list_(desk: Desk, *, as_json: bool) -> None:
    from service.verifiers import published
    from service.verifiers import verifiers as programs

    with desk.database.reading() as session:
        entry = published(session)
    rows = [
        {
            "file": program.name,
            "size": len(program.content),
            "sha256": program.sha256,
            "log": entry.log if entry else None,
            "entry": entry.n if entry else None,
        }
        for program in programs()
    ]
    show(rows, as_json=as_json)


@verifiers.command(
    help=both("把摘要记入存证日志并签发检查点。", "Enter the digests in the ledger, and have it signed.")
)
@desk_command
def publish(desk: Desk) -> None:
    from ledger.desk import sign_now
    from service.verifiers import publish as enter

    with desk.acting() as act:
        entry = enter(act)
    signed = sign_now(desk)
    say("service.published", entry=entry.n, size=signed.size)


@verifiers.command(
    help=both(
        "导出程序、摘要和日志回执，供他人下载比对。", "Write programs, digests and the ledger's receipt."
    )
)
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=both("目录，没有则新建", "a folder; made if need be"),
)
@desk_command
def export(desk: Desk, folder: Path) -> None:
    from service.verifiers import export as collect

    with desk.database.reading() as session:
        files = collect(session, desk.config.log_origin)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_new(folder / name, content)
    say("service.exported", count=len(files), path=folder)
