"""The desk at which the pages of a site are served."""

from flask import Flask, current_app

from kernel.cli import Desk

_NAME = "desk"


def place(app: Flask, desk: Desk) -> None:
    """Serve the site's pages at this desk."""
    app.extensions[_NAME] = desk


def desk() -> Desk:
    """The desk of the site that answers now."""
    found: Desk = current_app.extensions[_NAME]
    return found
