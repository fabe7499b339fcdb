"""What several papers state in the same way: citations, the catalogue, counts of votes, the term, the ledger."""

from dataclasses import dataclass
from datetime import date

from meetings.documents.model import DocumentContradiction
from meetings.documents.wording import day, digest_groups


@dataclass(frozen=True, slots=True)
class Citation:
    """A law or policy as it is to be printed; one that nobody has confirmed yet is marked（待核）."""

    text: str
    confirmed: bool

    def __str__(self) -> str:
        return self.text if self.confirmed else f"{self.text}（待核）"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item of the catalogue 目录清单 in one edition, with its range of terms in months."""

    catalogue: str
    edition: str
    item: str
    title: str
    least_months: int
    most_months: int

    def __str__(self) -> str:
        return (
            f"《{self.catalogue}》{self.edition}第{self.item}项“{self.title}”，"
            f"目录规定期限{self.least_months}至{self.most_months}个月"
        )


@dataclass(frozen=True, slots=True)
class VoteCount:
    """Votes 同意, 反对, 弃权 of one class of voters, and those present who cast none 未表决."""

    agree: int
    disagree: int
    abstain: int
    silent: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.disagree + self.abstain + self.silent

    def in_words(self, measure: str) -> str:
        """`measure` is the measure word: 家 for units, 名 for experts."""
        cast = f"同意{self.agree}{measure}，反对{self.disagree}{measure}，弃权{self.abstain}{measure}"
        return f"{cast}，未表决{self.silent}{measure}" if self.silent else cast


def require_all_voted(part: str, votes: VoteCount, present: int) -> None:
    """Refuse counts that are not exactly those of the people present.

    Raises:
        DocumentContradiction: names `part`.
    """
    if votes.total != present or min(votes.agree, votes.disagree, votes.abstain, votes.silent) < 0:
        raise DocumentContradiction(part)


@dataclass(frozen=True, slots=True)
class Term:
    """The unified term 统一期限: its months, its first and its last day, both counted."""

    months: int
    first_day: date
    last_day: date

    def __str__(self) -> str:
        return f"{self.months}个月，自{day(self.first_day)}起至{day(self.last_day)}止"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint of the ledger: origin, number of entries, root hash in base64."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What ties a paper to the records it came from: SHA-256 of the record in hex, and a checkpoint."""

    record_digest: str = ""
    checkpoint: Checkpoint | None = None

    def notes(self) -> tuple[str, ...]:
        """The small print; nothing where nothing is known."""
        found = []
        if self.record_digest:
            found.append(f"记录摘要（SHA-256）：{digest_groups(self.record_digest)}")
        if self.checkpoint:
            found += [
                f"台账检查点：{self.checkpoint.origin}，共{self.checkpoint.size}条。篡改可被发现。",
                f"台账根：{self.checkpoint.root}",
            ]
        return tuple(found)
