"""A special group takes domains over from others: both change in one act."""

from collections.abc import Collection

from kernel.act import Act
from kernel.units import find_unit
from meetings.catalogue.groups import GroupDraft, draft_of, groups, keep_groups


def keep_group(act: Act, name: str, lead: str, domains: Collection[str]) -> int:
    """Enter a group, or give a known one another lead unit and other domains; who had a domain loses it.

    Args:
        lead: the lead unit's credit code, name or former name.

    Returns:
        How many groups are new or changed.

    Raises:
        InputError, NotFound, Refused: as `keep_groups`; or there is no such unit.
    """
    wanted = frozenset(domains)
    draft = GroupDraft(name.strip(), find_unit(act.session, lead).uscc, wanted)
    losing = [
        GroupDraft(known.name, known.lead_unit_uscc, draft_of(known).domains - wanted)
        for known in groups(act.session)
        if known.name != draft.name and draft_of(known).domains & wanted
    ]
    return keep_groups(act, [draft, *losing])
