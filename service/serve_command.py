"""`panel serve`: the site on this machine's own address; what faces the network is a proxy of the house."""

import os
import sys
from pathlib import Path

import click

from kernel.cli import both, say


@click.command(
    help=both("在本机地址上启动网站，由反向代理对外。", "Serve the site on this machine, behind a proxy.")
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=both("端口", "port")
)
@click.option(
    "--demo",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=both("用演示目录里的数据", "with the data of a demonstration's folder"),
)
def serve(port: int, folder: Path | None) -> None:
    if folder is not None:
        serve_demo(folder.resolve(), port)
    say("service.serving", port=port)
    _become_server("service.wsgi:app", port)


def serve_demo(folder: Path, port: int = 8000) -> None:
    """Serve what a play left in `folder`, after telling how to come in; it does not return.

    Raises:
        NotFound: no play has ended there.
    """
    from service.demo_site import PASSWORD, SECRET, demo_desk  # noqa: PLC0415  only here Flask is needed

    demo_desk(folder, port)
    say("service.serving_demo", port=port, password=PASSWORD, secret=SECRET)
    os.environ["PANEL_DEMO_FOLDER"], os.environ["PANEL_DEMO_PORT"] = str(folder), str(port)
    _become_server("service.demo_site:app_of_environment()", port)


def _become_server(app: str, port: int) -> None:
    sys.stdout.flush()
    os.execv(  # noqa: S606  becomes the server, which then gets the signals itself
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", app),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--no-control-socket", "--log-level", "warning"),
        ],
    )
