"""Who may do what around a meeting, and to whose meeting."""

from collections.abc import Callable

import pytest

from meeting_steps import LATER, call, to
from service import demo_data as data
from thread import Thread
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
NOTICE = ("--source", "演示用通知")
EVERYBODY = (
    *("admin", "office", "registrar", "clerk", "convener", "supervisor", "liaison", "chair", "recorder"),
    *("legal", "leader", "keeper", "auditor", "rep1"),
)
MATRIX: dict[str, tuple[tuple[str, ...], set[str]]] = {  # the command, and who may give it
    "convene": (call(["<case>"], LATER), {"convener"}),  # type: ignore[dict-item]
    "postpone": (("meetings", "postpone", "<meeting>", *to(LATER)), {"convener"}),
    "cancel": (("meetings", "cancel", "<meeting>", "--cause", "演示"), {"convener"}),
    "withdraw": (("meetings", "withdraw", "<item>", "--reason", "演示"), {"convener"}),
    "add-case": (("meetings", "add-case", "<meeting>", "<case>"), {"convener"}),
    "add-unit": (("meetings", "add-unit", "<meeting>", data.INSPECTION.uscc), {"convener"}),
    "appoint": (("meetings", "appoint", "<meeting>", "--chair", "chair"), {"convener"}),
    "show": (
        ("meetings", "show", "<meeting>"),
        {"convener", "supervisor", "chair", "recorder", "office"},
    ),
    "close": (("meetings", "close", "<meeting>"), {"recorder"}),
    "rooms add": (("rooms", "add", "演示301会议室"), {"office"}),
    "calendar seed": (("calendar", "seed", "2027"), {"office"}),
    "calendar set": (("calendar", "set", "2026-12-31", "REST", "--name", "演示", *NOTICE), {"office"}),
    "calendar confirm": (("calendar", "confirm", "2026", *NOTICE), {"office"}),
    "calendar show": (
        ("calendar", "show", "2026"),
        {"clerk", "convener", "supervisor", "office", "auditor"},
    ),
    "deliver": (("invitations", "deliver", "--to", "<home>/mail"), {"liaison"}),
}


@pytest.mark.parametrize("command", MATRIX)
def test_p21_what_is_not_somebodys_business_is_refused(sqlite_thread_at: AtStep, command: str) -> None:
    thread = sqlite_thread_at("convened")
    agenda = thread.read("office", "meetings", "show", thread["meeting"])["agenda"]
    known = {**thread.facts, "item": agenda[0]["item"], "home": str(thread.home)}
    words, allowed = MATRIX[command]
    for fact, value in known.items():
        words = tuple(str(word).replace(f"<{fact}>", value) for word in words)

    for who in set(EVERYBODY) - allowed:
        assert thread.refusal(who, *words).exit_code == 4, who
    for who in allowed:
        refused = None
        try:
            thread.run(who, *words)
        except Exception as error:  # noqa: BLE001  what else stands in the way is not asked here
            refused = getattr(error, "exit_code", 70)
        assert refused not in {4, 70}, who


@pytest.mark.parametrize(
    "words",
    [
        ("postpone", "<meeting>", *to(LATER)),
        ("cancel", "<meeting>", "--cause", "演示"),
        ("withdraw", "<item>", "--reason", "演示"),
        ("add-unit", "<meeting>", data.INSPECTION.uscc),
        ("appoint", "<meeting>", "--chair", "chair"),
    ],
    ids=lambda words: words[0],
)
def test_p21_a_convener_changes_no_other_units_meeting(thread_at: AtStep, words: tuple[str, ...]) -> None:
    thread = thread_at("convened")
    add_account(thread, "stranger", "演示外单位召集人", "convener", data.LAND)
    agenda = thread.read("office", "meetings", "show", thread["meeting"])["agenda"]
    known = {"<meeting>": thread["meeting"], "<item>": agenda[0]["item"]}

    given = [known.get(word, word) for word in words]
    thread.refused("stranger", "meetings", *given, zh="只能由", en="Only", exit_code=4)
