"""The catalogue of conduct and measures 目录清单: submission, editions, what is missing in a basis."""
