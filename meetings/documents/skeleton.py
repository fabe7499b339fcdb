"""The parts that all papers share: page, base style, page numbers, font table, settings."""

from xml.etree.ElementTree import Element

from meetings.documents import geometry as page
from meetings.documents.letters import BODY, FACES, FOLIO
from meetings.documents.wml import Layout, paragraph, run, w, words

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODD_FOOTER, EVEN_FOOTER = "rIdOdd", "rIdEven"
FOOTER_DISTANCE = page.twips(25.3)
"""From the page's edge to the footer's foot, so that its dashes stand 7 mm below the type area (§7.5)."""
_GB2312 = "86"


def section() -> Element:
    """A4 with the margins and the grid of 22 lines (§5.2)."""
    size = w("pgSz", w=page.PAGE_WIDTH, h=page.PAGE_HEIGHT)
    margins = w(
        "pgMar",
        top=page.MARGIN_TOP,
        right=page.MARGIN_RIGHT,
        bottom=page.MARGIN_BOTTOM,
        left=page.MARGIN_LEFT,
        header=page.twips(15),
        footer=FOOTER_DISTANCE,
        gutter=0,
    )
    footers = [_footer_reference("default", ODD_FOOTER), _footer_reference("even", EVEN_FOOTER)]
    return w("sectPr", *footers, size, margins, w("docGrid", type="lines", linePitch=page.LINE))


def _footer_reference(kind: str, target: str) -> Element:
    reference = w("footerReference", type=kind)
    reference.set(f"{{{RELATIONSHIPS}}}id", target)
    return reference


def footer(align: str) -> Element:
    """— 1 — with one character free at the outer edge: odd pages right, even pages left (§7.5)."""
    instruction, shown = w("instrText"), w("t")
    instruction.text, shown.text = "PAGE", "1"
    field = [
        w("fldChar", fldCharType="begin"),
        instruction,
        w("fldChar", fldCharType="separate"),
        shown,
        w("fldChar", fldCharType="end"),
    ]
    free = page.characters(1)
    layout = Layout(align, left=free, right=free, line=280)
    runs = [words("— ", FOLIO), *(run(FOLIO, part) for part in field), words(" —", FOLIO)]
    return w("ftr", paragraph(layout, runs))


def styles() -> Element:
    """One style, 三号仿宋 on the grid; everything else is said where it stands."""
    letter = BODY.properties()
    letter.insert(1, w("spacing", val=page.TRACKING))
    letter.append(w("lang", val="en-US", eastAsia="zh-CN"))
    spacing = w("spacing", before=0, after=0, line=240, lineRule="auto")
    layout = w("pPr", w("widowControl", val=0), spacing)
    return w(
        "styles",
        w("style", w("name", val="Normal"), layout, letter, type="paragraph", default=1, styleId="Normal"),
    )


def font_table() -> Element:
    return w(
        "fonts",
        *(
            w(
                "font",
                w("altName", val=",".join(face.alternates)),
                w("charset", val=_GB2312),
                w("family", val=face.family),
                w("pitch", val="default"),
                name=face.name,
            )
            for face in FACES
        ),
    )


def settings() -> Element:
    """Odd and even footers; the layout rules of Word 2013 and later."""
    mode = w(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15
    )
    return w(
        "settings",
        w("defaultTabStop", val=page.characters(2)),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", mode),
    )
