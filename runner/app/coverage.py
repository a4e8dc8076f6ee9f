"""How much of what OpenAPI documents promise was seen in the last run, without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from runner.adapters.runs import load_run, newest_first
from runner.adapters.settings import Settings
from runner.app.contract import contract_of
from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, environment_for, select, settings_for
from runner.claims import claims_of
from runner.contract.document import Document
from runner.coverage.claimed import claimed_statuses
from runner.coverage.covered import Covered
from runner.coverage.record import Record, name_of, record_of, text_mark
from runner.coverage.row import Row
from runner.coverage.sheet import Sources, rows_of
from runner.errors import UsageError
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.report.words import count


def coverage(order: Order, around: Surroundings, *, domains: Sequence[str] = ()) -> Covered:
    """Hold all specs and the record of the last run against the OpenAPI documents.

    Raises UsageError, SettingsError, PluginError.
    """
    settings = settings_for(order, around)
    environment = environment_for(order, settings)
    contract = contract_of(settings, environment, mode="warn")
    assert contract is not None
    selected = select(order, settings, around, checks=check_words(order, settings))
    scenarios = selected.scenarios()
    specs = [spec for spec in selected.specs if isinstance(spec, Spec)]
    record, notes = _last_run(order, settings, around)
    if record is not None:
        notes += _departures(record, scenarios, environment=environment.name, root=settings.root)
    if not contract.catalogue.documents:
        roots = " and ".join(name_of(root, settings.root) for root in settings.contract.roots)
        notes.append(f"there is no OpenAPI document in {roots}: `contract.roots` in steprun.yaml says where")
    rows = rows_of(
        Sources(
            root=settings.root,
            contract=contract,
            specs=specs,
            scenarios=scenarios,
            claims={spec.path: tuple(claimed_statuses(claims_of(spec))) for spec in specs},
            calls=record.exchanges if record else (),
            folder_of=lambda document: _folder(document, settings),
        )
    )
    return Covered(_of_domains(rows, domains), record, tuple(notes))


def _of_domains(rows: Sequence[Row], wanted: Sequence[str]) -> tuple[Row, ...]:
    known = sorted({row.domain for row in rows} - {""})
    for domain in wanted:
        if domain not in known:
            raise UsageError(f"no endpoint is of the domain `{domain}`", hint=f"there is {', '.join(known)}")
    return tuple(row for row in rows if not wanted or row.domain in wanted)


def _last_run(order: Order, settings: Settings, around: Surroundings) -> tuple[Record | None, list[str]]:
    """The last run that meant any spec; or why there is none."""
    reports = around.cwd / order.reports if order.reports else settings.reports
    runs = (load_run(folder, cwd=around.cwd) for folder in newest_first(reports))
    try:
        run = next((run for run in runs if run.result.specs), None)
    except UsageError as fault:
        return None, [f"{fault.what}: `steprun run` makes one"]
    if run is None:
        return None, [f"there is no recorded run in {around.shown(reports)}: `steprun run` makes one"]
    return record_of(run.result, root=settings.root), [] if run.ended else ["the last run broke off"]


def _departures(
    record: Record, scenarios: Sequence[Scenario], *, environment: str, root: Path
) -> Iterator[str]:
    """In what the last run was another than one of these specs would be now."""
    if record.environment != environment:
        yield (
            f"the last run asked the environment `{record.environment}`, not `{environment}`: "
            f"say --env {record.environment}, or run anew"
        )
    if record.interrupted:
        yield "the last run was interrupted"
    if not record.exchanges:
        yield "nothing in the last run was held against OpenAPI documents: no answers, or `--contract off`"
    specs = [
        item.spec for item in scenarios if isinstance(item.spec, Spec) and item.steps and not item.example
    ]
    marks = {name_of(spec.path, root): text_mark(spec) for spec in specs}
    changed = sum(name in record.specs and record.specs[name] != mark for name, mark in marks.items())
    absent = len(marks.keys() - record.specs.keys())
    if changed:
        yield f"{count(changed, 'spec')} of {len(marks)} changed since the last run"
    if absent:
        yield f"{count(absent, 'spec')} of {len(marks)} took no part in the last run"


def _folder(document: Document, settings: Settings) -> str:
    """The folder of an OpenAPI file, right below a root where it is deeper."""
    for root in settings.contract.roots:
        if document.path != root and document.path.is_relative_to(root):
            folders = document.path.relative_to(root).parts[:-1]
            return folders[0] if folders else root.name
    return document.path.parent.name
