"""Every command: who may run it, and what it says to the wrong account and to an unknown id."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kernel.roles import POLICY
from meeting_steps import LATER, to
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
    "verifiers list": "is public",
    "verifiers export": "is public",
    "serve": "shows what is public",
    "invitations accept": "by the personal code",
    "invitations decline": "by the personal code",
    "votes opine": "by the personal code",
    "invitations time-out": "happens by the clock, whoever runs it",
    "ledger verify": "by the receipt alone",
    "experts expire": "happens by the clock, whoever runs it",
    "draw secret": "on a contributor's own device",
    "draw check-plan": "on a contributor's own device",
    "self show": "by the personal code",
    "self leaf": "by the personal code",
    "self draws": "by the personal code",
    "self opening": "by the personal code",
    "self confirm": "by the personal code",
    "evaluations comment": "by the personal code",
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
        thread.facts["application"] = thread.run("clerk", "applications", "recommend", *PERSON)
        thread.facts["submission"] = thread.run("clerk", "catalogue", "withdraw", "YS-AQ-03")
        thread.facts["challenge"] = thread.run("clerk", "challenges", "raise", thread["case2"], *CHALLENGE)
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
        "accounts invite": ("accounts.invite", ["clerk"]),
        "accounts list": ("accounts.read", []),
        "accounts token": ("accounts.tokens", ["clerk", "--purpose", "演示"]),
        "accounts revoke-token": ("accounts.tokens", ["no-such-id"]),
        "accounts tokens": ("accounts.read", []),
        "bench-data": ("experts.keep", ["--experts", 1]),
        "experts import": ("experts.import", [given / "roster.csv"]),
        "experts list": ("experts.read", []),
        "experts show": ("experts.read", [someone]),
        "experts suspend": ("experts.keep", [someone, "--reason", "演示"]),
        "experts reinstate": ("experts.keep", [someone, "--reason", "演示"]),
        **register_commands(thread, someone, new, scan),
        **catalogue_commands(thread, new),
        "units import": ("units.import", [DATA / "organisations.xlsx"]),
        "units list": ("units.read", []),
        "units find": ("units.read", ["演示"]),
        "units export": ("units.read", ["--to", new]),
        "evaluations record": ("experts.evaluate", [meeting, thread["recused"]]),
        "evaluations due": ("experts.evaluate", []),
        "recusals pool": ("draw.audit", [draw]),
        "recusals show": ("recusals.read", [meeting]),
        "challenges raise": ("challenges.raise", [thread["case"], *CHALLENGE]),
        "challenges decide": ("challenges.decide", [thread["challenge"], "--uphold", "--reason", "演示"]),
        "challenges list": ("challenges.read", []),
        "conflicts declare": ("conflicts.declare", list(CONFLICT)),
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
        "meetings appoint": ("meetings.convene", [meeting, "--chair", "chair"]),
        "meetings postpone": ("meetings.convene", [meeting, *to(LATER)]),
        "meetings cancel": ("meetings.convene", [meeting, "--cause", "演示"]),
        "meetings withdraw": ("meetings.convene", [item, "--reason", "演示"]),
        "rooms add": ("meetings.rooms", ["演示301会议室"]),
        "rooms list": ("meetings.read", []),
        "calendar seed": ("calendar.keep", [2027]),
        "calendar set": ("calendar.keep", ["2026-12-31", "REST", "--name", "演示", "--source", "演示"]),
        "calendar import": ("calendar.keep", [DATA / "organisations.xlsx", "--source", "演示"]),
        "calendar confirm": ("calendar.keep", [2026, "--source", "演示"]),
        "calendar show": ("calendar.read", [2026]),
        "calendar due": ("calendar.read", ["2026-12-31", 3]),
        "draw chances": ("draw.read", [meeting, *SEATS]),
        "draw rehearse": ("draw.read", [meeting, *SEATS]),
        "draw freeze": ("draw.freeze", [meeting, *SEATS, "--reveal-by", "2026-12-20T12:00"]),
        "draw supplement": (
            "draw.freeze",
            [meeting, "--cause", "演示", "--reveal-by", "2026-12-20T12:00"],
        ),
        "draw commit": ("draw.contribute", [draw, "--secret", new]),
        "draw publish": ("draw.publish", [draw]),
        "draw plan": ("draw.contribute", [draw, "--to", new]),
        "draw announce": ("draw.contribute", [draw, "3.9./"]),
        "draw confirm-beacon": ("draw.contribute", [draw, "3.9./"]),
        "draw beacon": ("draw.beacon", [draw, "--round-file", given / "evidence.txt"]),
        "draw reveal": ("draw.contribute", [draw, "--secret", thread.home / "convener.json"]),
        "draw stop": ("draw.stop", [draw, "--cause", "演示"]),
        "draw lapse": ("draw.contribute", [draw]),
        "draw approve": ("draw.approve", [draw, "--cause", "演示"]),
        "draw depart": ("draw.depart", [draw, thread["recused"], "--kind", "absent", "--cause", "ILL"]),
        "draw show": ("draw.read", [draw]),
        "draw views": ("draw.audit", [draw]),
        "draw export": ("draw.read", [draw, "--to", new]),
        "invitations send": ("invitations.send", [meeting]),
        "invitations deliver": ("invitations.deliver", ["--to", new]),
        "invitations renew": ("invitations.renew", [meeting, thread["recused"]]),
        "invitations list": ("invitations.read", [meeting]),
        "votes open": ("votes.preside", [item, "--starts-on", "2026-12-20"]),
        "votes cast": ("votes.cast", [vote, "--choice", "agree"]),
        "votes close": ("votes.preside", [vote]),
        "votes receipt": ("votes.cast", [vote, "--to", new]),
        "votes recount": ("votes.read", [vote]),
        "decisions draft": ("decisions.draft", [item, "--adoption", "演示"]),
        "decisions review": ("decisions.review", [decision, "--opinion", "演示"]),
        "decisions return": ("decisions.review", [decision, "--opinion", "演示"]),
        "decisions redraft": ("decisions.draft", [decision, "--adoption", "演示"]),
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
        "ledger checkpoint": ("ledger.read", []),
        "ledger compare": ("ledger.read", [scan[1]]),
        "ledger epoch": ("ledger.epoch", ["--reason", "演示"]),
        "ledger fsck": ("ledger.read", []),
        "verifiers publish": ("verifiers.publish", []),
        "ledger monitor": ("ledger.read", []),
        "ledger erase request": ("ledger.erase", [0, "--reason", "演示"]),
        "ledger erase approve": ("ledger.approve_erasure", [0]),
        "ledger export": ("ledger.read", ["--to", new]),
        "ledger witness add": ("ledger.witness", ["w.example", "w.example+00000000+AAAA"]),
        "ledger witness end": ("ledger.witness", ["w.example"]),
        "ledger witness request": ("ledger.cosign", ["w.example", "--out", new]),
        "ledger witness accept": ("ledger.cosign", [scan[1]]),
        "ledger witness list": ("ledger.read", []),
    }


CHALLENGE = ("--kind", "expert", "--person", "演示甲", "--grounds", "演示", "--on", "2026-12-01")
CONFLICT = ("--ground", "R05", "--party", "演示", "--relation", "演示", "--from", "2026-12-01")
EDITION = ("--edition", "2027-1", "--title", "演示", "--from", "2027-01-01")
PERSON = (
    *("--name", "演示新人", "--document", "110105197503070006", "--mobile", "12000009999"),
    *("--email", "new@example.com", "--title", "教授", "--field", "L01", "--employer", "演示学院"),
    *("--employed-since", "2010-09-01", "--consent-on", "2026-11-10"),
)


def register_commands(thread: Thread, someone: str, new: Path, scan: Words) -> dict[str, tuple[str, Words]]:
    """Those of the register's life."""
    paper: Words = ["--paper", scan[1]]
    why: Words = ["--reason", "演示"]
    term: Words = ["--from", "2027-01-01", "--to", "2027-12-31"]
    keep = "experts.keep"
    return {
        "experts certify": (keep, [someone]),
        "experts code": (keep, [someone]),
        "experts renew": (keep, [someone, *term, *why]),
        "experts leave": (keep, [someone, *term, *why]),
        "experts cancel-leave": (keep, [someone, "--from", "2027-01-01"]),
        "experts resign": (keep, [someone, *why]),
        "experts deceased": (keep, [someone, *why]),
        "experts dismiss": (keep, [someone, "--ground", "LEAK", *why]),
        "experts merge": (keep, [someone, "another", *why]),
        "experts export": ("experts.import", ["--to", new]),
        "experts due": ("experts.read", []),
        "experts unconfirmed": ("experts.read", []),
        "experts confirm": ("experts.confirm", [someone, *paper]),
        "experts declare": ("experts.confirm", [someone, "--relation", "R05|演示|演示|2026-01-01", *paper]),
        "experts end-relation": (
            "experts.confirm",
            [someone, "--ground", "R05", "--party", "演示", "--on", "2026-12-01", *paper],
        ),
        "applications apply": (keep, list(PERSON)),
        "applications recommend": ("experts.apply", list(PERSON)),
        "applications list": ("applications.read", []),
        "applications take-up": ("experts.review", [thread["application"]]),
        "applications admit": ("experts.review", [thread["application"], "--opinion", "演示", *term]),
        "applications reject": ("experts.review", [thread["application"], "--opinion", "演示"]),
        "certificates print": ("experts.read", ["no-such-id", "--to", new]),
    }


def catalogue_commands(thread: Thread, new: Path) -> dict[str, tuple[str, Words]]:
    """Those of catalogue and special groups."""
    published, read = "catalogue.publish", "catalogue.read"
    return {
        "catalogue import": (published, [DATA / "catalogue_2026-2.xlsx", *EDITION]),
        "catalogue publish": (published, list(EDITION)),
        "catalogue confirm": (published, [data.ITEM_CODE]),
        "catalogue take": (published, [thread["submission"]]),
        "catalogue return": (published, [thread["submission"], "--answer", "演示"]),
        "catalogue submit": ("catalogue.submit", [DATA / "catalogue_2026-2.xlsx"]),
        "catalogue withdraw": ("catalogue.submit", [data.ITEM_CODE]),
        "catalogue item": (read, [data.ITEM_CODE, "--on", "2026-08-03"]),
        **{f"catalogue {name}": (read, []) for name in ("list", "submissions", "duties")},
        **{f"catalogue {name}": (read, ["2026-1"]) for name in ("changes", "domains", "report", "show")},
        "catalogue export": (read, ["2026-1", "--to", new]),
        "groups import": ("groups.keep", [DATA / "catalogue.xlsx"]),
        "groups list": (read, []),
        "groups export": (read, ["--to", new]),
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
    before = thread.dump(left_out=["query_log"])

    for account in wrong:
        refusal = thread.refusal(account, *name.split(), *words)
        assert refusal.exit_code == 4, (account, refusal)
        assert f"账号“{account}”无权办理此事（需要角色：" in refusal.text
    refusal = thread.refusal(wrong[0], *name.split(), *words, language="en")
    assert f"The account “{wrong[0]}” may not do this (needs the role: " in refusal.text
    assert thread.dump(left_out=["query_log"]) == before
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
    *("accounts token", "accounts tokens", "bench-data"),
    *("accounts add", "accounts add-unit", "accounts invite", "accounts list", "cases file", "cases list"),
    *("credit import", "credit export-subjects", "credit export-conduct", "measures import", "measures list"),
    *("credit subject", "experts import", "experts list", "filings list", "invitations deliver"),
    *("ledger checkpoint", "ledger compare", "ledger epoch", "ledger fsck", "ledger prove", "meetings list"),
    *(
        "ledger erase request",
        "ledger erase approve",
        "ledger export",
        "ledger monitor",
        "ledger witness add",
        "ledger witness end",
        "ledger witness request",
    ),
    *("ledger witness accept", "ledger witness list"),
    *(
        "calendar seed",
        "calendar set",
        "calendar import",
        "calendar confirm",
        "calendar show",
        "calendar due",
    ),
    *("rooms add", "rooms list"),
    *("units import", "units list", "units find", "units export", "groups import", "groups list"),
    *("groups export", "catalogue import", "catalogue publish", "catalogue submit", "catalogue list"),
    *("catalogue submissions", "catalogue duties", "experts export", "experts due", "experts unconfirmed"),
    *("applications apply", "applications recommend", "applications list", "evaluations due"),
    *("challenges list", "conflicts declare", "verifiers publish"),
    *(
        "catalogue item",
        "catalogue withdraw",
        "catalogue confirm",
    ),  # their own tests ask for what is not listed
}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_ID])
def test_an_unknown_id_is_not_found(thread: Thread, name: str) -> None:
    action, words = commands(thread)[name]
    ids = {
        *thread.facts.values(),
        data.ITEM_CODE,
        "2026-1",
        "no-such-id",
        *(words[:1] if name.startswith("experts") else ()),
    }
    unknown = ["no-such-id" if word in ids else word for word in words]
    assert "no-such-id" in unknown
    account = RIGHT[min(POLICY[action] & set(RIGHT))]

    for language, sentence in (("zh", "没有"), ("en", "no")):
        refusal = thread.refusal(account, *name.split(), *unknown, language=language)
        assert (refusal.exit_code, sentence in refusal.text) == (5, True), refusal
        assert "no-such-id" in refusal.text
