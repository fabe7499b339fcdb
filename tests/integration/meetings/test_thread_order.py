"""No step out of order: what the transition tables do not allow is refused, and changes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from kernel.lifecycle import Transitions
from kernel.messages import catalogue
from meeting_steps import call, publicised_case, to
from meetings.models import CaseState, DecisionState, FilingState, MeetingState, VoteState
from meetings.models.case import CASE_TRANSITIONS, IN_PREPARATION
from meetings.models.decision import DECISION_TRANSITIONS, FILING_TRANSITIONS
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.models.vote import VOTE_TRANSITIONS
from meetings.session.ballots import Choice
from panel.models import DRAW_TRANSITIONS, DrawState
from thread import Thread
from thread_steps import REVEAL_BY, SEATS, ballot, counted

pytest_plugins = ["thread_fixtures"]

Sentence = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Action:
    """A command: the account, its words (`<fact>` stands for an id), and the state that it leads to.

    to: a state; or None for what moves nothing and is possible in the states `only_in`.
    otherwise: the sentence in Chinese and English where it is not that of the transition table; in
        every state, or by state.
    """

    who: str
    words: tuple[object, ...]
    to: StrEnum | None = None
    only_in: frozenset[StrEnum] = frozenset()
    otherwise: Sentence | Mapping[StrEnum, Sentence] = field(default_factory=dict)

    def command(self, thread: Thread) -> list[str]:
        known = {f"<{name}>": value for name, value in thread.facts.items()} | {"<home>": str(thread.home)}
        words = [str(word) for word in self.words]
        for name, value in known.items():
            words = [word.replace(name, value) for word in words]
        return words

    def sentence(self, state: StrEnum) -> Sentence:
        if isinstance(self.otherwise, tuple):
            return self.otherwise
        if state in self.otherwise:
            return self.otherwise[state]
        kind = type(state).__name__.removesuffix("State").lower()
        now, wanted = catalogue("words")[f"{kind}_{state}"], catalogue("words")[f"{kind}_{self.to}"]
        return (
            f"现为“{now['zh']}”，不能转为“{wanted['zh']}”。",
            f"is now “{now['en']}” and cannot become “{wanted['en']}”.",
        )


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Something with states: what leads to each, and all that can be done to it.

    steps: by state a step of the thread, or a step and what is played after it.
    """

    transitions: Transitions
    steps: Mapping[StrEnum, str | tuple[str, Callable[[Thread], None]]]
    actions: tuple[Action, ...]

    def thread_in(self, state: StrEnum, thread_at: Callable[[str], Thread]) -> Thread:
        way = self.steps[state]
        step, play = way if isinstance(way, tuple) else (way, lambda _: None)
        thread = thread_at(step)
        play(thread)
        return thread

    def illegal(self, state: StrEnum) -> Iterator[Action]:
        following = self.transitions.get(state, frozenset())
        return (a for a in self.actions if a.to not in following and state not in a.only_in)


LATER = ("2026-12-21T09:00", "2026-12-21T11:30")
SCAN = ("--scan", "<home>/given/scan.pdf")
NOT_DRAWN = ("尚未抽取出专家组。", "No panel has been drawn yet.")
NO_OPEN_SEAT = ("没有空缺待补的席位", "No seat is open that has no supplement yet")
NOT_LOCKED = ("补充抽取在专家组抽出之后、会议开始之前进行", "a supplement is drawn while a panel sits")
NOT_PREPARED = ("不能列入议程：", "cannot go on an agenda:")
A_REWARD = ("是联合激励", "is for a reward")
NO_PLAN = ("抽取方案尚未公布，或抽取已结束。", "No plan is published yet, or the draw is over.")
REVEALED = ("已有人揭示，抽取不能再中止。", "A secret has been revealed; the draw can no longer be stopped.")
TOO_LATE = (
    "已过揭示截止时间2026-11-30T04:00:00Z",
    "The deadline for reveals, 2026-11-30T04:00:00Z, has passed",
)


def publicised(thread: Thread) -> None:
    thread.facts["case"] = publicised_case(thread)


def withdrawn(thread: Thread) -> None:
    thread.run("clerk", "cases", "withdraw", thread["case"], "--reason", "演示：申请有误")
    thread.at("11-17T10:00")


def not_determined(thread: Thread) -> None:
    """Only one unit agrees to the first item, nobody votes on the second against anything."""
    for vote in ("vote", "vote2"):
        for number in range(1, 6):
            ballot(thread, vote, f"rep{number}", Choice.AGREE if vote == "vote2" else Choice.DISAGREE)
    counted(thread)
    thread.at("12-02T10:20")
    thread.run("recorder", "meetings", "close", thread["meeting"])


def one_committed(thread: Thread) -> None:
    thread.run("convener", "draw", "commit", thread["draw"], "--secret", thread.home / "convener.json")


def cancelled(thread: Thread) -> None:
    thread.run("convener", "meetings", "cancel", thread["meeting"], "--cause", "演示：停电")


LIFECYCLES = {
    "case": Lifecycle(
        CASE_TRANSITIONS,
        {
            CaseState.FILED: "filed",
            CaseState.NOTICED: "noticed",
            CaseState.READY: "ready",
            CaseState.SCHEDULED: "convened",
            CaseState.DECIDED: "issued",
            CaseState.PUBLICISED: ("registered", publicised),
            CaseState.WITHDRAWN: ("filed", withdrawn),
            CaseState.NOT_DETERMINED: ("voting", not_determined),
        },
        (
            Action(
                "clerk",
                ("cases", "notice", "<case>", "--on", "2026-11-17", "--manner", "邮寄"),
                CaseState.NOTICED,
                otherwise={CaseState.PUBLICISED: A_REWARD},
            ),
            Action(
                "clerk",
                ("cases", "defence", "<case>", "--on", "2026-11-17", "--review", "不成立。"),
                CaseState.READY,
                otherwise={CaseState.PUBLICISED: A_REWARD},
            ),
            Action(
                "convener",
                call(["<case>"], LATER),
                CaseState.SCHEDULED,
                otherwise=dict.fromkeys(IN_PREPARATION, NOT_PREPARED),
            ),
            Action(
                "clerk",
                ("cases", "withdraw", "<case>", "--reason", "演示"),
                CaseState.WITHDRAWN,
            ),
        ),
    ),
    "meeting": Lifecycle(
        MEETING_TRANSITIONS,
        {
            MeetingState.PREPARING: "convened",
            MeetingState.LOCKED: "frozen",
            MeetingState.IN_SESSION: "in_session",
            MeetingState.HELD: "held",
            MeetingState.CANCELLED: ("convened", cancelled),
        },
        (
            Action(
                "convener",
                ("draw", "freeze", "<meeting>", *SEATS, "--reveal-by", REVEAL_BY),
                MeetingState.LOCKED,
            ),
            Action(
                "supervisor",
                ("meetings", "unseal", "<meeting>"),
                MeetingState.IN_SESSION,
                otherwise={MeetingState.PREPARING: NOT_DRAWN, MeetingState.CANCELLED: NOT_DRAWN},
            ),
            Action("recorder", ("meetings", "close", "<meeting>"), MeetingState.HELD),
            Action(
                "convener",
                ("meetings", "cancel", "<meeting>", "--cause", "演示"),
                MeetingState.CANCELLED,
                otherwise=("不能延期或取消", "can be neither postponed nor cancelled"),
            ),
            Action(
                "convener",
                ("meetings", "postpone", "<meeting>", *to(LATER)),
                only_in=frozenset({MeetingState.PREPARING, MeetingState.LOCKED}),
                otherwise=("不能延期或取消", "can be neither postponed nor cancelled"),
            ),
            Action(
                "convener",
                ("meetings", "add-case", "<meeting>", "<case>"),
                only_in=frozenset({MeetingState.PREPARING}),
                otherwise=(
                    "议程已锁定，不能再增加主体或单位",
                    "agenda locked: no subject or unit can be added",
                ),
            ),
        ),
    ),
    "draw": Lifecycle(
        DRAW_TRANSITIONS,
        {
            DrawState.FROZEN: ("frozen", one_committed),
            DrawState.COMMITTED: "committed",
            DrawState.PLANNED: "published",
            DrawState.REVEALED: "awaiting_beacon",
            DrawState.DRAWN: "drawn",
            DrawState.REPLACING: "answered",
            DrawState.CLOSED: "held",
            DrawState.VOID: "lapsed",
        },
        (
            Action(
                "supervisor",
                ("draw", "commit", "<draw>", "--secret", "<home>/another.json"),
                only_in=frozenset({DrawState.FROZEN}),
                otherwise=("承诺阶段已结束。", "Commitments are no longer taken."),
            ),
            Action(
                "convener",
                ("draw", "publish", "<draw>"),
                DrawState.PLANNED,
                otherwise={
                    DrawState.FROZEN: ("还缺少承诺：监督人。", "Commitments are missing: supervisor."),
                    **dict.fromkeys((DrawState.REPLACING, DrawState.CLOSED, DrawState.VOID), TOO_LATE),
                },
            ),
            Action(
                "convener",
                ("draw", "reveal", "<draw>", "--secret", "<home>/convener.json"),
                DrawState.DRAWN,
                otherwise=NO_PLAN,
            ),
            Action(
                "supervisor",
                ("draw", "stop", "<draw>", "--cause", "设备故障"),
                DrawState.VOID,
                otherwise=REVEALED,
            ),
            Action("convener", ("draw", "lapse", "<draw>"), DrawState.VOID, otherwise=NO_PLAN),
            Action(
                "office",
                ("draw", "approve", "<draw>", "--cause", "设备故障"),
                only_in=frozenset({DrawState.VOID}),
                otherwise=("没有流抽，或已批准过", "not void, or was approved already"),
            ),
            Action(
                "convener",
                ("draw", "supplement", "<meeting>", "--cause", "演示", "--reveal-by", REVEAL_BY),
                otherwise={
                    **dict.fromkeys(DrawState, NOT_DRAWN),
                    **dict.fromkeys((DrawState.DRAWN, DrawState.REPLACING), NO_OPEN_SEAT),
                    **dict.fromkeys((DrawState.CLOSED, DrawState.VOID), NOT_LOCKED),
                },
            ),
        ),
    ),
    "vote": Lifecycle(
        VOTE_TRANSITIONS,
        {VoteState.OPEN: "voting", VoteState.CLOSED: "counted"},
        (
            Action(
                "chair",
                ("votes", "open", "<item>", "--starts-on", "2026-12-08"),
                otherwise=("该议题已开始过表决。", "Voting on this item has been opened before."),
            ),
            Action(
                "rep1",
                ("votes", "cast", "<vote>", "--choice", "agree"),
                only_in=frozenset({VoteState.OPEN}),
                otherwise=("表决已截止。", "The vote is closed."),
            ),
            Action("chair", ("votes", "close", "<vote>"), VoteState.CLOSED),
        ),
    ),
    "decision": Lifecycle(
        DECISION_TRANSITIONS,
        {
            DecisionState.DRAFT: "drafted",
            DecisionState.RETURNED: "sent_back",
            DecisionState.REVIEWED: "reviewed",
            DecisionState.SIGNED: "signed",
            DecisionState.SEALED: "sealed",
            DecisionState.ISSUED: "issued",
        },
        (
            Action(
                "convener",
                ("decisions", "draft", "<item>", "--adoption", "未采纳", "--departure-reason", "理由"),
                otherwise=("该议题已起草过决定。", "A decision on this item has been drafted already."),
            ),
            Action(
                "legal",
                ("decisions", "review", "<decision>", "--opinion", "符合规定。"),
                DecisionState.REVIEWED,
            ),
            Action(
                "legal",
                ("decisions", "return", "<decision>", "--opinion", "请写明采纳情况。"),
                DecisionState.RETURNED,
            ),
            Action(
                "convener",
                ("decisions", "redraft", "<decision>", "--adoption", "未采纳", "--departure-reason", "理由"),
                DecisionState.DRAFT,
            ),
            Action("leader", ("decisions", "sign", "<decision>"), DecisionState.SIGNED),
            Action("keeper", ("decisions", "seal", "<decision>", *SCAN), DecisionState.SEALED),
            Action("convener", ("decisions", "issue", "<decision>"), DecisionState.ISSUED),
        ),
    ),
    "filing": Lifecycle(
        FILING_TRANSITIONS,
        {
            FilingState.PENDING: "issued",
            FilingState.SENT: "sent",
            FilingState.RECEIVED: "received",
            FilingState.ACCEPTED: "accepted",
            FilingState.RETURNED: "returned",
        },
        (
            Action("convener", ("filings", "send", "<filing>", *SCAN), FilingState.SENT),
            Action("office", ("filings", "receive", "<filing>"), FilingState.RECEIVED),
            Action(
                "office", ("filings", "accept", "<filing>", "--opinion", "材料齐全。"), FilingState.ACCEPTED
            ),
            Action(
                "office", ("filings", "return", "<filing>", "--opinion", "请补正。"), FilingState.RETURNED
            ),
        ),
    ),
}
PAIRS = [
    pytest.param(cycle, state, id=f"{name}-{state}")
    for name, cycle in LIFECYCLES.items()
    for state in cycle.steps
]


@pytest.mark.parametrize(("cycle", "state"), PAIRS)
def test_what_does_not_follow_from_a_state_is_refused(
    thread_at: Callable[[str], Thread], cycle: Lifecycle, state: StrEnum
) -> None:
    thread = cycle.thread_in(state, thread_at)
    for action in cycle.illegal(state):
        zh, en = action.sentence(state)
        thread.refused(action.who, *action.command(thread), zh=zh, en=en)


@pytest.mark.parametrize("cycle", LIFECYCLES.values(), ids=LIFECYCLES)
def test_every_state_is_looked_at(cycle: Lifecycle) -> None:
    assert set(cycle.steps) == set(type(next(iter(cycle.steps))))
