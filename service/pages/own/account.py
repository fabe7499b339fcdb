"""The own account 本人账号: who one is here, where one is signed in, who stands in for one."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.lending import lendable, loans_of
from kernel.access.own import end_others, end_session, sessions_of
from kernel.web.access import signed_in
from kernel.web.account import caller, current
from kernel.web.door import desk
from kernel.web.pages import acting, done, page_blueprint, reading, shown

pages = page_blueprint("own", __name__, "/me")


@pages.get("/")
@signed_in
def show() -> str:
    account, now = current().account, desk().clock.now()
    with reading() as session:
        return shown(
            "me/account",
            here=current(),
            sessions=sessions_of(session, account.id, now, desk().config.profile),
            loans=loans_of(session, account.id, now),
            may_lend=bool(lendable(account) and account.unit_uscc),
        )


@pages.post("/sessions/<public_id>/end")
@signed_in
def end(public_id: str) -> AnyResponse:
    with acting() as act:
        end_session(act, current().account, public_id, caller())
    return done(url_for(".show"), "kernel.session_ended")


@pages.post("/sessions/end-others")
@signed_in
def end_all_others() -> AnyResponse:
    with acting() as act:
        end_others(act, current(), caller())
    return done(url_for(".show"), "kernel.others_ended")
