"""The file around a paper: canonical, so that it can be hashed."""

import hashlib
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipInfo

from docx.document import Document as OpenedDocument

from meetings.documents.decision import Decision, decision_document
from meetings.documents.gongwen import render
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


def test_a_decision_takes_less_than_a_tenth_of_a_second(decision: Decision) -> None:
    document = decision_document(decision)
    render(document)
    began = time.process_time()
    render(document)
    assert time.process_time() - began < 0.1
