"""抽取: the draw of a meeting's panel, from its chances to its record."""
