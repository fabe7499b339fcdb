"""The line site: pages at 16 clients, with 10^5 experts and 2·10^4 meetings, beside the same with 10^3 and 200."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

from bench.ground import Ground, ground, of_tests, served
from bench.load import Answer, Request, ask_all, quantile

LARGE, SMALL = (10**5, 2 * 10**4), (10**3, 200)
"""Experts, meetings."""
CLIENTS, FIRST, EACH = 16, 3, 20
MOST_SECONDS, MOST_TIMES = 0.150, 1.5
NAMES = ("赵伟", "钱敏", "孙静", "李磊", "周娜", "吴军", "郑洋", "王勇")

Requests = Sequence[Request]
Pages = dict[str, list[Requests]]


def lines() -> list[dict[str, Any]]:
    """p50 and p95 of each page, on the large database and on the small one."""
    with ground() as here:
        small, large = _measured(here, *SMALL), _measured(here, *LARGE)
    return [_row(page, large[page], small[page]) for page in large]


def _row(page: str, large: Sequence[Answer], small: Sequence[Answer]) -> dict[str, Any]:
    bad = sorted({answer.status for answer in (*large, *small)} - {200})
    ours, beside = quantile(large, 0.95), quantile(small, 0.95)
    return {
        "line": "site",
        "work": f"{page}: p95 (p50 {quantile(large, 0.5) * 1000:.0f} ms)"
        + (f", answers {bad}" if bad else ""),
        "ours_s": ours,
        "beside": f"with {SMALL[0]:,} experts (p50 {quantile(small, 0.5) * 1000:.0f} ms)",
        "beside_s": beside,
        "ratio": beside / ours,
        "goal": f"{MOST_SECONDS * 1000:.0f} ms, at most {MOST_TIMES} times",
        "met": not bad and ours <= MOST_SECONDS and ours <= MOST_TIMES * beside,
    }


def _measured(here: Ground, experts: int, meetings: int) -> dict[str, list[Answer]]:
    with _filled(here, experts, meetings) as (thread, pages), served(thread) as port:
        answers = {}
        for page, requests in pages.items():
            _ask(port, requests, FIRST)  # each worker has loaded what the page needs
            answers[page] = _ask(port, requests, EACH)
        return answers


def _ask(port: int, requests: Sequence[Requests], each: int) -> list[Answer]:
    return ask_all(port, [[*islice(cycle(own), each)] for own in requests])


@contextmanager
def _filled(here: Ground, experts: int, meetings: int) -> Iterator[tuple[Any, Pages]]:
    """A meeting in session, and around it as many experts and meetings."""
    from sqlalchemy import text

    with here.plays.lent("voting") as thread:
        thread.run("registrar", "bench-data", "--experts", experts, "--meetings", meetings)
        with thread.desk.database.transaction() as session:
            session.execute(text("ANALYZE"))
        yield thread, _pages(thread)


def _pages(thread: Any) -> Pages:
    """What each client asks for, signed in by itself: a session may search so often a minute, and no more."""
    from sqlalchemy import select

    from meetings.models import Meeting

    sign_in: Callable[..., str] = of_tests("site_visitor").signed_in_token
    registrars, conveners = (
        [f"session={sign_in(thread.desk, name)}" for _ in range(CLIENTS)]
        for name in ("registrar", "convener")
    )
    with thread.desk.database.reading() as session:
        keys = [*session.scalars(select(Meeting.public_id).order_by(Meeting.id.desc()).limit(100))]
    guests = [f"invitation={token}" for token in _visits(thread)]
    item = f"/i/item/{thread['item2']}/"
    return {
        "list of experts": [[Request("/experts/", cookie)] for cookie in registrars],
        "search of experts": [
            [Request(f"/experts/?q=演示{name}", cookie) for name in NAMES] for cookie in registrars
        ],
        "list of meetings": [[Request("/meetings/", cookie)] for cookie in conveners],
        "meeting": [
            [Request(f"/meetings/{key}/", cookie) for key in keys[at::CLIENTS]]
            for at, cookie in enumerate(conveners)
        ],
        "ballot": [[Request(item, guest)] for guest in islice(cycle(guests), CLIENTS)],
    }


def _visits(thread: Any) -> list[str]:
    """Browsers in which the experts have opened their links and typed their second codes, by token."""
    from sqlalchemy import select

    from kernel.access.links import digest_of
    from meetings.models import GuestVisit, Invitation, InvitationState, Meeting

    now, tokens = thread.clock.now(), []
    sitting = (
        select(Invitation)
        .join(Meeting)
        .where(Meeting.public_id == thread["meeting"], Invitation.state == InvitationState.ACCEPTED)
    )
    with thread.desk.database.transaction() as session:
        for invitation in session.scalars(sitting):
            tokens.append(f"guest-{invitation.public_id}")
            whose = {"expert_id": invitation.expert_id, "invitation_id": invitation.id}
            session.add(GuestVisit(digest=digest_of(tokens[-1]), **whose, began_at=now, proven_at=now))
    return tokens
