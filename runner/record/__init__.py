"""The record of a run: what happened, as lines of JSON, and back. Every report can be made of it again."""

from runner.record.merging import Piece, merged
from runner.record.reading import NotARecord, Run, read_record
from runner.record.telling import Teller, events_of, head_of, record_lines

__all__ = [
    "NotARecord",
    "Piece",
    "Run",
    "Teller",
    "events_of",
    "head_of",
    "merged",
    "read_record",
    "record_lines",
]
