"""The two ways in which the ledger says no, besides the house's own."""

from kernel.errors import Refused


class NotProven(Refused):
    """A signature, a proof, a digest or the stored log itself does not hold."""


class SignerRefused(Refused):
    """The signer will not do it.

    Args:
        code: the reason, one of those in `ledger/signer.py`.
        signed_size: the size it signed last, where the asker can use it.
    """

    def __init__(self, code: str, signed_size: int | None = None) -> None:
        super().__init__(code)
        self.signed_size = signed_size
