"""One step, as pure functions: request, extraction, checks, verdict."""
