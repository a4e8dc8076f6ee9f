"""SR21x, SR24x, SR25x: what is odd about single steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from runner.lint.expected import wants_refusal
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import KEY
from runner.model.spec import MultipartBody, Role, Section, Step
from runner.plan.paths import same_endpoint

_SLEEPY_MS = 60_000
_SECRET_HEADER = re.compile(
    r"(?:proxy-)?authorization|(?:set-)?cookie|.*(?:api|access|auth|secret)[-_]?(?:key|token)"
    r"|x[-_]token|.*(?:password|secret)",
    re.IGNORECASE,
)
_SCHEME_ONLY = re.compile(r"(?:bearer|basic|token|admin|digest)?\s*", re.IGNORECASE)


def ids(page: Page) -> Iterator[Finding]:
    """Ids name steps on the command line and in reports."""
    for section in page.spec.sections:
        seen: dict[str, int] = {}
        for step in section.steps:
            place = step.place_at("id")
            if ("id",) not in step.marks:
                hint = "add `id: …`: it names the step in reports and on the command line"
                yield page.about(
                    "SR211", step, (), f"a step without an id; it is called `{step.id}`", hint=hint
                )
            elif step.id in seen:
                message = (
                    f"the id `{step.id}` is on line {place.line} and on line {seen[step.id]} of one block"
                )
                yield page.finding("SR210", place, message, hint="give each step of a block its own id")
            seen.setdefault(step.id, place.line)


def expected_status(page: Page) -> Iterator[Finding]:
    """A step that takes success and failure alike. Clean-ups may: what is gone is gone."""
    for section, step in _steps(page):
        if section.role is Role.CLEANUP:
            continue
        for item in step.expectations:
            codes = item.wanted if item.kind == "status" and isinstance(item.wanted, list) else []
            good = [code for code in codes if _class(code) == 2]  # noqa: PLR2004 - the class of statuses
            bad = [code for code in codes if _class(code) in (4, 5)]
            if good and bad:
                message = f"{good[0]} and {bad[0]} are both expected: the step passes whichever comes"
                hint = "keep the one that is meant; `retry:` waits for an answer that comes late"
                yield page.about("SR242", step, ("expect", "status"), message, hint=hint)


def no_expectation(page: Page) -> Iterator[Finding]:
    """A test that any success satisfies."""
    for section, step in _steps(page):
        if section.role is Role.TEST and not step.expectations and step.use is None:
            message = f"step `{step.id}` expects nothing in particular: any 2xx passes"
            yield page.about("SR243", step, (), message, hint="add `expect:` with at least a `status`")


def on_fail(page: Page) -> Iterator[Finding]:
    """A skip wants a reason, and `warn` is `continue`."""
    for _section, step in _steps(page):
        place = step.place_at("onFail")
        word = page.written(place) if ("onFail",) in step.marks else ""
        if word == "skip" and not step.skip_reason.strip():
            hint = 'add `skipReason: "…"`: it is what reports show'
            yield page.finding("SR244", place, f"step `{step.id}` may skip, and does not say why", hint=hint)
        if word == "warn":
            message = "`onFail: warn` is read as `continue`"
            yield page.certain(
                page.finding("SR245", place, message, hint="write `continue`"), "warn", "continue"
            )


def accepted_roles(page: Page) -> Iterator[Finding]:
    """The endpoint is asked by a role that the front matter does not list. Being refused may be the point."""
    accepted = page.spec.tokens
    for section, step in _steps(page):
        role = step.token or page.context.default_role
        fits = not accepted or not role or role in (*accepted, "none") or "{{" in role
        if fits or section.role is not Role.TEST or wants_refusal(step):
            continue
        if same_endpoint(page.spec.endpoint, step):
            who = f"the role `{role}`" if step.token else f"no `token:` here, so the role `{role}` asks: it"
            message = f"{who} is not among the `tokens` that this endpoint accepts"
            hint = f"`tokens` lists {', '.join(accepted)}: mend one of the two"
            yield page.about("SR246", step, ("token",) if step.token else (), message, hint=hint)


def credentials(page: Page) -> Iterator[Finding]:
    """A secret in a document is known to everyone who reads it. A wrong one, to be refused, is none."""
    for _section, step in _steps(page):
        for name, value in step.headers.items():
            literal = "{{" not in value and "<<" not in value and not _SCHEME_ONLY.fullmatch(value)
            if literal and _SECRET_HEADER.fullmatch(name) and not wants_refusal(step):
                message = f"the header `{name}` carries a credential that is written into the document"
                hint = "use `token: ROLE`, or a variable, and take it out of the history"
                yield page.about("SR247", step, ("headers", name, KEY), message, hint=hint)


def files(page: Page) -> Iterator[Finding]:
    """Files that are to be sent have to be there."""
    folder = page.context.files_dir or page.context.root
    for _section, step in _steps(page):
        for item in step.body.files if isinstance(step.body, MultipartBody) else ():
            said = item.file_path
            if "{{" in said or "<<" in said or page.exists(folder / said):
                continue
            where = (
                f"`{PurePosixPath(folder.name)}/`" if page.context.files_dir else "the root of the project"
            )
            hint = f"`file_path` starts at {where}; `files_dir:` of the environment says where that is"
            yield page.finding("SR248", item.place, f"there is no file `{said}` to send", hint=hint)


def waiting(page: Page) -> Iterator[Finding]:
    """Patience that does nothing, or too much."""
    for _section, step in _steps(page):
        if step.retry and step.retry.times == 1:
            hint = "`times` counts the first attempt: write 2 or more, or remove `retry`"
            yield page.about("SR250", step, ("retry", "times"), "`times: 1` never asks again", hint=hint)
        if step.sleep_ms > _SLEEPY_MS:
            hint = "`sleep` is in milliseconds; `retry:` with `until:` waits only as long as it must"
            seconds = f"{step.sleep_ms / 1000:.0f} s"
            yield page.about("SR251", step, ("sleep",), f"this sleeps for {seconds} in every run", hint=hint)


def _steps(page: Page) -> Iterator[tuple[Section, Step]]:
    for section in page.spec.sections:
        for step in section.steps:
            yield section, step


def _class(code: JSON) -> int:
    return code // 100 if isinstance(code, int) else 0


RULES = (ids, expected_status, no_expectation, on_fail, accepted_roles, credentials, files, waiting)
