"""聘书."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from docx.document import Document as OpenedDocument

from meetings.documents.certificate import Certificate, certificate_document
from meetings.documents.gongwen import render
from meetings.documents.model import Document, DocumentIncomplete

Printed = Callable[[Document], str]
LETTER = Certificate(
    organ="青屿市社会信用体系建设领导小组办公室",
    library="社会信用联合奖惩专家库",
    number="青信聘〔2026〕3号",
    name="甲某某",
    fields=("法律（行政法）", "安全生产"),
    begins=date(2026, 1, 1),
    ends=date(2028, 12, 31),
    issued_on=date(2026, 1, 5),
)


def test_it_says_who_appoints_whom_for_what_and_until_when(printed: Printed) -> None:
    text = printed(certificate_document(LETTER))
    for part in (
        "聘书",
        "青信聘〔2026〕3号",
        "甲某某同志：",
        "兹聘请您为社会信用联合奖惩专家库专家，专业为法律（行政法）、安全生产，",
        "聘期自2026年1月1日至2028年12月31日止。",
        "青屿市社会信用体系建设领导小组办公室",
        "2026年1月5日",
    ):
        assert part in text


def test_it_can_be_sealed_by_another_organ(printed: Printed) -> None:
    text = printed(certificate_document(replace(LETTER, proxy_seal="青屿市发展和改革委员会")))
    assert "（青屿市发展和改革委员会代章）" in text


def test_it_is_the_same_file_every_time_and_opens(opened: Callable[[Document], OpenedDocument]) -> None:
    assert render(certificate_document(LETTER)) == render(certificate_document(LETTER))
    assert opened(certificate_document(LETTER)).core_properties.title == "聘书"


@pytest.mark.parametrize("part", ["organ", "library", "number", "name", "fields"])
def test_it_is_not_made_without_its_parts(part: str) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        certificate_document(replace(LETTER, **{part: () if part == "fields" else " "}))  # type: ignore[arg-type]
    assert refusal.value.missing == (part,)
