"""The steps of the thread, each played once by the commands, on the demonstration's invented data.

Two cases stand on the agenda. The first goes all the way; the decision on the second waits for its
signature. Nobody sets a cap, for its trial draws take seconds.
"""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING

from meetings.invitations.invite import expert_with, find_by_code
from meetings.queries import find_vote
from meetings.session.ballots import Choice
from meetings.session.hold_vote import cast
from service import demo_data as data
from service.demo_decision import SCAN
from service.demo_house import ACCOUNTS, NOTICE
from service.stage import DATA

if TYPE_CHECKING:
    from thread import Thread

CODE = re.compile(r"[a-z2-7]{26}-[a-z2-7]{32}")
SEATS = ("--seats", "L01:2", "--seats", "I05:2", "--seats", "C01:1")
REVEAL_BY = "2026-11-30T12:00"
WHEN = ("--start", "2026-12-02T09:00", "--end", "2026-12-02T11:30")
WHERE = (
    *("--place", "演示会议室", "--contact", "演示联络员 000-0000000"),
    *("--chair", "chair", "--recorder", "recorder"),
)
EDITION = ("--edition", "2026-1", "--title", "演示用联合奖惩目录清单（虚构）", "--from", "2026-01-01")
VOTING_UNITS = (data.SAFETY, data.LAND, data.FINANCE, data.HOUSING, data.MARKET)
REASON = "期限不变，当事人整改后可以申请信用修复。"


def installed(thread: "Thread") -> None:
    thread.run("", "db", "upgrade")
    thread.run("", "accounts", "add", "admin", "--display", "演示系统管理员", "--role", "system_admin")
    thread.run("admin", "accounts", "add-unit", data.OFFICE.uscc, data.OFFICE.name, "--code", "示信办")
    add_account(thread, *ACCOUNTS[0])
    thread.run("office", "units", "import", DATA / "organisations.xlsx", "--confirm")
    for name, display, role, unit in ACCOUNTS[1:]:
        add_account(thread, name, display, role, unit)
    for number, unit in enumerate(VOTING_UNITS, 1):
        add_account(thread, f"rep{number}", f"演示代表{number}", "unit_representative", unit)
    thread.run("office", "calendar", "seed", 2026)
    thread.run("office", "calendar", "confirm", 2026, "--source", NOTICE)


def add_account(thread: "Thread", name: str, display: str, role: str, unit: data.Body) -> None:
    words = ("--display", display, "--role", role, "--unit", unit.uscc)
    thread.run("admin", "accounts", "add", name, *words)


def registered(thread: "Thread") -> None:
    folder = thread.home / "given"
    folder.mkdir()
    thread.run("registrar", "experts", "import", data.write_roster(folder), "--confirm")
    thread.run("office", "catalogue", "import", DATA / "catalogue.xlsx", *EDITION, "--confirm")
    thread.run("office", "credit", "import", DATA / "subjects.xlsx", "--confirm")
    (folder / "evidence.txt").write_text("演示用证据\n", encoding="utf-8")
    (folder / "scan.pdf").write_bytes(SCAN)


def filed(thread: "Thread") -> None:
    thread.facts["case"] = file_case(thread, data.SUBJECT)
    thread.facts["case2"] = file_case(thread, data.PARTNERSHIP)


def file_case(thread: "Thread", subject: data.Body) -> str:
    return str(thread.run("clerk", *application(thread, subject)))


def application(thread: "Thread", subject: data.Body) -> list[object]:
    """The command that files a case."""
    measures = [word for code in data.MEASURE_CODES for word in ("--measure", code)]
    return [
        *("cases", "file", "--subject", subject.uscc, "--item", data.ITEM_CODE, *measures),
        *("--conduct-on", "2026-08-03", "--document-title", "行政处罚决定书", "--document-on", "2026-10-12"),
        *("--document-no", "示应急罚〔2026〕18号", "--document-organ", data.SAFETY.name),
        *("--term-months", 12, "--evidence", thread.home / "given" / "evidence.txt"),
        *("--facts", "演示案情：未经验收即投入生产。", "--linkage", "措施与行为发生的领域相同。"),
    ]


def noticed(thread: "Thread") -> None:
    thread.at("11-17T10:00")
    for case in ("case", "case2"):
        thread.run("clerk", "cases", "notice", thread[case], "--on", "2026-11-17", "--manner", "直接送达")


def ready(thread: "Thread") -> None:
    thread.at("11-24T10:00")
    review = ("--on", "2026-11-23", "--review", "理由不成立。")
    thread.run("clerk", "cases", "defence", thread["case"], "--text", "请求从轻。", *review)
    thread.run("clerk", "cases", "defence", thread["case2"], "--waived", *review)
    for case in ("case", "case2"):
        thread.run("legal", "cases", "review", thread[case], "--opinion", "符合规定。")


def convened(thread: "Thread") -> None:
    thread.at("11-25T09:00")
    cases = ("--case", thread["case"], "--case", thread["case2"])
    title = "2026年第1次安全生产领域联合奖惩认定会议"
    convene = ("convener", "meetings", "convene", "--title", title, *WHEN, *WHERE, *cases)
    thread.facts["meeting"] = thread.run(*convene)


def frozen(thread: "Thread") -> None:
    thread.at("11-30T08:30")
    thread.facts["draw"] = thread.run("convener", *freeze(thread))


def freeze(thread: "Thread") -> list[object]:
    """The command that freezes the pool."""
    return ["draw", "freeze", thread["meeting"], *SEATS, "--reveal-by", REVEAL_BY]


def committed(thread: "Thread") -> None:
    for who in ("convener", "supervisor"):
        thread.run(who, "draw", "commit", thread["draw"], "--secret", thread.home / f"{who}.json")


def published(thread: "Thread") -> None:
    thread.run("convener", "draw", "publish", thread["draw"])


def drawn(thread: "Thread") -> None:
    thread.at("11-30T08:45")
    for who in ("convener", "supervisor"):
        reveal(thread, who)


def reveal(thread: "Thread", who: str) -> None:
    thread.run(who, "draw", "reveal", thread["draw"], "--secret", thread.home / f"{who}.json")


def invited(thread: "Thread") -> None:
    thread.at("11-30T09:00")
    thread.run("convener", "invitations", "send", thread["meeting"])
    deliver(thread)


def deliver(thread: "Thread") -> None:
    thread.run("liaison", "invitations", "deliver", "--to", thread.home / "mail")


def codes(thread: "Thread") -> list[str]:
    """The personal codes in the invitations delivered so far, in the order of delivery, each once."""
    bodies = [
        message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
        for path in sorted((thread.home / "mail").glob("*-request.eml"))
    ]
    found = [
        code for body in bodies if isinstance(body, EmailMessage) for code in CODE.findall(body.get_content())
    ]
    return list(dict.fromkeys(found))


def answered(thread: "Thread") -> None:
    """One declines, one falls silent, the others and the two successors accept."""
    first = codes(thread)
    thread.facts["declined"], thread.facts["silent"], *accept = first
    thread.at("11-30T10:10")
    thread.run("", "invitations", "decline", thread["declined"], "--cause", "TRAVEL")
    for code in accept:
        thread.run("", "invitations", "accept", code)
    deliver(thread)
    thread.at("11-30T13:00")
    thread.run("liaison", "invitations", "time-out", thread["meeting"])
    deliver(thread)
    for code in codes(thread)[len(first) :]:
        thread.run("", "invitations", "accept", code)


def arrived(thread: "Thread") -> None:
    thread.at("12-02T08:40")
    for number, unit in enumerate(thread.read("convener", "meetings", "show", thread["meeting"])["units"], 1):
        person = ("--unit", unit["uscc"], "--person", f"演示代表{number}")
        thread.run("recorder", "meetings", "check-in", thread["meeting"], *person)
    for code in sitting(thread).values():
        thread.run("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", code)


def sitting(thread: "Thread") -> dict[str, str]:
    """The personal code of everybody who sits now, by tag, in seat order, a supplement's after the panel's."""
    draws = [thread.facts[name] for name in ("draw", "supplement") if name in thread.facts]
    panel = [
        seat for draw in draws for seat in thread.read("supervisor", "draw", "show", draw)["panel"] or ()
    ]
    with thread.desk.database.reading() as session:
        by_tag = {find_by_code(session, thread.desk.vault, code).tag: code for code in codes(thread)}
    return {seat["tag"]: by_tag[seat["tag"]] for seat in panel}


def in_session(thread: "Thread") -> None:
    """The last expert takes no part in the first item."""
    thread.at("12-02T09:00")
    thread.run("supervisor", "meetings", "unseal", thread["meeting"])
    agenda = thread.read("convener", "meetings", "show", thread["meeting"])["agenda"]
    thread.facts["item"], thread.facts["item2"] = (entry["item"] for entry in agenda)
    thread.facts["recused"] = list(sitting(thread))[-1]
    recusal = ("--tag", thread["recused"], "--reason", "有合作项目，主动回避")
    thread.run("chair", "meetings", "recuse", thread["item"], *recusal)


def opined(thread: "Thread") -> None:
    """One of four agrees to the first item, everybody to the second."""
    thread.at("12-02T09:10")
    for item in ("item", "item2"):
        for number, (tag, code) in enumerate(sitting(thread).items()):
            if (item, tag) != ("item", thread["recused"]):
                says = "--agree" if item == "item2" or number == 0 else "--disagree"
                opinion = ("--code", code, says, "--reasons", f"演示理由{number}。")
                thread.run("", "votes", "opine", thread[item], *opinion)


def voting(thread: "Thread") -> None:
    thread.at("12-02T09:30")
    for item, vote in (("item", "vote"), ("item2", "vote2")):
        thread.facts[vote] = thread.run("chair", "votes", "open", thread[item], "--starts-on", "2026-12-08")


def voted(thread: "Thread") -> None:
    """The determining unit and all others agree, but for one abstention; three of four experts disagree."""
    receipt = ("--receipt", thread.home / "rep1.tlog-proof")
    thread.run("rep1", "votes", "cast", thread["vote"], "--choice", "agree", *receipt)
    experts = sitting(thread)
    for vote in ("vote", "vote2"):
        for number in range(1 if vote == "vote2" else 2, 6):
            ballot(thread, vote, f"rep{number}", Choice.ABSTAIN if number == 5 else Choice.AGREE)
        for number, (tag, code) in enumerate(experts.items()):
            if (vote, tag) != ("vote", thread["recused"]):
                agrees = vote == "vote2" or number == 0
                ballot(thread, vote, code, Choice.AGREE if agrees else Choice.DISAGREE)


def ballot(thread: "Thread", vote: str, voter: str, choice: Choice) -> None:
    """A ballot without the signed receipt that the command adds; `voter` is an account or a code."""
    thread.desk.actor_name = voter
    by_code = (lambda session: expert_with(session, thread.desk.vault, voter)) if "-" in voter else None
    with thread.desk.acting(by_code) as act:
        cast(act, find_vote(act.session, thread[vote]), choice)


def counted(thread: "Thread") -> None:
    thread.at("12-02T10:00")
    for vote in ("vote", "vote2"):
        thread.run("chair", "votes", "close", thread[vote])


def held(thread: "Thread") -> None:
    thread.at("12-02T10:20")
    thread.run("recorder", "meetings", "close", thread["meeting"])


def drafted(thread: "Thread") -> None:
    thread.at("12-04T09:00")
    against = ("--adoption", "多数建议缩短期限，未采纳", "--departure-reason", REASON)
    thread.facts["decision"] = thread.run("convener", "decisions", "draft", thread["item"], *against)
    adopted = ("--adoption", "全部采纳")
    thread.facts["decision2"] = thread.run("convener", "decisions", "draft", thread["item2"], *adopted)


def sent_back(thread: "Thread") -> None:
    thread.run("legal", "decisions", "return", thread["decision"], "--opinion", "请写明采纳情况。")


def reviewed(thread: "Thread") -> None:
    for decision in ("decision", "decision2"):
        thread.run("legal", "decisions", "review", thread[decision], "--opinion", "符合规定。")


def signed(thread: "Thread") -> None:
    thread.at("12-07T09:00")
    thread.run("leader", "decisions", "sign", thread["decision"])


def sealed(thread: "Thread") -> None:
    thread.run("keeper", "decisions", "seal", thread["decision"], *scan(thread))


def scan(thread: "Thread") -> tuple[object, ...]:
    return "--scan", thread.home / "given" / "scan.pdf"


def issued(thread: "Thread") -> None:
    thread.facts["filing"] = thread.run("convener", "decisions", "issue", thread["decision"])


def sent(thread: "Thread") -> None:
    thread.at("12-09T09:00")
    thread.run("convener", "filings", "send", thread["filing"], *scan(thread))


def received(thread: "Thread") -> None:
    thread.at("12-10T09:00")
    thread.run("office", "filings", "receive", thread["filing"])


def accepted(thread: "Thread") -> None:
    thread.run("office", "filings", "accept", thread["filing"], "--opinion", "材料齐全。")


def returned(thread: "Thread") -> None:
    thread.run("office", "filings", "return", thread["filing"], "--opinion", "请补正。")


def stopped(thread: "Thread") -> None:
    thread.run("supervisor", "draw", "stop", thread["draw"], "--cause", "设备故障")


def lapsed(thread: "Thread") -> None:
    """Only the convener revealed in time."""
    reveal(thread, "convener")
    thread.at("11-30T12:01")
    thread.run("convener", "draw", "lapse", thread["draw"])


BEACON = "announced:演示彩票@2026-11-30T21:15"


def beacon_published(thread: "Thread") -> None:
    """The plan of another draw, which waits for an announced result."""
    thread.at("11-30T08:30")
    thread.facts["draw"] = thread.run("convener", *freeze(thread), "--beacon", BEACON)
    committed(thread)
    published(thread)


def awaiting_beacon(thread: "Thread") -> None:
    drawn(thread)


Play = Callable[["Thread"], None]
MAIN: tuple[Play, ...] = (
    *(installed, registered, filed, noticed, ready, convened, frozen, committed, published, drawn),
    *(invited, answered, arrived, in_session, opined, voting, voted, counted, held),
    *(drafted, reviewed, signed, sealed, issued, sent, received, accepted),
)
ASIDE: dict[Play, Play] = {
    stopped: committed,
    lapsed: published,
    sent_back: drafted,
    returned: received,
    beacon_published: convened,
    awaiting_beacon: beacon_published,
}
STEPS: dict[str, tuple[str | None, Play]] = {
    **{
        play.__name__: (before and before.__name__, play)
        for before, play in zip((None, *MAIN), MAIN, strict=False)
    },
    **{play.__name__: (before.__name__, play) for play, before in ASIDE.items()},
}
"""Every step by its name: the step before it, and how it is played."""
