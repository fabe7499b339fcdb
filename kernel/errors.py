"""The errors a person may read: a code, its parameters, an HTTP status and an exit code.

The sentence of each code stands in Chinese and English in `templates/messages/<room>.toml`.
"""

from typing import ClassVar

from kernel.messages import sentence


class PanelError(Exception):
    """Something a person can understand and, mostly, mend.

    Args:
        code: `<room>.<name>`, the key of the sentence in the message catalogue.
        params: what the sentence's placeholders are filled with.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 70

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return sentence(self.code, **self.params)


class Refused(PanelError):
    """The rules or the state of things forbid it: out of order, twice, too late, too few."""

    status = 409
    exit_code = 1


class InputError(PanelError):
    """What was typed or handed in cannot be used; names the field or cell."""

    status = 422
    exit_code = 2


class NotAllowed(PanelError):
    """This account may not do it."""

    status = 403
    exit_code = 4


class NotSignedIn(PanelError):
    """Nobody is signed in, or not any more."""

    status = 401
    exit_code = 4


class NotFound(PanelError):
    """There is no such thing, or not for this account."""

    status = 404
    exit_code = 5


class TooMany(PanelError):
    """Too many tries within a span of time; `seconds` says when the next may come."""

    status = 429
    exit_code = 1


class Unavailable(PanelError):
    """The database or the disk cannot serve now; nothing was changed and trying again may help."""

    status = 503
    exit_code = 6
