"""The pages on which somebody signs in, and sets up what that needs."""
