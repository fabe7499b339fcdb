"""What a subject is looked up by: its unified social credit code, or its number in the store."""

from kernel.errors import InputError
from kernel.identity import mask_identity, parse_identity
from kernel.text import clean


def parse_key(value: str) -> str:
    """A code or number of the store; capitals, because codes have no others.

    Raises:
        InputError: empty, or an identity number, which would go into the query log.
    """
    key = clean("subject", value).upper()
    try:
        parse_identity(key)
    except InputError:
        return key
    raise InputError("credit.no_identity_key", value=mask_identity(key))
