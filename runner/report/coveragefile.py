"""Coverage as a file: JSON for programs, Markdown for a page."""

from __future__ import annotations

from collections.abc import Sequence

from runner.coverage.covered import Covered
from runner.coverage.row import Row
from runner.coverage.totals import Totals, per_cent
from runner.model.json import JSON
from runner.report import markdown
from runner.report.jsonfile import json_page


def as_json(covered: Covered) -> str:
    """One object: the run, totals, totals by domain, and every row."""
    run: JSON = None
    record = covered.record
    if record:
        finished = record.finished.isoformat(timespec="seconds").replace("+00:00", "Z")
        run = {"run_id": record.run_id, "finished": finished, "environment": record.environment}
    value: JSON = {
        "run": run,
        "notes": list(covered.notes),
        "totals": _numbers(covered.totals),
        "domains": {item.domain: _numbers(item) for item in covered.domains},
        "rows": [_row(row) for row in covered.rows],
    }
    return json_page(value)


def as_markdown(covered: Covered) -> str:
    """The totals by domain, and what was never observed."""
    heads = ("Domain", "Answers", "Claimed", "Expected", "Observed", "Checked", "Share")
    summary = markdown.table(
        heads, ([markdown.plain(item.domain), *_cells(item)] for item in (*covered.domains, covered.totals))
    )
    missing = [row for row in covered.rows if row.documented and not row.calls]
    parts = [*(f"> {markdown.plain(note)}\n" for note in covered.notes), summary]
    if missing:
        cells = ((markdown.code(str(row.endpoint)), row.status, _known(row)) for row in missing)
        parts.append(f"Never observed:\n\n{markdown.table(('Endpoint', 'Status', 'Known from'), cells)}")
    return "\n".join(parts)


def _cells(item: Totals) -> Sequence[str]:
    numbers = (item.documented, item.claimed, item.expected, item.observed, item.checked)
    return [*map(str, numbers), per_cent(item.share)]


def _known(row: Row) -> str:
    words = (("a document", row.documents), ("the prose", row.claims), ("a step", row.expectations))
    return ", ".join(word for word, found in words if found)


def _numbers(item: Totals) -> JSON:
    return {
        "endpoints": item.endpoints,
        "documented": item.documented,
        "claimed": item.claimed,
        "expected": item.expected,
        "observed": item.observed,
        "checked_by_schema": item.schema,
        "checked_by_example": item.example,
        "without_body": item.no_body,
        "unchecked": item.unchecked,
        "share": None if item.share is None else round(float(item.share), 4),
    }


def _row(row: Row) -> JSON:
    return {
        "method": row.endpoint.method,
        "path": row.endpoint.path,
        "status": row.status,
        "domain": row.domain,
        "documented": list(row.documents),
        "claimed": [f"{place.file}:{place.line}" for place in row.claims],
        "expected": [f"{place.file}:{place.line}" for place in row.expectations],
        "observed": len(row.calls),
        "observed_by": sorted({f"{called.file}:{called.line}" for called in row.calls}),
        "evidence": row.evidence.value if row.evidence else None,
        "broken_rules": sorted({rule for called in row.calls for rule in called.rules}),
    }
