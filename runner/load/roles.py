"""What a step block is for, by the headings it stands under: the table."""

from __future__ import annotations

from runner.load.markdown import Fence, Outline
from runner.model.spec import Role

#: A heading that starts with one of these, in any case, gives its role to everything below it.
TITLES = (
    ("prerequisites", Role.SETUP),
    ("test request", Role.TEST),
    ("cleanup", Role.CLEANUP),
    ("clean-up", Role.CLEANUP),
    ("clean up", Role.CLEANUP),
    ("teardown", Role.CLEANUP),
    ("tear-down", Role.CLEANUP),
    ("tear down", Role.CLEANUP),
)


def role_of(fence: Fence, body: Outline) -> Role:
    """The role of the nearest heading that has one; an example where none has."""
    top = [heading for heading in body.headings if heading.level == 1]
    for heading in reversed(fence.chain):
        # The one title of a document is its name (`# Cleanup of old bookings`), not a section.
        if top == [heading] and heading is not fence.heading:
            break
        title = heading.title.lower()
        for start, role in TITLES:
            if title.startswith(start):
                return role
    return Role.EXAMPLE
