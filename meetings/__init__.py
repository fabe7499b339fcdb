"""What is decided: cases, meetings, votes, decisions, filings, and the papers that carry them."""
