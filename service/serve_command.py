"""`panel serve`: the site on this machine's own address; what faces the network is a proxy of the house."""

import os
import sys

import click

from kernel.cli import both, say


@click.command(
    help=both(
        "在本机地址上启动公开核验网站，由反向代理对外。", "Serve the site on this machine, behind a proxy."
    )
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=both("端口", "port")
)
def serve(port: int) -> None:
    say("service.serving", port=port)
    sys.stdout.flush()
    os.execv(  # noqa: S606  becomes the server, which then gets the signals itself
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", "service.wsgi:app"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--no-control-socket", "--log-level", "warning"),
        ],
    )
