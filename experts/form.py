"""A person's data as typed into a form: every field checked before a record is made of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from experts.fields import FIELDS
from experts.personal import parse_document, parse_email, parse_mobile
from experts.record import Employment, ExpertRecord, Relation
from kernel.errors import InputError
from kernel.text import clean, parse_date, parse_uscc

PARSERS: Mapping[str, Callable[[str, str], object]] = {
    "name": clean,
    "document": lambda _name, value: parse_document(value),
    "mobile": lambda _name, value: parse_mobile(value),
    "email": lambda _name, value: parse_email(value),
    "title": clean,
    "employer": clean,
    "uscc": lambda _name, value: parse_uscc(value) if value else None,
    "employed_since": parse_date,
}
"""How each line of the form is read, for a door that tells of every wrong one at once."""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What somebody typed. An employer's code and first day belong to its name."""

    name: str
    document: str
    mobile: str
    email: str
    title: str
    region: str
    fields: Sequence[str]
    employer: str
    uscc: str | None
    employed_since: str

    def record(self) -> ExpertRecord:
        """The record of the person, without a term.

        Raises:
            InputError: a field cannot be used; says which and what would be right.
        """
        return ExpertRecord(
            name=clean("name", self.name),
            document=parse_document(self.document),
            mobile=parse_mobile(self.mobile),
            email=parse_email(self.email),
            title=clean("title", self.title),
            region=clean("region", self.region, required=False),
            fields=parse_fields(self.fields),
            attributes={},
            terms=(),
            employments=(
                Employment(
                    clean("employer", self.employer),
                    parse_uscc(self.uscc) if self.uscc else None,
                    parse_date("employed-since", self.employed_since),
                ),
            ),
        )


def read_relation(text: str) -> Relation:
    """A declared relation from one line: ground, party, relation, first day, last day, code of the party.

    Args:
        text: such as `R02|演示公司|董事|2024-01-01||91…`; the last two may be missing.

    Raises:
        InputError: another number of parts, or a part that cannot be used.
    """
    parts = [part.strip() for part in text.split("|")]
    if not 4 <= len(parts) <= 6:
        raise InputError("experts.bad_relation", value=text)
    ground, party, relation, begins, ends, code = (*parts, "", "")[:6]
    return Relation(
        ground=ground,
        party_name=clean("party", party),
        party_uscc=parse_uscc(code) if code else None,
        relation=clean("relation", relation),
        begins=parse_date("begins", begins),
        ends=_day(ends),
    )


def _day(text: str) -> date | None:
    return parse_date("ends", text) if text else None


def parse_fields(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of `FIELDS`, ascending and distinct.

    Raises:
        InputError: none, or another code.
    """
    for code in codes:
        if code not in FIELDS:
            raise InputError("experts.unknown_field", field=code, fields="、".join(FIELDS))
    if not codes:
        raise InputError("kernel.empty", field="fields")
    return tuple(sorted(set(codes)))
