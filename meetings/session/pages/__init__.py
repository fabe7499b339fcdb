"""The pages of the meeting room 会场: the door, the session, its items, ballots of units, the evaluation afterwards."""

from meetings.session.pages import ballot, door, evaluation, hall, item, recusals

DOORS = (hall, door, item, ballot, evaluation, recusals)
