"""The file that fills the embedded store: subjects, their conduct, one edition of the catalogue."""

from typing import Any

from credit.port import BasisLevel, MeasureClass, Polarity, Severity, SubjectType
from credit.strict_json import day, flag, one_of, optional, record, rows, some_of, text, uscc, whole


def _subject_rule(subject: dict[str, Any]) -> str | None:
    person = subject["type"] == SubjectType.PERSON
    fits = (subject["uscc"] is None) == person and (subject["id_mask"] is not None) == person
    return None if fits else "credit.subject_key"


def _conduct_rule(conduct: dict[str, Any]) -> str | None:
    return None if conduct["occurred_on"] <= conduct["document_on"] else "credit.document_before_conduct"


def _item_rule(item: dict[str, Any]) -> str | None:
    return None if 1 <= item["term_min_months"] <= item["term_max_months"] else "credit.term_range"


SUBJECT = record(
    {
        "number": text,
        "type": one_of(SubjectType),
        "name": text,
        "uscc": optional(uscc),
        "id_mask": optional(text),
        "legal_representative": text,
        "region": text,
    },
    _subject_rule,
)
CONDUCT = record(
    {
        "number": text,
        "subject": text,
        "polarity": one_of(Polarity),
        "item_code": text,
        "fact": text,
        "severity": optional(one_of(Severity)),
        "occurred_on": day,
        "document_kind": text,
        "document_no": text,
        "document_on": day,
        "document_organ": text,
        "document_organ_uscc": uscc,
    },
    _conduct_rule,
)
BASIS = {
    "basis_level": one_of(BasisLevel),
    "basis_text": text,
    "basis_source": text,
    "basis_on": day,
    "basis_confirmed": flag,
}
MEASURE = record(
    {
        "code": text,
        "content": text,
        "measure_class": one_of(MeasureClass),
        "implementer_uscc": uscc,
        "implementer_name": text,
        **BASIS,
    }
)
ITEM = record(
    {
        "code": text,
        "polarity": one_of(Polarity),
        "title": text,
        "unit_uscc": uscc,
        "unit_name": text,
        "treatment": text,
        "subject_types": some_of(SubjectType),
        "domain": text,
        "special_group": text,
        "term_min_months": whole,
        "term_max_months": whole,
        "evidence": text,
        **BASIS,
        "measures": rows(MEASURE, "code"),
    },
    _item_rule,
)
EDITION = record({"edition": text, "title": text, "valid_from": day, "items": rows(ITEM, "code")})
FILE = record(
    {
        "subjects": rows(SUBJECT, "number"),
        "conduct": rows(CONDUCT, "number"),
        "catalogue": EDITION,
    }
)
