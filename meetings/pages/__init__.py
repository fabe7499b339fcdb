"""What the pages of several features share."""
