"""The meeting notice 会议通知 to one unit as an e-mail: case numbers, never the names of subjects."""

from dataclasses import dataclass
from datetime import datetime

from meetings.invitations.imip import Letter, write_mail
from meetings.invitations.itip import Mailbox, Method, check_host, make_one_line, particulars, when

_SUBJECTS = {
    Method.REQUEST: "会议通知：{facts.title}（{facts.number}）",
    Method.CANCEL: "会议取消通知：{facts.title}（{facts.number}）",
}


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """All that a meeting notice says to one unit.

    What people typed is made one line, as in an invitation.

    meeting: the meeting's public id; with `unit`, the unit's credit code, and `host` the same event in every
        later message.
    sequence: 0 first; one more for every postponement and for the cancellation.
    revision: how often the agenda has changed.
    number: the meeting's number 会议编号.
    cases: the numbers 案号 of the cases on the agenda, in its order.

    Raises:
        InputError: a host that is none.
    """

    meeting: str
    unit: str
    host: str
    sequence: int
    revision: int
    title: str
    number: str
    starts_at: datetime
    ends_at: datetime
    place: str
    contact: str
    cases: tuple[str, ...]
    organizer: Mailbox
    attendee: Mailbox

    def __post_init__(self) -> None:
        make_one_line(self, "title", "number", "place", "contact")
        check_host(self.host)

    answers = False
    attendee_type = "GROUP"

    @property
    def uid(self) -> str:
        return f"{self.meeting}-{self.unit}@{self.host}"

    @property
    def summary(self) -> str:
        return f"{self.title}（{self.number}）"

    @property
    def when(self) -> str:
        return when(self.starts_at, self.ends_at)

    @property
    def agenda(self) -> str:
        return "、".join(self.cases)

    def description(self, method: Method) -> list[str]:
        lines = particulars(self.number, self.when, self.place, self.contact)
        if method is Method.CANCEL:
            return ["会议已取消，不必到会。", *lines]
        return [*lines, f"议题：{self.agenda}"]


def compose_notice(facts: NoticeFacts, method: Method, written_at: datetime) -> bytes:
    """A meeting notice as the bytes of an `.eml` file; see `write_mail`.

    Args:
        facts: what the notice says.
        method: REQUEST summons (通知), also to a changed time or agenda; CANCEL takes it back (取消).
        written_at: the date of the letter, aware.
    """
    name = method.value.lower()
    serial = f"{facts.sequence}.{facts.revision}"
    identity = f"{facts.meeting}.{facts.unit}.{name}.{serial}@{facts.host}"
    letter = Letter(identity, _SUBJECTS[method].format(facts=facts), f"unit_{name}", {})
    return write_mail(letter, facts, method, written_at)
