"""A form as somebody filled it in: what was typed is kept, and what is wrong with it stands at its field."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from flask import request

from kernel.errors import InputError, NotFound, PanelError, Refused
from kernel.messages import sentence

T = TypeVar("T")


class Filled:
    """A form, its values as typed and its errors by field.

    Args:
        labels: of every field, by its name, as the page calls it: a sentence about a field names it so.
        values: what stands in the fields at first; without them, what was sent.

    Attributes:
        errors: by field, in the order of the labels.
        refusal: what is wrong with the whole.
    """

    def __init__(self, labels: Mapping[str, str], values: Mapping[str, str] | None = None) -> None:
        self.labels = labels
        self.errors: dict[str, str] = {}
        self.refusal: str | None = None
        self._values = values

    def __getitem__(self, field: str) -> str:
        """The value of a field as typed, its lines ended as everywhere here; empty if there is none."""
        if self._values is not None:
            return self._values.get(field, "")
        return request.form.get(field, "").replace("\r\n", "\n").strip()

    def all(self, field: str) -> list[str]:
        """All values of a field that may be chosen more than once; at first they stand in lines of their own."""
        return (
            self._values.get(field, "").split() if self._values is not None else request.form.getlist(field)
        )

    @property
    def is_right(self) -> bool:
        return not self.errors and self.refusal is None

    def read(self, field: str, parse: Callable[[str, str], T]) -> T | None:
        """The value read by `parse(field, value)`, or None and an error at the field."""
        try:
            return parse(field, self[field])
        except InputError as error:
            self.put(error, field)
            return None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what a use case refuses into an error at its field, or of the whole form."""
        try:
            yield
        except (InputError, Refused, NotFound) as error:
            if error.code == "kernel.sent_already":
                raise
            self.put(error)

    def put(self, error: PanelError, field: str | None = None) -> None:
        """Note an error: at `field`, else at the field it names, else of the whole."""
        named = str(error.params.get("field", ""))
        at = field or next((name for name in self.labels if named in {name, name.replace("_", "-")}), None)
        if at is None:
            self.refusal = str(error)
            return
        label = self.labels.get(at, at)
        self.errors.setdefault(at, sentence(error.code, **{**error.params, "field": label}))
        self.errors = {name: self.errors[name] for name in [*self.labels, at] if name in self.errors}
