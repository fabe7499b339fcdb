"""What all pages of accounts share: admission, guarded forms, headers, refusals as pages, words."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.events import Kind, note
from kernel.act import Act
from kernel.errors import NotAllowed, PanelError, TooMany
from kernel.messages import sentence, word
from kernel.sheets.export import write_csv, write_xlsx
from kernel.sheets.sheet import Cell
from kernel.web import account
from kernel.web.account import actor, is_signed_in, token
from kernel.web.door import desk
from kernel.web.forms import check_token, form_token, refuse_foreign
from kernel.web.once import carry_out_once, once, remember_way, way_of_first
from kernel.web.reader import day, keep_language, moment, time_left, until

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
"""Content security policy of the pages: nothing inline, nothing from elsewhere."""

_SAID = "said"
_SAID_SECONDS = 60


def page_blueprint(name: str, module: str, prefix: str = "") -> Blueprint:
    """Pages for accounts under one address, all of them guarded alike."""
    pages = Blueprint(name, module, url_prefix=prefix)
    pages.before_request(account.admit)
    pages.before_request(_guard)
    pages.after_request(seal)
    pages.register_error_handler(PanelError, refused)
    return pages


def shown(template: str, **facts: object) -> str:
    """The page `templates/pages/<template>.html`, with what every page needs."""
    return render_template(f"{template}.html", **facts)


def reading() -> AbstractContextManager[Session]:
    """A session that only reads."""
    return desk().database.reading()


@contextmanager
def acting() -> Iterator[Act]:
    """A transaction in the name of the account; the form that asks for it is carried out once."""
    with desk().acting(lambda _: actor()) as act:
        carry_out_once(act)
        yield act


def done(address: str, code: str, /, **params: object) -> AnyResponse:
    """On to `address` after a form was carried out; there the sentence says what was done."""
    remember_way(address)
    response = redirect(address, 303)
    said = quote(sentence(code, **params))
    secure = account.is_behind_tls()
    response.set_cookie(_SAID, said, max_age=_SAID_SECONDS, httponly=True, secure=secure, samesite="Lax")
    return response


def sheet(
    name: str, title: str, header: list[str], rows: list[list[Cell | int | None]], *, as_csv: bool
) -> Response:
    """A table to keep: xlsx, or csv in UTF-8 with byte order mark."""
    content = write_csv(header, rows) if as_csv else write_xlsx(title, header, rows)
    return send_file(
        BytesIO(content), as_attachment=True, download_name=f"{name}.{'csv' if as_csv else 'xlsx'}"
    )


def equip(app: Flask) -> None:
    """Give every template the words that pages are written with."""
    app.jinja_env.globals.update(
        with_args=_with_args,
        word=word,
        moment=moment,
        day=day,
        until=until,
        time_left=time_left,
        once=once,
        form_mark=_form_mark,
    )
    app.context_processor(_about_reader)


def refused(error: PanelError) -> AnyResponse:
    """Why not, and the way back, as a page in the site's own look."""
    if error.code == "kernel.sent_already" and (way := way_of_first()):
        return redirect(way, 303)
    if isinstance(error, NotAllowed) and is_signed_in():
        _note_refusal()
    response = make_response(shown("site/refused", says=str(error)), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.params["seconds"])
    return response


def _note_refusal() -> None:
    """Who asked for what is not theirs stands in the security log."""
    with desk().acting(lambda _: actor()) as act:
        asked = f"{request.method} {request.path}"
        note(act, Kind.REFUSED, actor().public_id, account.caller(), asked)


def seal(response: Response) -> Response:
    """What must not be kept, and what nobody else may show or run."""
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Content-Security-Policy", POLICY)
    keep_language(response, "/")
    if g.get("said_now"):
        response.delete_cookie(_SAID)
    return response


def _guard() -> None:
    if request.method not in {"GET", "HEAD"}:
        refuse_foreign(desk().config)
        check_token(desk().vault, token())


def _form_mark() -> str:
    return form_token(desk().vault, token())


def _with_args(**changed: str | None) -> str:
    """This page's address with some of its arguments changed; None takes one away."""
    kept = {name: values for name, values in request.args.lists() if name not in changed}
    return "?" + urlencode({**kept, **{name: value for name, value in changed.items() if value}}, doseq=True)


def _about_reader() -> dict[str, object]:
    known = is_signed_in()
    return {
        "actor": actor() if known else None,
        "me": account.current().account if known else None,
        "said": _said,
    }


def _said() -> str | None:
    g.said_now = _SAID in request.cookies
    return unquote(request.cookies[_SAID]) if g.said_now else None
