"""The composition root: words of the user in, parts put together, results out."""
