"""签到表 and 表决汇总表: the sheets that people sign at a meeting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from meetings.documents.model import (
    Block,
    Column,
    Document,
    Form,
    Heading,
    Kind,
    SignatureBoxes,
    Table,
    members,
    require,
)
from meetings.documents.particulars import Provenance, VoteCount, require_all_voted
from meetings.documents.wording import moment

SIGNING_HEIGHT = 12
"""mm"""


@dataclass(frozen=True, slots=True)
class MeetingHead:
    """The meeting that a sheet belongs to."""

    name: str
    number: str
    at: datetime
    place: str

    def form(self) -> Form:
        return Form(
            (
                (("会议名称", self.name),),
                (("会议时间", moment(self.at)), ("会议编号", self.number)),
                (("会议地点", self.place),),
            )
        )

    def parts(self) -> dict[str, object]:
        return {"meeting": self.name, "meeting_number": self.number, "place": self.place}


@dataclass(frozen=True, slots=True)
class Attendee:
    """A line of the sign-in sheet. `signed_in` is the time of an electronic check-in, if there was one."""

    unit: str
    name: str
    duty: str
    signed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """签到表: who is expected, and `blank_rows` for those who come besides."""

    meeting: MeetingHead
    attendees: tuple[Attendee, ...]
    blank_rows: int = 0
    provenance: Provenance = field(default_factory=Provenance)


def sign_in_document(sheet: SignInSheet) -> Document:
    """The sheet to sign.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
    """
    require({**sheet.meeting.parts(), "attendees": sheet.attendees})
    columns = (
        Column("序号", 12, centred=True),
        Column("单位", 42),
        Column("姓名", 20, centred=True),
        Column("职务", 24, centred=True),
        Column("签到时间", 28, centred=True),
        Column("签名", 30),
    )
    people = [
        (attendee.unit, attendee.name, attendee.duty, _clock(attendee.signed_in), "")
        for attendee in sheet.attendees
    ]
    people += [("",) * 5] * sheet.blank_rows
    rows = tuple((str(place), *person) for place, person in enumerate(people, start=1))
    return Document(
        kind=Kind.RECORD,
        title=("签到表",),
        blocks=(sheet.meeting.form(), Table(columns, rows, SIGNING_HEIGHT)),
        notes=sheet.provenance.notes(),
    )


def _clock(at: datetime | None) -> str:
    return moment(at).rpartition("日")[2] if at else ""


@dataclass(frozen=True, slots=True)
class CastVote:
    """One voter's vote by name: class 单位 or 专家, choice 同意, 反对 or 弃权."""

    voter: str
    voter_class: str
    choice: str


@dataclass(frozen=True, slots=True)
class ItemTally:
    """The vote on one agenda item. `rule` in words, as this house set it; `outcome` as announced.

    Those present of whom no vote is listed are counted as 未表决.
    """

    title: str
    rule: str
    units_present: int
    experts_present: int
    recused: tuple[str, ...]
    votes: tuple[CastVote, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class TallySheet:
    """表决汇总表: every vote of the meeting by name, with counts."""

    meeting: MeetingHead
    items: tuple[ItemTally, ...]
    provenance: Provenance = field(default_factory=Provenance)


def tally_document(sheet: TallySheet) -> Document:
    """The tally to sign.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
        DocumentContradiction: a class has more votes than people present, or a choice that is none.
    """
    for item in sheet.items:
        require_all_voted("unit_votes", _count(item, "单位", item.units_present), item.units_present)
        require_all_voted("expert_votes", _count(item, "专家", item.experts_present), item.experts_present)
    require(
        {
            **sheet.meeting.parts(),
            "items": sheet.items,
            **members("item_title", (item.title for item in sheet.items)),
            **members("vote_rule", (item.rule for item in sheet.items)),
            **members("outcome", (item.outcome for item in sheet.items)),
        }
    )
    return Document(
        kind=Kind.RECORD,
        title=("表决汇总表",),
        blocks=(sheet.meeting.form(), *_tallies(sheet), _BOXES),
        notes=sheet.provenance.notes(),
    )


_BOXES = SignatureBoxes(
    ("主持人（签名、日期）", "记录人（签名、日期）", "计票人（签名、日期）", "监督人（签名、日期）")
)


def _count(item: ItemTally, voter_class: str, present: int) -> VoteCount:
    choices = [vote.choice for vote in item.votes if vote.voter_class == voter_class]
    agree, disagree, abstain = (choices.count(choice) for choice in ("同意", "反对", "弃权"))
    return VoteCount(agree, disagree, abstain, silent=present - len(choices))


def _tallies(sheet: TallySheet) -> Iterator[Block]:
    columns = (
        Column("序号", 12, centred=True),
        Column("表决人", 78),
        Column("类别", 24, centred=True),
        Column("表决", 42, centred=True),
    )
    for item in sheet.items:
        yield Heading(1, item.title)
        rows = (
            (str(place), vote.voter, vote.voter_class, vote.choice)
            for place, vote in enumerate(item.votes, start=1)
        )
        yield Table(columns, tuple(rows))
        yield Form(
            (
                (("单位表决", _count(item, "单位", item.units_present).in_words("家")),),
                (("专家表决", _count(item, "专家", item.experts_present).in_words("名")),),
                (("回避", "、".join(item.recused) or "无"),),
                (("表决结果", f"{item.outcome}。本机关会议规则：{item.rule}。"),),
            )
        )
