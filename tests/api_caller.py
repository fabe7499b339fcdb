"""A program that calls the API with a token, or as the site's own page does."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kernel.access.api_tokens import give_token
from kernel.entropy import public_id
from site_visitor import Visitor
from thread import Thread


def token_for(thread: Thread, account: str, days: int = 90) -> str:
    """A token of the account, as the administrator makes one."""
    thread.desk.actor_name = "admin"
    with thread.desk.acting() as act:
        return give_token(act, account, "接口测试（虚构）", days)[1]


class Caller:
    """A program with a token of an account, or with none.

    Args:
        app: the site, where several programs share one.
    """

    def __init__(
        self, thread: Thread, account: str | None, *, english: bool = False, app: Flask | None = None
    ) -> None:
        self._visitor = Visitor(thread.desk, None, app)
        self.app = self._visitor.app
        self.counting = self._visitor.counting
        self.client: FlaskClient = self._visitor.client
        self._entropy = thread.desk.entropy
        self.headers = {"Authorization": f"Bearer {token_for(thread, account)}"} if account else {}
        if english:
            self.headers["Accept-Language"] = "en"

    def get(self, address: str) -> TestResponse:
        return self.client.get(f"/api/v1{address}", headers=self.headers)

    def read(self, address: str) -> Any:
        """What an address answers that has to answer."""
        response = self.get(address)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, address: str, body: object, key: str | None = None) -> TestResponse:
        """Send a body, each time under a key of its own unless one is given."""
        own = {"Idempotency-Key": key or public_id(self._entropy)}
        return self.client.post(f"/api/v1{address}", json=body, headers=self.headers | own)

    def refused(self, response: TestResponse, status: int) -> Any:
        """The problem that an answer tells of."""
        assert response.status_code == status, response.text
        assert response.mimetype == "application/problem+json"
        problem: Any = response.json
        assert problem["status"] == status
        return problem
