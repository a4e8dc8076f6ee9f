"""Text to Spec: reading, parsing, checking the shape, building."""
