"""Leaving the register 退出专家库: by dismissal, by resignation, by death; back leads an application only."""

from experts.models import DismissalGround, ExpertState
from experts.steps import Step, take_step
from kernel.act import Act
from kernel.errors import InputError
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean


def dismiss(act: Act, expert: str, ground: str, reason: str, evidence: str | None = None) -> None:
    """Dismiss an expert 解聘.

    Args:
        expert: public id.
        ground: a `DismissalGround`.
        reason: the facts.
        evidence: digest of the paper behind it, among the attachments.

    Raises:
        NotFound: there is no such expert.
        InputError: an unknown ground, or no reason.
        Refused: the expert has left already, or somebody else changed it meanwhile.
    """
    if ground not in set(DismissalGround):
        known = "、".join(f"{one}（{word('dismissal', one)}）" for one in DismissalGround)
        raise InputError("experts.unknown_ground", ground=ground, grounds=known)
    _leave(act, expert, ExpertState.DISMISSED, reason, ground, evidence)


def resign(act: Act, expert: str, reason: str, evidence: str | None = None) -> None:
    """End the appointment at the expert's own request 辞聘; raises as `dismiss` does."""
    _leave(act, expert, ExpertState.RESIGNED, reason, None, evidence)


def decease(act: Act, expert: str, reason: str, evidence: str | None = None) -> None:
    """Record that an expert has died 去世, and how it became known; raises as `dismiss` does."""
    _leave(act, expert, ExpertState.DECEASED, reason, None, evidence)


def _leave(
    act: Act, expert: str, to: ExpertState, reason: str, ground: str | None, evidence: str | None
) -> None:
    by = authorize(act.actor, "experts.keep")
    take_step(act, by, [expert], Step(to, clean("reason", reason), ground, evidence))
