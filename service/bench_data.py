"""Invented experts in bulk, and who may be given any: the register of an installation that serves nobody."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from experts.fields import FIELDS
from experts.models import Expert
from experts.record import Employment, ExpertRecord, Term
from kernel.errors import Refused

INVENTED = "演示"
"""What every name in a register begins with whose people are invented."""
FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = (
    "伟",
    "敏",
    "静",
    "磊",
    "娜",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
    "玲",
    "丹",
)
EMPLOYERS = 2000
TERM = Term(date(2026, 1, 1), date(2028, 12, 31))


def refuse_real(session: Session) -> None:
    """See that nobody in the register is real.

    Raises:
        Refused: somebody's name does not say that it is invented.
    """
    if session.scalar(select(exists().where(Expert.name.not_like(f"{INVENTED}%")))):
        raise Refused("service.register_is_real")


def people(first: int, count: int) -> Iterator[ExpertRecord]:
    """Invented people, numbered from `first`; the same number is always the same person."""
    codes = tuple(FIELDS)
    for number in range(first, first + count):
        family, given = FAMILIES[number % len(FAMILIES)], GIVEN[number // len(FAMILIES) % len(GIVEN)]
        work = number * 7 % EMPLOYERS
        yield ExpertRecord(
            name=f"{INVENTED}{family}{given}",
            document=f"{number:018}",
            mobile=f"120{number:08}",
            email=f"expert{number:06}@example.com",
            title="教授" if number % 3 else "高级工程师",
            region="绵州市" if number % 4 else "演示县",
            fields=tuple(sorted({codes[number % len(codes)], codes[number // 3 % len(codes)]})),
            attributes={"region": "CITY" if number % 4 else "COUNTY"},
            terms=(TERM,),
            employments=(Employment(f"演示用单位{work}", f"9{work:017}", date(2018, 3, 1)),),
        )
