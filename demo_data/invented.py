"""Invented names, numbers and codes 虚构的姓名、号码和代码, all recognisable as such.

Nothing here is drawn at random: everything follows from a serial number, so every run makes the same.
"""

from datetime import date

from stdnum.cn import ric, uscc

from service.demo_data import (
    Body,
    body,  # the one place where invented credit codes are put together
)

__all__ = ["Body", "body", "document", "full_width", "mobile", "person", "stem", "wrong_digit"]

CHARACTERS = (  # of a primer 千字文, for forty first and forty and more second characters
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出"
    "昆冈剑号巨阙珠称夜光果珍菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国"
)
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
RARE = {
    77: "演示𬭚盈",
    477: "演示堃昃",
    877: "演示㛃辰",
    1277: "演示𬱖宿",
    1677: "演示龘列",
    1977: "演示犇张",
}
"""Serials of people whose names have characters that older encodings or fonts lack. They are right."""
NAMESAKES = {1501: 301, 1602: 402, 1703: 503, 1804: 604, 1905: 705}
"""Different people with one name: the first has the name of the second."""
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def person(serial: int) -> str:
    """The name of one of 2,000 people."""
    serial = NAMESAKES.get(serial, serial)
    return RARE.get(serial, f"演示{CHARACTERS[serial % 40]}{CHARACTERS[40 + serial // 40 % 50]}")


def stem(serial: int) -> str:
    """Two characters that tell one of 400 bodies from the others."""
    return STEMS[serial // 20 % 20] + STEMS[serial % 20]


def document(born: date, place: str = "110101") -> str:
    """An identity number 身份证号 with the sequence 000, which is never issued."""
    number = f"{place}{born:%Y%m%d}000"
    return number + str(ric.calc_check_digit(number + "0"))


def mobile(serial: int) -> str:
    """A mobile number with the prefix 120, which is not assigned."""
    return f"120{serial:08d}"


def wrong_digit(code: str) -> str:
    """A credit code or identity number whose check digit is the next one, and so wrong."""
    digits = ALPHABET if uscc.is_valid(code) else "0123456789"
    return code[:-1] + digits[(digits.find(code[-1]) + 1) % len(digits)]


def full_width(text: str) -> str:
    """The digits as an input method in its full-width mode 全角 writes them."""
    return text.translate(WIDE)
