"""How a vote 表决 is counted: the rules as data, what the ledger holds of a vote, the tally, the recount."""
