"""A unit submits an item for the next edition, or its withdrawal 清单事项报送; the office takes or returns it."""

from typing import Any

from sqlalchemy import select

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import NotFound, Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By, authorize
from kernel.text import clean
from ledger.record import record
from meetings.catalogue.check import check_items
from meetings.catalogue.edition import item_content
from meetings.catalogue.item import Item
from meetings.catalogue.publish import with_present_names
from meetings.catalogue.queries import latest_edition
from meetings.models.catalogue import (
    SUBMISSION_TRANSITIONS,
    CatalogueItemRow,
    CatalogueSubmission,
    SubmissionState,
)

OPEN = (SubmissionState.SUBMITTED, SubmissionState.TAKEN)


def submit(act: Act, item: Item) -> CatalogueSubmission:
    """Propose an item whole, new or in place of the one with its code (work plan 3.1, mission P3.1a).

    The same proposal again, while it waits, is the one that waits.

    Raises:
        NotAllowed: another unit's item: the administrative unit 行政单位 is not the clerk's own.
        InputError: the item lacks a part; an unknown unit.
        Refused: another proposal for the code waits.
    """
    by = authorize(act.actor, "catalogue.submit", unit=item.unit_uscc)
    check_items([item])
    (named,) = with_present_names(act.session, [item])
    listed = _listed(act, item.code)
    if listed is not None:
        authorize(act.actor, "catalogue.submit", unit=listed.unit_uscc)
    return _propose(act, by, item.unit_uscc, item.code, item_content(named))


def withdraw(act: Act, code: str) -> CatalogueSubmission:
    """Propose that the next edition no longer lists the item.

    Raises:
        NotFound: the latest edition does not list it.
        NotAllowed: another unit's item.
        Refused: another proposal for the code waits.
    """
    listed = _listed(act, code)
    if listed is None:
        raise NotFound("kernel.not_found", what=word("thing", "listed_item"), key=code)
    by = authorize(act.actor, "catalogue.submit", unit=listed.unit_uscc)
    return _propose(act, by, listed.unit_uscc, code, None)


def take(act: Act, submission: CatalogueSubmission) -> None:
    """The office will publish it with the next edition; raises Refused where it does not wait."""
    by = authorize(act.actor, "catalogue.publish")
    _decide(act, by, submission, SubmissionState.TAKEN)


def return_(act: Act, submission: CatalogueSubmission, answer: str) -> None:
    """The office will not publish it, and says why.

    Raises:
        InputError: no answer.
        Refused: it is published, or was returned before.
    """
    by = authorize(act.actor, "catalogue.publish")
    submission.answer = clean("answer", answer)
    _decide(act, by, submission, SubmissionState.RETURNED)


def _listed(act: Act, code: str) -> CatalogueItemRow | None:
    latest = latest_edition(act.session)
    return act.session.get(CatalogueItemRow, (latest.edition, code)) if latest else None


def _propose(act: Act, by: By, unit: str, code: str, content: dict[str, Any] | None) -> CatalogueSubmission:
    waiting = act.session.scalar(
        select(CatalogueSubmission).where(
            CatalogueSubmission.code == code, CatalogueSubmission.state.in_(OPEN)
        )
    )
    if waiting is not None:
        if waiting.content == content:
            return waiting
        raise Refused("catalogue.waiting_already")
    submission = CatalogueSubmission(
        public_id=public_id(act.entropy),
        state=SubmissionState.SUBMITTED,
        unit_uscc=unit,
        code=code,
        withdraws=content is None,
        content=content,
        submitted_by=act.actor.public_id,
        submitted_at=act.clock.now(),
    )
    act.session.add(submission)
    act.session.flush()
    facts = {"content": content, "unit": unit}
    record(act, by, "submission.submitted", submission.public_id, facts)
    return submission


def _decide(act: Act, by: By, submission: CatalogueSubmission, to: SubmissionState) -> None:
    move(act.session, submission, to, SUBMISSION_TRANSITIONS, submission.code)
    record(act, by, f"submission.{to}", submission.public_id, {"answer": submission.answer})
