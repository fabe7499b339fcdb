"""The file around a paper: canonical, so that it can be hashed."""

import hashlib
import os
import posixpath
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from zipfile import ZipInfo

from docx.document import Document as OpenedDocument
from docx.oxml.ns import nsmap, qn
from lxml import etree

from meetings.documents.decision import Decision, decision_document
from meetings.documents.gongwen import render
from meetings.documents.minutes import Minutes, minutes_document
from meetings.documents.model import Document

Opened = Callable[[Document], OpenedDocument]

PROGRAM = """
import hashlib
from datetime import date
from meetings.documents.gongwen import render
from meetings.documents.model import Document, Kind, Paragraph
document = Document(kind=Kind.RECORD, title=("示例",), blocks=(Paragraph("正文"),))
print(hashlib.sha256(render(document)).hexdigest())
"""


def entries(file: bytes) -> list[ZipInfo]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return archive.infolist()


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_clock_no_platform_and_no_compressor_shows_in_the_file(letter: Document) -> None:
    for entry in entries(render(letter)):
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.create_system, entry.external_attr, entry.extra) == (0, 0o600 << 16, b"")
        assert entry.compress_type == zipfile.ZIP_STORED


def test_the_parts_are_sorted_with_the_content_types_first(letter: Document) -> None:
    names = [entry.filename for entry in entries(render(letter))]
    assert names == sorted(names)
    assert names[0] == "[Content_Types].xml"


def test_another_process_with_another_hash_seed_and_time_zone_makes_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_one_changed_character_changes_the_file(letter: Document) -> None:
    assert render(letter) != render(replace(letter, number="青市监信认〔2026〕7号"))


def test_the_file_tells_the_organ_as_its_author_and_no_program_and_no_time(
    opened: Opened, letter: Document
) -> None:
    properties = opened(letter).core_properties
    assert properties.author == "青屿市市场监督管理局"
    assert (properties.created, properties.modified, properties.last_modified_by) == (None, None, "")


def test_a_title_too_long_for_a_property_is_cut_there_and_nowhere_else(
    opened: Opened, letter: Document
) -> None:
    long = "关于示例事项的通知" * 40
    document = opened(replace(letter, title=(long,)))
    assert document.core_properties.title == long[:255]
    assert any(paragraph.text == long for paragraph in document.paragraphs)


def test_nothing_of_the_librarys_own_template_is_left(letter: Document) -> None:
    found = parts(render(letter))
    assert set(found) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    for trace in (b"python-docx", b"rsid", b"Theme", b"latentStyles", b"Calibri", b"pStyle", b"2013-"):
        assert not any(trace in part for part in found.values())
    styles = etree.fromstring(found["word/styles.xml"])
    assert [style.get(qn("w:styleId")) for style in styles] == ["Normal"]


def test_every_part_has_its_type_and_every_relationship_leads_to_a_part(letter: Document) -> None:
    found = parts(render(letter))
    types = etree.fromstring(found["[Content_Types].xml"])
    typed = {name.removeprefix("/") for name in types.xpath("//@PartName")}
    assert typed == {name for name in found if name.endswith(".xml")} - {"[Content_Types].xml"}
    targets = {
        posixpath.join(folder, target)
        for folder, rels in (("", "_rels/.rels"), ("word", "word/_rels/document.xml.rels"))
        for target in etree.fromstring(found[rels]).xpath("//@Target")
    }
    assert targets == typed
    referred = etree.fromstring(found["word/document.xml"]).xpath("//@r:id", namespaces=nsmap)
    assert set(referred) <= set(etree.fromstring(found["word/_rels/document.xml.rels"]).xpath("//@Id"))


def test_one_paper_leaves_no_trace_in_the_next(letter: Document, decision: Decision) -> None:
    before = render(letter)
    render(decision_document(decision))
    assert render(letter) == before


def test_papers_rendered_at_the_same_time_do_not_mix(decision: Decision, minutes: Minutes) -> None:
    papers = [decision_document(decision), minutes_document(minutes)]
    alone = [render(paper) for paper in papers]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(render, papers * 10))
    assert together == alone * 10


def test_a_decision_takes_less_than_a_tenth_of_a_second(decision: Decision) -> None:
    document = decision_document(decision)
    render(document)
    began = time.process_time()
    render(document)
    assert time.process_time() - began < 0.1
