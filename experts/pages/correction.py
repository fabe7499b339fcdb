"""Correcting one record 更正: whoever was slower sees what the other wrote beside the own words."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.card import ExpertCard, show_expert
from experts.confirm import Workplace
from experts.edit import Particulars, add_employment, correct, move_to
from experts.fields import FIELDS
from experts.pages.act_form import day_of, uscc_of
from experts.pages.shared import field_choices
from experts.personal import parse_email, parse_mobile
from experts.record import Employment
from kernel.act import Act
from kernel.errors import Refused
from kernel.messages import word
from kernel.text import clean, parse_date
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_correction", __name__, "/experts")
LONGEST_VERSION = 9


@pages.get("/<expert>/correct/")
@may("experts.keep")
def before(expert: str) -> str:
    card = _card(expert)
    held = {
        "name": card.name,
        "title": card.title,
        "region": card.region,
        "fields": "\n".join(card.fields),
    }
    return _page("correct", card, Filled(_labels(), held))


@pages.post("/<expert>/correct/")
@may("experts.keep")
def carry_out(expert: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_labels())
    mobile = form.read("mobile", lambda _name, value: value and parse_mobile(value))
    email = form.read("email", lambda _name, value: value and parse_email(value))
    name = form.read("name", clean)
    if form.is_right:
        typed = Particulars(
            name or "", form["title"], form["region"], form.all("fields"), mobile or "", email or ""
        )
        with form.reading(), acting() as act:
            correct(act, expert, _version(form), typed)
    return _then("correct", expert, form, "experts.corrected")


@pages.get("/<expert>/employer/")
@may("experts.keep")
def before_employer(expert: str) -> str:
    return _page("employer", _card(expert), Filled(_employer_labels(), {"how": "moved"}))


@pages.post("/<expert>/employer/")
@may("experts.keep")
def employer(expert: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_employer_labels())
    with form.reading(), acting() as act:
        _change_employer(act, expert, form)
    return _then("employer", expert, form, "experts.employer_entered")


def _change_employer(act: Act, expert: str, form: Filled) -> None:
    name, code = clean("employer", form["employer"]), uscc_of(form)
    begins = parse_date("begins", form["begins"])
    if form["how"] == "moved":
        move_to(act, expert, _version(form), Workplace(begins, name, code))
    else:
        add_employment(act, expert, _version(form), Employment(name, code, begins, day_of(form, "ends")))


def _then(template: str, expert: str, form: Filled, says: str) -> AnyResponse | tuple[str, int]:
    card = _card(expert)
    if form.is_right:
        return done(url_for("expert_person.show", expert=expert), says, name=card.name)
    return _page(template, card, form), 422


def _page(template: str, card: ExpertCard, form: Filled) -> str:
    """The form. One that was made from an older record is shown with the present one beside it.

    What is typed once more is then meant for the present one.
    """
    typed = form["version"]
    return shown(
        f"experts/{template}",
        card=card,
        form=form,
        fields=field_choices(),
        typed_fields=[code for code in form.all("fields") if code in FIELDS],
        late=bool(typed) and typed != str(card.version),
    )


def _card(expert: str) -> ExpertCard:
    with reading() as session:
        card = show_expert(session, desk().vault, expert)
    if card.version is None:
        raise Refused("experts.has_left", id=card.name, state=word("expert", card.state))
    return card


def _version(form: Filled) -> int:
    """The record's version that the form was made from; 0, which none has, for what is no number."""
    typed = form["version"]
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_VERSION else 0


def _labels() -> dict[str, str]:
    return {
        "name": _("姓名"),
        "title": _("职称"),
        "region": _("地区"),
        "fields": _("专业"),
        "mobile": _("新手机号"),
        "email": _("新电子邮箱"),
    }


def _employer_labels() -> dict[str, str]:
    return {
        "how": _("怎么变"),
        "employer": _("工作单位"),
        "uscc": _("统一社会信用代码"),
        "begins": _("任职起"),
        "ends": _("任职止"),
    }
