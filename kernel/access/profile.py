"""What an installation asks of whoever signs in: of the password, and of the length of a session."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of figures.

    least: characters of a password; kinds: of capitals, small letters, digits and others, how many must occur.
    days: after which a new password is asked for, or None; former: how many of the last must not come again.
    idle, longest: after which time without use, and after which time at all, a session ends.
    """

    least: int
    kinds: int
    days: int | None
    former: int
    idle: timedelta
    longest: timedelta


PROFILES = {
    # OWASP ASVS 5.0 6.2: length, no rotation
    "asvs": Profile(
        12, kinds=1, days=None, former=0, idle=timedelta(minutes=30), longest=timedelta(hours=12)
    ),
    # GB/T 22239-2019 8.1.4.1 a, b
    "dengbao": Profile(8, kinds=3, days=90, former=5, idle=timedelta(minutes=15), longest=timedelta(hours=8)),
}
