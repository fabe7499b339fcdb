"""回避: who may not sit in a meeting or in one of its items, and why."""
