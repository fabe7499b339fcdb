"""认定决定: from the draft to the seal and the issue, and the measures that begin with it."""
