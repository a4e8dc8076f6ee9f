"""Plugins: one file with everything a plugin can do, one that is installed, and some that are broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.command import Answers, Folder, document

EVERYTHING = """
from dataclasses import replace

from runner import CheckResult, Secret, Token, hookimpl


def check_lucky(expectation, response):
    lucky = response.json["items"][0]["id"] == expectation.wanted
    return CheckResult(
        kind="lucky", passed=lucky, message=f"expected the lucky {expectation.wanted}", place=expectation.place,
        wanted=str(expectation.wanted), found=response.text,
    )


@hookimpl
def steprun_checks():
    return {"lucky": check_lucky}


@hookimpl
def steprun_variables(environment, now):
    return {"shop": "from-plugin", "where": environment.name, "year": now.year}


@hookimpl
def steprun_token(role):
    return Token(role, "Robot", secret=Secret("robot-s3cret-token")) if role == "robot" else None


@hookimpl(wrapper=True)
def steprun_send(request):
    signed = replace(request, headers=(*request.headers, ("X-Signed", "yes")))
    print("asks", signed.method, dict(signed.headers)["Authorization"].split()[0])
    response = yield
    print("gets", response.status)
    return response


class Counting:
    def __init__(self, settings):
        self.file, self.seen = settings.root / "events.txt", []

    def handle(self, event):
        self.seen.append(type(event).__name__)
        self.file.write_text(" ".join(self.seen))


@hookimpl
def steprun_reporters(settings):
    return [Counting(settings)]
"""
FRONT = 'endpoint: "GET /items"\ntokens: [robot]'
STEP = "- {id: get, method: GET, token: robot, path: '/items?shop={{shop}}&at={{where}}', expect: {status: 200, lucky: 1}}"


@pytest.fixture
def plugin(folder: Folder) -> str:
    """A name for a module that no other test has imported."""
    return "plugin_" + re.sub(r"\W", "_", folder.root.name)


def test_one_file_can_do_everything(folder: Folder, api: Answers, plugin: str) -> None:
    folder.write({f"{plugin}.py": EVERYTHING, "a.md": document(STEP, front=FRONT)})
    said = folder.run("a.md", "--plugin", plugin, "-vv")
    assert said.code == 0, said.all
    assert api.asked == ["GET /items?shop=from-plugin&at=test"]
    assert "asks GET Robot" in said.out
    assert "gets 200" in said.out
    assert "robot-s3cret-token" not in said.out
    events = (folder.root / "events.txt").read_text().split()
    assert events == [
        "RunStarted",
        "SpecStarted",
        "StepStarted",
        "StepFinished",
        "SpecFinished",
        "RunFinished",
    ]
    assert folder.report().find("testsuite/testcase") is not None


def test_its_check_can_say_no(folder: Folder, plugin: str) -> None:
    folder.write(
        {f"{plugin}.py": EVERYTHING, "a.md": document(STEP.replace("lucky: 1", "lucky: 7"), front=FRONT)}
    )
    said = folder.run("a.md", "--plugin", plugin)
    assert said.code == 1
    assert "error[lucky]: expected the lucky 7" in said.out


def test_without_the_plugin_its_words_are_unknown(folder: Folder, api: Answers) -> None:
    folder.write({"a.md": document(STEP, front=FRONT)})
    said = folder.run("a.md")
    assert said.code == 2
    assert "`lucky` is not a key of `expect`" in " ".join(said.out.split()) or "lucky" in said.out
    assert api.asked == []


@pytest.mark.parametrize("command", [["show", "a.md"], ["lint", "a.md"], ["list", "a.md"]])
def test_the_other_commands_know_its_words_too(
    folder: Folder, api: Answers, plugin: str, command: list[str]
) -> None:
    folder.write({f"{plugin}.py": EVERYTHING, "a.md": document(STEP, front=FRONT)})
    said = folder.run(*command, "--plugin", plugin)
    assert said.code == 0, said.all
    assert "SR203" not in said.out
    assert api.asked == []


def test_a_variable_of_the_environment_comes_before_a_plugins(
    folder: Folder, api: Answers, plugin: str
) -> None:
    folder.write({f"{plugin}.py": EVERYTHING, "a.md": document(STEP, front=FRONT)})
    assert folder.run("a.md", "--plugin", plugin, "--var", "shop=cli").code == 0
    assert api.asked == ["GET /items?shop=cli&at=test"]


def test_the_settings_name_plugins_too(folder: Folder, api: Answers, plugin: str) -> None:
    text = (folder.root / "steprun.yaml").read_text() + f"plugins: [{plugin}]\n"
    folder.write({f"{plugin}.py": EVERYTHING, "a.md": document(STEP, front=FRONT), "steprun.yaml": text})
    assert folder.run("a.md").code == 0
    assert folder.run("a.md", "--plugin", plugin).code == 0
    assert len(api.asked) == 2


def test_an_installed_plugin_is_found_by_its_entry_point(
    folder: Folder,
    api: Answers,
    plugin: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = tmp_path_factory.mktemp("site")
    install(site, plugin, EVERYTHING)
    monkeypatch.syspath_prepend(str(site))
    folder.write({"a.md": document(STEP, front=FRONT)})
    said = folder.run("a.md")
    assert said.code == 0, said.all
    assert api.asked == ["GET /items?shop=from-plugin&at=test"]


def install(site: Path, name: str, code: str) -> None:
    """What pip leaves behind."""
    (site / f"{name}.py").write_text(code)
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[steprun]\n{name} = {name}\n")


def test_nothing_of_the_project_is_loaded_unasked(folder: Folder, plugin: str) -> None:
    folder.write({f"{plugin}.py": "raise SystemExit('loaded')", "conftest.py": "raise SystemExit('loaded')"})
    folder.write({"a.md": document()})
    assert folder.run("a.md").code == 0


# ---- broken ones

HOOK = "from runner import hookimpl\n\n\n@hookimpl\ndef {}\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import nope_module", "cannot be imported: No module named 'nope_module'"),
        ("def (", "cannot be imported: invalid syntax"),
        ("raise KeyError('x')", "cannot be imported: 'x'"),
        ("raise SystemExit(0)", "cannot be imported"),
        (HOOK.format("steprun_variable(): return {}"), "steprun_variable"),
        (HOOK.format("steprun_checks(nope): return {}"), "nope"),
        (HOOK.format("steprun_checks(): return 5"), "steprun_checks must return a mapping, not int"),
        (HOOK.format("steprun_checks(): raise KeyError('x')"), "failed in steprun_checks: KeyError: 'x'"),
        (
            HOOK.format("steprun_variables(): return ['x']"),
            "steprun_variables must return a mapping, not list",
        ),
        (HOOK.format("steprun_variables(): raise OSError('x')"), "failed in steprun_variables: OSError: x"),
        (HOOK.format("steprun_reporters(): return [5]"), "is no reporter"),
        (HOOK.format("steprun_reporters(): return 5"), "must return reporters"),
        (HOOK.format("steprun_reporters(): raise KeyError('x')"), "KeyError"),
    ],
)
def test_a_broken_plugin_is_named_before_anything_is_sent(
    folder: Folder, api: Answers, plugin: str, code: str, words: str
) -> None:
    folder.write({f"{plugin}.py": code, "a.md": document()})
    said = folder.run("a.md", "--plugin", plugin)
    assert said.code == 2, said.all
    assert plugin in said.err
    assert words in said.err
    assert "Traceback" not in said.err
    assert api.asked == []


@pytest.mark.parametrize("hook", ["steprun_checks", "steprun_variables"])
def test_two_plugins_that_want_the_same_name_are_both_named(folder: Folder, plugin: str, hook: str) -> None:
    code = HOOK.format(f"{hook}(): return {{'word': check}}").replace(
        "\n\n\n", "\n\ndef check(e, r): pass\n\n", 1
    )
    folder.write({f"{plugin}_a.py": code, f"{plugin}_b.py": code, "a.md": document()})
    said = folder.run("a.md", "--plugin", f"{plugin}_a", "--plugin", f"{plugin}_b")
    assert said.code == 2
    assert f"{plugin}_a" in said.err
    assert f"{plugin}_b" in said.err


CLEANUP = "- {id: tidy, method: GET, path: /items?tidied}"
CHECK = """
from runner import hookimpl


def check(expectation, response):
    {}


@hookimpl
def steprun_checks():
    return {{"odd": check}}
"""


@pytest.mark.parametrize("fault", ["raise KeyError('x')", "return None", "return 5", "raise SystemExit(0)"])
def test_a_check_that_fails_is_a_fault_of_the_plugin_and_the_clean_up_runs(
    folder: Folder, api: Answers, plugin: str, fault: str
) -> None:
    step = "- {id: get, method: GET, path: /items, onFail: skip, expect: {odd: 1}}"
    folder.write({f"{plugin}.py": CHECK.format(fault), "a.md": document(step, Cleanup=CLEANUP)})
    said = folder.run("a.md", "--plugin", plugin)
    assert said.code == 4, said.all
    assert "error[internal]" in said.out
    assert "Traceback" not in said.all
    assert api.asked[-1] == "GET /items?tidied"
    assert folder.report().find("testsuite/testcase/error") is not None


@pytest.mark.parametrize(
    "code",
    [
        "@hookimpl(wrapper=True)\ndef steprun_send(request):\n    yield\n    raise KeyError('x')\n",
        "@hookimpl(tryfirst=True)\ndef steprun_send(request):\n    raise KeyError('x')\n",
        "@hookimpl(tryfirst=True)\ndef steprun_send(request):\n    return 5\n",
        "@hookimpl\ndef steprun_token(role):\n    raise KeyError('x')\n",
    ],
)
def test_a_sender_or_a_token_that_fails_is_a_fault_of_the_plugin(
    folder: Folder, plugin: str, code: str
) -> None:
    folder.write({f"{plugin}.py": f"from runner import hookimpl\n\n\n{code}", "a.md": document()})
    said = folder.run("a.md", "--plugin", plugin)
    assert said.code == 4, said.all
    assert "internal error" in said.out
    assert "Traceback" not in said.all
    assert folder.report().find("testsuite/testcase/error") is not None


def test_a_reporter_that_fails_is_named_and_the_others_go_on(folder: Folder, plugin: str) -> None:
    code = """
from runner import hookimpl


class Noisy:
    def handle(self, event):
        raise ZeroDivisionError("one too many")


@hookimpl
def steprun_reporters():
    return [Noisy()]
"""
    folder.write({f"{plugin}.py": code, "a.md": document()})
    said = folder.run("a.md", "--plugin", plugin)
    assert said.code in (3, 4)
    assert f"error: {plugin}.Noisy failed: ZeroDivisionError: one too many" in said.err
    assert "1 passed" in said.out
    assert folder.report().find("testsuite/testcase") is not None
    assert "status: verified" in (folder.root / "a.md").read_text()


def test_a_broken_installed_plugin_is_told(
    folder: Folder, plugin: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    install(site, plugin, "raise KeyError('of the plugin')")
    monkeypatch.syspath_prepend(str(site))
    folder.write({"a.md": document()})
    said = folder.run("a.md")
    assert said.code == 2
    assert plugin in said.err
    assert "of the plugin" in said.err
