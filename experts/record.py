"""What the register knows about one expert 专家信息."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A term of appointment 聘期, both days included."""

    begins: date
    ends: date

    def covers(self, on: date) -> bool:
        return self.begins <= on <= self.ends


@dataclass(frozen=True, slots=True)
class Employment:
    """Where somebody works or worked.

    employer: the employer's name.
    uscc: its unified social credit code, where it has one.
    begins, ends: both days included; no end while it lasts.
    """

    employer: str
    uscc: str | None
    begins: date
    ends: date | None = None

    @property
    def key(self) -> str:
        """What tells this employer from others: the code, or the name of one without a code."""
        return self.uscc or self.employer

    def covers(self, on: date) -> bool:
        return self.begins <= on and (self.ends is None or on <= self.ends)


@dataclass(frozen=True, slots=True)
class ExpertRecord:
    """One expert's data, whole: a new version replaces the old one.

    document: the resident identity number 身份证号, checked and in capitals.
    fields: codes of `FIELDS`, ascending and distinct.
    attributes: names and values of draw-protocol §1.
    """

    name: str
    document: str
    mobile: str
    email: str
    title: str
    region: str
    fields: tuple[str, ...]
    attributes: Mapping[str, str]
    terms: tuple[Term, ...]
    employments: tuple[Employment, ...]

    def fingerprint(self, register_key: bytes) -> str:
        """64 hex digits that change with the data and tell nothing without the key."""
        content = [
            [self.name, self.document, self.mobile, self.email, self.title, self.region],
            self.fields,
            dict(self.attributes),
            [[str(term.begins), str(term.ends)] for term in self.terms],
            [[work.employer, work.uscc, str(work.begins), str(work.ends)] for work in self.employments],
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hmac.digest(register_key, b"record\x00" + text.encode(), "sha256").hex()


def current_employment(employments: Sequence[Employment], on: date) -> Employment | None:
    """Where somebody works on a day; of several, where the person began last."""
    held = [employment for employment in employments if employment.covers(on)]
    return max(held, key=lambda employment: (employment.begins, employment.key), default=None)
