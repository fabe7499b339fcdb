"""The acts on one expert as forms carry them out, each by its use case."""

from experts.appoint import certify
from experts.confirm import Workplace, confirm
from experts.declare import declare, end_declaration
from experts.depart import decease, dismiss, resign
from experts.leave import cancel_leave, take_leave
from experts.life_models import ExpertCertificate
from experts.models import ExpertState
from experts.pages.act_form import Said, day_of, days_of, uscc_of
from experts.pages.shared import handed_in, needed_paper
from experts.record import Relation
from experts.register import reinstate, suspend
from experts.terms import renew
from kernel.act import Act
from kernel.errors import InputError
from kernel.messages import word
from kernel.text import clean, parse_date
from kernel.web.filled import Filled


def do_suspend(act: Act, expert: str, form: Filled) -> Said:
    suspend(act, expert, form["reason"], handed_in(act, "evidence"))
    return {}


def do_reinstate(act: Act, expert: str, form: Filled) -> Said:
    reinstate(act, expert, form["reason"], handed_in(act, "evidence"))
    return {}


def do_dismiss(act: Act, expert: str, form: Filled) -> Said:
    clean("ground", form["ground"])
    dismiss(act, expert, form["ground"], form["reason"], handed_in(act, "evidence"))
    return {"state": word("expert", ExpertState.DISMISSED)}


def do_resign(act: Act, expert: str, form: Filled) -> Said:
    resign(act, expert, form["reason"], handed_in(act, "evidence"))
    return {"state": word("expert", ExpertState.RESIGNED)}


def do_decease(act: Act, expert: str, form: Filled) -> Said:
    decease(act, expert, form["reason"], handed_in(act, "evidence"))
    return {"state": word("expert", ExpertState.DECEASED)}


def _appointed(certificate: ExpertCertificate) -> Said:
    return {"number": certificate.number, "begins": certificate.begins, "ends": certificate.ends}


def do_renew(act: Act, expert: str, form: Filled) -> Said:
    return _appointed(renew(act, expert, days_of(form), form["reason"], handed_in(act, "evidence")))


def do_certify(act: Act, expert: str, _form: Filled) -> Said:
    return _appointed(certify(act, expert))


def do_take_leave(act: Act, expert: str, form: Filled) -> Said:
    days = days_of(form)
    take_leave(act, expert, days.begins, days.ends, form["reason"])
    return {"begins": days.begins, "ends": days.ends}


def do_cancel_leave(act: Act, expert: str, form: Filled) -> Said:
    begins = parse_date("begins", form["begins"])
    cancel_leave(act, expert, begins)
    return {"begins": begins}


def do_declare(act: Act, expert: str, form: Filled) -> Said:
    told = Relation(
        ground=clean("ground", form["ground"]),
        party_name=clean("party", form["party"]),
        party_uscc=uscc_of(form),
        relation=clean("relation", form["relation"]),
        begins=parse_date("begins", form["begins"]),
        ends=day_of(form, "ends"),
    )
    declare(act, expert, told, needed_paper(act, "paper"))
    return {"party": told.party_name}


def do_end_relation(act: Act, expert: str, form: Filled) -> Said:
    party, ends = form["party"], parse_date("ends", form["ends"])
    end_declaration(act, expert, form["ground"], party, ends, needed_paper(act, "paper"))
    return {"party": party, "ends": ends}


def do_confirm(act: Act, expert: str, form: Filled) -> Said:
    moved = day_of(form, "since")
    if moved is None and (form["employer"] or form["uscc"]):
        raise InputError("kernel.empty", field="since")
    name = clean("employer", form["employer"], required=False) or None
    change = Workplace(moved, name, uscc_of(form)) if moved else None
    done = confirm(act, expert, changed=change, evidence=needed_paper(act, "paper"))
    return {"year": done.year}
