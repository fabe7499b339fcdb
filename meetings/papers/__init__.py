"""From the records to the official papers: each file fills one kind of paper from the database."""
