"""The first page: what waits for whoever is signed in, and the open doors for everybody else."""

from flask import Blueprint

from kernel.web.access import public
from kernel.web.account import is_signed_in, welcome
from kernel.web.pages import seal, shown

pages = Blueprint("home", __name__)
pages.before_request(welcome)
pages.after_request(seal)


@pages.get("/")
@public
def home() -> str:
    return shown("site/home") if is_signed_in() else shown("public/doors")
