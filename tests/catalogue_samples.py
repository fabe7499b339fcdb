"""An invented catalogue of two items, its units and groups, and people who act for them; in earnest nowhere."""

import contextlib
import io
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from credit.port import Polarity, SubjectType
from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.roles import Actor, Role
from kernel.units import Unit
from kernel.vault import Vault
from meetings.catalogue.edition import EditionDraft
from meetings.catalogue.groups import GroupDraft, keep_groups
from meetings.catalogue.item import Basis, BasisLevel, Item, Measure, MeasureClass
from meetings.catalogue.publish import publish
from service.cli import panel
from service.demo_data import FINANCE, HOUSING, LAND, MARKET, OFFICE, SAFETY
from service.models import Base

UNITS = (SAFETY, LAND, FINANCE, HOUSING, MARKET, OFFICE)
FIRST_DAY, SECOND_DAY = date(2026, 1, 1), date(2026, 7, 1)
TODAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BASIS = Basis(BasisLevel.LAW, "示例法（虚构）第1条", "示例文本，无出处", date(2025, 12, 1), confirmed=True)


def basis(level: BasisLevel = BasisLevel.LAW, **changed: Any) -> Basis:
    return replace(BASIS, level=level, text=f"示例{level}（虚构）", **changed)


def measure(code: str = "CS-01", **changed: Any) -> Measure:
    given = Measure(code, "限制取得示例土地", MeasureClass.RIGHTS, LAND.uscc, LAND.name, BASIS)
    return replace(given, **changed)


def item(code: str = "SL-AQ-01", **changed: Any) -> Item:
    given = Item(
        edition="2026-1",
        code=code,
        polarity=Polarity.PUNISH,
        title="示例违法行为",
        unit_uscc=SAFETY.uscc,
        unit_name=SAFETY.name,
        treatment="行政处罚",
        subject_types=frozenset({SubjectType.LEGAL, SubjectType.UNINC}),
        domain="安全生产",
        region="全市",
        term_min_months=12,
        term_max_months=36,
        evidence="生效的行政处罚决定书",
        basis=BASIS,
        measures=(measure(), measure("CS-02", content="列为示例重点检查对象")),
    )
    return replace(given, **changed)


REWARD = item(
    "SL-SP-11",
    polarity=Polarity.REWARD,
    title="示例诚信行为",
    domain="食品药品",
    unit_uscc=MARKET.uscc,
    unit_name=MARKET.name,
)
"""An item of another unit and another domain."""


def draft(
    *items: Item, edition: str = "2026-1", valid_from: date = FIRST_DAY, title: str = "示例目录清单"
) -> EditionDraft:
    content = tuple(replace(one, edition=edition) for one in items or (item(), REWARD))
    return EditionDraft(edition, title, valid_from, content)


GROUPS = (
    GroupDraft("示例安全专项小组", SAFETY.uscc, frozenset({"安全生产"})),
    GroupDraft("示例市场专项小组", MARKET.uscc, frozenset({"食品药品"})),
)


class Office:
    """A desk with the units entered, at which people of the office and of units act in turn."""

    def __init__(self, url: str, home: Path) -> None:
        config = Config.from_env({"PANEL_HOME": str(home), "PANEL_DATABASE_URL": url})
        Vault(config.keys).prepare(RepeatableEntropy(b"keys"))
        self.clock = SetClock(TODAY)
        self.desk = Desk(config, self.clock, RepeatableEntropy(b"catalogue"))
        with self.desk.database.transaction() as session:
            session.add_all(
                Unit(uscc=unit.uscc, name=unit.name, document_code=f"示{number}")
                for number, unit in enumerate(UNITS)
            )
            session.flush()
            session.add_all(
                Account(
                    public_id=f"{name:a<26}", name=name, display_name=name, unit_uscc=unit.uscc, roles=[role]
                )
                for name, unit, role in (
                    ("office", OFFICE, AccountRole(role=Role.OFFICE)),
                    ("clerk", SAFETY, AccountRole(role=Role.UNIT_CLERK)),
                    ("market", MARKET, AccountRole(role=Role.UNIT_CLERK)),
                    ("auditor", OFFICE, AccountRole(role=Role.AUDIT_ADMIN)),
                )
            )

    def acting(self, role: Role = Role.OFFICE, unit: str = OFFICE.uscc) -> AbstractContextManager[Act]:
        actor = Actor(f"{role.value[:10]:a<26}", f"示例{role}", frozenset({role}), unit)
        return self.desk.acting(lambda _: actor)

    def clerk(self, unit: str = SAFETY.uscc) -> AbstractContextManager[Act]:
        return self.acting(Role.UNIT_CLERK, unit)

    def run(self, actor: str, *words: object) -> str:
        """What a command prints."""
        self.desk.actor_name = actor
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            panel.main([str(word) for word in words], obj=self.desk, standalone_mode=False)
        return printed.getvalue()

    def read(self, actor: str, *words: object) -> Any:
        """What a command prints with `--json`."""
        return json.loads(self.run(actor, *words, "--json"))

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of the service."""
        with self.desk.database.reading() as session:
            return {
                table.name: [
                    tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
                ]
                for table in Base.metadata.sorted_tables
            }

    def keep_groups(self, groups: Sequence[GroupDraft] = GROUPS) -> int:
        with self.acting() as act:
            return keep_groups(act, groups)

    def publish(self, content: EditionDraft | None = None) -> None:
        with self.acting() as act:
            publish(act, content or draft())
