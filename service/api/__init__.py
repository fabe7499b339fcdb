"""The REST API /api/v1: one file for each kind of thing, beside what all of them share."""
