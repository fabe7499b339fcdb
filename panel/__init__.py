"""Who is drawn, and how anyone can check it."""
