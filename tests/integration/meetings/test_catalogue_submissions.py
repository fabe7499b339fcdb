"""Units submit items for the next edition; the office takes or returns them, and publishes what it took."""

from dataclasses import replace
from datetime import date

import pytest

from catalogue_samples import BASIS, MARKET, REWARD, SAFETY, SECOND_DAY, Office, draft, item
from kernel.errors import InputError, NotAllowed, NotFound, PanelError, Refused
from kernel.roles import Role
from meetings.catalogue.compile import compile_edition, publish_compiled
from meetings.catalogue.item import Item
from meetings.catalogue.queries import changes_of, find_submission, items_of, submissions
from meetings.catalogue.submit import return_, submit, take, withdraw
from meetings.models.catalogue import SubmissionState

pytest_plugins = ["catalogue_fixtures"]
LONGER = item(term_max_months=48)


def submitted(office: Office, wanted: Item = LONGER, unit: str = SAFETY.uscc) -> str:
    with office.clerk(unit) as act:
        return submit(act, wanted).public_id


def taken(office: Office, key: str) -> None:
    with office.acting() as act:
        take(act, find_submission(act.session, key))


def state_of(office: Office, key: str) -> str:
    with office.desk.database.reading() as session:
        return find_submission(session, key).state


def publish_next(office: Office, edition: str = "2026-2", day: date = SECOND_DAY) -> None:
    with office.acting() as act:
        publish_compiled(act, edition, "示例目录清单", day)


def test_p31a_units_draft_and_the_office_publishes_the_first_edition(office: Office) -> None:
    for wanted, unit in ((item(), SAFETY.uscc), (REWARD, MARKET.uscc)):
        taken(office, submitted(office, wanted, unit))
    publish_next(office, "2026-1", date(2026, 1, 1))
    with office.desk.database.reading() as session:
        assert [found.code for found in items_of(session, "2026-1")] == ["SL-AQ-01", "SL-SP-11"]


def test_p31a_a_unit_submits_items_of_its_own_only(office: Office) -> None:
    office.publish()
    with pytest.raises(NotAllowed, match=SAFETY.uscc):
        submitted(office, LONGER, MARKET.uscc)
    with pytest.raises(NotAllowed, match=SAFETY.uscc):  # nor does it take another unit's code for itself
        submitted(office, replace(LONGER, unit_uscc=MARKET.uscc), MARKET.uscc)


def test_p31a_nobody_but_a_units_clerk_submits(office: Office) -> None:
    for role in set(Role) - {Role.UNIT_CLERK}:
        with pytest.raises(NotAllowed), office.acting(role, SAFETY.uscc) as act:
            submit(act, LONGER)


def test_p31a_a_unit_can_neither_take_nor_return_nor_publish(office: Office) -> None:
    office.publish()
    key = submitted(office)
    with office.clerk() as act:
        found = find_submission(act.session, key)
        with pytest.raises(NotAllowed):
            take(act, found)
        with pytest.raises(NotAllowed):
            return_(act, found, "理由")
        with pytest.raises(NotAllowed):
            publish_compiled(act, "2026-2", "示例", SECOND_DAY)


def test_what_was_taken_replaces_adds_and_leaves_out(office: Office) -> None:
    office.publish(draft(item(), item("SL-AQ-02"), REWARD))
    keys = [submitted(office), submitted(office, item("SL-AQ-03"))]
    with office.clerk() as act:
        keys.append(withdraw(act, "SL-AQ-02").public_id)
    for key in keys:
        taken(office, key)
    publish_next(office)
    with office.desk.database.reading() as session:
        assert items_of(session, "2026-2")[0] == replace(LONGER, edition="2026-2")
        log = [(line.code, line.kind) for line in changes_of(session, "2026-2")]
        assert [find_submission(session, key).edition for key in keys] == ["2026-2"] * 3
    assert log == [("SL-AQ-01", "changed"), ("SL-AQ-02", "removed"), ("SL-AQ-03", "added")]
    assert [state_of(office, key) for key in keys] == [SubmissionState.PUBLISHED] * 3


def test_what_is_waiting_or_returned_stays_out(office: Office) -> None:
    office.publish()
    waiting, returned = submitted(office), submitted(office, item("SL-AQ-03"))
    with office.acting() as act:
        return_(act, find_submission(act.session, returned), "依据不足，请补充")
        compiled = compile_edition(act.session, "2026-2", "示例", SECOND_DAY)
    assert compiled.items == draft(edition="2026-2").items
    assert state_of(office, waiting) == SubmissionState.SUBMITTED
    with office.desk.database.reading() as session:
        assert find_submission(session, returned).answer == "依据不足，请补充"


def test_the_same_edition_compiled_again_changes_nothing(office: Office) -> None:
    office.publish()
    taken(office, submitted(office))
    publish_next(office)
    before = office.rows()
    publish_next(office)
    assert office.rows() == before


def test_the_same_proposal_again_is_the_one_that_waits_and_another_one_is_refused(office: Office) -> None:
    office.publish()
    key = submitted(office)
    assert submitted(office) == key
    with pytest.raises(Refused, match="已有一份报送在等待"):
        submitted(office, item(term_max_months=60))
    with pytest.raises(Refused, match="已有一份报送在等待"), office.clerk() as act:
        withdraw(act, "SL-AQ-01")


def test_after_an_answer_a_unit_may_submit_again(office: Office) -> None:
    office.publish()
    key = submitted(office)
    with office.acting() as act:
        return_(act, find_submission(act.session, key), "期限过长")
    assert submitted(office) != key


def test_what_was_taken_can_still_be_returned_before_it_is_published_and_never_after(office: Office) -> None:
    office.publish()
    key, other = submitted(office), submitted(office, item("SL-AQ-03"))
    taken(office, key)
    taken(office, other)
    with office.acting() as act:
        return_(act, find_submission(act.session, key), "先不改")
    publish_next(office)
    for late in (key, other):
        with pytest.raises(Refused), office.acting() as act:
            return_(act, find_submission(act.session, late), "太晚")
        with pytest.raises(Refused):
            taken(office, late)


def test_an_answer_needs_its_reason(office: Office) -> None:
    office.publish()
    key = submitted(office)
    with pytest.raises(InputError), office.acting() as act:
        return_(act, find_submission(act.session, key), "  ")
    assert state_of(office, key) == SubmissionState.SUBMITTED


def test_what_is_not_listed_cannot_be_withdrawn(office: Office) -> None:
    with pytest.raises(NotFound), office.clerk() as act:
        withdraw(act, "SL-AQ-01")
    office.publish()
    with pytest.raises(NotFound), office.clerk() as act:
        withdraw(act, "SL-AQ-99")
    with pytest.raises(NotAllowed), office.clerk(MARKET.uscc) as act:
        withdraw(act, "SL-AQ-01")


def test_an_incomplete_item_is_refused(office: Office) -> None:
    with pytest.raises(InputError, match="缺少“证据材料”"):
        submitted(office, item(evidence=""))


def test_a_unit_cannot_confirm_its_own_basis(office: Office) -> None:
    bases = replace(BASIS, text="示例新法（虚构）")
    taken(office, submitted(office, item("SL-AQ-03", basis=bases, measures=item().measures)))
    publish_next(office)
    with office.desk.database.reading() as session:
        (found,) = items_of(session, "2026-2")
    assert not found.basis.confirmed


def test_two_units_cannot_propose_the_same_code_at_once(office: Office) -> None:
    submitted(office, item("SL-NEU-01"))
    with pytest.raises(PanelError):
        submitted(office, replace(REWARD, code="SL-NEU-01"), MARKET.uscc)


def test_p21_a_unit_sees_its_own_submissions_and_the_office_sees_all(office: Office) -> None:
    submitted(office, item("SL-AQ-09"))
    submitted(office, replace(REWARD, code="SL-SP-19"), MARKET.uscc)
    seen = {
        who: {row["code"] for row in office.read(who, "catalogue", "submissions")}
        for who in ("clerk", "market", "office", "auditor")
    }
    both = {"SL-AQ-09", "SL-SP-19"}
    assert seen == {"clerk": {"SL-AQ-09"}, "market": {"SL-SP-19"}, "office": both, "auditor": both}
    with office.desk.database.reading() as session:
        assert len(submissions(session, None)) == 2
