"""The conduct records 行为记录 of the invented subjects; the first fourteen belong to the demonstration."""

from dataclasses import dataclass
from datetime import date, timedelta

from demo_data.invented import Body
from demo_data.items import FIRST, REWARD, Item
from demo_data.subjects import PERSON, Subject
from demo_data.units import COURT, ENVIRONMENT, TAX, unit_of
from service.demo_data import HOUSING, ITEM_CODE, MARKET, SAFETY

MINOR, GENERAL, SERIOUS = "轻微", "一般", "严重"
OUTSIDE = "YS-QT-99"
"""An item of some older list; it stands in no edition."""
SECOND = 58
"""How many of the other subjects have a second record."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """A conduct and the effective document it rests on."""

    number: str
    subject: str
    polarity: str
    item_code: str
    fact: str
    severity: str
    occurred_on: date
    document_kind: str
    document_no: str
    document_on: date
    organ: Body


@dataclass(frozen=True, slots=True)
class _Told:
    """One of the demonstration's records, without its number."""

    subject: int
    item_code: str
    fact: str
    severity: str
    occurred_on: date
    document_on: date
    organ: Body
    document_no: str


UNSAFE = "虚构事实：安全设施验收不合格仍投入生产。"
TOLD = (
    *(
        _Told(
            n,
            ITEM_CODE,
            UNSAFE,
            severity,
            date(2026, 1, 12),
            date(2026, 2, 10),
            SAFETY,
            f"演应急罚〔2026〕{n}号",
        )
        for n, severity in enumerate((SERIOUS, GENERAL, MINOR, GENERAL), start=1)
    ),
    _Told(
        *(1, ITEM_CODE, "虚构事实：安全设施验收不合格，经责令停止仍投入生产。", SERIOUS),
        *(date(2026, 8, 3), date(2026, 10, 12), SAFETY, "示应急罚〔2026〕18号"),
    ),
    _Told(
        *(5, "YS-AQ-02", "虚构事实：反应釜泄漏后隐瞒不报。", SERIOUS),
        *(date(2026, 5, 18), date(2026, 8, 20), SAFETY, "示应急罚〔2026〕19号"),
    ),
    _Told(
        *(5, "YS-HJ-01", "虚构事实：泄漏期间伪造在线监测数据。", SERIOUS),
        *(date(2026, 5, 19), date(2026, 9, 3), ENVIRONMENT, "示环境罚〔2026〕31号"),
    ),
    _Told(
        *(6, "YS-AQ-11", "虚构事实：2023年至2025年连续三年标准化评审达标。", ""),
        *(date(2026, 3, 31), date(2026, 6, 15), SAFETY, "示应急表〔2026〕2号"),
    ),
    _Told(
        *(7, "YS-SW-02", "虚构事实：转移财产逃避追缴个人经营欠税。", GENERAL),
        *(date(2026, 3, 2), date(2026, 7, 7), TAX, "示税罚〔2026〕44号"),
    ),
    _Told(
        *(8, "YS-ZW-02", "虚构事实：转移资产后拒不归还到期贷款。", GENERAL),
        *(date(2026, 2, 9), date(2026, 6, 22), COURT, "示法裁〔2026〕52号"),
    ),
    _Told(
        *(9, ITEM_CODE, "虚构事实：采区安全设施未经验收再次投入生产。", SERIOUS),
        *(date(2026, 7, 6), date(2026, 9, 14), SAFETY, "示应急罚〔2026〕20号"),
    ),
    _Told(
        *(10, OUTSIDE, "虚构事实：未按要求填报行业统计报表。", MINOR),
        *(date(2026, 4, 13), date(2026, 5, 25), MARKET, "示市场罚〔2026〕61号"),
    ),
    _Told(
        *(11, "YS-GC-01", "虚构事实：违法分包造成质量事故。", GENERAL),
        *(date(2025, 8, 11), date(2026, 1, 16), HOUSING, "示住房罚〔2026〕3号"),
    ),
    _Told(
        *(12, "YS-JG-11", "虚构事实：2023年至2025年无价格和欺诈投诉。", ""),
        *(date(2026, 1, 31), date(2026, 4, 20), MARKET, "示市场表〔2026〕5号"),
    ),
)


def conduct(subjects: list[Subject]) -> list[Conduct]:
    """All 260 records: one of every subject at least."""
    told = [_record(number, record) for number, record in enumerate(TOLD, start=1)]
    rest = subjects[12:]
    others = [
        _other(number, subject)
        for number, subject in enumerate([*rest, *rest[::3][:SECOND]], start=len(TOLD) + 1)
    ]
    return told + others


def _record(number: int, told: _Told) -> Conduct:
    rewards = not told.severity
    return Conduct(
        number=f"XW-{number}",
        subject=f"YS-{told.subject}",
        polarity="联合激励" if rewards else "联合惩戒",
        item_code=told.item_code,
        fact=told.fact,
        severity=told.severity,
        occurred_on=told.occurred_on,
        document_kind=_kind(told.organ, rewards=rewards),
        document_no=told.document_no,
        document_on=told.document_on,
        organ=told.organ,
    )


def _other(number: int, subject: Subject) -> Conduct:
    rewards = _is_reward(number, subject)
    wanted = [item for item in fitting(subject) if (item.polarity == REWARD) == rewards]
    return _of_item(number, subject, wanted[number // 6 % len(wanted)])


def fitting(subject: Subject) -> list[Item]:
    """The items of the first edition that a subject of that kind and trade is likely to be met by."""
    return [item for item in FIRST if subject.kind in item.kinds and item.domain in subject.domains]


def _is_reward(number: int, subject: Subject) -> bool:
    return number % 5 == 0 and subject.kind != PERSON


def _of_item(number: int, subject: Subject, item: Item) -> Conduct:
    """Every twelfth occurred before the first edition was in force."""
    rewards = item.polarity == REWARD
    occurred = date(2026, 1, 5) + timedelta(days=number * 13 % 200)
    document = occurred + timedelta(days=20 + number % 40)
    if number % 12 == 0:
        occurred -= timedelta(days=365)
    word = "表" if rewards else "裁" if item.unit == COURT else "罚"
    return Conduct(
        number=f"XW-{number}",
        subject=subject.number,
        polarity=item.polarity,
        item_code=item.code,
        fact=f"虚构事实：{item.ground}。",
        severity="" if rewards else (MINOR, GENERAL, GENERAL, SERIOUS)[number % 4],
        occurred_on=occurred,
        document_kind=_kind(item.unit, rewards=rewards),
        document_no=f"{unit_of(item.unit).code}{word}〔{document.year}〕{100 + number}号",
        document_on=document,
        organ=item.unit,
    )


def _kind(organ: Body, *, rewards: bool) -> str:
    if rewards:
        return "表彰决定"
    return "执行裁定书" if organ == COURT else "行政处罚决定书"
