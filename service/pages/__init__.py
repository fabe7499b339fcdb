"""The pages that belong to no room: the public door, and what waits for whoever is signed in."""
