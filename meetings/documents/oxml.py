"""Elements of WordprocessingML that python-docx has no names for."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement


def w(name: str, /, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """The element `w:name` with `w:` attributes."""
    attrs = {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    element = OxmlElement(f"w:{name}", attrs)
    element.extend(children)
    return element
