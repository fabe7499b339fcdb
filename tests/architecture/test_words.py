"""No internal code is ever a label: every state, role, reason and cause has its word."""

from enum import StrEnum

import pytest

from experts.eligibility import Reason
from experts.models import ExpertState
from kernel.messages import catalogue
from kernel.roles import Role
from meetings.invite import CAUSES
from meetings.models import CaseState, DecisionState, FilingState, InvitationState, MeetingState, VoteState
from panel.models import DrawState

STATES: list[type[StrEnum]] = [
    CaseState, DecisionState, DrawState, ExpertState, FilingState, InvitationState, MeetingState, VoteState
]  # fmt: skip


THINGS = ["item", "case", "decision", "draw", "filing", "invitation", "meeting", "tag", "unit", "vote"]


def wanted() -> set[str]:
    states = {f"{kind.__name__.removesuffix('State').lower()}_{state}" for kind in STATES for state in kind}
    roles = {f"role_{role}" for role in Role}
    reasons = {f"reason_{reason}" for reason in Reason}
    causes = {f"cause_{cause}" for cause in (*CAUSES, "SILENT")}
    return states | roles | reasons | causes | {f"thing_{thing}" for thing in THINGS}


def test_every_code_has_its_word_and_every_word_its_code() -> None:
    assert set(catalogue("words")) == wanted()


@pytest.mark.parametrize("room", ["words"])
def test_words_are_short_enough_for_a_table(room: str) -> None:
    assert all(len(texts["zh"]) <= 12 for texts in catalogue(room).values())
