"""The register's life at the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from experts.register import enter
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.errors import InputError, NotAllowed, Refused
from kernel.units import Unit
from register_people import REGISTRAR, person
from service.cli import panel
from service.demo_data import OFFICE, SAFETY, SUBJECT

PERSON = (
    *("--name", "演示乙一", "--document", "110105197001010003", "--mobile", "12000000001"),
    *("--email", "a@example.com", "--title", "教授", "--field", "L01", "--field", "I05"),
    *("--employer", "演示研究院", "--employed-since", "2018-03-01", "--consent-on", "2026-03-01"),
)
TERM = ("--from", "2026-04-01", "--to", "2029-03-31")


@pytest.fixture
def house(desk: Desk) -> Desk:
    """A house with a registrar, the office, a clerk and a convener."""
    with desk.database.transaction() as session:
        for unit, code in ((OFFICE, "示信"), (SAFETY, "示安")):
            session.add(Unit(uscc=unit.uscc, name=unit.name, document_code=code))
        session.flush()
        for name, role, unit in (
            ("registrar", "registrar", OFFICE),
            ("office", "lg_office", OFFICE),
            ("clerk", "unit_clerk", SAFETY),
            ("convener", "convener", SAFETY),
        ):
            roles = [AccountRole(role=role)]
            session.add(
                Account(public_id=name, name=name, display_name=name, unit_uscc=unit.uscc, roles=roles)
            )
    return desk


def run(desk: Desk, actor: str, *words: str) -> Any:
    """What a command gives back, or prints as JSON."""
    desk.actor_name = actor
    done = CliRunner().invoke(panel, words, obj=desk, standalone_mode=False)
    if done.exception:
        raise done.exception
    return json.loads(done.output) if "--json" in words else done.return_value or done.output


def test_from_recommendation_to_certificate(house: Desk, tmp_path: Path) -> None:
    papers = tmp_path / "papers.pdf"
    papers.write_text("演示用申请材料\n", encoding="utf-8")
    application = run(house, "clerk", "applications", "recommend", *PERSON, "--evidence", str(papers))
    (line,) = run(house, "clerk", "applications", "list", "--json")
    assert (line["public_id"], line["source"], line["unit"]) == (application, "DEPARTMENT", SAFETY.name)
    assert "部门推荐" in run(house, "office", "applications", "list")
    run(house, "office", "applications", "take-up", application)
    number = run(house, "office", "applications", "admit", application, "--opinion", "符合条件。", *TERM)
    assert number == "示信聘〔2026〕1号"
    (expert,) = run(house, "registrar", "experts", "list", "--json")
    shown = run(house, "registrar", "experts", "show", expert["public_id"], "--json")
    assert shown["certificates"][0]["number"] == number
    assert shown["state_changes"][0]["evidence"] is not None
    assert "在聘" in run(house, "registrar", "experts", "show", expert["public_id"])


def test_a_rejection_is_seen_by_the_unit_that_recommended(house: Desk) -> None:
    application = run(house, "clerk", "applications", "recommend", *PERSON)
    run(house, "office", "applications", "reject", application, "--opinion", "工作年限不足。")
    assert "不予入库" in run(house, "clerk", "applications", "list")
    own = run(house, "registrar", "applications", "apply", *PERSON)
    assert [line["public_id"] for line in run(house, "clerk", "applications", "list", "--json")] == [
        application
    ]
    assert len(run(house, "registrar", "applications", "list", "--json")) == 2
    assert own != application
    for words in (("apply", *PERSON), ("list",)):
        with pytest.raises(NotAllowed):
            run(house, "convener", "applications", *words)
    with pytest.raises(InputError, match="手机号"):
        run(house, "registrar", "applications", "apply", *PERSON, "--mobile", "1")


def entered(house: Desk) -> str:
    with house.acting(lambda _: REGISTRAR) as act:
        return enter(act, [person()])[0]


def test_a_term_is_reminded_of_renewed_and_expired(house: Desk) -> None:
    expert = entered(house)
    assert run(house, "registrar", "experts", "due", "--json") == []
    assert isinstance(house.clock, SetClock)
    house.clock.set(datetime(2028, 12, 1, 1, tzinfo=UTC))
    assert "2028-12-31" in run(house, "registrar", "experts", "due")
    house.clock.set(datetime(2029, 1, 1, 1, tzinfo=UTC))
    assert run(house, "clerk", "experts", "expire") == 1
    assert run(house, "registrar", "experts", "due", "--json") == []
    term = ("--from", "2029-02-01", "--to", "2031-12-31", "--reason", "考核合格")
    assert run(house, "registrar", "experts", "renew", expert, *term) == "示信聘〔2029〕1号"
    shown = run(house, "registrar", "experts", "show", expert)
    assert "聘期届满" in shown
    assert "考核合格" in shown


def test_leave_suspension_and_departure(house: Desk, tmp_path: Path) -> None:
    expert, letter = entered(house), tmp_path / "letter.txt"
    letter.write_text("演示用来函\n", encoding="utf-8")
    days = ("--from", "2026-04-01", "--to", "2026-04-10")
    assert "不参加抽取" in run(house, "registrar", "experts", "leave", expert, *days, "--reason", "讲学")
    assert "已撤销" in run(house, "registrar", "experts", "cancel-leave", expert, "--from", "2026-04-01")
    evidence = ("--reason", "核查", "--evidence", str(letter))
    run(house, "registrar", "experts", "suspend", expert, *evidence)
    done = run(house, "registrar", "experts", "dismiss", expert, "--ground", "LEAK", *evidence)
    assert done == f"专家{expert}已退出专家库：解聘。\n"
    shown = run(house, "registrar", "experts", "show", expert, "--json")
    assert [(step["state"], step["ground"]) for step in shown["state_changes"]] == [
        ("SUSPENDED", None),
        ("DISMISSED", "LEAK"),
    ]
    assert len({step["evidence"] for step in shown["state_changes"]}) == 1
    assert "泄露会议情况" in run(house, "registrar", "experts", "show", expert)
    for last in ("resign", "deceased"):
        with pytest.raises(Refused, match="已退出"):
            run(house, "registrar", "experts", last, expert, "--reason", "本人申请")


@pytest.mark.parametrize(("command", "state"), [("resign", "RESIGNED"), ("deceased", "DECEASED")])
def test_an_expert_resigns_or_dies(house: Desk, command: str, state: str) -> None:
    expert = entered(house)
    run(house, "registrar", "experts", command, expert, "--reason", "单位来函")
    assert run(house, "registrar", "experts", "show", expert, "--json")["state"] == state


def test_the_registrar_enters_a_confirmation_from_paper(house: Desk, tmp_path: Path) -> None:
    expert, paper = entered(house), tmp_path / "paper.txt"
    paper.write_text("演示用纸质确认\n", encoding="utf-8")
    assert [line["last"] for line in run(house, "registrar", "experts", "unconfirmed", "--json")] == [None]
    assert "—" in run(house, "registrar", "experts", "unconfirmed")
    relation = ("--relation", f"R02|{SUBJECT.name}|独立董事|2024-01-01||{SUBJECT.uscc}")
    with pytest.raises(InputError):
        run(house, "registrar", "experts", "confirm", expert, "--employer", "甲", "--paper", str(paper))
    moved = ("--moved-on", "2026-02-01", *relation, "--paper", str(paper))
    run(house, "registrar", "experts", "confirm", expert, *moved)
    assert run(house, "registrar", "experts", "unconfirmed", "--json") == []
    another = ("--relation", "R04|演示某人|配偶|2010-01-01", "--paper", str(paper))
    run(house, "registrar", "experts", "declare", expert, *another)
    ended = ("--ground", "R02", "--party", SUBJECT.name, "--on", "2026-03-01", "--paper", str(paper))
    run(house, "registrar", "experts", "end-relation", expert, *ended)
    shown = run(house, "registrar", "experts", "show", expert, "--json")
    assert [(told["ground"], told["ends"]) for told in shown["declarations"]] == [
        ("R02", "2026-03-01"),
        ("R04", None),
    ]
    assert (shown["confirmed"], shown["employments"][0]["ends"]) == (2026, "2026-01-31")


def test_the_register_is_not_for_the_convener(house: Desk) -> None:
    expert = entered(house)
    for words in (
        ("due",),
        ("unconfirmed",),
        ("certify", expert),
        ("resign", expert, "--reason", "本人申请"),
        ("renew", expert, "--from", "2029-01-01", "--to", "2030-01-01", "--reason", "考核合格"),
    ):
        with pytest.raises(NotAllowed):
            run(house, "convener", "experts", *words)
