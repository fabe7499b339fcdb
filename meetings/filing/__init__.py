"""备案: the package that goes to the leading group, and what the office does with it."""
