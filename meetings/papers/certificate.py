"""Fills the letter of appointment 聘书."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.appoint import find_certificate
from experts.fields import FIELDS
from experts.models import ExpertField
from kernel.office import unit_of_role
from kernel.roles import Role
from meetings.documents.certificate import Certificate, certificate_document
from meetings.documents.gongwen import render

LIBRARY = "社会信用联合奖惩专家库"


def certificate_paper(session: Session, number: str) -> bytes:
    """The letter with that number as a docx file, in the name of the leading group office.

    Raises:
        NotFound: there is no such certificate.
    """
    issued, expert = find_certificate(session, number)
    codes = select(ExpertField.code).where(ExpertField.expert_id == expert.id).order_by(ExpertField.code)
    letter = Certificate(
        organ=unit_of_role(session, Role.OFFICE).name,
        library=LIBRARY,
        number=issued.number,
        name=expert.name,
        fields=tuple(FIELDS[code] for code in session.scalars(codes)),
        begins=issued.begins,
        ends=issued.ends,
        issued_on=issued.issued_on,
    )
    return render(certificate_document(letter))
