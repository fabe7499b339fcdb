"""`panel ledger export`: the log as a folder, for monitors elsewhere."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, say


@click.command(
    help=both(
        "把日志导出为文件夹，供外部监督核对；再次导出只添新内容。",
        "Export the log as a folder for monitors elsewhere; a second export adds what is new.",
    )
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=both("文件夹", "the folder"),
)
@click.option(
    "--closed",
    metavar="PURPOSE",
    help=both(
        "连同仅限相关方的内容，写明用途；记入日志", "with what only those concerned may see; why is entered"
    ),
)
@desk_command
def export(desk: Desk, folder: Path, closed: str | None) -> None:
    from ledger.desk import sign_for
    from ledger.entry import Visibility
    from ledger.export import disclose, export_logs

    disclosed = [Visibility.PUBLIC]
    if closed is not None:
        with desk.acting() as act:
            disclose(act, closed)
        disclosed.append(Visibility.CLOSED)
    sign_for(desk, "ledger.read")
    with desk.reading("ledger.read") as session:
        done = export_logs(session, folder, disclosed, desk.config.cosignatures)
    say("ledger.exported", path=folder, logs=done.logs, entries=done.entries, files=done.files)
