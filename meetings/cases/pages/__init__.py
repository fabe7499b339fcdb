"""The pages of cases 案件: the list, the application, one case with its gates and acts."""

from meetings.cases.pages import application, case_list, case_page, case_steps

DOORS = (case_list, application, case_page, case_steps)
