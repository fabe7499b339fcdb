"""How the audit's pages name what happened, who did it and when."""

from collections.abc import Mapping
from datetime import datetime

from kernel.messages import language, word
from kernel.roles import CLOCK, Role
from kernel.web.reader import day, moment
from kernel.web.translations import gettext as _
from service.entry_kinds import KINDS


def entry_word(code: str) -> str:
    """What a kind of entry is called; a kind of an earlier release keeps its code."""
    return word("happened", code.replace(".", "_")) if code in KINDS else code


def who_acted(role: str, who: str, names: Mapping[str, str]) -> str:
    """`张三（召集人）`; an expert without a name, and the clock as what it is."""
    if role == CLOCK.role:
        return _("到时自动")
    called = word("role", role) if role in set(Role) else role
    if who not in names:
        return called
    return f"{names[who]} ({called})" if language() == "en" else f"{names[who]}（{called}）"


def moment_of(at: str) -> str:
    """The moment of an entry, for people."""
    return moment(datetime.fromisoformat(at))


WORDS = {"entry_word": entry_word, "who_acted": who_acted, "moment_of": moment_of, "day_word": day}
"""For the templates."""
