"""Clients that ask all at once, each over one connection, and what they had to wait."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; a body makes it a form that is sent."""

    address: str
    cookie: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    seconds: float


@dataclass(slots=True)
class Client:
    """Sends its requests one after the other, from `late` seconds after the beginning."""

    port: int
    requests: Sequence[Request]
    late: float
    answers: list[Answer] = field(default_factory=list)

    def run(self, together: threading.Barrier) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        together.wait()
        time.sleep(self.late)
        for request in self.requests:
            begun = time.perf_counter()
            status = _ask(connection, request)
            self.answers.append(Answer(status, time.perf_counter() - begun))
        connection.close()


def ask_all(port: int, each: Sequence[Sequence[Request]], within: float = 0.0) -> list[Answer]:
    """One client for each sequence of requests, beginning at once or evenly within so many seconds; every answer."""
    clients = [Client(port, requests, within * at / len(each)) for at, requests in enumerate(each)]
    together = threading.Barrier(len(clients))
    threads = [threading.Thread(target=client.run, args=(together,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for client in clients for answer in client.answers]


def quantile(answers: Sequence[Answer], share: float) -> float:
    """Of the seconds waited, the least that this share of the answers kept within."""
    waited = sorted(answer.seconds for answer in answers)
    return waited[min(int(share * len(waited)), len(waited) - 1)]


def _ask(connection: http.client.HTTPConnection, request: Request) -> int:
    headers = {"Cookie": request.cookie}
    method = "GET" if request.body is None else "POST"
    if request.body is not None:
        headers |= {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
    connection.request(method, quote(request.address, safe="/?=&%"), request.body, headers)
    response = connection.getresponse()
    response.read()
    return response.status
