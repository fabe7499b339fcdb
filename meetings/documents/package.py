"""The docx file around a text: the same bytes for the same paper, on every machine."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from meetings.documents import skeleton
from meetings.documents.skeleton import RELATIONSHIPS
from meetings.documents.text import clean
from meetings.documents.wml import w

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
for _prefix, _name in (("r", RELATIONSHIPS), ("cp", _CORE), ("dc", _DUBLIN_CORE)):
    register_namespace(_prefix, _name)

_FOOTERS = {skeleton.ODD_FOOTER: ("footer1", "right"), skeleton.EVEN_FOOTER: ("footer2", "left")}
_PARTS = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}


def package(body: Iterable[Element], *, title: str, creator: str) -> bytes:
    """A docx with this body.

    Nothing in it is compressed, because compressors differ between machines, and no time stands in
    it: it can be hashed, and rendered again to the same hash.
    """
    parts = {
        **_shared_parts(),
        "docProps/core.xml": _xml(_core_properties(title, creator)),
        "word/document.xml": _xml(w("document", w("body", *body, skeleton.section()))),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name in sorted(parts):
            archive.writestr(_entry(name), parts[name])
    return file.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.create_system = 0
    return entry


def _xml(root: Element) -> bytes:
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


@cache
def _shared_parts() -> dict[str, bytes]:
    return {
        "[Content_Types].xml": _xml(_content_types()),
        "_rels/.rels": _xml(_root_relationships()),
        "word/_rels/document.xml.rels": _xml(_document_relationships()),
        "word/styles.xml": _xml(skeleton.styles()),
        "word/settings.xml": _xml(skeleton.settings()),
        "word/fontTable.xml": _xml(skeleton.font_table()),
        **{f"word/{part}.xml": _xml(skeleton.footer(align)) for part, align in _FOOTERS.values()},
    }


def _core_properties(title: str, creator: str) -> Element:
    root = Element(f"{{{_CORE}}}coreProperties")
    SubElement(root, f"{{{_DUBLIN_CORE}}}title").text = clean(title)
    SubElement(root, f"{{{_DUBLIN_CORE}}}creator").text = clean(creator)
    SubElement(root, f"{{{_DUBLIN_CORE}}}language").text = "zh-CN"
    return root


def _content_types() -> Element:
    types = Element("Types", xmlns=f"{_PACKAGE}/content-types")
    SubElement(
        types,
        "Default",
        Extension="rels",
        ContentType="application/vnd.openxmlformats-package.relationships+xml",
    )
    SubElement(types, "Default", Extension="xml", ContentType="application/xml")
    overrides = {f"/word/{part}.xml": f"{_WORD_TYPE}.{kind}+xml" for part, kind in _PARTS.items()}
    overrides |= {f"/word/{part}.xml": f"{_WORD_TYPE}.footer+xml" for part, _ in _FOOTERS.values()}
    overrides["/docProps/core.xml"] = _CORE_TYPE
    for name, content_type in overrides.items():
        SubElement(types, "Override", PartName=name, ContentType=content_type)
    return types


def _root_relationships() -> Element:
    return _relationships(
        ("rId1", f"{RELATIONSHIPS}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def _document_relationships() -> Element:
    shared = [part for part in _PARTS if part != "document"]
    return _relationships(
        *(
            (f"rId{place}", f"{RELATIONSHIPS}/{part}", f"{part}.xml")
            for place, part in enumerate(shared, start=1)
        ),
        *((name, f"{RELATIONSHIPS}/footer", f"{part}.xml") for name, (part, _) in _FOOTERS.items()),
    )


def _relationships(*entries: tuple[str, str, str]) -> Element:
    root = Element("Relationships", xmlns=f"{_PACKAGE}/relationships")
    for name, kind, target in entries:
        SubElement(root, "Relationship", Id=name, Type=kind, Target=target)
    return root
