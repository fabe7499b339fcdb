"""One filing as its page shows it, and the check of its package."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from kernel.attachments import Attachments
from kernel.errors import NotFound, PanelError
from kernel.messages import word
from kernel.roles import Actor, scope
from kernel.work_calendar import work_calendar
from kernel.working_days import Due, WorkCalendar
from ledger.queries import entries_of, newest_checkpoint
from meetings.decisions.card import Step, steps_of
from meetings.filing.bag import check_bag
from meetings.filing.queries import due_of
from meetings.models import AgendaItem, Case, Decision, Filing, Meeting
from meetings.queries import BARE


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """What the check of a package found.

    files: the SHA-256 of each file, by its path, if all of them are what the manifests say.
    fault: the sentence about the first that is not, else nothing.
    size: of the package, in bytes.
    """

    files: Mapping[str, str]
    fault: str
    size: int


@dataclass(frozen=True, slots=True)
class FilingCard:
    """A filing with all that its page shows.

    due: by when the next act is due, if one is; calendar: to count the days until then.
    is_proven: whether a signed checkpoint covers its newest step, so that there is a receipt.
    """

    filing: Filing
    due: Due | None
    calendar: WorkCalendar
    check: PackageCheck
    steps: Sequence[Step]
    is_proven: bool

    @property
    def case(self) -> Case:
        return self.filing.decision.item.case

    @property
    def meeting(self) -> Meeting:
        return self.filing.decision.item.meeting


def find_own(session: Session, actor: Actor, key: str) -> Filing:
    """The filing with that public id, if the actor may see it.

    Raises:
        NotFound: there is none, or not for this account: the two look the same.
    """
    of_item = joinedload(Filing.decision).joinedload(Decision.item)
    options = (
        of_item.joinedload(AgendaItem.meeting).joinedload(Meeting.lead_unit),
        of_item.joinedload(AgendaItem.case).selectinload(Case.measures),
        joinedload(Filing.decision).selectinload(Decision.recipients),
        BARE,
    )
    found = session.scalars(select(Filing).where(Filing.public_id == key).options(*options)).first()
    own = scope(actor, "filings.read")
    if found is None or own not in {None, found.decision.item.meeting.lead_unit_uscc}:
        raise NotFound("kernel.not_found", what=word("thing", "filing"), key=key)
    return found


def filing_card(session: Session, files: Attachments, found: Filing) -> FilingCard:
    """What the page of a filing shows."""
    calendar = work_calendar(session)
    check = check_package(files, found.package_digest)
    steps = steps_of(session, found.public_id)
    due = due_of(found, calendar)
    return FilingCard(found, due, calendar, check, steps, is_proven(session, found.public_id))


def is_proven(session: Session, ref: str) -> bool:
    """Whether a signed checkpoint covers the newest entry about a thing."""
    newest = entries_of(session, ref)[-1:]
    checkpoint = newest_checkpoint(session, newest[0].log) if newest else None
    return checkpoint is not None and newest[0].n < checkpoint.size


def check_package(files: Attachments, digest: str) -> PackageCheck:
    """Check a kept package against its own manifests, and the whole against its digest; nothing is believed."""
    try:
        content = files.read(digest)
        return PackageCheck(check_bag(files.place(digest)).digests, "", len(content))
    except PanelError as error:
        return PackageCheck({}, str(error), 0)


def packed_file(files: Attachments, digest: str, path: str) -> bytes:
    """One file of a kept package, by its path below `data/`.

    Raises:
        NotFound: the package has no such file.
        Unavailable: the package is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(files.read(digest))) as archive:
        for name in archive.namelist():
            if name.partition("/")[2] == f"data/{path}":
                return archive.read(name)
    raise NotFound("kernel.not_found", what=word("thing", "filing"), key=path)
