"""Limits 限速: how often somebody may try within a span of time, counted where every web process sees it."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import case
from sqlalchemy.orm import Session

from kernel.access.models import RequestCount
from kernel.clock import Clock
from kernel.database import upsert
from kernel.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """name: of what is limited. most: how often within a span of so many seconds."""

    name: str
    most: int
    seconds: int


SIGN_IN = Limit("sign-in", 30, 300)
"""Of one network address; an account locks much earlier."""
CODE = Limit("code", 10, 300)
LINK = Limit("link", 30, 300)
SEARCH = Limit("search", 60, 60)


def count(session: Session, limit: Limit, who: str, clock: Clock) -> None:
    """Count a try. Call it in a transaction of its own, which stands whatever comes of the try.

    Args:
        who: an address or an account; kept as a digest.

    Raises:
        TooMany: it is one too many; when the next may come.
    """
    moment = int(clock.now().timestamp())
    key = f"{limit.name}/{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    span = moment // limit.seconds
    again = case((RequestCount.span == span, RequestCount.count + 1), else_=1)
    counted = (
        upsert(session, RequestCount)
        .values(key=key, span=span, count=1)
        .on_conflict_do_update(index_elements=["key"], set_={"count": again, "span": span})
        .returning(RequestCount.count)
    )
    if (session.scalar(counted) or 0) > limit.most:
        raise TooMany("kernel.too_many", seconds=limit.seconds - moment % limit.seconds)
