"""召集: a meeting with its agenda, time, room, officers and units, and what changes it."""
