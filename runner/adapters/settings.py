"""steprun.yaml and the surroundings, as settings; found upwards from where the command runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import cast

from runner.adapters.ci import in_ci
from runner.adapters.contracts import ContractSettings, read_contract, unknown_rules
from runner.adapters.durations import read_duration
from runner.adapters.environments import Draft, draft, merge, read_url
from runner.adapters.hosts import address_of, normal_entry
from runner.adapters.quarantine import no_such_days, read_quarantine
from runner.adapters.shape import Fault, check_shape, frame, nearest
from runner.adapters.tokens import read_tokens
from runner.contract.rules import RULES
from runner.errors import SettingsError
from runner.load.yaml import Document, read_yaml
from runner.load.yamlplace import YamlFault
from runner.model.environment import Environment, WriteBack
from runner.model.json import JSON
from runner.model.place import KEY, Place, nearest_mark
from runner.plan.quarantine import Ward

FILE = "steprun.yaml"
SANDBOX = "sandbox"
KEEP_RUNS = 20
OFF = "off"
_HISTORY = "history.sqlite"
_VARIABLE = "STEPRUN_VAR_"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says against the file; empty and None say nothing."""

    base_url: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    timeout: str | None = None
    write: bool | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every run of the project."""

    root: Path
    """The project: no file outside is read for a spec."""
    file: Path | None
    """None: there is no steprun.yaml, and the defaults hold."""
    default_environment: str
    plugins: tuple[str, ...]
    reports: Path
    specs: Path
    """Where specs are looked for by their endpoint."""
    jobs: int | None
    junit: Path | None
    junit_style: str
    """default or strict."""
    formats: tuple[str, ...]
    """What is made of each run, beside JUnit."""
    keep_runs: int
    """How many recorded runs are kept; 0: all."""
    quarantine: tuple[Ward, ...]
    contract: ContractSettings
    _history: str
    _defined: Place
    """Where the environments stand."""
    _drafts: Mapping[str, Draft] = field(repr=False)
    _environ: Mapping[str, str] = field(repr=False)

    @property
    def environments(self) -> tuple[str, ...]:
        """The names that may be asked for."""
        return tuple(self._drafts)

    def history(self, reports: Path) -> Path | None:
        """The file that keeps what runs came to, by default among the reports; None: none does."""
        if self._history == OFF:
            return None
        return self.root / self._history if self._history else reports / _HISTORY

    def environment(self, name: str | None = None, overrides: Overrides | None = None) -> Environment:
        """One environment with its tokens, under the overrides. Raises SettingsError."""
        name = name or self.default_environment
        if name not in self._drafts:
            where = (
                f"environments are defined in {self._defined}" if self.file else f"there is no {FILE} here"
            )
            hint = f"{nearest(name, self.environments)} ({where})"
            raise SettingsError(f"environment `{name}` is not defined", hint=hint)
        chosen = self._drafts[name]
        tokens = read_tokens(chosen.tokens, environ=self._environ, folder=self.root)
        return _overridden(
            replace(chosen.environment, tokens=tokens), overrides or Overrides(), environ=self._environ
        )


def load_settings(*, start: Path, config: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read `config`, or the steprun.yaml nearest above `start`. Raises SettingsError, naming all faults."""
    start = start.absolute()
    file = config.absolute() if config else _find(start)
    text = _read(file) if file else ""
    shown = Path(os.path.relpath(file, start)).as_posix() if file else FILE
    try:
        document = read_yaml(text, file=shown)
    except YamlFault as fault:
        # The line is not shown: a token may stand in it, and it cannot be told where.
        what = f"{shown} cannot be used\n{fault.place}: {fault.message}"
        raise SettingsError(what, hint=fault.hint) from None
    value = {} if document.value is None else document.value
    root = file.parent if file else start
    faults = check_shape(value)
    faults += [*_misnamed_rules(value), *no_such_days(value)]
    drafts = _drafts(value, document, faults, root=root, shown=shown)
    if faults:
        raise SettingsError(frame(faults, file=shown, text=text, marks=document.marks))
    top = cast("Mapping[str, JSON]", value)
    return Settings(
        root=root,
        file=file,
        default_environment=str(top.get("default_environment", SANDBOX)),
        plugins=tuple(str(name) for name in cast("Sequence[JSON]", top.get("plugins", ()))),
        reports=root / str(top.get("reports", "reports")),
        specs=root / str(top.get("specs", "specs")),
        jobs=cast("int | None", top.get("jobs")),
        junit=root / str(top["junit"]) if "junit" in top else None,
        junit_style=str(top.get("junit_style", "default")),
        formats=tuple(str(name) for name in cast("Sequence[JSON]", top.get("formats", ()))),
        keep_runs=cast("int", top.get("keep_runs", KEEP_RUNS)),
        quarantine=read_quarantine(top.get("quarantine"), root=root, file=shown, marks=document.marks),
        contract=read_contract(top.get("contract"), root=root),
        _history=str(top.get("history", "")),
        _defined=Place(shown, *nearest_mark(document.marks, ("environments", KEY))),
        _drafts=drafts,
        _environ=environ,
    )


def _find(start: Path) -> Path | None:
    return next((folder / FILE for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def _read(file: Path) -> str:
    hint = f"name an existing {FILE} with --config, or leave it out"
    if not file.is_file():
        raise SettingsError(f"{file} is not a file", hint=hint)
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise SettingsError(f"{file} cannot be read: {fault.strerror}", hint=hint) from None
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{file} is not UTF-8: byte {fault.start}", hint="save it as UTF-8") from None


def _drafts(
    value: JSON, document: Document, faults: list[Fault], *, root: Path, shown: str
) -> Mapping[str, Draft]:
    """The environments whose shape is right; what is wrong with them otherwise is added to the faults."""
    top = value if isinstance(value, Mapping) else {}
    written = top.get("environments")
    entries = dict(written) if isinstance(written, Mapping) else {}
    entries.setdefault(SANDBOX, {})
    misshapen = {fault.path[1] for fault in faults if fault.path[:1] == ("environments",) and fault.path[1:]}
    drafts: dict[str, Draft] = {}
    for name, written_entry in entries.items():
        if name in misshapen:
            continue
        entry = cast("Mapping[str, JSON]", written_entry)
        line, _ = nearest_mark(document.marks, ("environments", name, KEY))
        drafts[name], more = draft(
            name,
            merge(_built_in(), entry) if name == SANDBOX else entry,
            root=root,
            origin=f"{shown}:{line}" if entry else "built in",
        )
        faults.extend(more)
    default = top.get("default_environment", SANDBOX)
    if isinstance(default, str) and default not in entries:
        message = f"environment `{default}` is not defined; {nearest(default, list(entries))}"
        faults.append(Fault(("default_environment",), message))
    return drafts


def _misnamed_rules(value: JSON) -> list[Fault]:
    """A severity of a rule that there is not would be no more than a wish."""
    contract = value.get("contract") if isinstance(value, Mapping) else None
    return [
        Fault(
            ("contract", "severity", code, KEY),
            f"`{code}` is no rule of the contract; {nearest(code, list(RULES))}",
        )
        for code in unknown_rules(contract)
    ]


def _built_in() -> Mapping[str, JSON]:
    text = (files("runner.adapters") / "builtin.yaml").read_text(encoding="utf-8")
    document = read_yaml(text, file="builtin.yaml").value
    environments = cast("Mapping[str, Mapping[str, Mapping[str, JSON]]]", document)["environments"]
    return environments[SANDBOX]


def _overridden(environment: Environment, overrides: Overrides, *, environ: Mapping[str, str]) -> Environment:
    """The command line wins over STEPRUN_…, and that over the file."""
    environment = _from_environ(environment, environ)
    base_url, source = overrides.base_url, "--base-url"
    if not base_url:
        base_url, source = environ.get("STEPRUN_BASE_URL", ""), "STEPRUN_BASE_URL"
    if base_url:
        environment = _redirected(environment, base_url, source=source)
    if not (environment.base_url or environment.server):
        raise SettingsError(
            f"environment `{environment.name}` has no `base_url` and no `server`",
            hint=f"give it one of them in {environment.origin}, or say --base-url",
        )
    timeout, source = overrides.timeout, "--timeout"
    if timeout is None:
        timeout, source = environ.get("STEPRUN_TIMEOUT") or None, "STEPRUN_TIMEOUT"
    return replace(
        environment,
        timeout=environment.timeout if timeout is None else _timeout(timeout, source),
        variables={**environment.variables, **_variables(environ, environment.variables)},
        overrides=dict(overrides.variables),
        write_back=_write_back(environment.write_back, wanted=overrides.write, environ=environ),
    )


def _from_environ(environment: Environment, environ: Mapping[str, str]) -> Environment:
    """What has no option of its own: STEPRUN_FALLBACK_URL, STEPRUN_DEFAULT_TOKEN, STEPRUN_ALLOW_HOSTS."""
    fallback, role, hosts = (
        environ.get(f"STEPRUN_{name}", "").strip()
        for name in ("FALLBACK_URL", "DEFAULT_TOKEN", "ALLOW_HOSTS")
    )
    try:
        return replace(
            environment,
            fallback_url=read_url(fallback) if fallback else environment.fallback_url,
            default_token=role or environment.default_token,
            allow_hosts=frozenset(normal_entry(host.strip()) for host in hosts.split(","))
            if hosts
            else environment.allow_hosts,
        )
    except ValueError as fault:
        raise SettingsError(
            f"STEPRUN_FALLBACK_URL or STEPRUN_ALLOW_HOSTS cannot be used: {fault}",
            hint="a URL such as https://api.example.com; hosts such as api.example.com,127.0.0.1:8080",
        ) from None


def _redirected(environment: Environment, base_url: str, *, source: str) -> Environment:
    """The environment over an API that already runs: nothing is started, and its host is meant."""
    try:
        base_url = read_url(base_url)
    except ValueError as fault:
        raise SettingsError(f"{source}: {fault}", hint="such as https://api.example.com/v1") from None
    hosts = environment.allow_hosts
    return replace(
        environment,
        base_url=base_url,
        server=None,
        allow_hosts=hosts | {address_of(base_url)} if hosts else hosts,
    )


def _timeout(written: str, source: str) -> float:
    try:
        duration = read_duration(written)
    except ValueError as fault:
        raise SettingsError(f"{source}: {fault}", hint="such as 30s") from None
    if duration <= timedelta():
        raise SettingsError(f"{source}: a timeout of nothing would end every step", hint="such as 30s")
    return duration.total_seconds()


def _variables(environ: Mapping[str, str], known: Mapping[str, JSON]) -> dict[str, str]:
    """STEPRUN_VAR_BUSINESS_ID is `business_id`, unless the file has a BUSINESS_ID."""
    found = {}
    for name in sorted(environ):
        bare = name.removeprefix(_VARIABLE)
        if name.startswith(_VARIABLE) and bare:
            lower = bare.isupper() and bare not in known
            found[bare.lower() if lower else bare] = environ[name]
    return found


def _write_back(settings: WriteBack, *, wanted: bool | None, environ: Mapping[str, str]) -> WriteBack:
    if wanted is None:
        wanted = settings.enabled and not in_ci(environ)
    return replace(settings, enabled=wanted)
