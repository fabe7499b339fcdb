"""Spreadsheets in and out: one way to read, check, preview and write every table that people hand in."""
