"""The API as its own description promises it, asked by a machine that makes up requests, right and wrong ones.

`SOAK=1` asks far more, each time something else.
"""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from api_caller import token_for
from kernel.roles import ADMINISTRATORS, Role
from service import demo_data as data
from service.site import create_app
from thread import Thread

pytest_plugins = ["thread_fixtures"]

SOAK = os.environ.get("SOAK") == "1"
EXAMPLES = 500 if SOAK else 4
SEARCHES = timedelta(minutes=1)
"""After so long the same account may search again."""
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def test_every_answer_is_as_described(sqlite_thread_at: Callable[[str], Thread]) -> None:
    thread = sqlite_thread_at("sent")
    headers = {"Authorization": f"Bearer {token_for(thread, of_every_role(thread))}"}
    schema = openapi.from_wsgi("/api/v1/openapi.json", create_app(thread.desk))
    asked = 0
    for operation in (found.ok() for found in schema.get_all_operations()):
        for cases in strategies(operation, thread):
            thread.clock.set(thread.clock.now() + SEARCHES)
            asked += ask(cases, headers)
    assert asked > EXAMPLES


def strategies(operation: Any, thread: Thread) -> Iterator[Any]:
    """Requests that fit the description and requests that do not; about things that are there, and about none."""
    in_path = [parameter.name for parameter in operation.path_parameters]
    for mode in GenerationMode:
        yield operation.as_strategy(generation_mode=mode)
        if in_path and in_path[0] in thread.facts:
            there = {in_path[0]: thread[in_path[0]]}
            yield operation.as_strategy(generation_mode=mode, path_parameters=there)


def ask(cases: Any, headers: dict[str, str]) -> int:
    """Send them and check the answers; how many were sent."""
    sent = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not SOAK,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: Case) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()
    return sent


def of_every_role(thread: Thread) -> str:
    """An account that holds every role which may be held together."""
    roles = [word for role in set(Role) - ADMINISTRATORS - {Role.EXPERT} for word in ("--role", role.value)]
    words = ("--display", "演示多面手", "--unit", data.SAFETY.uscc, *roles)
    thread.run("admin", "accounts", "add", "everybody", *words)
    return "everybody"
