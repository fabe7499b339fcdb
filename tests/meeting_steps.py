"""What the tests about meetings share: further cases, meetings called at will, notices read again."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import TYPE_CHECKING

from service import demo_data as data
from service.demo_cases import REWARD, TWO_GROUPS
from service.demo_house import FURTHER
from thread_steps import add_account, application, deliver, freeze, reveal

if TYPE_CHECKING:
    from collections.abc import Callable

    from thread import Thread

ROOM = "演示301会议室"
OTHER_ROOM = "演示302会议室"
MORNING = ("2026-12-02T09:00", "2026-12-02T11:30")
LATER = ("2026-12-16T09:00", "2026-12-16T11:30")
REVIEW = ("--review", "演示：无需复核。")


def two_ready(thread_at: "Callable[[str], Thread]") -> "Thread":
    """The thread on the day on which its two cases can go on an agenda."""
    thread = thread_at("ready")
    thread.at("11-25T09:00")
    return thread


def ready_case(thread: "Thread", subject: data.Body = data.SHOP, *further: object) -> str:
    """One more case of the safety administration that can go on an agenda."""
    return _prepared(thread, "clerk", (*application(thread, subject), *further))


def two_group_case(thread: "Thread") -> str:
    """A case whose items belong to two special groups; the accounts of a special session are opened for it."""
    for name, display, role, unit in FURTHER:
        add_account(thread, name, display, role, unit)
    (thread.home / "given" / "证据.txt").write_text("演示\n", encoding="utf-8")
    words = TWO_GROUPS.words(SimpleNamespace(folder=thread.home / "given"))  # type: ignore[arg-type]
    return _prepared(thread, "env-clerk", words)


def _prepared(thread: "Thread", clerk: str, filing: "tuple[object, ...] | list[object]") -> str:
    back = thread.clock.now()
    thread.at("11-17T09:00")
    case = str(thread.run(clerk, *filing))
    thread.run(clerk, "cases", "notice", case, "--on", "2026-11-17", "--manner", "直接送达")
    thread.at("11-18T09:00")
    thread.run(clerk, "cases", "defence", case, "--on", "2026-11-18", "--waived", *REVIEW)
    thread.run("legal", "cases", "review", case, "--opinion", "符合规定。")
    thread.clock.set(back)
    return case


def publicised_case(thread: "Thread") -> str:
    """A reward whose publicity runs."""
    (thread.home / "given" / "证据.txt").write_text("演示\n", encoding="utf-8")
    words = REWARD.words(SimpleNamespace(folder=thread.home / "given"))  # type: ignore[arg-type]
    case = str(thread.run("clerk", *words))
    thread.at("11-17T09:00")
    shown_on = ("--from", "2026-11-17", "--until", "2026-11-24", "--channel", "演示用信用网站")
    thread.run("clerk", "cases", "publicise", case, *shown_on)
    return case


def call(
    cases: "tuple[str, ...] | list[str]", when: tuple[str, str] = MORNING, *where: object, **changed: str
) -> tuple[object, ...]:
    """The words of `panel meetings convene`."""
    given = {
        "title": "演示会议",
        "contact": "演示联络员",
        "chair": "chair",
        "recorder": "recorder",
        **changed,
    }
    options = [word for name, value in given.items() for word in (f"--{name}", value)]
    of_cases = [word for case in cases for word in ("--case", case)]
    times = ("--start", when[0], "--end", when[1])
    return ("meetings", "convene", *times, *(where or ("--place", "演示地点")), *options, *of_cases)


def to(when: tuple[str, str]) -> tuple[str, ...]:
    """The options of a postponement."""
    return ("--start", when[0], "--end", when[1], "--cause", "演示：汛期应急")


def rooms(thread: "Thread") -> None:
    for room in (ROOM, OTHER_ROOM):
        thread.run("office", "rooms", "add", room)


def redraw(thread: "Thread") -> str:
    """Freeze, commit, publish, reveal at the thread's time."""
    draw = str(thread.run("convener", *freeze(thread)))
    thread.facts["draw"] = draw
    for who in ("convener", "supervisor"):
        secret = thread.home / f"{who}.json"
        secret.unlink(missing_ok=True)
        thread.run(who, "draw", "commit", draw, "--secret", secret)
    thread.run("convener", "draw", "publish", draw)
    for who in ("convener", "supervisor"):
        reveal(thread, who)
    return draw


def new_mails(thread: "Thread", kind: str) -> list[EmailMessage]:
    """Deliver what waits, and read the mails of a kind that were written just now."""
    folder = thread.home / "mail"
    before = {path.name for path in folder.glob("*.eml")}
    deliver(thread)
    paths = sorted(path for path in folder.glob(f"*-{kind}.eml") if path.name not in before)
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    return [message for message in found if isinstance(message, EmailMessage)]


def calendar_of(message: EmailMessage) -> str:
    [text] = [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]
    return str(text)


def whole_text(message: EmailMessage) -> str:
    """Headers and every part, decoded."""
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(str(value) for value in message.values()), *(bytes(p).decode() for p in parts)])


def address(message: EmailMessage) -> str:
    [recipient] = message["To"].addresses
    return str(recipient.addr_spec)


def shown(thread: "Thread", meeting: str) -> dict[str, object]:
    found: dict[str, object] = thread.read("office", "meetings", "show", meeting)
    return found
