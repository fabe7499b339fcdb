"""聘书: tells an expert and everybody else that the organ appoints the person, in which fields, until when."""

from dataclasses import dataclass
from datetime import date

from meetings.documents.model import Document, Kind, Paragraph, Signature, require
from meetings.documents.wording import day, enumerated


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything the letter says.

    Attributes:
        library: of which the person becomes an expert, as `…专家库`.
        fields: their names.
        begins, ends: the term, both days included.
        proxy_seal: the organ whose seal stands in 代章, or empty.
    """

    organ: str
    library: str
    number: str
    name: str
    fields: tuple[str, ...]
    begins: date
    ends: date
    issued_on: date
    proxy_seal: str = ""


def certificate_document(certificate: Certificate) -> Document:
    """The letter of appointment: a single page to be sealed.

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
    """
    require(
        {
            "organ": certificate.organ,
            "library": certificate.library,
            "number": certificate.number,
            "name": certificate.name,
            "fields": certificate.fields,
        }
    )
    fields = enumerated(certificate.fields)
    term = f"{day(certificate.begins)}至{day(certificate.ends)}"
    return Document(
        kind=Kind.RECORD,
        title=("聘书",),
        number=certificate.number,
        blocks=(
            Paragraph(f"{certificate.name}同志："),
            Paragraph(f"兹聘请您为{certificate.library}专家，专业为{fields}，聘期自{term}止。"),
            Paragraph("请在聘期内独立、公正履行职责，遵守回避和保密规定，每年确认工作单位和利害关系。"),
        ),
        signature=Signature(certificate.organ, certificate.issued_on, proxy_seal=certificate.proxy_seal),
    )
