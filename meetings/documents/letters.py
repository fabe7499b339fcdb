"""The faces and sizes of GB/T 9704-2012, and what may stand in where a face is not installed.

The standard names categories (小标宋, 仿宋, 楷体, 黑体, 宋体); the names here are those that offices
install. A reading program that lacks one is told the alternates by the font table, open fonts last.
"""

from dataclasses import dataclass

from meetings.documents.wml import Letter

RED = "FF0000"


@dataclass(frozen=True, slots=True)
class Face:
    """A font by its official name, with alternates; `family` as the font table classes it."""

    name: str
    alternates: tuple[str, ...]
    family: str


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
