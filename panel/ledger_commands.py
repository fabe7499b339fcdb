"""`panel ledger monitor`: the ledger's commands, and the one that knows what a draw is."""

from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, json_option, say, show
from ledger.commands import ledger


@ledger.command(
    help=both(
        "通读全部日志，找出一案两方案、擅自重抽、揭示后改方案、结束后递补等；有发现则以1退出。",
        "Go through all logs for second plans, attempts without approval, plans after a reveal, replacements "
        "after the close; ends with 1 if there are any.",
    )
)
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=both("导出的文件夹；缺省为数据库", "an exported folder; without it, the database"),
)
@json_option
@desk_command
def monitor(desk: Desk, folder: Path | None, *, as_json: bool) -> int:
    from ledger.scan import Scanned, scan, scan_folder
    from panel.monitor import Event, watch

    def event(seen: Scanned) -> Event:
        entry = seen.entry
        n = f"{entry.n}" if entry.log == 1 else f"{entry.log}/{entry.n}"
        return Event(n, entry.type, entry.subject, entry.by.partition(":")[2], seen.payload)

    if folder is None:
        with desk.reading("ledger.read") as session:
            watched = watch(map(event, scan(session)))
    else:
        watched = watch(map(event, scan_folder(folder)))
    if as_json:
        findings = [finding._asdict() for finding in watched.findings]
        show({"plans": watched.plans, "withheld": watched.withheld, "findings": findings}, as_json=True)
        return int(bool(findings))
    for finding in watched.findings:
        say(finding.code, draw=finding.draw, entries="、".join(finding.entries))
    code = "monitor.found" if watched.findings else "monitor.clean"
    say(code, plans=watched.plans, withheld=watched.withheld, findings=len(watched.findings))
    return int(bool(watched.findings))
