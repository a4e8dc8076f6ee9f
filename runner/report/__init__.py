"""Events to something to read."""
