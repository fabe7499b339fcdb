"""The office compiles the next edition 汇总形成目录清单: the latest one with the submissions it took."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.lifecycle import move
from meetings.catalogue.edition import EditionDraft, read_item
from meetings.catalogue.publish import publish
from meetings.catalogue.queries import content_of, latest_edition
from meetings.models.catalogue import (
    SUBMISSION_TRANSITIONS,
    CatalogueEdition,
    CatalogueSubmission,
    SubmissionState,
)


def compile_edition(session: Session, edition: str, title: str, valid_from: date) -> EditionDraft:
    """The next edition as it would be: what was taken replaces, adds to, or leaves out of the latest one.

    Raises:
        Unavailable: the latest edition is not what it was published as.
    """
    latest = latest_edition(session)
    items = {item.code: item for item in content_of(session, latest).items} if latest else {}
    for submission in taken(session):
        if submission.content is None:
            items.pop(submission.code, None)
        else:
            items[submission.code] = read_item(submission.content, edition)
    content = tuple(replace(items[code], edition=edition) for code in sorted(items))
    return EditionDraft(edition, title, valid_from, content)


def publish_compiled(act: Act, edition: str, title: str, valid_from: date) -> CatalogueEdition:
    """Publish the compiled edition, and mark the submissions in it; raises as `publish` does."""
    published = publish(act, compile_edition(act.session, edition, title, valid_from))
    for submission in taken(act.session):
        submission.edition = published.edition
        move(act.session, submission, SubmissionState.PUBLISHED, SUBMISSION_TRANSITIONS, submission.code)
    return published


def taken(session: Session) -> Sequence[CatalogueSubmission]:
    """The submissions that wait for the next edition, by code."""
    waiting = select(CatalogueSubmission).where(CatalogueSubmission.state == SubmissionState.TAKEN)
    return session.scalars(waiting.order_by(CatalogueSubmission.code)).all()
