"""What goes in and out: every body, query and page of the API is one of these."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from kernel.clock import in_utc
from kernel.paging import Slice

Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")
AnyDay = TypeVar("AnyDay", bound=date)


NO_NUL = r"^[^\x00]*$"
"""PostgreSQL stores no text with one."""
YEARS = range(1900, 2200)
"""Far enough for people, and not so far that a time zone leads out of the calendar."""


def _is_text(value: object) -> object:
    if not isinstance(value, str | date):
        raise ValueError("a text")  # noqa: TRY004  what a validator raises
    return value


def _is_near(value: AnyDay) -> AnyDay:
    if value.year not in YEARS:
        raise ValueError("a year of ours")
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strict=True, pattern=NO_NUL)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strict=True, pattern=NO_NUL)]
Day = Annotated[date, BeforeValidator(_is_text), AfterValidator(_is_near)]
"""A calendar day; numbers are refused, though a date could be made of them."""
Moment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_is_near), AfterValidator(in_utc)]
"""A moment with its offset from UTC."""


class Given(BaseModel):
    """What a caller sends: a field that is unknown is refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What a caller gets, read from a row or built from facts."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """As it goes out: under the names and with the members that it has there."""
        return super().model_json_schema(*arguments, **(options | {"mode": "serialization"}))


class Listing(Given):
    """How a list is asked for: `cursor` from `next` or `previous` of an earlier page."""

    cursor: Annotated[str, Field(max_length=1000, pattern="^[A-Za-z0-9_-]*$")] = ""


class Search(Listing):
    """The same with words to look for."""

    q: Annotated[str, Field(max_length=100, pattern=NO_NUL)] = ""


class Page(Shown, Generic[Item]):
    """Some rows of a list, and the addresses of the pages beside.

    total: rows of the whole list. next, previous: null at an end.
    """

    items: Sequence[Item]
    total: int
    next: str | None
    previous: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Brackets are no part of a name in OpenAPI."""
        return f"PageOf{params[0].__name__}"

    @classmethod
    def of(cls, found: Slice[Row], show: Callable[[Row], Item]) -> "Page[Item]":
        """The page of these rows; the links keep what else was asked for."""
        items = [show(row) for row in found.rows]
        return cls(items=items, total=found.total, next=_link(found.after), previous=_link(found.before))


def _link(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = request.args.to_dict(flat=False)
    return f"{request.script_root}{request.path}?{urlencode({**kept, 'cursor': cursor}, doseq=True)}"
