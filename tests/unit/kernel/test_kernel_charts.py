"""A chart is a picture that reads aloud, prints in black and white, and takes any text."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from kernel.charts.bars import COLUMNS, INK, INNER, MARGIN, WIDTH, Bar, Chart, bars_svg

NS = "{http://www.w3.org/2000/svg}"


def drawn(*bars: Bar, name: str = "c", title: str = "机会", description: str = "说明") -> ET.Element:
    chart = Chart(name, title, description, "现在", "再多1人时", bars)
    return ET.fromstring(bars_svg(chart))


def solid(svg: ET.Element) -> list[int]:
    """How long the solid bars are; the first is the legend's."""
    return [int(r.attrib["width"]) for r in svg.iter(f"{NS}rect") if r.get("fill") == "#14548a"][1:]


def hollow(svg: ET.Element) -> list[int]:
    return [int(r.attrib["width"]) for r in svg.iter(f"{NS}rect") if r.get("stroke")][1:]


def texts(svg: ET.Element) -> list[str]:
    return [str(text.text) for text in svg.iter(f"{NS}text")]


def test_a_bar_is_as_long_as_its_share_of_the_scale() -> None:
    svg = drawn(Bar("甲", "1/2", 0.5, 0.25), Bar("乙", "1/10", 0.1, 0.05))
    assert solid(svg) == [INNER, INNER // 5]
    assert hollow(svg) == [INNER // 2, INNER // 10]
    assert texts(svg)[3:9] == ["0%", "10%", "20%", "30%", "40%", "50%"]


@pytest.mark.parametrize("largest", [1.0, 0.7, 0.5, 0.3, 0.02, 0.00003, 2e-8])
def test_the_longest_bar_is_never_shorter_than_two_fifths(largest: float) -> None:
    svg = drawn(Bar("甲", "", largest))
    [long] = solid(svg)
    assert long <= INNER
    assert long >= 0.39 * INNER or largest < 1e-7


def test_what_is_tiny_beside_others_can_still_be_seen_and_nothing_is_not_drawn() -> None:
    svg = drawn(Bar("甲", "", 1.0, 1e-9), Bar("乙", "—", None, None), Bar("丙", "0", 0.0))
    assert solid(svg) == [INNER, 0]
    assert hollow(svg) == [1]


def test_title_and_description_are_read_in_its_place() -> None:
    svg = drawn(Bar("甲", "", 0.5), name="chances", title="机会", description="甲：二分之一")
    assert svg.attrib["role"] == "img"
    ids = svg.attrib["aria-labelledby"].split()
    told = {element.attrib["id"]: element.text for element in svg if "id" in element.attrib}
    assert [told[name] for name in ids] == ["机会", "甲：二分之一"]
    assert all(name.startswith("chances-") for name in ids)


def test_any_text_is_only_text() -> None:
    evil = '</text><script>alert("1")</script>&'
    svg = drawn(Bar(evil, evil, 0.5), title=evil, description=evil)
    assert "script" not in {element.tag.removeprefix(NS) for element in svg.iter()}
    assert texts(svg).count(evil) == 3


def test_nothing_is_fetched_run_or_styled_so_that_any_page_may_hold_it() -> None:
    svg = drawn(Bar("甲", "", 0.5, 0.4))
    for element in svg.iter():
        assert element.tag.removeprefix(NS) in {"svg", "title", "desc", "rect", "path", "text"}
        assert not {"style", "href", "class", "onload"} & element.attrib.keys()


@pytest.mark.parametrize("label", ["法律（行政法）" * 12, "Law (administrative) " * 12, "A" * 90, ""])
def test_a_long_label_is_broken_into_lines_that_do_not_meet_the_bars(label: str) -> None:
    svg = drawn(Bar(label, "x", 0.5), Bar("乙", "y", 0.5))
    lines = [
        (int(text.attrib["y"]), str(text.text or ""))
        for text in svg.iter(f"{NS}text")
        if text.get("x") == str(MARGIN) and text.get("fill") == INK and text.get("font-weight") == "400"
    ]
    places = [y for y, _ in lines]
    assert "".join(line for _, line in lines[:-1]).replace(" ", "") == label.replace(" ", "")
    assert all(len(line) <= COLUMNS for _, line in lines)
    assert all(b - a >= 18 for a, b in pairwise(places))
    bars = [int(r.attrib["y"]) for r in svg.iter(f"{NS}rect") if r.get("fill") == "#14548a"][1:]
    assert all(abs(y - bar - 7) > 8 for y in places for bar in bars)


def test_everything_lies_inside_the_picture() -> None:
    svg = drawn(*(Bar(f"类型{n}", "1/3", n / 40, n / 50) for n in range(1, 41)))
    _, _, width, height = map(int, svg.attrib["viewBox"].split())
    assert width == WIDTH
    for rect in svg.iter(f"{NS}rect"):
        assert int(rect.get("x", 0)) + int(rect.attrib["width"]) <= width
        assert int(rect.get("y", 0)) + int(rect.attrib["height"]) <= height
    assert all(0 < int(text.attrib["y"]) < height for text in svg.iter(f"{NS}text"))
