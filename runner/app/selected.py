"""From the words of the command line to the specs that they mean."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from runner.adapters.settings import Overrides, Settings, load_settings
from runner.app.order import Order, Surroundings
from runner.errors import UsageError
from runner.load.files import find_specs, load_specs
from runner.load.library import Library
from runner.model.environment import Environment
from runner.model.scenario import Scenario
from runner.model.spec import Loaded
from runner.plan import Selection, Selector, make_scenarios, parse_selector
from runner.plugins.manager import checks_of, make_manager


@dataclass(frozen=True, slots=True)
class Selected:
    """The specs that are meant, with everything that was needed to find them."""

    settings: Settings
    specs: tuple[Loaded, ...]
    selection: Selection
    library: Library
    searched: tuple[Path, ...] = ()
    """The files and folders of which every spec is here; none where only some endpoints were meant."""
    folder: Path = Path()
    """Where the project keeps its specs."""

    def scenarios(self) -> tuple[Scenario, ...]:
        """What there is to run."""
        return make_scenarios(self.specs, self.selection, self.library)


def settings_for(order: Order, around: Surroundings) -> Settings:
    """The settings that hold where the command runs. Raises SettingsError."""
    return load_settings(start=around.cwd, config=order.config, environ=around.environ)


def environment_for(order: Order, settings: Settings) -> Environment:
    """The environment that is meant, with the order's overrides. Raises SettingsError."""
    return settings.environment(
        order.environment,
        Overrides(
            base_url=order.base_url or "",
            variables=order.variables,
            timeout=order.timeout,
            write=order.write,
        ),
    )


def check_words(order: Order, settings: Settings) -> frozenset[str]:
    """The words under `expect:` that plugins bring. Raises PluginError."""
    with importable(settings.root, (*settings.plugins, *order.plugins)) as modules:
        return frozenset(checks_of(make_manager(modules, [])))


@contextmanager
def importable(root: Path, modules: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Plugins that are named may lie in the project's folder; nothing is loaded from there unasked."""
    if not modules:
        yield ()
        return
    sys.path.insert(0, str(root))
    try:
        yield tuple(dict.fromkeys(modules))
    finally:
        sys.path.remove(str(root))


def select(
    order: Order, settings: Settings, around: Surroundings, *, checks: frozenset[str] = frozenset()
) -> Selected:
    """Find and read the specs that the order means.

    Raises UsageError for a path that does not exist, naming one that does.
    """
    selectors = tuple(_anchored(parse_selector(text), around.cwd) for text in order.paths)
    folder = _specs_folder(settings)
    paths = [selector.path for selector in selectors if selector.path] or [folder]
    for selector in selectors:
        if selector.path and not selector.path.exists():
            raise _no_such_path(selector, around.cwd)
    if not order.paths and not folder.exists():
        raise UsageError("there is nothing to run", hint="name a folder, a file or an endpoint")
    specs = load_specs(find_specs(paths), cwd=around.cwd, checks=checks)
    endpoints = [selector.endpoint for selector in selectors if selector.endpoint]
    if endpoints:
        specs = _described(specs, endpoints, everything=len(endpoints) == len(selectors))
    searched = () if endpoints else tuple(Path(os.path.normpath(path)) for path in paths)
    return selected(specs, order, settings, around, selectors=selectors, searched=searched, checks=checks)


def selected(
    specs: Sequence[Loaded],
    order: Order,
    settings: Settings,
    around: Surroundings,
    *,
    selectors: tuple[Selector, ...] = (),
    searched: tuple[Path, ...] = (),
    checks: frozenset[str] = frozenset(),
) -> Selected:
    """Specs that are at hand, under the filters of an order; what they `use:` may lie elsewhere."""
    folder = _specs_folder(settings)
    library = Library(cwd=around.cwd, root=settings.root, folder=folder, checks=checks)
    library.add(specs)
    return Selected(settings, tuple(specs), Selection.of(order, selectors), library, searched, folder)


def _specs_folder(settings: Settings) -> Path:
    folder = settings.specs
    return folder if folder.exists() else settings.root


def _anchored(selector: Selector, cwd: Path) -> Selector:
    return replace(selector, path=cwd / selector.path) if selector.path else selector


def _described(specs: Sequence[Loaded], endpoints: list[str], *, everything: bool) -> list[Loaded]:
    """Those that describe one of the endpoints; beside paths, endpoints narrow what the paths mean."""
    found = [spec for spec in specs if str(spec.endpoint) in endpoints]
    if not found and everything:
        known = sorted({str(spec.endpoint) for spec in specs if spec.endpoint})
        near = difflib.get_close_matches(endpoints[0], known, n=1, cutoff=0.5)
        hint = (
            f"did you mean `{near[0]}`?" if near else "`steprun list` shows the endpoints that specs describe"
        )
        raise UsageError(f"no spec describes `{endpoints[0]}`", hint=hint)
    return found


def _no_such_path(selector: Selector, cwd: Path) -> UsageError:
    assert selector.path is not None
    name = selector.text.partition("::")[0]
    parent = selector.path.parent
    while not parent.exists():
        parent = parent.parent
    siblings = sorted(item.name for item in parent.iterdir()) if parent.is_dir() else []
    part = selector.path.relative_to(parent).parts[0] if selector.path != parent else name
    near = difflib.get_close_matches(part, siblings, n=1, cutoff=0.6)
    if near:
        shown = parent / near[0]
        text = shown.relative_to(cwd).as_posix() if shown.is_relative_to(cwd) else shown.as_posix()
        hint = f"did you mean `{text}{'/' if shown.is_dir() else ''}`?"
    else:
        hint = f"looked from {cwd}"
    return UsageError(f"no such path: {name}", hint=hint)
