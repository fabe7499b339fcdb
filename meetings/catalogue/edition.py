"""An edition of the catalogue 目录清单版本 as it is to be published: its content, digest, and what it changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credit.port import Polarity, SubjectType
from kernel.canonical import canonical_json, tagged_hash
from meetings.catalogue.item import Basis, BasisLevel, Item, Measure, MeasureClass

MEASURE = "measure:"
ITEM_TEXTS = ("code", "title", "unit_uscc", "treatment", "domain", "region", "evidence")
MEASURE_TEXTS = ("code", "content", "implementer_uscc")


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """An edition whole, such as 2026-1; `valid_from` is its first day."""

    edition: str
    title: str
    valid_from: date
    items: tuple[Item, ...]

    def digest(self) -> str:
        """SHA-256 of the content in canonical JSON, 64 hex digits; what is confirmed stands beside it."""
        content = {
            "edition": self.edition,
            "items": [item_content(item) for item in sorted(self.items, key=lambda item: item.code)],
            "title": self.title,
            "valid_from": self.valid_from.isoformat(),
        }
        return tagged_hash("panel/catalogue", canonical_json(content)).hex()

    def same_as(self, other: "EditionDraft") -> bool:
        """Whether the two say the same; a unit that has been renamed in between is the same unit."""
        return (
            (self.edition, self.title, self.valid_from) == (other.edition, other.title, other.valid_from)
            and {item.code for item in self.items} == {item.code for item in other.items}
            and changes(other.items, self.items) == []
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition does to one item of the edition before.

    kind: added, changed or removed.
    parts: of a changed item the parts that differ; a measure as `measure:CS-01`.
    """

    code: str
    kind: str
    parts: tuple[str, ...] = ()


def changes(before: Iterable[Item], after: Iterable[Item]) -> list[Change]:
    """The change log between two editions' items, by code."""
    old, new = ({item.code: item for item in items} for items in (before, after))
    found = []
    for code in sorted(old.keys() | new.keys()):
        if code not in old:
            found.append(Change(code, "added"))
        elif code not in new:
            found.append(Change(code, "removed"))
        elif parts := _differing(item_content(old[code]), item_content(new[code])):
            found.append(Change(code, "changed", parts))
    return found


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    parts = [part for part in old if part not in {"unit_name", "measures"} and old[part] != new[part]]
    measures = [
        {measure["code"]: {**measure, "implementer_name": ""} for measure in item["measures"]}
        for item in (old, new)
    ]
    codes = sorted(measures[0].keys() | measures[1].keys())
    parts += [MEASURE + code for code in codes if measures[0].get(code) != measures[1].get(code)]
    return tuple(parts)


def item_content(item: Item) -> dict[str, Any]:
    """An item as JSON, without its edition and without what is confirmed."""
    texts = {name: getattr(item, name) for name in (*ITEM_TEXTS, "unit_name")}
    return {
        **texts,
        "polarity": item.polarity.value,
        "subject_types": sorted(item.subject_types),
        "term_min_months": item.term_min_months,
        "term_max_months": item.term_max_months,
        "basis": _basis_content(item.basis),
        "measures": [
            {
                **{name: getattr(measure, name) for name in (*MEASURE_TEXTS, "implementer_name")},
                "measure_class": measure.measure_class.value,
                "basis": _basis_content(measure.basis),
            }
            for measure in sorted(item.measures, key=lambda measure: measure.code)
        ],
    }


def _basis_content(basis: Basis) -> dict[str, str]:
    return {
        "level": basis.level.value,
        "text": basis.text,
        "source": basis.source,
        "on": basis.on.isoformat(),
    }


def read_item(content: Mapping[str, Any], edition: str) -> Item:
    """What `item_content` wrote, as an item of `edition` with nothing confirmed."""
    return Item(
        **{
            **content,
            "edition": edition,
            "polarity": Polarity(content["polarity"]),
            "subject_types": frozenset(SubjectType(kind) for kind in content["subject_types"]),
            "basis": _read_basis(content["basis"]),
            "measures": tuple(_read_measure(measure) for measure in content["measures"]),
        }
    )


def _read_measure(content: Mapping[str, Any]) -> Measure:
    typed = {
        "measure_class": MeasureClass(content["measure_class"]),
        "basis": _read_basis(content["basis"]),
    }
    return Measure(**{**content, **typed})


def _read_basis(content: Mapping[str, str]) -> Basis:
    level, on = BasisLevel(content["level"]), date.fromisoformat(content["on"])
    return Basis(level, content["text"], content["source"], on, confirmed=False)
