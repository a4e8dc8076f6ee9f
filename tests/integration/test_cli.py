"""The command line: every command, option, selector and exit code, and what is said about typing errors."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.command import STEPRUN, TOKEN, Answers, Folder, document, surroundings

STEPS = """
- {id: get, method: GET, path: /items}
- {id: again, method: GET, path: /items}
"""
SETUP = "- {id: pre, method: GET, path: /items, extract: {id: '$.items[0].id'}}"
EXAMPLE = "- {id: other, method: GET, path: /nowhere}"


@pytest.fixture
def specs(folder: Folder) -> Folder:
    """Three specs; in a.md, `Test Request` is line 19, and its steps are lines 22 and 23."""
    front = 'endpoint: "GET /items"\nstatus: pending\ndomain: shop\ntags: [fast, read]'
    other = 'endpoint: "POST /orders"\nstatus: verified\ndomain: orders\ntags: [slow]'
    parked = 'endpoint: "GET /old"\nstatus: skipped\nskipReason: gone'
    return folder.write(
        {
            "specs/a.md": document(STEPS, front=front, Prerequisites=SETUP, Example=EXAMPLE),
            "specs/sub/b.md": document(front=other),
            "specs/sub/old.md": document(front=parked),
        }
    )


def asked(api: Answers) -> int:
    return len(api.asked)


# ---- what to run


@pytest.mark.parametrize(
    ("words", "requests"),
    [
        (["specs"], 4),
        (["run", "specs"], 4),
        (["run"], 4),
        (["specs/a.md"], 3),
        (["specs/a.md", "specs/sub"], 4),
        (["specs/a.md", "specs"], 4),
        (["specs/a.md:22"], 2),
        (["specs/a.md:22:5"], 2),
        (["specs/a.md:23"], 3),
        (["specs/a.md:19"], 3),
        (["specs/a.md::test-request/get"], 2),
        (["specs/a.md::Test Request/again"], 3),
        (["specs/a.md::get"], 2),
        (["specs/a.md::get", "specs/a.md::again"], 3),
        (["GET /items"], 3),
        (["get /items"], 3),
        (["POST /orders"], 1),
        (["specs", "-k", "sub"], 1),
        (["specs", "-k", "not sub"], 3),
        (["specs", "-k", "(items or orders) and not slow"], 3),
        (["specs", "--tag", "fast"], 3),
        (["specs", "--tag", "!slow"], 3),
        (["specs", "--tag", "fast", "--tag", "slow"], 4),
        (["specs", "--domain", "orders"], 1),
        (["specs", "--method", "post"], 1),
        (["specs", "--status", "verified"], 1),
        (["specs", "--status", "skipped", "--force"], 1),
        (["specs", "--force"], 5),
    ],
)
def test_the_words_choose_the_steps(specs: Folder, api: Answers, words: list[str], requests: int) -> None:
    said = specs.run(*words)
    assert (said.code, said.err) == (0, "")
    assert asked(api) == requests


def test_examples_run_when_asked_for(specs: Folder, api: Answers) -> None:
    assert specs.run("specs", "--examples").code == 1
    assert any("/nowhere" in line for line in api.asked)


def test_a_set_up_step_alone_verifies_nothing(specs: Folder, api: Answers) -> None:
    said = specs.run("specs/a.md::prerequisites/pre")
    assert said.code == 5
    assert "set-up only: no step of the test was run" in said.out
    assert asked(api) == 1


@pytest.mark.parametrize(
    ("words", "stops"),
    [(["-x"], 1), (["--maxfail", "2"], 2), ([], 4), (["-x", "--maxfail", "3"], 3)],
)
def test_a_run_stops_after_so_many_failures(
    folder: Folder, api: Answers, words: list[str], stops: int
) -> None:
    folder.write({f"{name}.md": document("- {method: GET, path: /nowhere}") for name in "abcd"})
    assert folder.run(".", "--jobs", "1", *words).code == 1
    assert asked(api) == stops


# ---- exit codes


def test_the_help_lists_the_exit_codes(folder: Folder) -> None:
    said = folder.run("--help")
    assert said.code == 0
    for code in ("130/143", "4", "2", "1", "3", "5", "0"):
        assert re.search(rf"^ +{code}  ", said.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("files", "words", "code"),
    [
        ({"a.md": document()}, ["a.md"], 0),
        ({"a.md": document("- {method: GET, path: /nowhere}")}, ["a.md"], 1),
        ({"a.md": "---\nendpoint: nope\n---\n"}, ["a.md"], 2),
        ({"a.md": document()}, ["nope.md"], 2),
        ({"a.md": document()}, ["a.md", "--env", "nope"], 2),
        ({"a.md": document()}, ["a.md::nope"], 2),
        ({"a.md": document()}, ["a.md:1"], 2),
        ({"a.md": document("- {method: GET, path: '/{nope}'}")}, ["a.md"], 3),
        ({"a.md": document(), "b.md": "---\nendpoint: nope\n---\n"}, ["."], 3),
        ({"a.md": document()}, ["a.md", "--base-url", "http://127.0.0.1:9"], 3),
        ({"a.md": document()}, ["a.md", "--plugin", "faulty"], 4),
        ({"a.md": document()}, ["a.md", "-k", "nope"], 5),
        ({"a.md": "# prose\n"}, ["a.md"], 5),
        ({"a.md": document(front='endpoint: "GET /items"\nskip: true')}, ["a.md"], 5),
        ({"a.md": document(), "b.md": document("- {method: GET, path: /nowhere}")}, ["."], 1),
        (
            {
                "a.md": document("- {method: GET, path: /nowhere}"),
                "b.md": document("- {method: GET, path: '/{nope}'}"),
            },
            ["."],
            1,
        ),
        ({"a.md": document()}, ["lint", "a.md"], 0),
        ({"a.md": document("- {method: GET}")}, ["lint", "a.md"], 1),
        ({"a.md": document()}, ["lint", "nope"], 2),
        ({"a.md": "# prose\n"}, ["lint", "a.md"], 5),
        ({"a.md": document()}, ["list"], 0),
        ({"a.md": document()}, ["list", "-k", "nope"], 5),
        ({"a.md": document()}, ["show", "a.md"], 0),
        ({"a.md": document()}, ["schema"], 0),
        ({}, ["--version"], 0),
        ({}, [], 2),
        ({}, ["sandbox"], 2),
    ],
)
def test_a_command_ends_with_the_code_of_the_table(
    folder: Folder, files: dict[str, str], words: list[str], code: int
) -> None:
    folder.write({"faulty.py": FAULTY, **files})
    said = folder.run(*words)
    assert said.code == code, said.all
    assert "Traceback" not in said.all


FAULTY = """
from runner import hookimpl

@hookimpl(wrapper=True)
def steprun_send(request):
    yield
    raise KeyError("of the plugin")
"""


# ---- what each command says


def test_the_version_is_told(folder: Folder) -> None:
    assert folder.run("--version").out.startswith("steprun ")


def test_without_words_the_help_is_shown(folder: Folder) -> None:
    said = folder.run()
    assert said.out == ""
    assert said.err.startswith("Usage: steprun")
    assert "\\n" not in said.err


@pytest.mark.parametrize("command", ["run", "list", "show", "lint", "sandbox", "schema"])
def test_every_command_explains_itself(folder: Folder, command: str) -> None:
    said = folder.run(command, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: steprun {command}")


def test_the_run_command_has_the_options_that_were_asked_for(folder: Folder) -> None:
    told = folder.run("run", "--help").out
    for option in (
        "-k", "--tag", "--domain", "--method", "--status", "--env", "--base-url", "--var", "--jobs", "--junit",
        "--reports", "--write / --no-write", "--force", "--examples", "-x", "--maxfail", "-v", "-q", "--seed",
        "--timeout", "--config", "--color",
    ):  # fmt: skip
        assert option in told


def test_what_would_run_is_listed(specs: Folder, api: Answers) -> None:
    said = specs.run("list", "specs")
    assert said.code == 0
    assert "GET /items" in said.out
    assert "specs/sub/old.md" in said.out
    assert "gone" in said.out
    assert asked(api) == 0


def test_requests_are_shown_and_not_sent(specs: Folder, api: Answers) -> None:
    said = specs.run("show", "specs/a.md")
    assert f"GET {api.url}/items" in said.out
    assert TOKEN not in said.out
    commands = specs.run("show", "specs/a.md", "--curl").out
    assert f"curl {api.url}/items" in commands
    assert "$STEPRUN_TOKEN_STAFF" in commands
    assert TOKEN not in commands
    assert asked(api) == 0


def test_findings_are_told_in_three_ways(folder: Folder) -> None:
    folder.write({"a.md": document("- {id: get, method: GET, pth: /items}")})
    text = folder.run("lint", "a.md")
    assert "error[SR203]" in text.out
    assert "--> a.md:10:" in text.out
    assert "did you mean `path`?" in text.out
    found = json.loads(folder.run("lint", "a.md", "--format", "json").out)
    assert {"SR203", "SR204"} <= {item["rule"] for item in found}
    assert {(item["file"], item["line"]) for item in found} == {("a.md", 10)}
    notes = folder.run("lint", "a.md", "--format", "github").out
    assert notes.startswith("::error file=a.md,line=10,col=")


def test_the_schema_is_json(folder: Folder) -> None:
    assert "definitions" in json.loads(folder.run("schema").out)


def test_verbosity(specs: Folder, api: Answers) -> None:
    plain, steps, wire, quiet = (
        specs.run("GET /items", *words).out for words in ([], ["-v"], ["-vv"], ["-q"])
    )
    assert "Test Request › get" not in plain
    assert "Test Request › get" in steps
    assert f"GET {api.url}/items" not in steps
    assert f"GET {api.url}/items" in wire
    assert TOKEN not in wire
    assert quiet.startswith("✓ 1 passed")


def test_a_seed_repeats_what_is_random(folder: Folder, api: Answers) -> None:
    folder.write({"a.md": document("- {id: get, method: GET, path: '/items?q={{random_string}}'}")})
    for seed in ("7", "7", "8"):
        assert f"seed {seed}" in folder.run("a.md", "--seed", seed).out
    first, second, third = api.asked
    assert first == second != third


def test_variables_and_their_origin(folder: Folder, api: Answers) -> None:
    folder.write({"a.md": document("- {id: get, method: GET, path: '/items?a={{a}}&b={{b}}'}")})
    assert folder.run("a.md", "--var", "a=1", "--var", "b=x=y&z").code == 0
    assert api.asked == ["GET /items?a=1&b=x%3Dy%26z"]


# ---- where reports go


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ([], "reports/junit.xml"),
        (["--reports", "out/here"], "out/here/junit.xml"),
        (["--junit", "deep/er/report.xml"], "deep/er/report.xml"),
        (["--junit", "x.xml", "--reports", "out"], "x.xml"),
    ],
)
def test_the_junit_report_lands_where_it_is_wanted(folder: Folder, words: list[str], file: str) -> None:
    folder.write({"a.md": document()})
    assert folder.run("a.md", *words).code == 0
    assert folder.report(file).find("testsuite/testcase") is not None


def test_a_report_that_cannot_be_written_is_told_and_the_others_are_written(folder: Folder) -> None:
    folder.write({"a.md": document(), "reports": "a file"})
    said = folder.run("a.md")
    assert said.code == 3
    assert "error: Junit could not write" in said.err
    assert "reports/junit.xml was not written" in said.out
    assert "status: verified" in (folder.root / "a.md").read_text()


@pytest.mark.parametrize(
    ("words", "ci", "written"),
    [
        ([], "", True),
        (["--no-write"], "", False),
        ([], "true", False),
        (["--write"], "true", True),
        ([], "false", True),
    ],
)
def test_the_status_is_written_unless_it_is_not_wanted(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, words: list[str], ci: str, written: bool
) -> None:
    monkeypatch.setenv("CI", ci)
    folder.write({"a.md": document()})
    assert folder.run("a.md", *words).code == 0
    assert ("status: verified" in (folder.root / "a.md").read_text()) is written


# ---- typing errors


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (["spec/"], "no such path: spec/", "did you mean `specs/`?"),
        (["specs/a.mdd"], "no such path: specs/a.mdd", "did you mean `specs/a.md`?"),
        (["specs/suub/b.md"], "no such path: specs/suub/b.md", "did you mean `specs/sub/`?"),
        (["POST /ordres"], "no spec describes `POST /ordres`", "did you mean `POST /orders`?"),
        (["lsit"], "no such command or path: lsit. Did you mean `list`?", ""),
        (["specs", "--jbs", "2"], "no such option: --jbs", "did you mean `--jobs`?"),
        (["specs", "--verson"], "no such option: --verson", "did you mean `--version`?"),
        (["specs", "--qqqqqqqq"], "no such option: --qqqqqqqq", "`steprun run --help` lists the options"),
        (["lint", "specs", "--formt", "json"], "no such option: --formt", "did you mean `--format`?"),
        (["specs", "--env", "tst"], "environment `tst` is not defined", "did you mean `test`?"),
        (["specs", "-k", "a and"], "-k: a word is missing", "write words with"),
        (["specs", "--var", "novalue"], "write NAME=VALUE, not 'novalue'", ""),
        (["specs", "--timeout", "soon"], "--timeout: `soon` is not a duration", "such as 30s"),
        (["specs", "--base-url", "ftp://x"], "--base-url: a URL is http://", "such as https://"),
        (["specs", "--config", "nope.yaml"], "nope.yaml is not a file", "--config"),
        (["specs", "--plugin", "nope_plugin"], "plugin `nope_plugin` cannot be imported", "module"),
        (["sandbox", "serv"], "No such command 'serv'", ""),
        (["sandbox", "serve", "--host", "0.0.0.0"], "0.0.0.0 is not a loopback address", "--open"),
    ],
)
def test_a_typing_error_is_told_with_what_was_meant(
    specs: Folder, words: list[str], what: str, hint: str
) -> None:
    said = specs.run(*words)
    assert said.code == 2
    first, *rest = said.err.splitlines()
    assert first.startswith("error: ")
    assert what in first
    assert hint in "\n".join(rest)
    assert said.out == ""


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--domain", "ordres"], "did you mean `orders`?"),
        (["--tag", "fsat"], "did you mean `fast`?"),
        (["--tag", "!slwo", "--domain", "zzz"], "did you mean `slow`?"),
        (["--method", "PSOT"], "did you mean `POST`?"),
        (["--status", "verifed"], "did you mean `verified`?"),
        (["-k", "zzz"], "`steprun list` shows what there is"),
    ],
)
def test_a_filter_that_fits_nothing_names_what_would(specs: Folder, words: list[str], hint: str) -> None:
    said = specs.run("specs", *words)
    assert said.code == 5
    assert "none fits" in said.out
    assert hint in said.out


def test_all_faults_of_the_settings_are_told_line_by_line(folder: Folder) -> None:
    folder.write({"steprun.yaml": "environmets: {}\nreprts: x\n", "a.md": document()})
    said = folder.run("a.md")
    assert said.code == 2
    assert said.err.splitlines()[0] == "error: steprun.yaml cannot be used: 2 faults"
    assert (
        "  steprun.yaml:1:1: `environmets` is not a key of steprun.yaml; did you mean `environments`?"
        in said.err
    )
    assert "  steprun.yaml:2:1: `reprts` is not a key of steprun.yaml; did you mean `reports`?" in said.err


# ---- the surroundings


@pytest.mark.parametrize(
    ("environ", "words", "code"),
    [
        ({"STEPRUN_ENV": "other"}, [], 3),
        ({"STEPRUN_ENV": "other"}, ["--env", "test"], 0),
        ({"STEPRUN_ENV": "nope"}, [], 2),
        ({"STEPRUN_BASE_URL": "http://127.0.0.1:9"}, [], 3),
        ({"STEPRUN_BASE_URL": "nope"}, [], 2),
        ({"STEPRUN_TIMEOUT": "nope"}, [], 2),
        ({"STEPRUN_TIMEOUT": "nope"}, ["--timeout", "5s"], 0),
        ({"STEPRUN_JOBS": "2"}, [], 0),
        ({"STEPRUN_JOBS": ""}, [], 0),
        ({"STEPRUN_JOBS": "nope"}, [], 2),
        ({"STEPRUN_CONFIG": "nope.yaml"}, [], 2),
    ],
)
def test_the_surroundings_override_the_settings_and_options_those(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], words: list[str], code: int
) -> None:
    text = (folder.root / "steprun.yaml").read_text() + "  other:\n    base_url: http://127.0.0.1:9\n"
    folder.write({"a.md": document(), "steprun.yaml": text})
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    said = folder.run("a.md", *words)
    assert said.code == code, said.all
    if code == 2:
        name, value = next(iter(environ.items()))
        assert name in said.err or value in said.err


def test_tokens_and_variables_come_from_the_surroundings(
    folder: Folder, api: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = 'endpoint: "GET /items"\ntokens: [app]'
    step = "- {id: get, method: GET, token: app, path: '/items?shop={{shop_id}}'}"
    folder.write({"a.md": document(step, front=front)})
    without = folder.run("a.md", "--var", "shop_id=1")
    assert without.code == 3
    assert "export STEPRUN_TOKEN_APP=…" in without.out
    monkeypatch.setenv("STEPRUN_TOKEN_APP", "app-s3cret-token")
    monkeypatch.setenv("STEPRUN_VAR_SHOP_ID", "from-surroundings")
    said = folder.run("a.md", "-vv")
    assert said.code == 0
    assert "app-s3cret-token" not in said.all
    assert api.asked == ["GET /items?shop=from-surroundings"]


def test_a_folder_that_is_gone(folder: Folder) -> None:
    said = folder.shell("mkdir gone && cd gone && rmdir ../gone && steprun list")
    assert (said.code, said.out) == (2, "")
    assert "the folder you are in does not exist any more" in said.err


# ---- the terminal

ESCAPE = "\x1b"


@pytest.mark.parametrize(
    "words", [["a.md"], ["lint", "."], ["list"], ["show", "a.md"], ["--help"], ["nope.md"]]
)
def test_nothing_but_text_goes_into_a_pipe(folder: Folder, words: list[str]) -> None:
    folder.write({"a.md": document("- {method: GET, path: /nowhere}"), "bad.md": "---\nendpoint: x\n---\n"})
    assert ESCAPE not in folder.run(*words).all


@pytest.mark.parametrize(
    ("environ", "words", "coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "0"}, [], False),
        ({"FORCE_COLOR": ""}, [], False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"CI": "true"}, [], False),
    ],
)
@pytest.mark.parametrize("command", [["a.md"], ["lint", "a.md"], ["list"], ["show", "a.md"]])
def test_colours_are_for_those_who_want_them(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, command: list[str], environ: dict[str, str],
    words: list[str], coloured: bool,
) -> None:  # fmt: skip
    folder.write({"a.md": document()})
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert (ESCAPE in folder.run(*command, *words).out) is coloured


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("steprun . -vv | true", 1),
        ("steprun . | head -1", 1),
        ("steprun lint . --format json | true", 1),
        ("steprun list | true", 0),
        ("steprun schema | head -1", 0),
        ("steprun --help | true", 0),
        ("steprun . >&-", 1),
        ("steprun lint >&- 2>&-", 1),
        ("steprun nope 2>&-", 2),
    ],
)
def test_a_reader_who_leaves_changes_no_verdict(folder: Folder, line: str, code: int) -> None:
    folder.write(
        {"a.md": document("- {id: get, method: GET, path: /nowhere}\n- {method: GET, path: '/{x}'}")}
    )
    folder.write(
        {"b.md": document("- {id: a, method: GET, path: /items}\n- {id: a, method: GET, path: /items}")}
    )
    said = folder.shell(line)
    assert said.code == code, said.all
    assert said.err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", ["a.md", "lint .", "list", "--version", "--help"])
def test_a_full_disk_is_told_and_is_no_fault_of_ours(folder: Folder, words: str) -> None:
    folder.write({"a.md": document()})
    said = folder.shell(f"steprun {words} > /dev/full")
    assert said.code == 3
    assert "No space left on device" in said.err
    assert "internal error" not in said.err


@pytest.mark.parametrize("coding", ["ascii", "cp1252"])
def test_a_terminal_that_knows_few_characters_gets_those(folder: Folder, coding: str) -> None:
    folder.write({"a.md": document("- {id: 日本, method: GET, path: /nowhere}")})
    said = folder.shell(
        "steprun a.md -vv; code=$?; steprun lint a.md; steprun list; (exit $code)",
        env={"LC_ALL": "C", "PYTHONIOENCODING": coding},
    )
    assert said.code == 1
    assert "Traceback" not in said.all
    assert "404" in said.out


@pytest.mark.parametrize(
    "words",
    [
        "verify . --no-write", "verify . --write --update", "lint .", "lint . --fix", "lint . --format github",
        "status . --format markdown", "report --format markdown -o 日本.txt", "claims .", "history .", "coverage",
        *(f"{name} --format {style}" for name in ("history .", "coverage") for style in ("json", "markdown")),
        *(f"{name} --format json" for name in ("lint .", "claims .", "status .", "gate")),
    ],
)  # fmt: skip
def test_whatever_is_said_a_terminal_that_knows_few_characters_can_show_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    prose = "## Authorization\n\n| Role | Access |\n| --- | --- |\n| 日本 | ❌ |\n"
    answer = '\n## Expected Response\n\n```json\n{"name": 5}\n```\n'
    folder.write({"日本.md": document("- {id: 日本 🎉, method: GET, path: /items}") + prose + answer})
    folder.run(".", "--no-write")
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii"))
    said = folder.run(*words.split())
    sys.stdout.flush()
    assert said.code in (0, 1, 3, 5)
    assert "internal error" not in said.err
    assert shown.getvalue().isascii()
    assert shown.getvalue()


# ---- modules

HEAVY = ("httpx", "jinja2", "jsonschema", "rich", "markdown_it")


def imported(*words: str, cwd: Path) -> list[str]:
    script = (
        "import sys\nsys.argv[0] = 'steprun'\nfrom runner.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [STEPRUN[0], "-c", script, *words], cwd=cwd, env=surroundings(), capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr.split()


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_asking_what_it_is_costs_nothing(folder: Folder, word: str) -> None:
    modules = imported(word, cwd=folder.root)
    assert not {*HEAVY, "yaml", "starlette", "pluggy"}.intersection(modules)


def test_looking_at_specs_needs_no_network(folder: Folder) -> None:
    folder.write({"a.md": document()})
    assert not {"httpx", "httpcore", "rich", "starlette", "uvicorn"}.intersection(
        imported("lint", "a.md", cwd=folder.root)
    )


def test_the_module_is_the_command(folder: Folder) -> None:
    done = subprocess.run(
        [*STEPRUN, "--version"], capture_output=True, text=True, check=True, env=surroundings()
    )
    assert done.stdout.startswith("steprun ")
    assert sys.executable == STEPRUN[0]
