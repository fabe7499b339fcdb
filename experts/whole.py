"""An expert's record whole: as it stands in the tables, and as text that can be sealed."""

import json
from dataclasses import asdict
from datetime import date

from sqlalchemy.orm import Session

from experts.models import Expert
from experts.record import Employment, ExpertRecord, Term
from experts.records import read_records
from kernel.errors import NotFound
from kernel.vault import Vault


def record_of(session: Session, vault: Vault, public_id: str) -> ExpertRecord:
    """The present record of one expert, personal numbers and addresses in clear: to change it, not to show.

    Raises:
        NotFound: there is none with that public id.
    """
    found = list(read_records(session, vault, Expert.public_id == public_id))
    if not found:
        raise NotFound("experts.unknown", id=public_id)
    return found[0].record


def to_text(record: ExpertRecord) -> str:
    """A record as JSON, for `from_text`."""
    return json.dumps(asdict(record), default=str, ensure_ascii=False)


def from_text(text: str) -> ExpertRecord:
    """What `to_text` wrote."""
    held = json.loads(text)
    return ExpertRecord(
        **{name: held[name] for name in ("name", "document", "mobile", "email", "title", "region")},
        fields=tuple(held["fields"]),
        attributes=held["attributes"],
        terms=tuple(Term(_day(term["begins"]), _day(term["ends"])) for term in held["terms"]),
        employments=tuple(
            Employment(
                work["employer"], work["uscc"], _day(work["begins"]), work["ends"] and _day(work["ends"])
            )
            for work in held["employments"]
        ),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
