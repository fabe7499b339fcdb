"""`panel credit`: subjects and their conduct at the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kernel.cli import Desk, both, desk_command, json_option, show
from kernel.sheets.door import Wanted, import_options
from kernel.sheets.hand_out import to_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kernel.act import Act
    from kernel.roles import Actor

purpose_option = click.option(
    "--purpose", required=True, help=both("查询用途，记入查询日志", "what for; it is logged")
)


@dataclass
class StoreDesk(Desk):
    """A desk whose acts change the credit store; who sits there is known from the service's accounts."""

    @contextmanager
    def acting(self, who: "Callable[[Session], Actor] | None" = None) -> "Iterator[Act]":
        """A write transaction in the store's own database."""
        from credit.embedded import open_store
        from kernel.act import Act
        from kernel.attachments import Attachments

        with self.database.reading() as session:
            actor = who(session) if who else self.actor(session)
        attachments = Attachments(self.config.attachments)
        with open_store(self.config, self.clock) as store, store.database.transaction() as session:
            yield Act(session, self.clock, self.entropy, actor, self.vault, attachments)


@click.group(help=both("信用主体与行为记录", "subjects and their conduct"))
def credit() -> None: ...


@credit.command("import", help=both("导入信用主体和行为记录，先预览", "take in subjects and conduct"))
@import_options
@desk_command
def import_(desk: Desk, wanted: Wanted) -> None:
    from credit.preview_records import COLUMNS, prepare
    from credit.store_records import store_records
    from kernel.sheets.door import take_in

    at_store = StoreDesk(desk.config, desk.clock, desk.entropy, desk.actor_name)
    try:
        take_in(at_store, wanted, COLUMNS, prepare, store_records)
    finally:
        at_store.close()


@credit.command("export-subjects", help=both("导出信用主体", "hand out the subjects"))
@to_option
@purpose_option
@desk_command
def export_subjects(desk: Desk, path: Path, purpose: str) -> None:
    from credit.embedded import open_store
    from credit.subject_rows import COLUMNS, subject_cells
    from kernel.sheets.hand_out import hand_out

    with desk.reading("credit.load"), open_store(desk.config, desk.clock) as store:
        subjects = store.all_subjects(purpose=purpose, who=desk.actor_name or "")
    hand_out(path, "信用主体", COLUMNS, map(subject_cells, subjects))


@credit.command("export-conduct", help=both("导出行为记录", "hand out the conduct records"))
@to_option
@purpose_option
@desk_command
def export_conduct(desk: Desk, path: Path, purpose: str) -> None:
    from credit.conduct_rows import COLUMNS, conduct_cells
    from credit.embedded import open_store
    from kernel.sheets.hand_out import hand_out

    with desk.reading("credit.load"), open_store(desk.config, desk.clock) as store:
        records = store.all_conduct(purpose=purpose, who=desk.actor_name or "")
    hand_out(path, "行为记录", COLUMNS, map(conduct_cells, records))


@credit.command("subject", help=both("查询信用主体及其行为记录", "look up a subject and its conduct"))
@click.argument("key")
@purpose_option
@json_option
@desk_command
def subject_(desk: Desk, key: str, purpose: str, *, as_json: bool) -> None:
    from credit.embedded import open_store
    from credit.keys import parse_key

    parsed = parse_key(key)
    with desk.reading("credit.read"), open_store(desk.config, desk.clock) as store:
        who = desk.actor_name or ""
        found = asdict(store.subject(parsed, purpose=purpose, who=who))
        found["conduct"] = [asdict(line) for line in store.conduct(parsed, purpose=purpose, who=who)]
    show(found, as_json=as_json)
