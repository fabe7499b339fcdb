"""A roster is handed in, looked at and confirmed 导入花名册：核对后导入."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from experts.import_roster import Imported, import_roster
from experts.models import Expert
from experts.personal import mask_document, mask_email, mask_mobile
from experts.preview_roster import Intake, preview_roster
from experts.record import ExpertRecord
from experts.records import read_records
from experts.roster import read_roster
from experts.roster_row import (
    ATTRIBUTE,
    COLUMNS,
    DOCUMENT,
    EMAIL,
    EMPLOYER,
    FIELDS,
    MOBILE,
    NAME,
    REGION,
    TERM,
    TITLE,
)
from experts.versions import batches
from kernel.act import Act
from kernel.bulk import many_objects
from kernel.clock import Clock, local
from kernel.errors import Refused
from kernel.roles import authorize
from kernel.sheets.bad_rows import write_bad_rows
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.reading import Sheet, read_workbook
from kernel.sheets.shown import Look, shown_rows
from kernel.sheets.upload_models import SheetUpload
from kernel.sheets.uploads import Handed, content_of, digest_of, give_up, keep_upload
from kernel.vault import Vault

KIND = "roster"
LOOK = Look(
    groups={
        NAME: (NAME,),
        DOCUMENT: (DOCUMENT,),
        EMPLOYER[0]: EMPLOYER,
        FIELDS: (FIELDS,),
        TITLE: (TITLE,),
        "聘期": TERM,
        MOBILE: (MOBILE,),
    },
    masks={DOCUMENT: mask_document, MOBILE: mask_mobile, EMAIL: mask_email},
)


@dataclass(frozen=True, slots=True)
class _Read:
    sheets: Sequence[Sheet]
    preview: Preview[Intake]


def hand_in_roster(act: Act, file: Handed) -> str:
    """Keep a roster with its preview until it is confirmed; returns the upload's public id. Nothing is taken in.

    Raises:
        NotAllowed: the actor is no registrar.
        InputError: the file cannot be used.
    """
    with many_objects():
        authorize(act.actor, "experts.import")
        read = _read(act.session, act.vault, act.clock, file)
        held = _held(act, read.preview)

        def stored(row: PreviewRow[Intake]) -> Mapping[str, str]:
            return held.get(row.value.expert or "", {})

        rows = shown_rows(read.preview, read.sheets, COLUMNS, LOOK, stored)
        return keep_upload(act, KIND, file, read.preview, rows)


def confirm_roster(act: Act, upload: SheetUpload) -> Imported:
    """Take in what the preview showed, and keep the file no longer; bad rows stay out.

    Raises:
        NotAllowed: the actor is no registrar.
        Refused: the register is not what it was at the preview.
    """
    with many_objects():
        authorize(act.actor, "experts.import")
        preview = _read(act.session, act.vault, act.clock, content_of(act.vault, upload)).preview
        if digest_of(preview) != upload.digest:
            raise Refused("sheets.preview_changed")
        imported = import_roster(act, preview)
    give_up(act, upload)
    return imported


def bad_rows_of_roster(session: Session, vault: Vault, clock: Clock, upload: SheetUpload) -> bytes:
    """The rows that stay out, with their reasons, as a workbook to mend and hand in again."""
    read = _read(session, vault, clock, content_of(vault, upload))
    return write_bad_rows(read.preview, read.sheets, COLUMNS)


def _read(session: Session, vault: Vault, clock: Clock, file: Handed) -> _Read:
    sheets = read_workbook(file.name, file.content)
    rows = read_roster(sheets, local(clock.now()).date())
    return _Read(sheets, preview_roster(session, vault, rows, clock))


def _held(act: Act, preview: Preview[Intake]) -> Mapping[str, Mapping[str, str]]:
    """What is stored now of the experts whom the roster changes, for the columns that differ."""
    intakes = (row.value for row in preview.rows if row.state is RowState.CHANGED)
    changed = {intake.expert: intake.changes for intake in intakes if intake.expert}
    held = {}
    for batch in batches([*changed]):
        for known in read_records(act.session, act.vault, Expert.public_id.in_(batch)):
            told = _told(known.record)
            held[known.public_id] = {column: told[column] for column in changed[known.public_id]}
    return held


def _told(record: ExpertRecord) -> dict[str, str]:
    """A record by the columns in which it may differ."""
    works = (f"{work.employer}（{work.begins}至{work.ends or '今'}）" for work in record.employments)
    return {
        NAME: record.name,
        MOBILE: mask_mobile(record.mobile),
        EMAIL: mask_email(record.email),
        TITLE: record.title,
        REGION: record.region,
        FIELDS: "、".join(record.fields),
        ATTRIBUTE.removesuffix(":"): "、".join(
            f"{name}={value}" for name, value in record.attributes.items()
        ),
        TERM[0]: "、".join(f"{term.begins}至{term.ends}" for term in record.terms),
        EMPLOYER[0]: "、".join(works),
    }
