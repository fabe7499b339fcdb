"""How a table of days is looked at before it is entered in the work calendar."""

from kernel.sheets.shown import Look
from meetings.calendar.import_calendar import COLUMNS, DAY, KIND, NAME, preview_days
from meetings.calendar.keep_calendar import EnteredDay
from meetings.sheet_intake import Intake

DAYS: Intake[EnteredDay] = Intake(
    "calendar", [(COLUMNS, Look({DAY: (DAY,), KIND: (KIND,), NAME: (NAME,)}, masks={}))], preview_days
)
