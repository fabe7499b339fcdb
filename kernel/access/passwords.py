"""Passwords 口令: what may be one, and how one is kept."""

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from zxcvbn import zxcvbn

from kernel.access.profile import Profile
from kernel.entropy import Entropy
from kernel.errors import InputError

SALT_BYTES, KEY_BYTES = 16, 32
PASSES, LANES, MEMORY_KIB = 2, 1, 19 * 1024  # the least that OWASP recommends, about 40 ms
LONGEST = 128  # characters
LOOKED_AT = 72
"""The characters that the list of common passwords is asked about; its time grows faster than its input."""
COMMON = 10**6
"""A password that would be guessed within so many tries is common (ASVS 5.0 6.2.4, 6.2.12)."""


def check_password(password: str, profile: Profile, own_words: list[str]) -> None:
    """See whether this may be a password.

    Args:
        own_words: names of the account and its unit, which make it easy to guess.

    Raises:
        InputError: too short or too long, too few kinds of characters, or easy to guess.
    """
    if not profile.least <= len(password) <= LONGEST:
        raise InputError("kernel.password_length", field="password", least=profile.least, most=LONGEST)
    if len({_kind(character) for character in password}) < profile.kinds:
        raise InputError("kernel.password_kinds", field="password", kinds=profile.kinds)
    if zxcvbn(password[:LOOKED_AT], own_words)["guesses"] < COMMON:
        raise InputError("kernel.password_common", field="password")


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isupper():
        return "capital"
    return "small" if character.islower() else "other"


def keep_password(entropy: Entropy, password: str) -> str:
    """What is stored of a password: an Argon2id PHC string."""
    kdf = Argon2id(
        salt=entropy.bytes(SALT_BYTES),
        length=KEY_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return kdf.derive_phc_encoded(password.encode())


def is_password(password: str, kept: str) -> bool:
    """Whether `password` is the one kept as this PHC string."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept)
    except InvalidKey:
        return False
    return True
