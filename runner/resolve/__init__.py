"""Names to values."""
