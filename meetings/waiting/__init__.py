"""What waits for whom 待办: found in the records as they stand, never stored."""
