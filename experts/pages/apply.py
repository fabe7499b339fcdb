"""Somebody applies, or a unit recommends somebody 申请、推荐入库."""

from collections.abc import Mapping

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.apply import Candidacy, apply, recommend
from experts.form import PARSERS, PersonForm
from experts.pages.shared import field_choices, handed_in
from kernel.act import Act
from kernel.roles import Role
from kernel.text import parse_date
from kernel.units import find_unit
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_apply", __name__, "/experts/applications/new")


@pages.get("/")
@may("experts.apply")
def before() -> str:
    return _page(Filled(_labels(), {}))


@pages.post("/")
@may("experts.apply")
def enter() -> AnyResponse | tuple[str, int]:
    form = Filled(_labels())
    for name, parse in PARSERS.items():
        form.read(name, parse)
    consent = form.read("consent_on", parse_date)
    if consent and form.is_right:
        with form.reading(), acting() as act:
            candidacy = Candidacy(_person(form).record(), consent, handed_in(act, "evidence"))
            key, name = _entered(act, form, candidacy), candidacy.record.name
    if form.is_right:
        return done(url_for("expert_applications.show", key=key), "experts.applied", id=name)
    return _page(form), 422


def _entered(act: Act, form: Filled, candidacy: Candidacy) -> str:
    """The public id of the application; a clerk recommends for the own unit, the registrar enters any."""
    if _is_registrar():
        if not form["unit"]:
            return apply(act, candidacy).public_id
        return recommend(act, find_unit(act.session, form["unit"]).uscc, candidacy).public_id
    return recommend(act, act.actor.unit or "", candidacy).public_id


def _person(form: Filled) -> PersonForm:
    lines = {name: form[name] for name in ("region", *PARSERS)}
    return PersonForm(fields=form.all("fields"), **lines)


def _page(form: Filled) -> str:
    return shown("experts/apply", form=form, fields=field_choices(), is_registrar=_is_registrar())


def _is_registrar() -> bool:
    return Role.REGISTRAR in actor().roles


def _labels() -> Mapping[str, str]:
    return {
        "unit": _("推荐单位"),
        "name": _("姓名"),
        "document": _("证件号码"),
        "mobile": _("手机"),
        "email": _("电子邮箱"),
        "title": _("职称"),
        "region": _("地区"),
        "fields": _("专业"),
        "employer": _("工作单位"),
        "uscc": _("统一社会信用代码"),
        "employed_since": _("任职起"),
        "consent_on": _("本人同意日期"),
        "evidence": _("申请材料"),
    }
