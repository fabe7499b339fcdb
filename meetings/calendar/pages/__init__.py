"""The pages of the work calendar 工作日历: a year, its days as the office keeps them, and what is due when."""

from meetings.calendar.pages import due, keeping, year

DOORS = (year, due, keeping)
