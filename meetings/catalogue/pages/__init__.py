"""The pages of the catalogue 目录清单: its items and duties, what units submit, what the office publishes."""

from meetings.catalogue.pages import items, office, submissions

DOORS = (items, office, submissions)
