"""The pages of an expert: the invitation answered, and the session followed, by personal link."""
