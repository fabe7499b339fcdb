"""No internal code is ever a label: every state, role, reason and cause has its word."""

from collections.abc import Iterable
from enum import StrEnum

import pytest

from credit.port import Polarity, SubjectType
from experts.eligibility import Reason
from experts.fields import FIELDS
from experts.life_models import ApplicationState
from experts.models import DismissalGround, ExpertState
from experts.scoring import Item
from kernel.access.events import Kind
from kernel.access.queries import AccountState
from kernel.messages import catalogue
from kernel.roles import POLICY, Role
from kernel.units import UnitKind
from kernel.work_calendar import DayKind
from ledger.entry import Visibility
from meetings.cases.gates import Gate
from meetings.catalogue.basis_report import Concern
from meetings.catalogue.duties import Duty
from meetings.catalogue.edition import ITEM_TEXTS, MEASURE_TEXTS
from meetings.catalogue.item import BasisLevel, MeasureClass
from meetings.invitations.invite import CAUSES
from meetings.models import (
    CaseState,
    ChallengeState,
    DecisionState,
    FilingState,
    InvitationState,
    MeetingState,
    VoteState,
)
from meetings.models.call import CallOutcome, CallState
from meetings.models.catalogue import SubmissionState
from meetings.session.ballots import Choice
from meetings.tally.count import Outcome
from meetings.tally.entries import VoterClass
from panel.models import DrawState
from panel.views import Looked
from service.entry_kinds import KINDS

STATES: list[type[StrEnum]] = [
    CaseState, ChallengeState, DecisionState, DrawState, ExpertState, FilingState, InvitationState, MeetingState, VoteState
]  # fmt: skip


THINGS = [
    "challenge",
    "expert",
    "official",
    "item",
    "case",
    "decision",
    "draw",
    "filing",
    "invitation",
    "meeting",
    "tag",
    "unit",
    "vote",
]
PARTS = ["polarity", "subject_types", "term_max_months", "term_min_months"]


CATALOGUE: dict[str, Iterable[str]] = {
    "change": ["added", "changed", "removed"],
    "concern": Concern,
    "duty": Duty,
    "level": BasisLevel,
    "measure": MeasureClass,
    "part": [*ITEM_TEXTS, *MEASURE_TEXTS, *PARTS, "basis", "measures"],
    "polarity": Polarity,
    "subject": SubjectType,
    "submission": SubmissionState,
    "thing": ["edition", "listed_item", "submission"],
    "unit": UnitKind,
}


REGISTER: dict[str, Iterable[str]] = {
    "application": ApplicationState,
    "dismissal": DismissalGround,
    "due": ["estimated", "overdue"],
    "field": FIELDS,
    "evaluated": Item,
    "source": ["DEPARTMENT", "OWN", "UNIT"],
    "thing": ["application"],
}


CASES: dict[str, Iterable[str]] = {
    "gate": Gate,
    "met": ["yes", "no"],
    "running": ["running", "ended"],
}


MEETINGS: dict[str, Iterable[str]] = {
    "daykind": DayKind,
    "call": CallState,
    "called": CallOutcome,
    "happened": [event.replace(".", "_") for event in KINDS],
    "meetingchange": ["postponed", "cancelled"],
    "choice": Choice,
    "meetingkind": ["ordinary", "special"],
    "outcome": Outcome,
    "voter": VoterClass,
    "thing": ["call", "group", "room"],
}


DRAWS: dict[str, Iterable[str]] = {
    "departure": ["absent", "declined", "moved", "recused", "timeout"],
    "voided": ["beacon", "cancelled", "cap", "withheld"],
}


VIEWS: dict[str, Iterable[str]] = {
    "looked": Looked,
    "purpose": [
        *(
            "before_reveal",
            "call",
            "door",
            "in_session",
            "invitation",
            "own_line",
            "papers",
            "recusals",
            "unsealing",
        )
    ],
}


ADMINISTRATION: dict[str, Iterable[str]] = {
    "account": AccountState,
    "action": [action.replace(".", "_") for action in POLICY],
    "event": Kind,
    "resource": ["conduct", "subject"],
    "visible": Visibility,
}


def wanted() -> set[str]:
    known = (
        *ADMINISTRATION.items(),
        *CATALOGUE.items(),
        *REGISTER.items(),
        *CASES.items(),
        *MEETINGS.items(),
        *DRAWS.items(),
        *VIEWS.items(),
    )
    catalogue_words = {f"{kind}_{code}" for kind, codes in known for code in codes}
    states = {f"{kind.__name__.removesuffix('State').lower()}_{state}" for kind in STATES for state in kind}
    roles = {f"role_{role}" for role in Role}
    reasons = {f"reason_{reason}" for reason in Reason}
    causes = {f"cause_{cause}" for cause in (*CAUSES, "SILENT")}
    return states | roles | reasons | causes | {f"thing_{thing}" for thing in THINGS} | catalogue_words


def test_every_code_has_its_word_and_every_word_its_code() -> None:
    assert set(catalogue("words")) == wanted()


def test_fields_are_called_the_same_everywhere() -> None:
    assert {code: catalogue("words")[f"field_{code}"]["zh"] for code in FIELDS} == FIELDS


@pytest.mark.parametrize("room", ["words"])
def test_words_are_short_enough_for_a_table(room: str) -> None:
    assert all(len(texts["zh"]) <= 13 for texts in catalogue(room).values())
