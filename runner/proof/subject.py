"""The endpoint of the front matter: what a document says that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from runner.model.claim import Claim, Topic
from runner.model.result import Outcome
from runner.model.spec import Role
from runner.model.verdict import Verdict
from runner.plan.paths import same_endpoint
from runner.proof.dossier import Dossier
from runner.proof.judging import broken, fault

_MOST = 3


def judge_subject(dossier: Dossier) -> Iterator[Verdict]:
    """A document whose requests all work and go elsewhere is about something else; nothing else is said."""
    main = dossier.main
    if main is None or main.outcome is not Outcome.PASSED or dossier.own:
        return
    steps = [each.planned.step for each in main.steps if each.planned.role is Role.TEST and each.exchange]
    called = list(dict.fromkeys(f"{step.method} {step.path}" for step in steps))
    spec = dossier.spec
    if not called or any(same_endpoint(spec.endpoint, step) for step in steps):
        return
    place, width = spec.place_at("endpoint"), len(str(spec.endpoint))
    message = f"the Test Request never calls `{spec.endpoint}`; it calls {' and '.join(called[:_MOST])}"
    claim = Claim(Topic.ENDPOINT, place, f"about {spec.endpoint}", width=width, why_not="-")
    hint = "name the endpoint that the document is about"
    yield broken(claim, message, fault("SR881", claim, dossier, message, hint=hint, spot=("endpoint",)))
