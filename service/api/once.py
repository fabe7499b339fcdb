"""Writes are carried out once: the same idempotency key with the same request leads to the same answer."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

from apiflask.scaffold import APIScaffold
from flask import Response, request
from pydantic import BaseModel, Field
from sqlalchemy import select

from kernel.act import Act
from kernel.errors import InputError, Refused
from kernel.web.account import actor
from kernel.web.door import desk
from service.api.models import ApiAnswer


class OnceHeaders(BaseModel):
    """The header that every write carries."""

    idempotency_key: Annotated[str, Field(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


@dataclass(frozen=True, slots=True)
class Once:
    """A request that must not be carried out twice."""

    row: ApiAnswer

    @contextmanager
    def acting(self) -> Iterator[Act]:
        """A transaction in the name of the account; the key is taken in it, and the database refuses it a second time.

        Raises:
            Refused: the same key came first with another request that is still under way.
        """
        with desk().acting(lambda _: actor()) as act:
            self.row.at = act.clock.now()
            act.session.add(self.row)
            act.session.flush()
            yield act

    def answer(self, shown: BaseModel, status: int = 200) -> Response:
        """The answer to give; called inside `acting`, so that it is kept with the deed."""
        self.row.status, self.row.body = status, shown.model_dump_json()
        return _response(self.row)

    def earlier(self) -> Response | None:
        """The answer that was given to this request before, if it was carried out.

        Raises:
            InputError: the key was used for another request.
        """
        mine = ApiAnswer.account == self.row.account, ApiAnswer.key == self.row.key
        with desk().database.reading() as session:
            found = session.scalar(select(ApiAnswer).where(*mine))
        if found is not None and found.request != self.row.request:
            raise InputError("api.key_of_another")
        return _response(found) if found else None


def once(view: Callable[..., Response]) -> Callable[..., Response]:
    """Hand a `Once` to a view that writes, unless its request was answered before."""

    @wraps(view)
    def carried_out(*, headers_data: OnceHeaders, **arguments: Any) -> Response:
        key = headers_data.idempotency_key
        this = Once(ApiAnswer(account=actor().public_id, key=key, request=_fingerprint()))
        if earlier := this.earlier():
            return earlier
        try:
            return view(**arguments, this=this)
        except Refused as refusal:
            if refusal.code == "api.key_in_use" and (earlier := this.earlier()):
                return earlier
            raise

    given: Callable[..., Response] = APIScaffold().input(OnceHeaders, location="headers")(carried_out)
    return given


def _fingerprint() -> str:
    told = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    return hashlib.sha256(told).hexdigest()


def _response(row: ApiAnswer) -> Response:
    return Response(row.body, row.status, mimetype="application/json")
