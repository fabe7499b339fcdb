"""Draws 抽取: how experts are chosen, in codes; nobody's name is among them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, send_file
from pydantic import Field
from sqlalchemy import exists, select
from sqlalchemy.orm import load_only

from kernel.paging import sliced
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from ledger.desk import sign_after
from meetings.drawing.within import draw_within
from meetings.models import Meeting
from meetings.queries import BARE
from panel.models import HAS_PANEL, Draw
from panel.panels import sitting
from panel.transcript import transcript as files_of
from service.api.seen import seen
from service.api.shapes import Listing, Page, Shown

api = APIBlueprint("draws", __name__)
TRANSCRIPT = "application/zip"


class DrawSearch(Listing):
    """Which draws: all, or those of one meeting."""

    meeting: str = Field("", max_length=32, pattern="^[0-9a-z]*$")


class DrawLine(Shown):
    """A draw in the list: an attempt at a meeting's panel, or at a supplement to it."""

    id: str = Field(validation_alias="public_id")
    meeting: str
    kind: str
    attempt: int
    state: str
    frozen_at: datetime
    reveal_by: datetime


class SeatShown(Shown):
    """A seat that is taken, and the code of who sits there."""

    seat: int
    tag: str


class DrawShown(DrawLine):
    """A draw.

    excluded: how many candidates are excluded for which reason. panel: who sits now, once it is drawn.
    """

    seats: Sequence[dict[str, Any]]
    excluded: dict[str, int]
    plan_digest: str | None
    pool_digest: str
    contributors: Sequence[str]
    panel: Sequence[SeatShown] | None
    departures: int
    cause: str | None


@api.get("/draws")
@may("draw.read")
@api.input(DrawSearch, location="query")
@api.output(Page[DrawLine])
def listed(query_data: DrawSearch) -> Page[DrawLine]:
    """The draws that the account sees, the newest first."""
    columns = (getattr(Draw, name) for name in ("public_id", *(DrawLine.model_fields.keys() - {"id"})))
    wanted = (
        select(Draw)
        .where(exists().where(Meeting.public_id == Draw.meeting, *seen("draw.read")))
        .options(load_only(*columns), BARE)
    )
    if query_data.meeting:
        wanted = wanted.where(Draw.meeting == query_data.meeting)
    with desk().database.reading() as session:
        found = sliced(session, wanted, [Draw.id], query_data.cursor, descending=True)
    return Page[DrawLine].of(found, DrawLine.model_validate)


@api.get("/draws/<id:draw>")
@may("draw.read")
@api.output(DrawShown)
def one(draw: str) -> DrawShown:
    """One draw."""
    with desk().database.reading() as session:
        return _shown(draw_within(session, actor(), "draw.read", draw))


@api.get("/draws/<id:draw>/transcript")
@may("draw.read")
@api.output(FileSchema(type="string", format="binary"), content_type=TRANSCRIPT)
def transcript(draw: str) -> Response:
    """The public transcript as a zip, once the draw's own plan makes it public: all that a check of it needs."""
    here = desk()
    with here.database.reading() as session:
        draw_within(session, actor(), "draw.read", draw)
    sign_after(here)
    with here.acting(lambda _: actor()) as act:
        files = files_of(act, draw_within(act.session, act.actor, "draw.read", draw), here.config.log_origin)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packed.seek(0)
    return send_file(packed, TRANSCRIPT, as_attachment=True, download_name=f"{draw}.zip")


def _shown(draw: Draw) -> DrawShown:
    panel = None
    if draw.state in HAS_PANEL:
        panel = [SeatShown(seat=seat, tag=member.tag) for seat, member in sitting(draw).members()]
    return DrawShown(
        **DrawLine.model_validate(draw).model_dump(),
        seats=draw.seats,
        excluded=draw.excluded,
        plan_digest=draw.plan_digest,
        pool_digest=draw.pool_digest,
        contributors=[contributor.role for contributor in draw.contributors],
        panel=panel,
        departures=len(draw.departures),
        cause=draw.cause,
    )
