"""会议纪要: who met, what each said, who stood aside, who voted how, what was settled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from meetings.documents.model import (
    Block,
    Colophon,
    Document,
    DocumentContradiction,
    Heading,
    Kind,
    Paragraph,
    People,
    members,
    require,
)
from meetings.documents.particulars import Provenance, Term, VoteCount
from meetings.documents.wording import enumerated, moment, sentence, title_lines


@dataclass(frozen=True, slots=True)
class Point:
    """What a unit or an expert said, and who; an expert by name or by code, as policy allows."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class NamedVotes:
    """Votes of one class by name 记名: those for, against and abstaining."""

    agree: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()

    @property
    def count(self) -> VoteCount:
        return VoteCount(len(self.agree), len(self.disagree), len(self.abstain))


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One agenda item 议题. Without a vote (退回补充, for example) both classes of votes are None.

    Attributes:
        report: what the presenting unit reported 汇报要点.
        recusals: who stood aside, and why.
        rule: the rule of the vote in words, as this house set it.
        dissent: 不同意见, as they were put.
        conclusion: 认定实施, 不予认定, 退回补充 or 提交领导小组, and what follows.
    """

    title: str
    report: str
    unit_points: tuple[Point, ...]
    expert_points: tuple[Point, ...]
    recusals: tuple[Point, ...]
    conclusion: str
    rule: str = ""
    unit_votes: NamedVotes | None = None
    expert_votes: NamedVotes | None = None
    dissent: tuple[Point, ...] = ()
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the minutes say. `body` is whose minutes they are, a special group or the leading group."""

    body: str
    number: str
    organ: str
    dated: date
    meeting: str
    meeting_number: str
    began_at: datetime
    ended_at: datetime
    place: str
    chair: str
    recorder: str
    units_eligible: int
    units_present: int
    experts_invited: int
    experts_present: int
    quorum_rule: str
    present: tuple[str, ...]
    on_leave: tuple[str, ...]
    observers: tuple[str, ...]
    items: tuple[AgendaItem, ...]
    copies: tuple[str, ...]
    printed_on: date
    provenance: Provenance = field(default_factory=Provenance)


def minutes_document(minutes: Minutes) -> Document:
    """The minutes as a paper.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
        DocumentContradiction: more were present than could be, or more voted than were present.
    """
    _check(minutes)
    return Document(
        kind=Kind.MINUTES,
        masthead=f"{minutes.body}会议纪要",
        number=minutes.number,
        dateline=(minutes.organ, minutes.dated),
        title=title_lines(minutes.meeting, "纪要"),
        blocks=(*_opening(minutes), *_items(minutes), *_people(minutes)),
        notes=minutes.provenance.notes(),
        colophon=Colophon(minutes.copies, minutes.organ, minutes.printed_on),
    )


def _check(minutes: Minutes) -> None:
    for part, present, most in (
        ("units_present", minutes.units_present, minutes.units_eligible),
        ("experts_present", minutes.experts_present, minutes.experts_invited),
        *_votes_and_voters(minutes),
    ):
        if present > most:
            raise DocumentContradiction(part)
    require(
        {
            "body": minutes.body,
            "number": minutes.number,
            "organ": minutes.organ,
            "meeting": minutes.meeting,
            "meeting_number": minutes.meeting_number,
            "place": minutes.place,
            "chair": minutes.chair,
            "recorder": minutes.recorder,
            "quorum_rule": minutes.quorum_rule,
            "present": minutes.present,
            "items": minutes.items,
            **members("item_title", (item.title for item in minutes.items)),
            **members("item_report", (item.report for item in minutes.items)),
            **members("vote_rule", (item.rule for item in minutes.items if item.unit_votes)),
            **members("item_conclusion", (item.conclusion for item in minutes.items)),
        }
    )


def _votes_and_voters(minutes: Minutes) -> Iterator[tuple[str, int, int]]:
    for item in minutes.items:
        if item.unit_votes:
            yield "unit_votes", item.unit_votes.count.total, minutes.units_present
        if item.expert_votes:
            yield "expert_votes", item.expert_votes.count.total, minutes.experts_present


def _opening(minutes: Minutes) -> Iterator[Block]:
    yield Paragraph(
        f"{moment(minutes.began_at)}至{_end(minutes)}，{minutes.chair}在{minutes.place}主持召开"
        f"{minutes.meeting}（{minutes.meeting_number}），{minutes.recorder}记录。"
        f"应到单位{minutes.units_eligible}家，实到{minutes.units_present}家；"
        f"应到专家{minutes.experts_invited}名，实到{minutes.experts_present}名。"
        f"到会人数符合本机关会议规则（{minutes.quorum_rule}）。"
        f"会议审议议题{len(minutes.items)}项，纪要如下。"
    )


def _end(minutes: Minutes) -> str:
    """Only the time, where the meeting ended on the day it began."""
    began, ended = moment(minutes.began_at), moment(minutes.ended_at)
    begun_on = began[: began.index("日") + 1]
    return ended.removeprefix(begun_on)


def _items(minutes: Minutes) -> Iterator[Block]:
    for item in minutes.items:
        yield Heading(1, item.title)
        yield Heading(2, "汇报要点。", sentence(item.report))
        yield from _points("单位意见", item.unit_points)
        yield from _points("专家意见", item.expert_points)
        recused = (f"{point.speaker}（{point.text}）" for point in item.recusals)
        yield Heading(2, "回避情况。", sentence(enumerated(recused)))
        yield from _vote(item)
        yield from _points("不同意见", item.dissent)
        yield Heading(2, "结论。", sentence(item.conclusion))
        if item.term:
            yield Heading(2, "统一期限。", f"{item.term}。")


def _points(title: str, points: tuple[Point, ...]) -> Iterator[Block]:
    if not points:
        yield Heading(2, f"{title}。", "无。")
        return
    yield Heading(2, title)
    for point in points:
        yield Heading(3, f"{point.speaker}：", sentence(point.text))


def _vote(item: AgendaItem) -> Iterator[Block]:
    if item.unit_votes is None:
        yield Heading(2, "表决结果。", "本议题未付表决。")
        return
    yield Heading(2, "表决结果。", f"按本机关会议规则（{item.rule}）记名表决。")
    yield Heading(3, "单位表决：", _named(item.unit_votes, "家"))
    if item.expert_votes:
        yield Heading(3, "专家表决：", _named(item.expert_votes, "名"))


def _named(votes: NamedVotes, measure: str) -> str:
    classes = (("同意", votes.agree), ("反对", votes.disagree), ("弃权", votes.abstain))
    return (
        "；".join(
            f"{word}{len(names)}{measure}" + (f"（{enumerated(names)}）" if names else "")
            for word, names in classes
        )
        + "。"
    )


def _people(minutes: Minutes) -> Iterator[Block]:
    yield People("出席", minutes.present)
    yield People("请假", minutes.on_leave or ("无",))
    yield People("列席", minutes.observers or ("无",))
