"""How the use cases of every room put something on the ledger."""

from collections.abc import Mapping

from kernel.act import Act
from kernel.roles import By
from ledger.append import append
from ledger.entry import Entry, Visibility


def record(
    act: Act,
    by: By,
    event: str,
    subject: str,
    payload: Mapping[str, object],
    *,
    idem: str = "",
    visibility: Visibility = Visibility.CLOSED,
) -> Entry:
    """Append an entry in the act's own transaction.

    Args:
        act: whose transaction, clock and randomness it is.
        by: in which role somebody acted.
        event: the entry's type, such as `pool.frozen`.
        subject: public id of what it is about.
        payload: the facts; names, phones and identity numbers only where nothing else will do.
        idem: what makes this entry one of several of its event and subject.
        visibility: who may see the payload.
    """
    key = f"{event}/{subject}/{idem}" if idem else f"{event}/{subject}"
    return append(
        act.session,
        clock=act.clock,
        entropy=act.entropy,
        type=event,
        subject=subject,
        by=by,
        payload=payload,
        visibility=visibility,
        idem=key,
    )
