"""The record of a run: what happened, as lines of JSON, and back. Every report can be made of it again."""

from runner.record.reading import NotARecord, Run, read_record
from runner.record.telling import Teller, head_of, record_lines

__all__ = ["NotARecord", "Run", "Teller", "head_of", "read_record", "record_lines"]
