"""How a catalogue's table is looked at before it is published by the office, or submitted by a unit."""

from kernel.sheets.header import Columns
from kernel.sheets.shown import Look
from meetings.catalogue import columns as c
from meetings.catalogue import read_groups as g
from meetings.catalogue.import_catalogue import preview_edition, preview_submission
from meetings.catalogue.read_groups import Value
from meetings.sheet_intake import Intake

ITEMS = Look(
    groups={
        "编码": (c.CODE, c.MEASURE),
        "事由和措施": (c.TITLE, c.CONTENT),
        "领域": (c.DOMAIN, c.REGION),
        "单位": (c.UNIT, c.IMPLEMENTER),
        "期限": (c.TERM_MIN, c.TERM_MAX),
        "依据": (c.BASIS, c.LEVEL),
    },
    masks={},
)
GROUPS = Look(
    groups={
        "编码": (g.NAME,),
        "事由和措施": (),
        "领域": (g.DOMAINS,),
        "单位": (g.LEAD, g.LEAD_CODE),
        "期限": (),
        "依据": (),
    },
    masks={},
)
LOOKS: tuple[tuple[Columns, Look], ...] = ((c.COLUMNS, ITEMS), (g.COLUMNS, GROUPS))

SUBMISSION: Intake[Value] = Intake("submission", LOOKS[:1], preview_submission)


def edition_intake(edition: str) -> Intake[Value]:
    """Of a whole edition under that name."""
    return Intake("catalogue", LOOKS, lambda act, sheets: preview_edition(act, sheets, edition))
