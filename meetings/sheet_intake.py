"""A table is handed in, looked at and confirmed: the same for the catalogue, its submissions and the calendar."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kernel.act import Act
from kernel.errors import Refused
from kernel.sheets.bad_rows import write_bad_rows
from kernel.sheets.header import Columns, find_header
from kernel.sheets.preview import Preview, PreviewRow
from kernel.sheets.reading import read_workbook
from kernel.sheets.sheet import Sheet
from kernel.sheets.shown import Look, ShownRow, shown_rows
from kernel.sheets.upload_models import SheetUpload
from kernel.sheets.uploads import Handed, content_of, digest_of, give_up, keep_upload

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Intake(Generic[V]):
    """A kind of table.

    kind: under which name its uploads are kept.
    looks: how each of its tables is shown; all of them under the same columns of the page.
    prepare: compares the sheets with the database; authorises.
    """

    kind: str
    looks: Sequence[tuple[Columns, Look]]
    prepare: Callable[[Act, Sequence[Sheet]], Preview[V]]

    @property
    def columns(self) -> list[str]:
        """The columns of the page."""
        return [*self.looks[0][1].groups]


def hand_in(act: Act, intake: Intake[V], file: Handed) -> str:
    """Keep a table with its preview until it is confirmed; returns the upload's public id. Nothing is stored.

    Raises:
        InputError: the file cannot be used.
    """
    sheets = read_workbook(file.name, file.content)
    preview = intake.prepare(act, sheets)
    return keep_upload(act, intake.kind, file, preview, _shown(preview, sheets, intake))


def confirmed(act: Act, intake: Intake[V], upload: SheetUpload) -> Preview[V]:
    """What the preview showed, to be stored now; the file is kept no longer.

    Raises:
        Refused: what is stored is not what it was at the preview.
    """
    file = content_of(act.vault, upload)
    preview = intake.prepare(act, read_workbook(file.name, file.content))
    if digest_of(preview) != upload.digest:
        raise Refused("sheets.preview_changed")
    give_up(act, upload)
    return preview


def bad_rows(act: Act, intake: Intake[V], upload: SheetUpload) -> bytes:
    """The rows that stay out, with their reasons, as a workbook to mend and hand in again."""
    file = content_of(act.vault, upload)
    sheets = read_workbook(file.name, file.content)
    return write_bad_rows(intake.prepare(act, sheets), sheets, intake.looks[0][0])


def _shown(
    preview: Preview[V], sheets: Sequence[Sheet], intake: Intake[V]
) -> Iterator[tuple[PreviewRow[V], ShownRow]]:
    """The rows of each of the tables as the page shows them."""
    for columns, look in intake.looks:
        own = {sheet.name for sheet in sheets if find_header(sheet, columns)}
        part = [row for row in preview.rows if row.place.sheet in own]
        if part:
            yield from shown_rows(Preview(part), sheets, columns, look, lambda _row: {})
