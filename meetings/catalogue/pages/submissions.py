"""What units submit for the next edition 清单事项报送: by a table or as a withdrawal; the office takes or returns it."""

from flask import Response, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import scope
from kernel.sheets.uploads import find_upload
from kernel.text import clean
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.catalogue.edition import read_item
from meetings.catalogue.import_catalogue import store_submission
from meetings.catalogue.intakes import SUBMISSION
from meetings.catalogue.queries import find_submission, latest_edition, submission_counts, submission_page
from meetings.catalogue.submit import return_, take, withdraw
from meetings.models import CatalogueItemRow, CatalogueSubmission, SubmissionState
from meetings.pages.sheet_preview import drop_file, look_again, preview_page, save_bad_rows, take_file
from meetings.sheet_intake import confirmed

pages = page_blueprint("submissions", __name__, "/catalogue")

Answer = str | AnyResponse | tuple[str, int]


@pages.get("/submissions/")
@may("catalogue.read")
def list_() -> str:
    state, unit = request.args.get("state", ""), scope(actor(), "catalogue.read")
    state = state if state in set(SubmissionState) else ""
    with reading() as session:
        return shown(
            "catalogue/submissions",
            found=submission_page(session, unit, state, request.args.get("page", "")),
            counts=submission_counts(session, unit),
            state=state,
            titles=_title,
        )


@pages.get("/submissions/<key>/")
@may("catalogue.read")
def show(key: str) -> str:
    return _shown(key, Filled(_answer(), {}))


@pages.post("/submissions/<key>/take")
@may("catalogue.publish")
def take_(key: str) -> AnyResponse:
    with acting() as act:
        found = find_submission(act.session, key)
        take(act, found)
    return done(url_for(".list_"), "catalogue.taken", code=found.code)


@pages.post("/submissions/<key>/return")
@may("catalogue.publish")
def send_back(key: str) -> Answer:
    form = Filled(_answer())
    with form.reading(), acting() as act:
        found = find_submission(act.session, key)
        return_(act, found, form["answer"])
        code = found.code
    if form.is_right:
        return done(url_for(".list_"), "catalogue.returned", code=code)
    return _shown(key, form), 422


@pages.route("/submit/", methods=["GET", "POST"])
@may("catalogue.submit")
def submit() -> Answer:
    """A table with items of the own unit."""
    form = Filled(_fields()) if request.method == "POST" else Filled(_fields(), {})
    if request.method == "POST" and (key := take_file(SUBMISSION, form)):
        return redirect(url_for(".preview", key=key), 303)
    return _asked(form)


@pages.post("/submit/withdrawal")
@may("catalogue.submit")
def propose_withdrawal() -> Answer:
    """The next edition is to leave an item out."""
    form = Filled(_fields())
    form.read("code", clean)
    if form.is_right:
        with form.reading(), acting() as act:
            withdraw(act, form["code"])
    if form.is_right:
        return done(url_for(".list_"), "catalogue.removal_submitted", code=form["code"])
    return _asked(form)


@pages.get("/submit/<key>/")
@may("catalogue.submit")
def preview(key: str) -> str:
    return preview_page("catalogue/submit_preview", SUBMISSION, key, Filled({}, {}))


@pages.post("/submit/<key>/confirm")
@may("catalogue.submit")
def confirm(key: str) -> Answer:
    form = Filled({})
    with form.reading(), acting() as act:
        found = confirmed(act, SUBMISSION, find_upload(act.session, act.actor, SUBMISSION.kind, key))
        count = len(store_submission(act, found))
    if form.is_right:
        return done(url_for(".list_"), "catalogue.submitted", count=count)
    return preview_page("catalogue/submit_preview", SUBMISSION, look_again(SUBMISSION, key), form), 422


@pages.get("/submit/<key>/bad-rows")
@may("catalogue.submit")
def bad_rows(key: str) -> Response:
    return save_bad_rows(SUBMISSION, key)


@pages.post("/submit/<key>/give-up")
@may("catalogue.submit")
def give_up(key: str) -> AnyResponse:
    drop_file(SUBMISSION, key)
    return done(url_for(".submit"), "catalogue.dropped")


def _title(submission: CatalogueSubmission) -> str:
    return str(submission.content["title"]) if submission.content else _("移出清单")


def _fields() -> dict[str, str]:
    return {"file": _("事项表格"), "code": _("事项编码")}


def _answer() -> dict[str, str]:
    return {"answer": _("退回理由")}


def _own(session: Session, key: str) -> CatalogueSubmission:
    """The submission, if the account sees it; another unit's is as good as none."""
    found, unit = find_submission(session, key), scope(actor(), "catalogue.read")
    if unit not in {None, found.unit_uscc}:
        raise NotFound("kernel.not_found", what=word("thing", "submission"), key=key)
    return found


def _shown(key: str, form: Filled) -> str:
    with reading() as session:
        found = _own(session, key)
        item = read_item(found.content, "") if found.content else None
        subjects = "、".join(word("subject", kind) for kind in sorted(item.subject_types)) if item else ""
        return shown("catalogue/submission", submission=found, item=item, subjects=subjects, form=form)


def _asked(form: Filled) -> Answer:
    with reading() as session:
        latest = latest_edition(session)
        row = CatalogueItemRow
        own = select(row.code, row.title).where(
            row.edition == (latest.edition if latest else ""), row.unit_uscc == actor().unit
        )
        items = [(code, f"{code} {title}") for code, title in session.execute(own.order_by(row.code))]
    page = shown("catalogue/submit", form=form, items=items, edition=latest)
    return page if form.is_right else (page, 422)
