"""The site with the demonstration's data, at its own time: whoever visits takes any role with one click."""

import os
from datetime import timedelta
from pathlib import Path

import pyotp
from flask import Flask

from kernel.access.links import activate, invite
from kernel.access.profile import PROFILES
from kernel.accounts import accounts, actor_named
from kernel.cli import Desk
from kernel.config import Config
from kernel.errors import NotFound
from kernel.web.access import check_marks
from service.demo_clock import ShiftedClock
from service.pages import demo as demo_pages
from service.site import create_app
from service.stage import HOST, MARKER, ORIGIN

PASSWORD = "rain walks over the quay"  # noqa: S105  everybody may know it: the data is invented
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  for the second factor, likewise
CLOCK, DATABASE = "clock", "database"


def open_accounts(desk: Desk, home: Path) -> None:
    """Let every account of a play that has ended be signed in to, and note where its site finds the data.

    Args:
        desk: the play's.
        home: the service's folder.
    """
    code = pyotp.TOTP(SECRET).at(desk.clock.now())
    with desk.acting(lambda session: actor_named(session, "admin")) as act:
        for account in accounts(act.session):
            activate(act, invite(act, account), PASSWORD, SECRET, code, PROFILES["asvs"])
    ShiftedClock(home / CLOCK).set(desk.clock.now() + timedelta(minutes=1))
    (home / DATABASE).write_text(desk.config.database_url, encoding="utf-8")


def demo_desk(folder: Path, port: int) -> Desk:
    """The desk of the site over what a play left in `folder`.

    Raises:
        NotFound: there was none.
    """
    home = folder / "service"
    if not (folder / MARKER).exists() or not (home / DATABASE).exists():
        raise NotFound("service.no_demo", path=folder)
    url = (home / DATABASE).read_text(encoding="utf-8")
    config = Config(home, url, url, ORIGIN, HOST, "office@example.com", base_url=f"http://127.0.0.1:{port}")
    return Desk(config=config, clock=ShiftedClock(home / CLOCK))


def create_demo_app(desk: Desk) -> Flask:
    """The site, and beside it the page on which visitors change roles, put the clock forward and read the mail."""
    app = create_app(desk)
    app.jinja_env.globals["is_demo"] = True
    app.register_blueprint(demo_pages.pages)
    check_marks(app)
    return app


def app_of_environment() -> Flask:
    """What the web server loads; `panel serve --demo` has set the two variables."""
    folder, port = Path(os.environ["PANEL_DEMO_FOLDER"]), int(os.environ["PANEL_DEMO_PORT"])
    return create_demo_app(demo_desk(folder, port))
