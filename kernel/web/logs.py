"""The site's own log: one line of JSON for each event, whatever somebody put into an address."""

import json
import logging
import re

from kernel.clock import SystemClock, rfc3339

_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1\d{10})(?!\d)")
"""Identity numbers and mobile numbers: a log is read by more people than the register is."""


class JsonLines(logging.Formatter):
    """A record as one line; nothing in it can begin another, and no personal number stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": rfc3339(SystemClock().now()),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps({name: _PERSONAL.sub("[…]", text) for name, text in told.items()})


def log_as_lines(logger: logging.Logger) -> None:
    """Let a logger write lines of JSON to standard error, where the supervisor of the processes keeps them."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logger.handlers[:] = [handler]
