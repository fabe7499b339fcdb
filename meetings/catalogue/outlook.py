"""What publishing an edition would do, before anybody confirms it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from kernel.act import Act
from kernel.text import clean
from meetings.catalogue.edition import EditionDraft, changes
from meetings.catalogue.publish import check_place
from meetings.catalogue.queries import items_of, latest_edition


@dataclass(frozen=True, slots=True)
class Outlook:
    """What publishing an edition does.

    again: it is published already and stays as it is.
    added, changed, removed: how many items against the edition before.
    """

    edition: str
    day: date
    items: int
    added: int
    changed: int
    removed: int
    again: bool


def outlook_of(act: Act, draft: EditionDraft) -> Outlook:
    """What publishing that would do; raises as `check_place` does, and where it has no title."""
    before = latest_edition(act.session)
    named = replace(draft, title=clean("title", draft.title))
    again = check_place(act, named, before) is not None
    log = changes(items_of(act.session, before.edition) if before else (), draft.items)
    kinds = Counter(change.kind for change in log)
    counts = (kinds["added"], kinds["changed"], kinds["removed"])
    return Outlook(draft.edition, draft.valid_from, len(draft.items), *counts, again=again)
