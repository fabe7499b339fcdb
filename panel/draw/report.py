"""What a verifier answers: numbered steps in two languages, and one exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from panel.draw.faults import BrokenRuleError, UnreadableError


class Outcome(Enum):
    """How a step ended, with its words in Chinese and English."""

    PASS = ("通过", "pass")
    FAIL = ("不通过", "fail")
    UNREADABLE = ("无法读取", "not readable")
    UNCHECKED = ("未检查", "not checked")
    NOT_DONE = ("未进行", "not done")


class NotDoneError(Exception):
    """Something a step needs is not there, and that is no fault of its own."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class UncheckedError(NotDoneError):
    """Something belongs to the proof and could not be checked here (exit code 3)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was checked, how it ended, and the first difference or the reason.

    Attributes:
        zh, en: the step's sentence.
        finding_zh, finding_en: empty if it passed.
    """

    zh: str
    en: str
    outcome: Outcome
    finding_zh: str = ""
    finding_en: str = ""


def run(zh: str, en: str, check: Callable[[], None]) -> Step:
    """Carry out one check; whatever it raises becomes the step's outcome."""
    try:
        check()
    except UnreadableError as error:
        return Step(zh, en, Outcome.UNREADABLE, error.zh, error.en)
    except BrokenRuleError as error:
        return Step(zh, en, Outcome.FAIL, error.zh, error.en)
    except UncheckedError as error:
        return Step(zh, en, Outcome.UNCHECKED, error.zh, error.en)
    except NotDoneError as error:
        return Step(zh, en, Outcome.NOT_DONE, error.zh, error.en)
    return Step(zh, en, Outcome.PASS)


@dataclass(frozen=True, slots=True)
class Report:
    """All steps, numbered from 1 in their order."""

    steps: tuple[Step, ...]

    @property
    def exit_code(self) -> int:
        """§9: 1 if a step fails, else 2 if a file is missing or no JSON, else 3 if unchecked, else 0."""
        outcomes = {step.outcome for step in self.steps}
        for code, outcome in ((1, Outcome.FAIL), (2, Outcome.UNREADABLE), (3, Outcome.UNCHECKED)):
            if outcome in outcomes:
                return code
        return 0
