"""A spreadsheet is handed in, looked at page by page, and then confirmed or given up 导入的暂存."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import NotFound
from kernel.roles import Actor
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.shown import ShownRow, from_text, to_text
from kernel.sheets.upload_models import SheetUpload, SheetUploadPage
from kernel.vault import Vault

PAGE = 50
"""Rows on a page of a preview."""

KEPT = timedelta(days=1)
_SHOWN = frozenset({RowState.BAD, RowState.CHANGED, RowState.NEW, RowState.DUPLICATE})
"""The rows that stand as they are only count."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it came."""

    name: str
    content: bytes


def keep_upload(
    act: Act,
    kind: str,
    file: Handed,
    preview: Preview[Any],
    rows: Iterable[tuple[PreviewRow[Any], ShownRow]],
) -> str:
    """Keep a file and its preview for the account that handed it in; returns the upload's public id.

    What the account had not confirmed before goes, and everybody's after a day.
    """
    sweep(act, kind)
    given = public_id(act.entropy)
    upload = SheetUpload(
        public_id=given,
        kind=kind,
        account=act.actor.public_id,
        file_name=file.name,
        content=act.vault.seal(act.entropy, base64.b64encode(file.content).decode(), _place(given)),
        counts=_counts(preview),
        digest=digest_of(preview),
        uploaded_at=act.clock.now(),
    )
    act.session.add(upload)
    act.session.flush()
    _keep_pages(act, upload, rows)
    return given


def _keep_pages(act: Act, upload: SheetUpload, rows: Iterable[tuple[PreviewRow[Any], ShownRow]]) -> None:
    waiting: defaultdict[str, list[ShownRow]] = defaultdict(list)
    full: defaultdict[str, int] = defaultdict(int)

    def put(state: str) -> None:
        some, waiting[state], full[state] = waiting[state], [], full[state] + 1
        place = _place(upload.public_id, state, full[state])
        content = act.vault.seal(act.entropy, to_text(some), place)
        page = SheetUploadPage(upload_id=upload.id, state=state, number=full[state], content=content)
        act.session.add(page)

    for row, shown in rows:
        if row.state in _SHOWN:
            waiting[row.state].append(shown)
            if len(waiting[row.state]) == PAGE:
                put(row.state)
    for state in [state for state, some in waiting.items() if some]:
        put(state)
    act.session.flush()


def find_upload(session: Session, actor: Actor, kind: str, key: str) -> SheetUpload:
    """An upload of the actor's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    own = select(SheetUpload).where(
        SheetUpload.public_id == key, SheetUpload.kind == kind, SheetUpload.account == actor.public_id
    )
    found = session.scalar(own)
    if found is None:
        raise NotFound("sheets.no_upload")
    return found


def content_of(vault: Vault, upload: SheetUpload) -> Handed:
    """The file as it came."""
    return Handed(upload.file_name, base64.b64decode(vault.open(upload.content, _place(upload.public_id))))


def rows_of(
    session: Session, vault: Vault, upload: SheetUpload, state: str, number: int
) -> Sequence[ShownRow]:
    """A page of the rows in one state, counted from 1; empty where there is none."""
    page = session.get(SheetUploadPage, (upload.id, state, number))
    return from_text(vault.open(page.content, _place(upload.public_id, state, number))) if page else []


def give_up(act: Act, upload: SheetUpload) -> None:
    """Keep nothing of an upload any more."""
    act.session.execute(delete(SheetUploadPage).where(SheetUploadPage.upload_id == upload.id))
    act.session.delete(upload)
    act.session.flush()


def sweep(act: Act, kind: str) -> None:
    """Give up what nobody confirmed within a day, and what the actor handed in before as the same kind."""
    own = (SheetUpload.account == act.actor.public_id) & (SheetUpload.kind == kind)
    old = or_(own, SheetUpload.uploaded_at < act.clock.now() - KEPT)
    for upload in act.session.scalars(select(SheetUpload).where(old)).all():
        give_up(act, upload)


def digest_of(preview: Preview[Any]) -> str:
    """What a preview says, in 64 hex digits: another one says something else."""
    hashed = hashlib.sha256()
    for row in preview.rows:
        hashed.update(f"{row.place.sheet}/{row.place.row}/{row.state}/{row.key}\n".encode())
    return hashed.hexdigest()


def _counts(preview: Preview[Any]) -> Mapping[str, int]:
    return {**{state.value: count for state, count in preview.counts().items()}, "warned": preview.warned()}


def _place(given: str, *more: object) -> str:
    return "/".join(("upload", given, *map(str, more)))
