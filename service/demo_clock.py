"""The demonstration's own time: it goes on like any clock, and can be put forward, by every process at once."""

from datetime import datetime, timedelta
from pathlib import Path

from kernel.clock import SystemClock


class ShiftedClock:
    """The machine's clock, so many seconds ahead as a file says.

    Args:
        path: of the file; it holds one whole number.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=int(self._path.read_text(encoding="ascii")))

    def set(self, moment: datetime) -> None:
        """Let the clock go on from `moment`."""
        ahead = int((moment - SystemClock().now()).total_seconds())
        fresh = self._path.with_suffix(".fresh")
        fresh.write_text(str(ahead), encoding="ascii")
        fresh.replace(self._path)
