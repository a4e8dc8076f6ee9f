"""The seams: what a plugin can add, and how the built-ins add themselves."""
