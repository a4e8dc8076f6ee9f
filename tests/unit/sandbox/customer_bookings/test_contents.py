from __future__ import annotations

from runner.sandbox.customer_bookings.contents import Choice, Contents, Participant, Place, parse_contents


def test_contents_survive_being_written_down() -> None:
    guest = Participant(email="É@example.com", name="🐍", status="accepted", can_edit=True)
    contents = Contents((guest,), (Choice("x", 2),), Place("room", 1, 2))
    assert parse_contents(str(contents)) == contents
    assert contents.without("é@example.com").participants == ()
