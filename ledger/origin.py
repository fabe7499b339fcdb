"""The names of an installation's logs: one after the other, each epoch 期 its own (ledger-and-votes §1)."""

import re

MOST_LOGS = 511
_LATER = re.compile(r".*/log/([1-9][0-9]{0,2})", re.DOTALL)


def origin_of(first: str, log: int) -> str:
    """The name of log number `log`, where log 1 is called `first`: `<host>/log/1`, then `<host>/log/2`, …"""
    return first if log == 1 else f"{first.removesuffix('/log/1')}/log/{log}"


def log_of(origin: str) -> int:
    """The number of the log with this name; a name without one is the first log's."""
    named = _LATER.fullmatch(origin)
    return int(named[1]) if named else 1
