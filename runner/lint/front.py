"""SR11x: what the front matter says about the spec."""

from __future__ import annotations

from collections.abc import Iterator

from runner.lint.page import Page
from runner.load.front import ALIASES, read_moment
from runner.load.shapewords import did_you_mean
from runner.model.finding import Finding
from runner.model.spec import Status
from runner.plan.cases import step_of

KEYS = (
    "endpoint",
    "domain",
    "tags",
    "swagger",
    "status",
    "savedAt",
    "verifiedAt",
    "timesReused",
    "defaultToken",
    "tokens",
    "skip",
    "skipReason",
    "skip_reason",
    "useFallbackApi",
    "expectedOutcome",
    "expectedOutcomeReason",
    "requiresTestData",
    "testDataDescription",
    "notes",
)


def old_status(page: Page) -> Iterator[Finding]:
    """`success` for `verified`, and the like."""
    said = page.spec.front.get("status")
    if isinstance(said, str) and said in ALIASES:
        meant = ALIASES[said]
        message = f"status `{said}` is an old spelling of `{meant}`"
        yield page.certain(page.front("SR110", "status", message, hint=f"write `{meant}`"), said, meant)


def unknown_keys(page: Page) -> Iterator[Finding]:
    """Keys that carry nothing; they are kept, and nobody looks at them."""
    for key in page.spec.front:
        if key not in KEYS:
            hint = did_you_mean(key, [known for known in KEYS if known not in page.spec.front])
            yield page.front(
                "SR111", key, f"nobody reads the front-matter key `{key}`", hint=hint, on_key=True
            )


def verification(page: Page) -> Iterator[Finding]:
    """`status` and `verifiedAt` belong together."""
    at = page.spec.front.get("verifiedAt")
    if page.spec.status is Status.VERIFIED and at in (None, ""):
        yield page.front(
            "SR112",
            "status",
            "status is `verified`, and `verifiedAt` does not say since when",
            hint="run the spec: a pass writes the date",
        )
    if page.spec.status is Status.PENDING and at not in (None, ""):
        hint = "run the spec, which settles both, or set `verifiedAt: null`"
        yield page.front(
            "SR113", "verifiedAt", "`verifiedAt` is set but status is `pending`", hint=hint, on_key=True
        )


def dates(page: Page) -> Iterator[Finding]:
    """Dates that nobody can read."""
    for key in ("savedAt", "verifiedAt"):
        value = page.spec.front.get(key)
        if value not in (None, "") and read_moment(value) is None:
            yield page.front(
                "SR114", key, f"`{key}` is no date that can be read", hint='write "2026-02-01T16:00:00Z"'
            )


def reason_for_parking(page: Page) -> Iterator[Finding]:
    """Who parks a spec owes a reason. Deprecation is one."""
    skipped = page.spec.status is Status.SKIPPED
    if (skipped or page.spec.skip) and not page.spec.skip_reason.strip():
        key = "status" if skipped else "skip"
        hint = 'add `skipReason: "…"`: reports show it'
        if "expectedOutcomeReason" in page.spec.front:
            hint += "; `expectedOutcomeReason` may be it"
        yield page.front("SR115", key, "the spec is skipped, and nothing says why", hint=hint)


def unknown_roles(page: Page) -> Iterator[Finding]:
    """Roles, in the front matter or a step, that the environment has no token for."""
    known = page.context.roles
    if known is None:
        return
    places = {role: page.spec.place_at("tokens") for role in page.spec.tokens}
    if isinstance(listed := page.spec.front.get("tokens"), list):
        places = {
            role: page.spec.place_at("tokens", index)
            for index, role in enumerate(str(item).strip() for item in listed)
        }
    for section in page.spec.sections:
        for step in section.steps:
            for case in step.cases:
                places.setdefault(step_of(case, step).token or "", step.place_at("cases", case.index))
            if step.token:
                places.setdefault(step.token, step.place_at("token"))
    for role, place in places.items():
        if role and role not in known and role != "none" and "{{" not in role:
            near = did_you_mean(role, sorted(known))
            there = f"environment `{page.context.environment}` has no token for the role `{role}`"
            hint = near or f"it knows {', '.join(sorted(known)) or 'no roles'}"
            yield page.finding("SR119", place, there, hint=hint)


RULES = (old_status, unknown_keys, verification, dates, reason_for_parking, unknown_roles)
