"""The faces and sizes of GB/T 9704-2012, and what may stand in where a face is not installed.

The standard names categories (小标宋, 仿宋, 楷体, 黑体, 宋体); the names here are those that offices
install. A reading program that lacks one is told the alternates by the font table, open fonts last.
"""

from dataclasses import dataclass
from functools import cache

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.font import Font

from meetings.documents.oxml import w

RED = RGBColor(0xFF, 0, 0)


@dataclass(frozen=True, slots=True)
class Face:
    """A font by its official name, with alternates; `family` as the font table classes it."""

    name: str
    alternates: tuple[str, ...]
    family: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A type 字体字号: face, size in points, colour, width in percent."""

    face: str
    size: float
    colour: RGBColor | None = None
    stretch: int = 100


XIAOBIAOSONG = Face(
    "方正小标宋简体",
    ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "Noto Serif CJK SC SemiBold"),
    "roman",
)
FANGSONG = Face(
    "仿宋_GB2312", ("仿宋", "FangSong", "朱雀仿宋", "Zhuque Fangsong", "FandolFang R", "FandolFang"), "modern"
)
KAITI = Face("楷体_GB2312", ("楷体", "KaiTi", "霞鹜文楷", "LXGW WenKai", "FandolKai"), "modern")
HEITI = Face("黑体", ("SimHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "FandolHei"), "swiss")
SONGTI = Face("宋体", ("SimSun", "Noto Serif CJK SC", "FandolSong"), "roman")
FACES = (XIAOBIAOSONG, FANGSONG, KAITI, HEITI, SONGTI)

BODY = Letter(FANGSONG.name, 16)
"""三号仿宋"""
TITLE = Letter(XIAOBIAOSONG.name, 22)
"""二号小标宋"""
LEVELS = (Letter(HEITI.name, 16), Letter(KAITI.name, 16), BODY, BODY)
"""一、黑体 （一）楷体 1.仿宋 （1）仿宋"""
LABEL = Letter(HEITI.name, 16)
SIGNER = Letter(KAITI.name, 16)
COLOPHON = Letter(FANGSONG.name, 14)
"""四号仿宋"""
FOLIO = Letter(SONGTI.name, 14)
"""四号半角宋体"""
SHEET = Letter(FANGSONG.name, 12)
"""小四: tables, and the text of working sheets"""
SHEET_HEAD = Letter(HEITI.name, 12)
SMALL = Letter(FANGSONG.name, 9)
"""小五: the small print"""


@cache
def letter_properties(letter: Letter) -> BaseOxmlElement:
    """The properties of a run in this type; to be copied.

    What python-docx cannot say goes in first; it puts the rest around that in the order of the schema.
    The hint has marks that Chinese shares with other scripts, such as “ and —, set in the Chinese face.
    """
    font = Font(w("r"))
    properties: BaseOxmlElement = font.element.get_or_add_rPr()
    if letter.stretch != 100:
        properties.append(w("w", val=letter.stretch))
    properties.append(w("szCs", val=round(letter.size * 2)))
    font.name, font.size = letter.face, Pt(letter.size)
    if letter.colour:
        font.color.rgb = letter.colour
    for key, value in (("eastAsia", letter.face), ("cs", letter.face), ("hint", "eastAsia")):
        properties.rFonts.set(qn(f"w:{key}"), value)
    return properties
