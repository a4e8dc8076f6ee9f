"""The answers of a project's endpoints: documented, claimed, expected, observed, and checked."""
