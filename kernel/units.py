"""The units 单位 that file, present, vote, carry out, or sit in another county; with the names they once had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kernel.act import Act
from kernel.database import Base
from kernel.errors import InputError, NotFound
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean, parse_uscc


class UnitKind(StrEnum):
    MEMBER = "member"  # 成员单位 of the leading group
    NON_MEMBER = "non_member"  # 非成员单位
    COUNTY = "county"  # 县市区（园区）


class Unit(Base):
    """A unit 单位 under its present name."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("kind IN ('member', 'non_member', 'county')", name="kind"),
        CheckConstraint("name <> ''", name="name"),
    )

    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    document_code: Mapped[str]  # 机关代字, the word before the year in the unit's numbers
    kind: Mapped[str] = mapped_column(default=UnitKind.MEMBER.value)
    email: Mapped[str | None]  # where meeting notices go; without it they go on paper
    phone: Mapped[str | None]
    former_names: Mapped[list["FormerName"]] = relationship(
        order_by="FormerName.name", lazy="selectin", cascade="all, delete-orphan"
    )


class FormerName(Base):
    """A name 曾用名 that a unit bore before a reform; old papers and catalogues still use it."""

    __tablename__ = "unit_former_name"

    uscc: Mapped[str] = mapped_column(ForeignKey(Unit.uscc), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, index=True)
    until: Mapped[date | None]


def add_unit(act: Act, uscc: str, name: str, document_code: str) -> Unit:
    """Enter a unit, or give a known one its new name and code 机关代字; the old name stays findable.

    Raises:
        InputError: no credit code, or an empty name or code.
    """
    authorize(act.actor, "units.add")
    key, present = parse_uscc(uscc), clean("name", name)
    unit = act.session.get(Unit, key)
    if unit is None:
        unit = Unit(uscc=key, name=present, document_code=clean("code", document_code))
        act.session.add(unit)
    else:
        rename(unit, present)
        unit.document_code = clean("code", document_code)
    act.session.flush()
    return unit


def rename(unit: Unit, present: str) -> None:
    """Give a unit its new name and keep the old one among the former names."""
    former = {known.name for known in unit.former_names}
    if unit.name != present and unit.name not in former:
        unit.former_names.append(FormerName(uscc=unit.uscc, name=unit.name))
    unit.name = present


def find_units(session: Session, words: str) -> list[Unit]:
    """The units whose present or former name contains the words, or whose code they are; by name."""
    return list(session.scalars(units_wanted(words).order_by(Unit.name)))


def units_wanted(words: str, kind: str = "") -> Select[Unit]:
    """The units whose present or former name contains the words, or whose code they are; of one kind or of all."""
    former = select(FormerName.uscc).where(FormerName.name.contains(words, autoescape=True))
    found = select(Unit).where(
        (Unit.uscc == words) | Unit.name.contains(words, autoescape=True) | Unit.uscc.in_(former)
    )
    return found.where(Unit.kind == kind) if kind else found


def all_units(session: Session) -> list[tuple[str, str]]:
    """Code and name of every unit, by name, to choose from."""
    return [(code, name) for code, name in session.execute(select(Unit.uscc, Unit.name).order_by(Unit.name))]


def find_unit(session: Session, key: str) -> Unit:
    """The one unit with that code, name or former name.

    Raises:
        NotFound: none, or several bore that name.
    """
    former = select(FormerName.uscc).where(FormerName.name == key)
    found = session.scalars(
        select(Unit).where((Unit.uscc == key) | (Unit.name == key) | Unit.uscc.in_(former)).limit(2)
    ).all()
    if len(found) != 1:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=key)
    return found[0]


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Every unit's names at once, for files that name many.

    present: the name by code. bearers: the codes of those that bear or bore a name.
    """

    present: Mapping[str, str]
    bearers: Mapping[str, frozenset[str]]

    def code_of(self, key: str) -> str:
        """The code of the one unit with that code, name or former name.

        Raises:
            InputError: none, with the most similar names; or several, with theirs.
        """
        if key in self.present:
            return key
        found = self.bearers.get(key, frozenset())
        if len(found) == 1:
            return next(iter(found))
        if found:
            names = "、".join(sorted(f"{self.present[code]}（{code}）" for code in found))
            raise InputError("units.ambiguous", name=key, names=names)
        near = get_close_matches(key, self.bearers, n=3)
        if near:
            raise InputError("units.unknown_near", name=key, names="、".join(near))
        raise InputError("units.unknown", name=key)


def unit_names(session: Session) -> UnitNames:
    """The names, present and former, of all units."""
    present = dict(session.execute(select(Unit.uscc, Unit.name)).all())
    former = session.execute(select(FormerName.uscc, FormerName.name))
    bearers: dict[str, set[str]] = {}
    for code, name in [*present.items(), *former]:
        bearers.setdefault(name, set()).add(code)
    return UnitNames(present, {name: frozenset(codes) for name, codes in bearers.items()})
