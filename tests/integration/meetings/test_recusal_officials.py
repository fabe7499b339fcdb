"""Chairs and unit representatives are recused by the same rules as experts, from the cases that concern them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from kernel.accounts import Account, AccountRole, actor_named
from kernel.act import Act
from kernel.errors import Refused
from kernel.units import FormerName, Unit
from meetings.models import Case, OfficialDeclaration
from meetings.queries import find_case
from meetings.recusals.officials import barred, official_grounds, refuse_barred
from recusal_world import AtStep
from service import demo_data as data
from thread import Thread, speaking
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]

RELATION = ("--party", data.SUBJECT.name, "--relation", "演示关系")
SINCE = ("--from", "2020-01-01")


def declaring(ground: str, *more: object) -> list[object]:
    return ["conflicts", "declare", "--ground", ground, *RELATION, *(more or SINCE)]


@contextmanager
def acting(thread: Thread, who: str) -> Iterator[tuple[Act, Case, Case]]:
    """In the name of that account, with the two cases of the thread."""
    with thread.desk.acting(lambda session: actor_named(session, who)) as act:
        yield act, find_case(act.session, thread["case"]), find_case(act.session, thread["case2"])


def reasons(thread: Thread, who: str, on: date = date(2026, 12, 2)) -> list[list[str]]:
    """For the first and the second case."""
    with acting(thread, who) as (act, *cases):
        return [
            [ground.reason.value for ground in official_grounds(act.session, act.actor.public_id, case, on)]
            for case in cases
        ]


@pytest.mark.parametrize("who", ["chair", "rep1"])
@pytest.mark.parametrize("ground", ["R01", "R02", "R03", "R04", "R05"])
def test_what_an_official_declared_bars_from_that_case(
    sqlite_thread_at: AtStep, who: str, ground: str
) -> None:
    thread = sqlite_thread_at("convened")
    thread.run(who, *declaring(ground))

    assert reasons(thread, who) == [[ground], []]
    with acting(thread, who) as (act, case, case2):
        assert [held.reason for held in barred(act, act.actor.public_id, case)] == [ground]
        refuse_barred(act, act.actor, case2)
        with pytest.raises(Refused, match="请换人办理"):
            refuse_barred(act, act.actor, case)


def test_an_official_s_relation_ends_as_an_expert_s_does(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    for ground, last in (("R02", "2023-12-02"), ("R04", "2026-11-24")):
        thread.run("chair", *declaring(ground, *SINCE, "--to", last))

    assert reasons(thread, "chair", date(2026, 11, 24)) == [["R02", "R04"], []]
    assert reasons(thread, "chair", date(2026, 12, 2)) == [["R02"], []]
    assert reasons(thread, "chair", date(2026, 12, 3)) == [[], []]


def test_a_code_finds_the_party_whatever_the_name(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    party = ("--party", "演示改名后的公司", "--uscc", data.PARTNERSHIP.uscc, "--relation", "演示股东")
    thread.run("rep2", "conflicts", "declare", "--ground", "R03", *party, *SINCE)

    assert reasons(thread, "rep2") == [[], ["R03"]]


def test_a_unit_determines_and_convenes_by_its_own_people(sqlite_thread_at: AtStep) -> None:
    """R06 does not bar them: the determining unit's representative votes, its chair presides."""
    thread = sqlite_thread_at("convened")
    assert reasons(thread, "rep1") == reasons(thread, "chair") == [[], []]


def test_the_representative_of_a_unit_that_is_the_subject_is_barred(sqlite_thread_at: AtStep) -> None:
    """Also where the case calls the unit by the name it had before a reform."""
    thread = sqlite_thread_at("convened")
    old = "演示用绵州市原某机构"
    with thread.desk.database.transaction() as session:
        subject = {"subject_uscc": data.FINANCE.uscc, "subject_name": old}
        session.execute(update(Case).where(Case.public_id == thread["case"]).values(**subject))
        session.add(FormerName(uscc=data.FINANCE.uscc, name=old))
        assert session.get(Unit, data.FINANCE.uscc)

    assert reasons(thread, "rep3") == [["R01"], []]
    assert reasons(thread, "rep2") == [[], []]


def test_who_may_supervise_neither_presides_nor_votes(sqlite_thread_at: AtStep) -> None:
    """The person, and not everybody of that unit."""
    thread = sqlite_thread_at("convened")
    add_account(thread, "watch-rep", "演示纪检代表", "unit_representative", data.INSPECTION)
    assert reasons(thread, "watch-rep") == [[], []]
    with thread.desk.database.transaction() as session:
        own = session.scalars(select(Account).where(Account.name == "watch-rep")).one()
        own.roles.append(AccountRole(role="supervisor"))

    assert reasons(thread, "watch-rep") == [["R07"], ["R07"]]


def test_the_view_tells_each_item_s_officials_with_their_grounds(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run("chair", *declaring("R05"))
    thread.run("rep1", *declaring("R04"))
    add_account(thread, "elsewhere", "演示他处主持人", "chair", data.LAND)
    thread.run("elsewhere", *declaring("R04"))

    first, second = thread.read("convener", "recusals", "show", thread["meeting"])["items"]
    words = f"{data.SUBJECT.name}，演示关系（2020-01-01至今，申报第{{}}号）"
    assert first["officials"] == [
        {
            "name": "演示主持人",
            "role": "主持人",
            "grounds": [f"其他可能影响公正的关系：{words.format(1)}"],
        },
        {"name": "演示代表1", "role": "单位代表", "grounds": [f"与当事人有亲属关系：{words.format(2)}"]},
    ]
    assert second["officials"] == []


def test_a_refusal_names_person_case_and_reasons_in_both_languages(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.run("chair", *declaring("R04"))
    thread.run("chair", *declaring("R02"))
    for language, says in (
        ("zh", "近三年任董事或监事、与当事人有亲属关系。请换人办理。"),
        ("en", "director or supervisor within three years、related to a party. Another person"),
    ):
        with (
            speaking(language),
            acting(thread, "chair") as (act, case, _),
            pytest.raises(Refused) as refused,
        ):
            refuse_barred(act, act.actor, case)
        with speaking(language):
            assert says in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        (["--ground", "R06", *RELATION, *SINCE], "没有“R06”这一回避事由", "“R06” is no ground of recusal"),
        (["--ground", "R04", *RELATION, "--from", "2026-11-26"], "日期不对", "do not fit"),
        (["--ground", "R04", *RELATION, *SINCE, "--to", "2019-12-31"], "日期不对", "do not fit"),
        (["--ground", "R04", "--party", " ", "--relation", "演示", *SINCE], "party", "party"),
        (["--ground", "R04", "--party", "演示", "--relation", "\n", *SINCE], "relation", "relation"),
        (["--ground", "R04", *RELATION, "--uscc", "1", *SINCE], "统一社会信用代码", "credit"),
    ],
)
def test_a_declaration_that_cannot_be_so_is_refused(
    sqlite_thread_at: AtStep, wrong: list[str], zh: str, en: str
) -> None:
    thread = sqlite_thread_at("convened")
    thread.refused("chair", "conflicts", "declare", *wrong, zh=zh, en=en, exit_code=2)


def test_who_neither_presides_nor_votes_declares_elsewhere(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.refused("clerk", *declaring("R04"), zh="无权办理此事", en="may not do this", exit_code=4)
    code = f"{'a' * 26}-{'a' * 32}"
    thread.refused("", *declaring("R04"), *("--code", code), zh="", en="", exit_code=5)


def test_the_ledger_has_the_declaration_without_the_party(sqlite_thread_at: AtStep) -> None:
    from ledger.models import ENTRY, PAYLOAD

    thread = sqlite_thread_at("convened")
    thread.run("chair", *declaring("R04"))
    with thread.desk.database.reading() as session:
        last = select(ENTRY.c.type, PAYLOAD.c.payload).join(PAYLOAD, PAYLOAD.c.seq == ENTRY.c.seq)
        entry = session.execute(last.order_by(ENTRY.c.seq.desc()).limit(1)).one()
        chair = session.scalars(select(Account.public_id).where(Account.name == "chair")).one()
    assert entry.type == "official.declared"
    assert chair in str(entry.payload)
    assert data.SUBJECT.name not in str(entry.payload)


def test_the_database_takes_no_other_ground_and_no_end_before_the_beginning(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run("chair", *declaring("R04"))
    for change, rule in (
        ({"ground": "R09"}, "ground"),
        ({"ends": date(2019, 1, 1)}, "order"),
        ({"party_name": ""}, "party"),
    ):
        with (
            pytest.raises(IntegrityError, match=f"ck_official_declaration_{rule}"),
            thread.desk.database.transaction() as session,
        ):
            session.execute(update(OfficialDeclaration).values(**change))
