"""The token of each role: handed out when asked for, got by a login where there is one, once per run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from runner.engine.ports import Sender
from runner.errors import StepError
from runner.model.environment import Environment, Login, Secret, Token
from runner.model.http import NotJSON, Request, Response
from runner.model.json import JSON
from runner.model.trouble import Cause
from runner.query import QueryError, compile_query, first
from runner.resolve.scope import Scope
from runner.resolve.template import Renderer, as_text
from runner.step.redact import Redactor


class TokenBook:
    """Roles and their tokens. Thread-safe; a login happens once, and a failed one is not tried again."""

    def __init__(
        self,
        environment: Environment,
        *,
        send: Sender,
        redactor: Redactor,
        scope: Scope,
        find: Callable[[str], Token | None],
    ) -> None:
        self._environment = environment
        self._send = send
        self._redactor = redactor
        self._scope = scope
        self._find = find
        self._known: dict[str, Token | StepError] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def get(self, role: str) -> Token:
        """The token of a role, with its secret.

        Raises StepError (TOKEN) when it is not set, or the login failed.
        """
        known = self._known.get(role)
        if known is None:
            with self._lock:
                lock = self._locks.setdefault(role, Lock())
            with lock:
                known = self._known.get(role)
                if known is None:
                    known = self._known[role] = self._fetch(role)
        if isinstance(known, StepError):
            raise known
        return known

    def _fetch(self, role: str) -> Token | StepError:
        try:
            token = self._find(role)
            if token is None:
                return self._missing(role, f"token `{role}` is not set", self._advice(role))
            if token.login:
                token = replace(token, secret=self._login(role, token.login))
            if token.secret is None:
                return self._missing(role, token.missing or f"token `{role}` is not set", self._advice(role))
        except StepError as fault:
            return fault
        self._redactor.learn_token(token)
        return token

    def _advice(self, role: str) -> str:
        known = ", ".join(sorted(self._environment.tokens)) or "none"
        variable = re.sub(r"[^A-Z0-9]", "_", role.upper())
        return (
            f"export STEPRUN_TOKEN_{variable}=…, or add it under `tokens:` of environment"
            f" `{self._environment.name}` (there: {known})"
        )

    def _missing(self, role: str, what: str, hint: str = "") -> StepError:
        return StepError(what, cause=Cause.TOKEN, hint=hint, key=f"token {role}")

    def _login(self, role: str, login: Login) -> Secret:
        renderer = Renderer(self._scope)
        headers = {name: renderer.text(value, ()) for name, value in self._environment.headers.items()}
        headers |= {name: renderer.text(value, ()) for name, value in login.headers.items()}
        content, kind = _content(login, renderer)
        path = renderer.url_text(login.path, ())
        if renderer.missing:
            names = ", ".join(f"`{{{{{item.name}}}}}`" for item in renderer.missing)
            raise self._missing(role, f"the login of `{role}` needs {names}, which has no value")
        if kind:
            headers.setdefault("Content-Type", kind)
        request = Request(
            method=login.method,
            url=self._environment.base_url.rstrip("/") + path,
            headers=tuple(headers.items()),
            content=content,
            timeout=self._environment.timeout,
            jar=f"login/{role}",
        )
        self._redactor.learn_request(request)
        try:
            response = self._send(request)
        except StepError as fault:
            hint = fault.hint
            raise self._missing(role, f"the login of `{role}` failed: {fault.what}", hint) from None
        secret = self._token_in(response, role, login)
        # By its role, and only then by the name that the answer has for it.
        self._redactor.learn(role, secret)
        self._redactor.learn_answer(response)
        return Secret(secret)

    def _token_in(self, response: Response, role: str, login: Login) -> str:
        where = f"{login.method} {login.path}"
        if response.status // 100 != 2:  # noqa: PLR2004 - the class of statuses
            answer = f"{response.status} {response.reason}".strip()
            raise self._missing(role, f"the login of `{role}` was refused: {where} answered {answer}")
        try:
            value = first(compile_query(login.extract).find(response.json))
        except (NotJSON, QueryError) as fault:
            raise self._missing(role, f"the login of `{role}` failed: {fault}") from None
        if not isinstance(value, str) or not value:
            raise self._missing(
                role, f"the login of `{role}` failed: `{login.extract}` found no text in {where}"
            )
        return value


def _content(login: Login, renderer: Renderer) -> tuple[bytes | None, str]:
    from urllib.parse import urlencode

    if login.form is not None:
        fields = _texts(login.form, renderer)
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    if login.body is None:
        return None, ""
    return json.dumps(renderer.value(login.body, ())).encode(), "application/json"


def _texts(form: Mapping[str, JSON], renderer: Renderer) -> dict[str, str]:
    return {name: as_text(renderer.value(value, ())) for name, value in form.items()}
