"""The gates before the agenda and before the decision, the reward's way, and what the database itself refuses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from kernel.database import Database
from meetings.models import Case, CaseItem, CaseMeasure, CatalogueEdition, PriorNotice
from service import demo_data as data
from thread import Thread
from thread_steps import WHEN, WHERE, add_account, application

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
DATA = Path(__file__).parents[3] / "demo_data"
LEGAL_REVIEW = ("--opinion", "符合规定。")


def convening(case: str) -> list[object]:
    """The command that calls a meeting on one case."""
    return ["meetings", "convene", "--title", "演示会议", *WHEN, *WHERE, "--case", case]


def with_values(words: list[object], **changes: object) -> list[object]:
    """A command with the values of some options exchanged; a list repeats the option."""
    for name, value in changes.items():
        option = f"--{name.replace('_', '-')}"
        while option in words:
            del words[words.index(option) : words.index(option) + 2]
        values = value if isinstance(value, list) else [value]
        words = [*words, *(word for one in values for word in (option, one))]
    return words


def filing(thread: Thread, **changes: object) -> list[object]:
    return with_values(application(thread, data.SUBJECT), **changes)


def reward(thread: Thread) -> str:
    """A case that asks for a reward."""
    return str(thread.run("clerk", *filing(thread, item="YS-AQ-11", measure="CS-11")))


def unmet(thread: Thread, case: str) -> list[str]:
    gates = thread.read("clerk", "cases", "gates", case)
    return [gate["gate"] for gate in gates if not gate["met"]]


def begin_an_edition_without_the_item(thread: Thread) -> None:
    """As if an edition that lacks the item had been in force on the day of the conduct."""
    with thread.desk.database.transaction() as session:
        known = session.scalars(select(CatalogueEdition)).one()
        session.add(
            CatalogueEdition(
                edition="2026-1b",
                sequence=2,
                title="演示",
                valid_from=date(2026, 7, 1),
                digest=known.digest,
                published_at=known.published_at,
                published_by=known.published_by,
            )
        )


def test_the_gates_are_shown_one_by_one_with_their_reasons(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    assert unmet(thread, thread["case"]) == ["defence", "review"]

    lines = thread.output("clerk", "cases", "gates", thread["case"]).splitlines()
    assert "在目录清单之内  满足  " in lines
    assert "告知与申辩  未满足  尚未送达事前告知书。" in lines
    assert "法制审核  未满足  尚未法制审核。" in lines
    shown = thread.read("clerk", "cases", "show", thread["case"])["gates"]
    assert shown == thread.read("clerk", "cases", "gates", thread["case"])


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        (
            "filed",
            "尚未送达事前告知书。\n尚未法制审核。",
            "The prior notice has not been served.\nThe legal review",
        ),
        ("noticed", "陈述申辩尚未记录和复核。", "The defence has not been recorded and weighed."),
    ],
)
def test_without_notice_defence_and_legal_review_a_case_is_on_no_agenda(
    sqlite_thread_at: AtStep, step: str, zh: str, en: str
) -> None:
    thread = sqlite_thread_at(step)

    thread.refused("convener", *convening(thread["case"]), zh=zh, en=en)


def test_an_answer_ends_the_time_for_the_defence_only_when_it_waives(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("ready")  # on the 24th, the fifth working day

    thread.refused(
        "convener",
        *convening(thread["case"]),
        zh="示应急案〔2026〕1号不能列入议程：\n陈述申辩期至2026-11-24届满，此前不得列入议程",
        en="示应急案〔2026〕1号 cannot go on an agenda:\nThe time for the defence lasts until 2026-11-24",
    )
    thread.run("convener", *convening(thread["case2"]))


def test_a_review_that_was_not_passed_keeps_the_case_back_until_it_is(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("noticed")
    case = thread["case"]
    thread.at("11-25T09:00")
    thread.run("clerk", "cases", "defence", case, "--on", "2026-11-25", "--review", "逾期未申辩。")
    thread.run("legal", "cases", "review", case, "--opinion", "事实不清。", "--failed")

    thread.refused("convener", *convening(case), zh="法制审核未通过。", en="The legal review was not passed.")
    thread.at("11-25T10:00")
    thread.run("legal", "cases", "review", case, *LEGAL_REVIEW)
    thread.run("convener", *convening(case))


def test_who_filed_a_case_does_not_review_it(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    words = ("--display", "演示两职", "--unit", data.SAFETY.uscc)
    roles = ("--role", "unit_clerk", "--role", "legal_reviewer")
    thread.run("admin", "accounts", "add", "both", *words, *roles)
    case = thread.run("both", *filing(thread))
    thread.run("both", "cases", "notice", case, "--on", "2026-11-16", "--manner", "邮寄")
    thread.run("both", "cases", "defence", case, "--on", "2026-11-16", "--waived", "--review", "无。")

    thread.refused(
        "both",
        *("cases", "review", case, *LEGAL_REVIEW),
        zh="法制审核不能由申请的经办人自己作出。",
        en="Who filed the case cannot make its legal review.",
    )


def test_p31d_nothing_outside_the_catalogue_is_put_on_an_agenda(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("ready")
    thread.at("11-25T09:00")
    begin_an_edition_without_the_item(thread)

    thread.refused(
        "convener",
        *convening(thread["case"]),
        zh="行为日2026-08-03有效的目录清单中没有事项YS-AQ-01，清单之外的行为不得实施联合奖惩。",
        en="The catalogue in force on the day of the conduct, 2026-08-03, has no item YS-AQ-01",
    )


def test_p31d_nothing_outside_the_catalogue_is_decided(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("held")
    thread.at("12-04T09:00")
    begin_an_edition_without_the_item(thread)

    thread.refused(
        "convener",
        *("decisions", "draft", thread["item2"], "--adoption", "全部采纳"),
        zh="不能作出决定：\n行为日2026-08-03有效的目录清单中没有事项YS-AQ-01",
        en="cannot be decided:\nThe catalogue in force on the day of the conduct, 2026-08-03, has no item",
    )


def facts_of(database: Database) -> tuple[int, str]:
    with database.reading() as session:
        case = session.scalars(select(Case).limit(1)).one()
        return case.id, case.items[0].special_group


@pytest.mark.parametrize("what", ["item", "edition", "measure", "measure of another item"])
def test_p31d_the_database_takes_nothing_from_outside_the_catalogue(thread_at: AtStep, what: str) -> None:
    database = thread_at("filed").desk.database
    case, group = facts_of(database)
    item: dict[str, Any] = {"case_id": case, "edition": "2026-1", "code": "YS-AQ-02", "special_group": group}
    measure: dict[str, Any] = {
        "case_id": case,
        "edition": "2026-1",
        "item_code": "YS-AQ-01",
        "code": "CS-99" if what == "measure" else "CS-11",
    }
    statement = {
        "item": insert(CaseItem).values(**{**item, "code": "YS-QT-99"}),
        "edition": insert(CaseItem).values(**{**item, "edition": "2031-1"}),
    }.get(what, insert(CaseMeasure).values(**measure))
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        update(Case).values(term_months=99),
        update(Case).values(linkage=""),
        update(Case).values(document_no=""),
        update(Case).values(polarity="BOTH"),
        update(Case).values(subject_uscc=None),
        update(Case).values(subject_mask="110105********0005"),
        update(Case).values(state="withdrawn"),
        update(PriorNotice).values(answered_on=date(2026, 11, 17)),
        update(PriorNotice).values(answered_on=date(2026, 11, 1), review="无。"),
    ],
    ids=lambda statement: str(statement.compile())[:60],
)
def test_the_database_keeps_a_case_whole(thread_at: AtStep, statement: Any) -> None:
    thread = thread_at("noticed")
    with pytest.raises(IntegrityError), thread.desk.database.transaction() as session:
        session.execute(statement)


def test_p31c_the_edition_of_the_day_of_the_conduct_decides_also_after_a_new_one(
    sqlite_thread_at: AtStep,
) -> None:
    thread = sqlite_thread_at("registered")
    words = ("--edition", "2026-2", "--title", "演示", "--from", "2027-01-01")
    thread.run("office", "catalogue", "import", DATA / "catalogue_2026-2.xlsx", *words, "--confirm")
    thread.clock.set(thread.clock.now().replace(year=2027, month=3))
    longer = {"item": "YS-AQ-03", "measure": "CS-02", "term_months": 18}

    before = filing(thread, **longer, conduct_on="2026-12-31", document_on="2027-01-05")
    limits = {"zh": "不在目录规定的3至12个月之内", "en": "outside the catalogue's 3 to 12 months"}
    thread.refused("clerk", *before, **limits)
    after = filing(thread, **longer, conduct_on="2027-01-01", document_on="2027-01-05")
    assert "（2026-2）" in thread.read("clerk", "cases", "show", thread.run("clerk", *after))["items"][0]


def test_a_reward_is_publicised_for_five_working_days_instead_of_noticed(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    case = reward(thread)
    publicise = ("cases", "publicise", case, "--from", "2026-11-16", "--channel", "信用中国（演示）")

    thread.refused(
        "clerk",
        *("cases", "notice", case, "--on", "2026-11-16", "--manner", "邮寄"),
        zh="是联合激励，不须事前告知，请公示。",
        en="is for a reward: no prior notice, but publicity.",
    )
    thread.refused(
        "clerk",
        *(*publicise, "--until", "2026-11-20"),
        zh="公示截止日期2026-11-20过早，至少公示至2026-11-23",
        en="The publicity ends too early on 2026-11-20; at least until 2026-11-23",
        exit_code=2,
    )
    thread.run("clerk", *publicise, "--until", "2026-11-23")
    assert unmet(thread, case) == ["publicity", "review"]

    closing = ("cases", "close-publicity", case, "--result", "无异议。")
    thread.at("11-23T16:00")
    thread.refused(
        "clerk", *closing, zh="公示至2026-11-23，期满次日起", en="The publicity lasts until 2026-11-23"
    )
    thread.at("11-24T09:00")
    thread.run("clerk", *closing)
    thread.run("legal", "cases", "review", case, *LEGAL_REVIEW)
    assert unmet(thread, case) == []
    thread.run("convener", *convening(case))


def test_a_punishment_is_not_publicised_before_it_is_decided(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    words = ("--from", "2026-11-16", "--until", "2026-11-27", "--channel", "信用中国（演示）")

    thread.refused(
        "clerk",
        *("cases", "publicise", thread["case"], *words),
        zh="是联合惩戒，不作公示，请送达事前告知书。",
        en="is for a punishment: no publicity, but a prior notice.",
    )


@pytest.mark.parametrize("day", ["2026-11-15", "2026-11-17"])
def test_publicity_begins_between_the_application_and_today(sqlite_thread_at: AtStep, day: str) -> None:
    thread = sqlite_thread_at("registered")
    words = ("--from", day, "--until", "2026-12-11", "--channel", "信用中国（演示）")

    thread.refused(
        "clerk",
        *("cases", "publicise", reward(thread), *words),
        zh=f"公示起始日期{day}不能早于申请，也不能晚于今天。",
        en=f"The first day of publicity {day} is before the application or after today.",
        exit_code=2,
    )


def ready(thread: Thread, **changes: object) -> str:
    """A case whose party waived, reviewed and ready for an agenda."""
    case = str(thread.run("clerk", *filing(thread, **changes)))
    today = thread.clock.now().date()
    thread.run("clerk", "cases", "notice", case, "--on", today, "--manner", "直接送达")
    thread.run("clerk", "cases", "defence", case, "--on", today, "--waived", "--review", "无。")
    thread.run("legal", "cases", "review", case, *LEGAL_REVIEW)
    return case


def test_p41c_a_case_of_two_groups_is_heard_in_no_ordinary_meeting(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    both = ready(
        thread, subject="YS-5", item=["YS-AQ-02", "YS-HJ-01"], measure=["YS-AQ-02/CS-03", "YS-HJ-01/CS-01"]
    )

    thread.refused(
        "convener",
        *("meetings", "add-case", thread["meeting"], both),
        zh="社会信用体系建设领导小组",
        en="社会信用体系建设领导小组",
    )
    thread.refused("convener", *convening(both), zh="领导小组", en="领导小组", exit_code=4)


def test_p41b_a_case_goes_to_no_other_group_s_meeting(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    other = ready(thread, subject="YS-5", item="YS-HJ-01", measure="CS-01")

    thread.refused(
        "convener",
        *("meetings", "add-case", thread["meeting"], other),
        zh="生态环境专项小组",
        en="生态环境专项小组",
    )


def test_a_county_of_the_case_is_summoned(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    county = next(unit for unit in thread.read("office", "units", "list") if unit["kind"] == "county")
    case = ready(thread, county=county["uscc"])

    meeting = thread.run("convener", *convening(case))
    units = thread.read("convener", "meetings", "show", meeting)["units"]
    assert county["uscc"] in {unit["uscc"] for unit in units}


def test_p32a_a_clerk_of_a_unit_outside_the_group_reads_what_it_needs(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    outside = next(unit for unit in thread.read("office", "units", "list") if unit["kind"] == "non_member")
    add_account(thread, "outsider", "演示外单位", "unit_clerk", data.Body(outside["uscc"], outside["name"]))
    asking = ("credit", "subject", "YS-1", "--purpose", "行政许可审查")

    assert thread.read("outsider", *asking)["name"] == data.SUBJECT.name
    thread.refused("recorder", *asking, zh="无权办理", en="may not", exit_code=4)
    logged = [row for row in thread.dump(())["query_log"] if row[3] == "行政许可审查"]
    assert [(row[2], row[4]) for row in logged] == [("outsider", "subject"), ("outsider", "conduct")]
