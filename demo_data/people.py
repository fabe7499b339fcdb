"""The 2,000 invented experts as they should stand in the register, before anything is spoiled."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, cycle

from demo_data.books import Value
from demo_data.invented import Body, body, document, mobile, person, stem, wrong_digit
from demo_data.subjects import CHEMIST, MACHINIST
from demo_data.units import ENVIRONMENT, TAX
from service.demo_data import INSPECTION, MARKET, OFFICE, PARTNERSHIP, SAFETY, SUBJECT

NAME, DOCUMENT, MOBILE, EMAIL = "姓名", "身份证号", "手机", "电子邮箱"
TITLE, REGION, FIELDS, BEGINS, ENDS = "职称", "地区", "专业", "聘期起", "聘期止"
EMPLOYER, CODE, SINCE = "工作单位", "统一社会信用代码", "任职起"
FORMER = ("原工作单位1", "原统一社会信用代码1", "原任职起1", "原任职止1")
COLUMNS = (
    *(NAME, DOCUMENT, MOBILE, EMAIL, TITLE, REGION, FIELDS, BEGINS, ENDS, EMPLOYER, CODE, SINCE),
    *FORMER,
)
Row = dict[str, Value]

COUNT = 2000
BLOCKS = (  # field, how many have it as their first, their titles, what their employers are, the code's kind
    ("L01", 200, ("一级律师", "二级律师"), "律师事务所", "31"),
    ("L02", 160, ("一级律师", "法学教授"), "律师事务所", "31"),
    ("C01", 180, ("高级经济师", "高级信用管理师"), "信用管理咨询有限公司", "91"),
    ("C02", 80, ("高级工程师",), "数据技术有限公司", "91"),
    ("I01", 100, ("主任药师", "高级工程师"), "食品药品检验中心", "12"),
    ("I02", 140, ("高级工程师", "研究员"), "环境监测有限公司", "91"),
    ("I03", 100, ("正高级工程师", "高级工程师"), "工程质量检测有限公司", "91"),
    ("I04", 90, ("主任医师", "副主任医师"), "医院", "12"),
    ("I05", 260, ("高级工程师", "注册安全工程师"), "安全技术咨询有限公司", "91"),
    ("I06", 80, ("高级工程师",), "消防技术服务有限公司", "91"),
    ("I07", 120, ("高级经济师",), "金融研究中心", "52"),
    ("I08", 120, ("税务师", "高级会计师"), "税务师事务所", "91"),
    ("I09", 60, ("高级会计师", "正高级会计师"), "会计师事务所", "91"),
    ("I10", 60, ("高级经济师",), "消费者权益研究中心", "52"),
    ("I11", 50, ("高级经济师",), "价格评估有限公司", "91"),
    ("I12", 60, ("高级经济师",), "市场研究有限公司", "91"),
    ("I13", 60, ("正高级工程师",), "工程造价咨询有限公司", "91"),
    ("I14", 30, ("教授", "副教授"), "学院", "12"),
    ("I15", 30, ("高级经济师",), "人力资源服务有限公司", "91"),
    ("I99", 20, ("研究员",), "研究院", "12"),
)
SECOND = ("I09", "I12", "I13", "I14", "I15", "I99")
"""A second field is one of these, so that nobody fits two seat groups of one draw."""
SIZES = (3, 5, 8, 4, 5)
"""How many experts the employers have, in turn."""
TERMS = (  # of every twenty people one, one, five, five and eight
    *((date(2022, 1, 1), date(2025, 12, 31)), (date(2027, 1, 1), date(2029, 12, 31))),
    *([(date(2024, 3, 1), date(2027, 2, 28))] * 5),
    *([(date(2025, 7, 1), date(2028, 6, 30))] * 5),
    *([(date(2026, 1, 1), date(2028, 12, 31))] * 8),
)
REGIONS = ("绵州市", "绵州市", "绵州市涪阳县", "省内其他", "省外")

WORKS_FOR = {
    85: SAFETY,
    100: INSPECTION,
    425: OFFICE,
    440: MARKET,
    750: ENVIRONMENT,
    765: ENVIRONMENT,
    870: MACHINIST,
    1195: SUBJECT,
    1210: SAFETY,
    1225: SAFETY,
    1240: CHEMIST,
    1525: TAX,
}
LEFT_IN_2025 = {
    **dict.fromkeys((10, 410, 1060, 1075, 1090, 1105), SUBJECT),
    **dict.fromkeys((25, 1120), PARTNERSHIP),
    **dict.fromkeys((40, 1135, 1150), SAFETY),
    **dict.fromkeys((55, 735, 1165), CHEMIST),
}
LEFT_IN_2022 = dict.fromkeys((70, 1180), SUBJECT)
"""By the experts' serials, who works for, or worked for, a party of the demonstration."""


def people() -> list[Row]:
    """All of them, people with one field one after the other."""
    ends = list(accumulate(count for _, count, *_ in BLOCKS))
    employers = _employers(ends)
    return [_person(serial, _block(serial, ends), employers) for serial in range(COUNT)]


def _block(serial: int, ends: Sequence[int]) -> int:
    return next(number for number, end in enumerate(ends) if serial < end)


def _employers(ends: Sequence[int]) -> list[Body]:
    """Every person's employer; of 400 each tenth has no credit code, and three have an early, wrong one."""
    found: list[Body] = []
    for number, size in zip(range(400), cycle(SIZES), strict=False):
        *_, kind, code = BLOCKS[_block(len(found), ends)]
        employer = body(code, 1000 + number, f"{stem(number)}{kind}")
        if number % 10 == 7:
            employer = Body("", employer.name)
        elif number in {33, 133, 233}:
            employer = Body(wrong_digit(employer.uscc), employer.name)
        found += [employer] * size
    return found


def _person(serial: int, block: int, employers: Sequence[Body]) -> Row:
    field, _, titles, *_ = BLOCKS[block]
    born = date(1960, 1, 1) + timedelta(days=6 * serial)
    begins, ends = TERMS[serial % len(TERMS)]
    return {
        NAME: person(serial),
        DOCUMENT: document(born),
        MOBILE: mobile(serial),
        EMAIL: f"e{serial:04d}@example.com",
        TITLE: titles[serial % len(titles)],
        REGION: REGIONS[serial % len(REGIONS)],
        FIELDS: _fields(field, serial),
        BEGINS: begins,
        ENDS: ends,
        **_works(serial, born, employers),
    }


def _fields(first: str, serial: int) -> str:
    second = SECOND[serial // 6 % len(SECOND)]
    return f"{first}、{second}" if serial % 6 == 0 and second != first else first


def _works(serial: int, born: date, employers: Sequence[Body]) -> Row:
    employer = WORKS_FOR.get(serial, employers[serial])
    since = date(born.year + 24 + serial % 8, 1 + serial % 12, 1 + serial % 28)
    former = LEFT_IN_2025.get(serial) or LEFT_IN_2022.get(serial)
    left = since - timedelta(days=1)
    if former:
        left = date(2025 if serial in LEFT_IN_2025 else 2022, 6, 30)
        since = left + timedelta(days=1)
    elif serial % 5 == 0:
        former = employers[(serial * 7 + 400) % COUNT]
    row: Row = {EMPLOYER: employer.name, CODE: employer.uscc, SINCE: since, **dict.fromkeys(FORMER, "")}
    if former:
        row |= zip(FORMER, (former.name, former.uscc, date(born.year + 22, 7, 1), left), strict=True)
    return row
