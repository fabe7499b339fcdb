"""Taking in a catalogue's file: by the office, to publish it whole; by a unit, to submit its own items."""

from collections.abc import Sequence
from datetime import date

from kernel.act import Act
from kernel.errors import Refused
from kernel.messages import sentence
from kernel.roles import authorize
from kernel.sheets.preview import Preview, RowState
from kernel.sheets.sheet import Sheet
from kernel.units import unit_names
from meetings.catalogue import columns as c
from meetings.catalogue.edition import EditionDraft, changes
from meetings.catalogue.groups import GroupDraft, keep_groups
from meetings.catalogue.item import Item
from meetings.catalogue.preview_catalogue import preview_lines
from meetings.catalogue.publish import publish
from meetings.catalogue.queries import items_of, latest_edition
from meetings.catalogue.read_catalogue import Line, assemble, read_lines
from meetings.catalogue.read_groups import Value, has_groups, preview_groups
from meetings.catalogue.submit import submit
from meetings.models.catalogue import CatalogueEdition, CatalogueSubmission


def preview_edition(act: Act, sheets: Sequence[Sheet], edition: str) -> Preview[Value]:
    """Every row of a catalogue and of its special groups, against the published edition or the latest one.

    Raises:
        InputError: no sheet is a catalogue's.
    """
    authorize(act.actor, "catalogue.publish")
    lines = read_lines(sheets, edition, unit_names(act.session))
    groups = preview_groups(act, sheets) if has_groups(sheets) else []
    return Preview([*preview_lines(lines, baseline(act, edition)), *groups])


def baseline(act: Act, edition: str) -> tuple[Item, ...]:
    """The items that an edition of this name repeats or changes."""
    before = act.session.get(CatalogueEdition, edition) or latest_edition(act.session)
    return items_of(act.session, before.edition) if before else ()


def listed_items(preview: Preview[Value]) -> tuple[Item, ...]:
    """The items of a preview that can be stored."""
    good = [row.value for row in preview.rows if row.state is not RowState.BAD]
    return assemble([value for value in good if isinstance(value, Line)])


def store_edition(act: Act, preview: Preview[Value], edition: str, title: str, first_day: date) -> None:
    """Keep the groups, publish the edition; raises as `keep_groups` and `publish` do.

    Raises:
        Refused: a row is bad; an edition is published whole.
    """
    if bad := preview.bad():
        raise Refused("catalogue.not_whole", count=len(bad))
    store_groups(act, preview)
    publish(act, EditionDraft(edition, title, first_day, listed_items(preview)))


def store_groups(act: Act, preview: Preview[Value]) -> int:
    """Keep the groups of a preview; how many are new or changed. Raises as `keep_groups` does."""
    return keep_groups(act, [row.value for row in preview.good() if isinstance(row.value, GroupDraft)])


def preview_submission(act: Act, sheets: Sequence[Sheet]) -> Preview[Value]:
    """Every row of a unit's own items against the latest edition.

    Raises:
        InputError: no sheet is a catalogue's.
    """
    authorize(act.actor, "catalogue.submit")
    latest = latest_edition(act.session)
    lines = read_lines(sheets, latest.edition if latest else "", unit_names(act.session))
    for line in lines:
        if line.item.unit_uscc not in {"", act.actor.unit}:
            line.row.note(c.UNIT, sentence("catalogue.not_own", unit=line.item.unit_name))
    return Preview([*preview_lines(lines, baseline(act, ""))])


def store_submission(act: Act, preview: Preview[Value]) -> list[CatalogueSubmission]:
    """Submit every item that is new or differs from the latest edition; raises as `submit` does."""
    known = {item.code: item for item in baseline(act, "")}
    return [
        submit(act, item)
        for item in listed_items(preview)
        if changes([known[item.code]] if item.code in known else [], [item])
    ]
