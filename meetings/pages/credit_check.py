"""The credit check 联合奖惩查询 for people: which measures bind a subject today; what it is for is logged."""

from kernel.clock import local
from kernel.text import clean
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.decisions.measures import measures_of, past_decisions_of
from meetings.pages.look_up import look_up

pages = page_blueprint("credit_check", __name__, "/credit")


@pages.get("/")
@may("measures.read")
def ask() -> str:
    return shown("credit/check", form=Filled(_labels(), {}))


@pages.post("/")
@may("measures.read")
def check() -> str | tuple[str, int]:
    """The subject and its measures; every check is logged, and each asks anew."""
    form, here = Filled(_labels()), desk()
    purpose = form.read("purpose", clean)
    form.read("subject", clean)
    subject = look_up(form, "subject", purpose) if purpose and form.is_right else None
    if subject is None:
        return shown("credit/check", form=form), 422
    today = local(here.clock.now()).date()
    with reading() as session:
        found = measures_of(session, subject.number)
        return shown(
            "credit/check",
            form=form,
            subject=subject,
            running=[row for row in found if row.in_force_on(today)],
            over=[row for row in found if not row.in_force_on(today)],
            past=past_decisions_of(session, subject.number),
            checked_at=here.clock.now(),
        )


def _labels() -> dict[str, str]:
    return {"subject": _("统一社会信用代码或主体编号"), "purpose": _("查询用途")}
