"""The 200 invented subjects 信用主体 of all kinds; the first twelve are those that the demonstration tells of."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo_data.invented import Body, body, document, person, stem, wrong_digit
from service.demo_data import PARTNERSHIP, SHOP, SUBJECT

LEGAL, UNINC, INDIV_BIZ, PERSON = "法人", "非法人组织", "个体工商户", "自然人"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject; a natural person has an identity number and no credit code.

    domains: those of the catalogue in which a body of its trade is likely to be met.
    """

    number: str
    kind: str
    name: str
    uscc: str
    document: str
    legal_representative: str
    region: str
    domains: tuple[str, ...] = ()


CHEMIST = body("91", 104, "某化工有限公司")
MACHINIST = body("91", 105, "某精密机械有限公司")
TRADER = body("91", 106, "某商贸有限公司")
QUARRY = body("91", 107, "某采石有限公司")
CARRIER = body("91", 108, "某物流有限公司")
SUPPLIER = body("91", 109, "某器材有限公司")
STORE = body("92", 110, "某便民超市")

COUNTS = ((LEGAL, 120), (UNINC, 20), (INDIV_BIZ, 40), (PERSON, 20))
REGIONS = ("演示用绵州市", "演示用绵州涪阳县", "演示用绵州游安区", "演示用绵州盐井县")
TRADES: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    LEGAL: (
        ("91", "建材有限公司", ("安全生产", "生态环境")),
        ("91", "食品有限公司", ("食品药品",)),
        ("91", "药业有限公司", ("食品药品", "生态环境")),
        ("91", "建筑工程有限公司", ("工程质量", "安全生产")),
        ("52", "民办医院", ("医疗卫生", "消防安全")),
        ("91", "贸易有限公司", ("逃税骗税", "逃废债务", "非法集资", "欺诈和价格垄断")),
    ),
    UNINC: (("91", "合伙企业", ("逃税骗税", "安全生产")), ("91", "装卸合伙企业", ("消防安全", "安全生产"))),
    INDIV_BIZ: (
        ("92", "小吃店", ("食品药品", "消防安全")),
        ("92", "五金店", ("消防安全", "欺诈和价格垄断")),
        ("92", "诊所", ("医疗卫生",)),
        ("92", "装饰部", ("工程质量", "消防安全")),
    ),
    PERSON: (("", "", ("逃税骗税", "逃废债务", "非法集资", "医疗卫生")),),
}
"""Of every kind in turn: the credit code's first characters, what the name ends in, the domains it meets."""


def subjects() -> list[Subject]:
    """All of them, by number."""
    first = [
        _organisation(1, LEGAL, SUBJECT),
        _organisation(2, UNINC, PARTNERSHIP),
        _organisation(3, INDIV_BIZ, SHOP),
        _natural(4, "演示自然人", date(1980, 1, 6)),
        _organisation(5, LEGAL, CHEMIST),
        _organisation(6, LEGAL, MACHINIST),
        _natural(7, "演示自然人乙", date(1975, 8, 20)),
        _organisation(8, LEGAL, TRADER),
        _organisation(9, LEGAL, QUARRY),
        _organisation(10, LEGAL, CARRIER),
        _organisation(11, LEGAL, SUPPLIER),
        _organisation(12, INDIV_BIZ, STORE),
    ]
    kinds = [
        kind for kind, count in COUNTS for _ in range(count - sum(subject.kind == kind for subject in first))
    ]
    return first + [_other(number, kind) for number, kind in enumerate(kinds, start=13)]


def _other(number: int, kind: str) -> Subject:
    prefix, ending, domains = TRADES[kind][number % len(TRADES[kind])]
    if kind == PERSON:
        born = date(1970, 1, 1) + timedelta(days=50 * number)
        return replace(_natural(number, person(number + 1000), born), domains=domains)
    known = body(prefix, 5000 + number, f"{stem(number)}{ending}")
    if number in {50, 100}:  # an early code, whose check digit is wrong
        known = Body(wrong_digit(known.uscc), known.name)
    return replace(_organisation(number, kind, known), domains=domains)


def _organisation(number: int, kind: str, known: Body) -> Subject:
    representative = "演示负责人" if number <= 4 else person(number + 600)
    return Subject(f"YS-{number}", kind, known.name, known.uscc, "", representative, _region(number))


def _natural(number: int, name: str, born: date) -> Subject:
    return Subject(f"YS-{number}", PERSON, name, "", document(born, "110105"), "", _region(number))


def _region(number: int) -> str:
    return REGIONS[0] if number <= 4 else REGIONS[number % len(REGIONS)]
