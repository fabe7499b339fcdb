"""The site on a port of this machine, for a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread as Running

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = Running(target=server.serve_forever)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()
