"""The parts of a draw record, each as plain data and in its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meetings.documents.model import Column, Table
from meetings.documents.wording import digest_lines, enumerated, moment, tag_code

REPLACEMENT_RULES = {
    1: "同类候选人中抽签号最小者接任原席位",
    2: "符合该席位专业组的候选人中抽签号最小者接任原席位",
    3: "抽签号最小且能使全体就座者补入，其余成员重新就座",
    4: "无人递补，席位空缺",
}
"""draw-protocol §8, rules 1 to 4."""


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """Seats of one field group; `condition` narrows it further, such as 市外."""

    name: str
    count: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The frozen pool 候选池: how many, how many of them may be drawn, why the others may not."""

    size: int
    eligible: int
    excluded: tuple[Exclusion, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """A party's secret: who, in which role, the commitment 承诺值, and when it was revealed, if it was."""

    party: str
    role: str
    commitment: str
    revealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chance:
    """Everybody's chance in one type of candidates, `numerator` of `denominator`, before a cap.

    Under a cap `fewest` and `most` are the trial draws in which the unluckiest and the luckiest sat.
    """

    kind: str
    eligible: int
    numerator: int
    denominator: int
    fewest: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class SeatResult:
    """A drawn seat, counted from 1. `answer` is 是, 待定 or 否; names only after unsealing."""

    seat: int
    group: str
    tag: str
    ticket: str
    answer: str
    name: str = ""
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who left and who followed, by tag, under which rule; without a successor the seat is open."""

    at: datetime
    seat: int
    leaver: str
    successor: str
    rule: Literal[1, 2, 3, 4]
    cause: str


@dataclass(frozen=True, slots=True)
class Unsealing:
    """解密: when, and by whom."""

    at: datetime
    by: str


def seat_plan(groups: Sequence[SeatGroup]) -> str:
    named = (
        f"{group.name}{group.count}人" + (f"（{group.condition}）" if group.condition else "")
        for group in groups
    )
    return f"{'，'.join(named)}，共{sum(group.count for group in groups)}人。"


def pool_arithmetic(pool: Pool) -> str:
    """62−17=45, with the reasons of the 17."""
    reasons = enumerated(f"{exclusion.reason}{exclusion.count}人" for exclusion in pool.excluded)
    gone = pool.size - pool.eligible
    return f"在聘且专业相符{pool.size}人，排除{gone}人，可抽{pool.eligible}人：{pool.size}−{gone}={pool.eligible}。\n排除原因：{reasons}。"


def chance_lines(chances: Sequence[Chance], unit_cap: int | None, trial_draws: int) -> Iterator[str]:
    """Each type's chance in words; under a cap also what trial draws gave (draw-protocol §5)."""
    for chance in chances:
        percent = 100 * chance.numerator / chance.denominator
        line = f"{chance.kind}：可抽{chance.eligible}人，每人机会{chance.denominator}分之{chance.numerator}，约{percent:.1f}%"
        if unit_cap is not None:
            low, high = (100 * count / trial_draws for count in (chance.fewest, chance.most))
            line += f"；试抽中最低{low:.1f}%，最高{high:.1f}%"
        yield f"{line}。"
    if unit_cap is not None:
        yield (
            f"每单位至多{unit_cap}人，因此人少的单位的专家机会较高，人多的单位的专家机会较低；"
            f"最低和最高机会由{trial_draws}次试抽得出。"
        )


def contribution_rows(contributions: Sequence[Contribution]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Who committed to what, in the order in which they reveal."""
    for place, contribution in enumerate(contributions, start=1):
        revealed = f"{moment(contribution.revealed_at)}揭示" if contribution.revealed_at else "到期未揭示"
        told = f"{contribution.party}，第{place}个，{revealed}"
        yield ((f"{contribution.role}\n承诺值", f"{told}\n{digest_lines(contribution.commitment)}"),)


def result_table(results: Sequence[SeatResult]) -> Table:
    """The seats; names and employers only where they are told."""
    named = any(result.name for result in results)
    employed = any(result.employer for result in results)
    columns = [
        Column("席位", 12, centred=True),
        Column("代码", 23, centred=True),
        Column("抽签号", 23, centred=True),
        Column("专业组", 77 - 19 * named - 30 * employed),
        Column("能否参加", 21, centred=True),
        *([Column("姓名", 19, centred=True)] if named else []),
        *([Column("工作单位", 30)] if employed else []),
    ]
    rows = [
        (
            str(result.seat),
            tag_code(result.tag),
            tag_code(result.ticket),
            result.group,
            result.answer,
            *([result.name] if named else []),
            *([result.employer] if employed else []),
        )
        for result in results
    ]
    return Table(tuple(columns), tuple(rows))


def replacement_table(replacements: Sequence[Replacement]) -> Table:
    columns = (
        Column("时间", 26, centred=True),
        Column("席位", 12, centred=True),
        Column("离任", 24, centred=True),
        Column("事由", 26),
        Column("递补", 24, centred=True),
        Column("规则", 44),
    )
    rows = tuple(
        (
            moment(event.at).partition("年")[2].replace("日", "日\n"),
            str(event.seat),
            tag_code(event.leaver),
            event.cause,
            tag_code(event.successor) if event.successor else "无",
            REPLACEMENT_RULES[event.rule],
        )
        for event in replacements
    )
    return Table(columns, rows)
