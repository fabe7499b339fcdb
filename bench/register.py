"""The line freeze's register: invented people in a SQLite database."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

EMPLOYERS = 2000
SEATS = ("L01", "I05", "C01")


def fill(folder: Path, count: int) -> None:
    """A register of invented people in a SQLite database."""
    from experts.register import enter
    from kernel.entropy import SystemEntropy
    from service.models import Base

    with closing(open_database(folder, create=True)) as database:
        vault(folder).prepare(SystemEntropy())
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            enter(act_of(session, folder), [*people(count)])


def people(count: int) -> Iterator[Any]:
    from experts.record import Employment, ExpertRecord, Term

    random = Random(count)
    now, over = Term(date(2026, 1, 1), date(2028, 12, 31)), Term(date(2022, 1, 1), date(2025, 12, 31))
    works = [
        Employment(f"演示用单位{number}", f"9{number:017}", date(2018, 3, 1)) for number in range(EMPLOYERS)
    ]
    for number in range(count):
        yield ExpertRecord(
            name=f"演示{number:06}",
            document=f"{number:018}",
            mobile=f"120{number:08}",
            email=f"expert{number:06}@example.com",
            title="教授",
            region="绵州市",
            fields=(random.choice(SEATS),),
            attributes={"region": random.choice(("CITY", "PROVINCE"))},
            terms=(over if random.random() < 0.05 else now,),
            employments=(random.choice(works),),
        )


def open_database(folder: Path, *, create: bool = False) -> Any:
    import service.models  # noqa: F401  every table, so that foreign keys find theirs
    from kernel.database import Database

    return Database(f"sqlite:///{folder}/panel.sqlite", create=create)


def vault(folder: Path) -> Any:
    from kernel.vault import Vault

    return Vault(folder / "keys")


def act_of(session: Session, folder: Path) -> Any:
    from kernel.act import Act
    from kernel.attachments import Attachments
    from kernel.clock import SetClock
    from kernel.entropy import SystemEntropy
    from kernel.roles import Actor, Role

    actor = Actor("a" * 26, "演示", frozenset({Role.REGISTRAR, Role.CONVENER}))
    clock = SetClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    return Act(session, clock, SystemEntropy(), actor, vault(folder), Attachments(folder))
