"""The API's description in OpenAPI 3.1, where the library leaves something out."""

from typing import Any

from service.api.problems import PROBLEM, Problem

SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "panel accounts token"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
ALWAYS = {
    "400": "The body is no JSON.",
    "401": "Neither a token nor a session.",
    "403": "This account may not.",
    "404": "No such thing, or not for this account.",
    "409": "A rule or the state of things forbids it.",
    "413": "The body is too large.",
    "422": "A field is wrong.",
    "429": "Too many searches; `Retry-After` says when to go on.",
    "503": "The database or the signer cannot serve now.",
}
"""The problems that an operation may answer with."""


def describe(spec: Any) -> dict[str, Any]:
    """Say which problems every operation may answer with, that bodies are required, and who is let in."""
    spec["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    spec["components"]["securitySchemes"] = SECURITY
    spec["security"] = [{name: []} for name in SECURITY]
    for operations in spec["paths"].values():
        for operation in operations.values():
            operation["responses"] |= {status: _problem(text) for status, text in ALWAYS.items()}
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    described: dict[str, Any] = spec
    return described


def _problem(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {PROBLEM: {"schema": schema}}}
