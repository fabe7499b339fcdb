"""`panel credit`: subjects and the catalogue at the command line."""

from dataclasses import asdict
from pathlib import Path

import click

from kernel.cli import Desk, both, desk_command, existing_file, json_option, say, show


@click.group(help=both("信用主体与目录清单", "subjects and catalogue"))
def credit() -> None: ...


@credit.command("load", help=both("导入信用数据文件", "take in a file of credit data"))
@click.argument("file", type=existing_file)
@desk_command
def load_(desk: Desk, file: Path) -> None:
    from credit.embedded import open_store
    from credit.load import load, read_file
    from kernel.attachments import read_upload

    content = read_file(read_upload(file))
    with (
        desk.reading("credit.load"),
        open_store(desk.config, desk.clock) as store,
        store.database.transaction() as session,
    ):
        done = load(session, content)
    say("credit.loaded" if done.entered or done.amended else "credit.nothing_new", **asdict(done))


@credit.command("subject", help=both("查询信用主体及其行为记录", "look up a subject and its conduct"))
@click.argument("uscc")
@click.option("--purpose", required=True, help=both("查询用途，记入查询日志", "what for; it is logged"))
@json_option
@desk_command
def subject_(desk: Desk, uscc: str, purpose: str, *, as_json: bool) -> None:
    from credit.embedded import open_store
    from kernel.text import parse_uscc

    code = parse_uscc(uscc)
    with desk.reading("credit.read"), open_store(desk.config, desk.clock) as store:
        who = desk.actor_name or ""
        found = asdict(store.subject(code, purpose=purpose, who=who))
        found["conduct"] = [asdict(line) for line in store.conduct(code, purpose=purpose, who=who)]
    show(found, as_json=as_json)


@credit.command("item", help=both("查询目录清单事项", "look up a catalogue item"))
@click.argument("code")
@click.option("--on", required=True, help=both("按哪一天有效的版本", "in the edition in force on this day"))
@json_option
@desk_command
def item_(desk: Desk, code: str, on: str, *, as_json: bool) -> None:
    from credit.embedded import open_store
    from kernel.text import parse_date

    day = parse_date("on", on)
    with desk.reading("credit.read"), open_store(desk.config, desk.clock) as store:
        found = store.item(code, on=day, purpose="查阅目录清单", who=desk.actor_name or "")
    show({**asdict(found), "subject_types": sorted(found.subject_types)}, as_json=as_json)
