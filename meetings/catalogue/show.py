"""The catalogue in words for people; programs get the codes."""

from typing import Any

from kernel.messages import sentence, word
from meetings.catalogue.edition import MEASURE
from meetings.catalogue.item import Basis, Item


def item_facts(item: Item, *, as_json: bool) -> dict[str, Any]:
    """An item with its measures; a basis nobody checked is marked 待核, for it is not to be taken as law."""
    return {
        "code": item.code,
        "edition": item.edition,
        "polarity": item.polarity if as_json else word("polarity", item.polarity),
        "title": item.title,
        "unit": f"{item.unit_name}（{item.unit_uscc}）",
        "treatment": item.treatment,
        "subject_types": [kind if as_json else word("subject", kind) for kind in sorted(item.subject_types)],
        "domain": item.domain,
        "region": item.region,
        "term_min_months": item.term_min_months,
        "term_max_months": item.term_max_months,
        "evidence": item.evidence,
        "basis": _basis_facts(item.basis, as_json=as_json),
        "measures": [
            {
                "code": measure.code,
                "content": measure.content,
                "class": measure.measure_class if as_json else word("measure", measure.measure_class),
                "implementer": f"{measure.implementer_name}（{measure.implementer_uscc}）",
                "basis": _basis_facts(measure.basis, as_json=as_json),
            }
            for measure in item.measures
        ],
    }


def _basis_facts(basis: Basis, *, as_json: bool) -> dict[str, Any] | str:
    if as_json:
        return {
            "level": basis.level,
            "text": basis.text,
            "source": basis.source,
            "on": basis.on,
            "confirmed": basis.confirmed,
        }
    text = f"{word('level', basis.level)} {basis.text}"
    return text if basis.confirmed else sentence("catalogue.pending", text=text)


def part_word(part: str) -> str:
    """What a part in the change log is called."""
    if part.startswith(MEASURE):
        return sentence("catalogue.measure_part", code=part.removeprefix(MEASURE))
    return word("part", part)
