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
    """Console, JUnit, the record and write-back. `extra_notes` go into the console's footer."""

    extra_notes: Callable[[], Sequence[str]]

    @hookimpl
    def steprun_reporters(self, settings: RunSettings) -> Iterable[Reporter]:
        """The document reporters first: the console's last words tell what they did."""
        from runner.report.console import Console
        from runner.report.failure import block_text
        from runner.report.junit import Junit
        from runner.report.recorder import Recorder

        junit = Junit(settings.junit, describe=block_text)
        recorder = Recorder(settings.folder, root=settings.root, keep=settings.keep_runs)
        reporters: list[Reporter] = [junit, recorder]
        summaries: list[Callable[[], Sequence[str]]] = [
            lambda: [
                f"junit    {settings.shown(settings.junit)}{'' if junit.written else ' was not written'}"
            ],
            lambda: recorder.told(settings.shown(settings.folder)),
        ]
        if settings.formats:
            from runner.report.documents import Documents

            documents = Documents(settings.folder, settings.formats)
            reporters.append(documents)
            summaries.append(
                lambda: [f"{file.suffix[1:]:<8} {settings.shown(file)}" for file in documents.written]
            )
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
                notes=lambda: [
                    *(settings.mask(row) for rows in (*summaries, self.extra_notes) for row in rows())
                ],
            )
        )
        return reporters
