"""The thirty items 清单事项 of edition 2026-1, and what edition 2026-2 makes of them."""

from dataclasses import dataclass, replace

from demo_data.invented import Body
from demo_data.measures import LAW, LOCAL, MEMORANDUM, NORMATIVE, POLICY, REGULATION, RULE
from demo_data.subjects import INDIV_BIZ, LEGAL, PERSON, UNINC
from demo_data.units import BANK, COURT, ENVIRONMENT, FIRE, HEALTH, TAX
from service.demo_data import HOUSING, MARKET, SAFETY

PUNISH, REWARD = "联合惩戒", "联合激励"
CITY, ONE_COUNTY = "全市", "演示用绵州涪阳县"
BUSINESS = (LEGAL, UNINC, INDIV_BIZ)
ALL = (*BUSINESS, PERSON)
FIRMS = (LEGAL, UNINC)


@dataclass(frozen=True, slots=True)
class Item:
    """An item; the term is between two numbers of months, both included.

    measures: codes of `MEASURES`.
    confirmed: whether somebody checked the basis against its source 已核.
    """

    code: str
    ground: str
    domain: str
    unit: Body
    term: tuple[int, int]
    level: str
    measures: tuple[str, ...]
    kinds: tuple[str, ...] = BUSINESS
    region: str = CITY
    polarity: str = PUNISH
    confirmed: bool = True

    @property
    def suffices(self) -> bool:
        """Whether measures that reduce rights may rest on it."""
        return self.level in {LAW, REGULATION, LOCAL, POLICY}

    @property
    def basis(self) -> str:
        """What it rests on, in words that nobody takes for a real law."""
        return f"演示用{self.domain}{self.level}（虚构）第{len(self.ground)}条"


def _codes(*numbers: int) -> tuple[str, ...]:
    return tuple(f"CS-{number:02d}" for number in numbers)


PUNISHMENTS = (
    Item("YS-AQ-01", "安全设施验收不合格仍投入生产", "安全生产", SAFETY, (12, 36), LAW, _codes(1, 2, 3, 4)),
    Item("YS-AQ-02", "发生生产安全事故后隐瞒不报", "安全生产", SAFETY, (12, 36), LAW, _codes(1, 2, 3)),
    Item("YS-AQ-03", "未按规定开展安全教育培训且拒不改正", "安全生产", SAFETY, (3, 12), LAW, _codes(1, 2, 3)),
    Item("YS-XF-01", "擅自停用消防设施且拒不改正", "消防安全", FIRE, (6, 24), LAW, _codes(1, 3, 7)),
    Item("YS-XF-02", "占用疏散通道造成火灾损失", "消防安全", FIRE, (3, 12), RULE, _codes(3, 4), ALL),
    Item("YS-HJ-01", "篡改、伪造自动监测数据", "生态环境", ENVIRONMENT, (12, 36), LAW, _codes(1, 2, 9)),
    Item(
        "YS-HJ-02",
        "无排污许可证排放污染物",
        "生态环境",
        ENVIRONMENT,
        (12, 36),
        REGULATION,
        _codes(1, 2, 4, 8),
    ),
    Item("YS-HJ-03", "非法转移、倾倒危险废物", "生态环境", ENVIRONMENT, (12, 36), LAW, _codes(2, 6, 9), ALL),
    Item("YS-SP-01", "生产经营掺假掺杂食品", "食品药品", MARKET, (12, 36), LAW, _codes(2, 4, 6, 9), ALL),
    Item("YS-SP-02", "销售假药、劣药", "食品药品", MARKET, (12, 36), LAW, _codes(4, 6, 9)),
    Item("YS-SP-03", "出具虚假食品检验报告", "食品药品", MARKET, (6, 24), REGULATION, _codes(2, 7, 9), FIRMS),
    Item(
        "YS-GC-01",
        "违法分包造成质量事故",
        "工程质量",
        HOUSING,
        (12, 36),
        REGULATION,
        _codes(1, 3, 9, 10),
        FIRMS,
    ),
    Item("YS-GC-02", "出具虚假工程检测报告", "工程质量", HOUSING, (6, 24), LOCAL, _codes(3, 9, 12), FIRMS),
    Item(
        *("YS-GC-03", "农村自建房施工偷工减料", "工程质量", HOUSING, (3, 12), NORMATIVE, _codes(3, 13)),
        region=ONE_COUNTY,
    ),
    Item("YS-YL-01", "骗取医疗保障基金", "医疗卫生", HEALTH, (12, 36), REGULATION, _codes(2, 4, 7), ALL),
    Item(
        "YS-YL-02",
        "未取得许可开展诊疗活动",
        "医疗卫生",
        HEALTH,
        (6, 24),
        LAW,
        _codes(4, 6),
        (INDIV_BIZ, PERSON),
    ),
    Item(
        "YS-JZ-01", "非法吸收公众资金且拒不清退", "非法集资", BANK, (12, 36), REGULATION, _codes(1, 6, 8), ALL
    ),
    Item("YS-SW-01", "以欺骗手段骗取出口退税", "逃税骗税", TAX, (12, 36), LAW, _codes(2, 5, 9), FIRMS),
    Item("YS-SW-02", "转移财产逃避追缴欠税", "逃税骗税", TAX, (12, 36), LAW, _codes(2, 5, 6), ALL),
    Item("YS-ZW-01", "有能力而拒不履行生效裁判", "逃废债务", COURT, (12, 36), LAW, _codes(1, 6, 8), ALL),
    Item(
        *("YS-ZW-02", "恶意逃废金融债务", "逃废债务", BANK, (6, 24), MEMORANDUM, _codes(1, 2, 8), FIRMS),
        confirmed=False,
    ),
    Item("YS-JG-01", "达成并实施价格垄断协议", "欺诈和价格垄断", MARKET, (12, 36), LAW, _codes(2, 7, 9)),
)
REWARDS = tuple(
    replace(item, polarity=REWARD)
    for item in (
        Item("YS-AQ-11", "连续三年安全生产标准化达标", "安全生产", SAFETY, (12, 24), LAW, _codes(11)),
        Item("YS-XF-11", "连续三年消防安全检查无隐患", "消防安全", FIRE, (12, 24), LOCAL, _codes(21, 24)),
        Item(
            "YS-HJ-11",
            "环境信用评价连续两年优秀",
            "生态环境",
            ENVIRONMENT,
            (12, 24),
            POLICY,
            _codes(22, 24, 25),
        ),
        Item("YS-SP-11", "食品安全示范单位", "食品药品", MARKET, (12, 24), POLICY, _codes(21, 24)),
        Item(
            "YS-GC-11",
            "工程获得省级以上质量奖",
            "工程质量",
            HOUSING,
            (12, 36),
            LOCAL,
            _codes(11, 21, 22),
            FIRMS,
        ),
        Item("YS-YL-11", "医疗质量评审优秀", "医疗卫生", HEALTH, (12, 24), POLICY, _codes(21, 22)),
        Item("YS-SW-11", "连续三年纳税信用最高等级", "逃税骗税", TAX, (12, 24), POLICY, _codes(21, 23, 25)),
        Item(
            "YS-JG-11",
            "连续三年无价格和欺诈投诉",
            "欺诈和价格垄断",
            MARKET,
            (6, 12),
            POLICY,
            _codes(21, 24),
            ALL,
        ),
    )
)
FIRST = (*PUNISHMENTS, *REWARDS)
ADDED = Item("YS-HJ-04", "未按决定修复受污染土壤", "生态环境", ENVIRONMENT, (6, 24), LAW, _codes(1, 2, 4))


def next_edition() -> tuple[Item, ...]:
    """Edition 2026-2: YS-AQ-03 has a longer term, YS-HJ-04 is added, YS-ZW-02 is withdrawn."""
    kept = [
        replace(item, term=(3, 18)) if item.code == "YS-AQ-03" else item
        for item in FIRST
        if item.code != "YS-ZW-02"
    ]
    place = 1 + [item.code for item in kept].index("YS-HJ-03")
    return (*kept[:place], ADDED, *kept[place:])


GROUPS = (
    ("安全生产专项小组", SAFETY, ("安全生产", "消防安全")),
    ("生态环境专项小组", ENVIRONMENT, ("生态环境",)),
    ("工程建设专项小组", HOUSING, ("工程质量",)),
    ("市场秩序专项小组", MARKET, ("食品药品", "医疗卫生", "欺诈和价格垄断")),
    ("税务专项小组", TAX, ("逃税骗税",)),
    ("金融专项小组", BANK, ("非法集资", "逃废债务")),
)
"""Special groups 专项小组 (named `演示用…`), their lead units and the domains that go to them."""
