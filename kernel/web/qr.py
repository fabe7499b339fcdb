"""A QR code as a picture within the page: it is made here, and asks nobody."""

import io

import segno


def qr_code(text: str) -> str:
    """`text` as an SVG element whose size the style sheet sets; safe to show as it is."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass="qrcode", lineclass=None
    )
    return out.getvalue().decode()
