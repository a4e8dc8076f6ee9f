"""The built-in plugins: the network, the environment's tokens, and the reporters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from runner.engine.ports import Reporter, Sender
from runner.model.environment import Environment, Token
from runner.model.http import Request, Response
from runner.plugins.hookspecs import hookimpl
from runner.plugins.settings import RunSettings


@dataclass(frozen=True, slots=True)
class Network:
    """Sends requests where nobody else does."""

    sender: Sender

    @hookimpl(trylast=True)
    def steprun_send(self, request: Request) -> Response:
        """Over the network."""
        return self.sender(request)


class EnvironmentTokens:
    """The tokens that the environment lists."""

    @hookimpl(trylast=True)
    def steprun_token(self, role: str, environment: Environment) -> Token | None:
        """The role's, if it is one of them."""
        return environment.tokens.get(role)


@dataclass(frozen=True, slots=True)
class Reporters:
    """Console, JUnit, the record, the history and write-back. `extra_notes` go into the console's footer."""

    extra_notes: Callable[[], Sequence[str]]

    @hookimpl
    def steprun_reporters(self, settings: RunSettings) -> Iterable[Reporter]:
        """The document reporters first: the console's last words tell what they did."""
        from runner.report.console import Console
        from runner.report.failure import block_text
        from runner.report.junit import Junit
        from runner.report.recorder import Recorder

        junit = Junit(settings.junit, describe=block_text, strict=settings.strict_junit)
        recorder = Recorder(settings.folder, root=settings.root, keep=settings.keep_runs)
        reporters: list[Reporter] = [junit, recorder]
        summaries: list[Callable[[], Sequence[str]]] = [
            lambda: [
                f"junit    {settings.shown(settings.junit)}{'' if junit.written else ' was not written'}"
            ],
            lambda: recorder.told(settings.shown(settings.folder)),
        ]
        if settings.history:
            from runner.app.recall import Historian

            historian = Historian(settings.history, name=settings.shown)
            reporters.append(historian)
            summaries.append(historian.told)
        if settings.formats:
            from runner.report.documents import Documents, formats_of

            formats = formats_of(settings.formats, strict_junit=settings.strict_junit)
            documents = Documents(settings.folder, formats)
            reporters.append(documents)
            summaries.append(lambda: documents.told(settings.shown))
        if settings.write_back.enabled:
            from runner.report.writeback import WriteBack, told

            back = WriteBack(root=settings.root, policy=settings.write_back, now=lambda: datetime.now(UTC))
            reporters.append(back)
            summaries.append(lambda: told(back.summary()))
        reporters.append(
            Console(
                stream=settings.stdout,
                width=settings.width,
                colour=settings.colour,
                verbosity=settings.verbosity,
                live=settings.live,
                domains=settings.domains,
                notes=lambda: list(
                    dict.fromkeys(
                        settings.mask(row) for rows in (*summaries, self.extra_notes) for row in rows()
                    )
                ),
            )
        )
        if settings.workflow:
            from runner.report.github import Annotations, told_in

            reporters.append(Annotations(settings.stdout, folder=settings.workflow.folder))
            reporters += told_in(settings.workflow, folder=settings.folder)
        return reporters
