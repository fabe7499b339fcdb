"""The pages of decisions 认定决定: the list, the draft, the decision with its acts, the measures in force."""

from meetings.decisions.pages import decision_acts, decision_list, decision_page, draft, measures

DOORS = (decision_list, decision_page, decision_acts, draft, measures)
