"""What the register knows about one expert 专家信息."""

import hmac
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
class Leave:
    """Days 请假 on which an expert sits nowhere, both included."""

    begins: date
    ends: date
    reason: str

    def covers(self, on: date) -> bool:
        return self.begins <= on <= self.ends


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation 利害关系 that somebody declared, of a ground R02 to R05 (experts-and-meetings §1.6).

    party_name, party_uscc: whom it is with; the code where there is one.
    begins, ends: both days included; no end while it lasts.
    """

    ground: str
    party_name: str
    party_uscc: str | None
    relation: str
    begins: date
    ends: date | None = None


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
        """64 hex digits that change with the data and tell nothing without the key.

        The order of fields, terms and employments is no part of the data.
        """
        content = (
            (self.name, self.document, self.mobile, self.email, self.title, self.region),
            sorted(self.fields),
            [f"{name}={value}" for name, value in sorted(self.attributes.items())],
            sorted(f"{term.begins}/{term.ends}" for term in self.terms),
            sorted(f"{work.begins}/{work.ends}/{work.uscc}/{work.employer}" for work in self.employments),
        )
        # texts hold no control characters (`kernel.text.clean`), so that no two contents read the same
        text = "\x1d".join(["\x1e".join(part) for part in content])
        return hmac.digest(register_key, b"record\x00" + text.encode(), "sha256").hex()


def current_employment(employments: Sequence[Employment], on: date) -> Employment | None:
    """Where somebody works on a day; of several, where the person began last."""
    held = [employment for employment in employments if employment.covers(on)]
    return max(held, key=lambda employment: (employment.begins, employment.key), default=None)
