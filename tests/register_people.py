"""Invented people and the offices that look after them, for the tests of the register's life."""

from datetime import date

from sqlalchemy.orm import Session
from stdnum.cn import ric

from experts.record import Employment, ExpertRecord, Term
from kernel.accounts import Account, AccountRole
from kernel.roles import Actor, Role
from kernel.units import Unit
from service.demo_data import EMPLOYERS, OFFICE, SAFETY

TERM = Term(date(2026, 1, 1), date(2028, 12, 31))
NEXT_TERM = Term(date(2029, 1, 1), date(2031, 12, 31))
INSTITUTE, FIRM = EMPLOYERS[12], EMPLOYERS[0]

REGISTRAR = Actor("r" * 26, "演示管理员", frozenset({Role.REGISTRAR}))
REVIEWER = Actor("o" * 26, "演示审核员", frozenset({Role.OFFICE}), OFFICE.uscc)
BOTH = Actor("r" * 26, "演示管理员", frozenset({Role.REGISTRAR, Role.OFFICE}), OFFICE.uscc)
CLERK = Actor("c" * 26, "演示经办人", frozenset({Role.UNIT_CLERK}), SAFETY.uscc)
CONVENER = Actor("v" * 26, "演示召集人", frozenset({Role.CONVENER}), SAFETY.uscc)
EXPERT = Actor("i" * 26, "专家", frozenset({Role.EXPERT}))


def person(number: int = 0, *, terms: tuple[Term, ...] = (TERM,)) -> ExpertRecord:
    """The record of an invented person; the identity number has the sequence 000, which is never issued."""
    digits = f"1101051970{1 + number // 28:02d}{1 + number % 28:02d}000"
    return ExpertRecord(
        name=f"演示甲{number}",
        document=digits + ric.calc_check_digit(digits + "0"),
        mobile=f"120{number:08d}",
        email=f"e{number}@example.com",
        title="教授",
        region="演示市",
        fields=("L01",),
        attributes={"region": "CITY"},
        terms=terms,
        employments=(Employment(INSTITUTE.name, INSTITUTE.uscc, date(2018, 3, 1)),),
    )


def add_offices(session: Session) -> None:
    """The leading group office, whose account numbers the certificates, and a member unit."""
    for unit, code in ((OFFICE, "示信"), (SAFETY, "示安")):
        session.add(Unit(uscc=unit.uscc, name=unit.name, document_code=code))
    session.flush()
    roles = [AccountRole(role=Role.OFFICE)]
    session.add(
        Account(
            public_id=REVIEWER.public_id,
            name="office",
            display_name="演示审核员",
            unit_uscc=OFFICE.uscc,
            roles=roles,
        )
    )
