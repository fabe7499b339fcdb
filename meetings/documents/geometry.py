"""The page of GB/T 9704-2012 §5.2, in twips (1/20 pt) unless a name says otherwise."""


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


PAGE_WIDTH, PAGE_HEIGHT = twips(210), twips(297)
MARGIN_TOP, MARGIN_LEFT, MARGIN_BOTTOM, MARGIN_RIGHT = twips(37), twips(28), twips(35), twips(26)
TYPE_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TYPE_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

LINES, CHARACTERS = 22, 28
LINE = TYPE_HEIGHT // LINES
TRACKING = -5
"""28 characters of 16 pt are 448 pt, the type area is 442.2 pt: each is set 0.25 pt closer."""
CHARACTER = 16 * 20 + TRACKING


def characters(count: float) -> int:
    """The width of `count` characters 字 of body type."""
    return round(count * CHARACTER)
