"""The tables of the meetings' room, one file for each concept."""

from meetings.models.case import Case, CaseEvidence, CaseMeasure, CaseState, PriorNotice
from meetings.models.decision import Decision, DecisionState, Filing, FilingState, OfficialPaper, Recipient
from meetings.models.meeting import (
    AgendaItem,
    Attendance,
    Invitation,
    InvitationState,
    ItemRecusal,
    Meeting,
    MeetingState,
    MeetingUnit,
)
from meetings.models.number import NumberSeries
from meetings.models.vote import Ballot, Opinion, Vote, VoteState

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Case",
    "CaseEvidence",
    "CaseMeasure",
    "CaseState",
    "Decision",
    "DecisionState",
    "Filing",
    "FilingState",
    "Invitation",
    "InvitationState",
    "ItemRecusal",
    "Meeting",
    "MeetingState",
    "MeetingUnit",
    "NumberSeries",
    "OfficialPaper",
    "Opinion",
    "PriorNotice",
    "Recipient",
    "Vote",
    "VoteState",
]
