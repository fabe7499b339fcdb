"""Errors as problem details (RFC 9457), in the reader's language."""

from http import HTTPStatus
from secrets import token_hex
from typing import Any

from apiflask import HTTPError
from flask import Response, current_app, jsonify, request
from pydantic import BaseModel, ValidationError

from kernel.errors import PanelError, TooMany
from kernel.messages import sentence

PROBLEM = "application/problem+json"
TITLES = {
    400: "api.bad_request",
    401: "api.unauthorized",
    403: "api.forbidden",
    404: "api.not_found",
    405: "api.method_not_allowed",
    409: "api.conflict",
    413: "api.too_large",
    415: "api.unsupported",
    422: "api.unprocessable",
    429: "api.too_many",
    503: "api.unavailable",
}
WRONG = {  # what pydantic calls it, and what people are told
    "missing": "api.field_missing",
    "extra_forbidden": "api.field_unknown",
    "string_too_short": "api.field_short",
    "too_short": "api.field_short",
    "string_too_long": "api.field_long",
    "too_long": "api.field_long",
    "greater_than_equal": "api.field_out_of_range",
    "less_than_equal": "api.field_out_of_range",
    "enum": "api.field_no_choice",
    "literal_error": "api.field_no_choice",
}


class Problem(BaseModel):
    """What went wrong.

    type: names the kind of problem and never changes; code: the same, short.
    title: what such a status means. detail: what happened and what to do.
    errors: for each field that is wrong, what is wrong with it.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, list[str]] = {}


def problem_of(error: PanelError) -> Response:
    """What a use case refused."""
    named = str(error.params.get("field", "")).replace("-", "_")
    sent = request.get_json(silent=True)
    at_field = isinstance(sent, dict) and named in sent
    answer = _answer(error.status, error.code, str(error), {named: [str(error)]} if at_field else {})
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.params["seconds"])
    return answer


def problem_of_http(error: HTTPError) -> Response:
    """What never reached a use case: a wrong address, body or field, or a defect."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return _answer(422, "api.unprocessable", sentence("api.wrong_fields"), _by_field(cause))
    status = error.status_code
    code = TITLES.get(status, "api.failed")
    detail = sentence(code)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        number = token_hex(4)
        current_app.logger.error("[%s] %s", number, request.path)
        code, detail = "kernel.incident", sentence("kernel.incident", number=number)
    answer = _answer(status, code, detail, {})
    answer.headers.extend(error.headers or {})
    return answer


def _answer(status: int, code: str, detail: str, errors: dict[str, list[str]]) -> Response:
    problem = Problem(
        type=f"urn:expert-panel:problem:{code}",
        title=sentence(TITLES.get(status, "api.failed")),
        status=status,
        detail=detail,
        code=code,
        errors=errors,
    )
    answer = jsonify(problem.model_dump())
    answer.status_code, answer.mimetype = status, PROBLEM
    return answer


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for wrong in error.errors(include_url=False, include_context=False, include_input=False):
        told.setdefault(_name(wrong["loc"]), []).append(sentence(WRONG.get(wrong["type"], "api.field_wrong")))
    return told


def _name(place: tuple[Any, ...]) -> str:
    """Where in the body, such as `evidence.0.name`; empty for the whole of it."""
    return ".".join(str(step) for step in place)
