"""Every command: who may run it, and what it says to the wrong account and to an unknown id."""

from collections.abc import Iterator

import click
import pytest

from kernel.roles import POLICY
from service import demo_data as data
from service.cli import COMMANDS, panel
from service.demo_house import ACCOUNTS
from thread import Plays, Thread
from thread_steps import DATA, SEATS, WHEN, WHERE, application

pytest_plugins = ["thread_fixtures"]

Words = list[object]

ROLES = {name: role for name, _, role, _ in ACCOUNTS} | {
    "admin": "system_admin",
    "rep1": "unit_representative",
}
FOR_EVERYBODY = {
    "demo": "plays in a folder of its own",
    "doctor": "looks at the installation",
    "db upgrade": "comes before there are accounts",
    "verify": "needs no service at all",
    "invitations accept": "by the personal code",
    "invitations decline": "by the personal code",
    "votes opine": "by the personal code",
    "invitations time-out": "happens by the clock, whoever runs it",
    "ledger checkpoint": "signs what is there, whoever asks",
}


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield *path, name


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: nothing that is refused changes it."""
    with sqlite_plays.lent("accepted") as thread:
        yield thread


def commands(thread: Thread) -> dict[str, tuple[str, Words]]:
    """The action of the policy table and what follows the command's own words."""
    given = thread.home / "given"
    scan: Words = ["--scan", given / "scan.pdf"]
    meeting, draw, item = thread["meeting"], thread["draw"], thread["item"]
    vote, decision, filing = thread["vote"], thread["decision"], thread["filing"]
    new = thread.home / "new"
    [expert] = thread.read("registrar", "experts", "list", "--limit", 1)
    someone = expert["public_id"]
    return {
        "accounts add": ("accounts.add", ["new", "--display", "演示", "--role", "convener"]),
        "accounts add-unit": ("units.add", [data.OFFICE.uscc, "演示", "--code", "示"]),
        "accounts list": ("accounts.read", []),
        "experts import": ("experts.import", [given / "roster.csv"]),
        "experts list": ("experts.read", []),
        "experts show": ("experts.read", [someone]),
        "experts suspend": ("experts.keep", [someone, "--reason", "演示"]),
        "experts reinstate": ("experts.keep", [someone, "--reason", "演示"]),
        "credit import": ("credit.load", [DATA / "subjects.xlsx", "--confirm"]),
        "credit export-subjects": ("credit.load", ["--to", new, "--purpose", "演示"]),
        "credit export-conduct": ("credit.load", ["--to", new, "--purpose", "演示"]),
        "credit subject": ("credit.read", [data.SUBJECT.uscc, "--purpose", "演示"]),
        "measures import": ("measures.import", [DATA / "past_decisions.xlsx", "--confirm"]),
        "measures list": ("measures.read", [data.SUBJECT.uscc, "--purpose", "演示"]),
        "cases file": ("cases.file", application(thread, data.SUBJECT)[2:]),
        "cases notice": ("cases.prepare", [thread["case"], "--on", "2026-12-01", "--manner", "邮寄"]),
        "cases defence": ("cases.prepare", [thread["case"], "--on", "2026-12-01", "--review", "演示"]),
        "cases publicise": (
            "cases.prepare",
            [thread["case"], "--from", "2026-12-01", "--until", "2026-12-20", "--channel", "演示"],
        ),
        "cases close-publicity": ("cases.prepare", [thread["case"], "--result", "演示"]),
        "cases review": ("cases.review", [thread["case"], "--opinion", "演示"]),
        "cases withdraw": ("cases.prepare", [thread["case"], "--reason", "演示"]),
        "cases gates": ("cases.read", [thread["case"]]),
        "cases list": ("cases.read", []),
        "cases show": ("cases.read", [thread["case"]]),
        "meetings convene": (
            "meetings.convene",
            ["--title", "演示", *WHEN, *WHERE, "--case", thread["case"]],
        ),
        "meetings add-case": ("meetings.convene", [meeting, thread["case"]]),
        "meetings add-unit": ("meetings.convene", [meeting, data.OFFICE.uscc]),
        "meetings check-in": (
            "meetings.check_in",
            [meeting, "--unit", data.SAFETY.uscc, "--person", "演示"],
        ),
        "meetings check-in-expert": ("meetings.check_in", [meeting, "--code", thread["declined"]]),
        "meetings unseal": ("meetings.unseal", [meeting]),
        "meetings recuse": ("meetings.recuse", [item, "--unit", data.LAND.uscc, "--reason", "演示"]),
        "meetings close": ("meetings.close", [meeting]),
        "meetings list": ("meetings.read", []),
        "meetings show": ("meetings.read", [meeting]),
        "draw freeze": ("draw.freeze", [meeting, *SEATS, "--reveal-by", "2026-12-20T12:00"]),
        "draw commit": ("draw.contribute", [draw, "--secret", new]),
        "draw publish": ("draw.publish", [draw]),
        "draw reveal": ("draw.contribute", [draw, "--secret", thread.home / "convener.json"]),
        "draw stop": ("draw.stop", [draw, "--cause", "演示"]),
        "draw lapse": ("draw.contribute", [draw]),
        "draw approve": ("draw.approve", [draw, "--cause", "演示"]),
        "draw depart": ("draw.depart", [draw, thread["recused"], "--kind", "absent", "--cause", "ILL"]),
        "draw show": ("draw.read", [draw]),
        "draw export": ("draw.read", [draw, "--to", new]),
        "invitations send": ("invitations.send", [meeting]),
        "invitations deliver": ("invitations.deliver", ["--to", new]),
        "invitations list": ("invitations.read", [meeting]),
        "votes open": ("votes.preside", [item, "--starts-on", "2026-12-20"]),
        "votes cast": ("votes.cast", [vote, "--choice", "agree"]),
        "votes close": ("votes.preside", [vote]),
        "votes recount": ("votes.read", [vote]),
        "decisions draft": ("decisions.draft", [item, "--adoption", "演示"]),
        "decisions review": ("decisions.review", [decision, "--opinion", "演示"]),
        "decisions sign": ("decisions.sign", [decision]),
        "decisions seal": ("decisions.seal", [decision, *scan]),
        "decisions issue": ("decisions.issue", [decision]),
        "decisions show": ("decisions.read", [decision]),
        "decisions export": ("decisions.read", [decision, "--to", new]),
        "filings send": ("filings.send", [filing, *scan]),
        "filings receive": ("filings.handle", [filing]),
        "filings accept": ("filings.handle", [filing, "--opinion", "演示"]),
        "filings return": ("filings.handle", [filing, "--opinion", "演示"]),
        "filings list": ("filings.read", []),
        "filings export": ("filings.read", [filing, "--to", new]),
        "ledger prove": ("ledger.read", [0]),
        "ledger verify": ("ledger.read", []),
    }


NAMES = sorted({" ".join(words) for words in leaves(panel)} - set(FOR_EVERYBODY))


def test_every_command_is_looked_at(thread: Thread) -> None:
    assert set(NAMES) == set(commands(thread))
    assert {" ".join(words) for words in leaves(panel)} >= set(FOR_EVERYBODY)
    assert {words[0] for words in leaves(panel)} == set(COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_the_wrong_account_is_refused_and_changes_nothing(thread: Thread, name: str) -> None:
    action, words = commands(thread)[name]
    wrong = [account for account, role in ROLES.items() if role not in POLICY[action]]
    assert len(wrong) > 5
    before = thread.dump()

    for account in wrong:
        refusal = thread.refusal(account, *name.split(), *words)
        assert refusal.exit_code == 4, (account, refusal)
        assert f"账号“{account}”无权办理此事（需要角色：" in refusal.text
    refusal = thread.refusal(wrong[0], *name.split(), *words, language="en")
    assert f"The account “{wrong[0]}” may not do this (needs the role: " in refusal.text
    assert thread.dump() == before
    assert not (thread.home / "new").exists()


@pytest.mark.parametrize("name", NAMES)
def test_nobody_in_particular_is_refused(thread: Thread, name: str) -> None:
    _, words = commands(thread)[name]

    refusal = thread.refusal("", *name.split(), *words)
    assert (refusal.exit_code, "请用 --as 或 PANEL_ACTOR" in refusal.text) == (2, True), refusal
    refusal = thread.refusal("nobody", *name.split(), *words)
    assert (refusal.exit_code, "没有账号“nobody”，或已停用。" in refusal.text) == (5, True), refusal


RIGHT = {role: account for account, role in ROLES.items()}
WITHOUT_ID = {  # nothing of ours is named
    *("accounts add", "accounts add-unit", "accounts list", "cases file", "cases list"),
    *("credit import", "credit export-subjects", "credit export-conduct", "measures import", "measures list"),
    *("credit subject", "experts import", "experts list", "filings list", "invitations deliver"),
    *("ledger prove", "ledger verify", "meetings list"),
    "draw reveal",  # the secret's own file says first that it belongs to another draw
}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_ID])
def test_an_unknown_id_is_not_found(thread: Thread, name: str) -> None:
    action, words = commands(thread)[name]
    ids = {*thread.facts.values(), data.ITEM_CODE, *(words[:1] if name.startswith("experts") else ())}
    unknown = ["no-such-id" if word in ids else word for word in words]
    assert "no-such-id" in unknown
    account = RIGHT[min(POLICY[action] & set(RIGHT))]

    for language, sentence in (("zh", "没有"), ("en", "no")):
        refusal = thread.refusal(account, *name.split(), *unknown, language=language)
        assert (refusal.exit_code, sentence in refusal.text) == (5, True), refusal
        assert "no-such-id" in refusal.text
