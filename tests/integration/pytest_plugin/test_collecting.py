"""What pytest makes of a folder with specs: which items there are, what they are called, what selects them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from support.command import document, surroundings
from support.suite import Suite

ROOT = Path(__file__).parent.parent.parent.parent
FRONT = 'endpoint: "GET /items"\ndomain: shop\nstatus: verified\ntags: [smoke, "slow"]'
EXAMPLES = {"Option 1": "- {id: one, method: GET, path: /items?1}", "Option 2": "- {method: GET, path: /2}"}


def test_a_spec_is_one_item_and_its_file_and_endpoint_are_its_id(suite: Suite) -> None:
    suite.write({"specs/a.md": document(), "specs/shop/b.md": document(), "specs/README.md": "# Specs\n"})
    assert suite.ids("specs") == ["specs/a.md::GET /items", "specs/shop/b.md::GET /items"]
    assert suite.api.asked == []


def test_a_plain_run_of_a_mixed_project_sends_nothing(suite: Suite) -> None:
    suite.write({"specs/a.md": document(), "tests/b.md": document(), "tests/test_c.py": "def test_c(): pass"})
    for words in ([], ["."], ["tests"], ["tests/test_c.py"]):
        assert suite.ids(*words) == ["tests/test_c.py::test_c"], words


@pytest.mark.parametrize(
    ("ini", "words", "found"),
    [
        ("", ["specs", "tests"], ["specs/a.md", "tests/test_c.py"]),
        ("", ["tests/b.md"], ["tests/b.md"]),
        ("", ["--steprun"], ["specs/a.md", "tests/b.md", "tests/test_c.py"]),
        ("", ["--steprun", "tests"], ["tests/b.md", "tests/test_c.py"]),
        ("steprun = true\ntestpaths = specs", [], ["specs/a.md"]),
        ("steprun = true", ["-o", "steprun=false"], ["tests/test_c.py"]),
        ("testpaths = specs tests", [], ["tests/test_c.py"]),
    ],
)
def test_specs_come_when_they_are_asked_for(
    suite: Suite, ini: str, words: list[str], found: list[str]
) -> None:
    suite.write({"specs/a.md": document(), "tests/b.md": document(), "tests/test_c.py": "def test_c(): pass"})
    suite.pytester.makeini(f"[pytest]\n{ini}\n")
    assert [item.partition("::")[0] for item in suite.ids(*words)] == found


def test_examples_are_items_where_they_are_wanted(suite: Suite) -> None:
    suite.write({"specs/a.md": document(**EXAMPLES)})
    assert suite.ids("specs") == ["specs/a.md::GET /items"]
    assert suite.ids("specs", "--steprun-examples") == [
        "specs/a.md::GET /items",
        "specs/a.md::GET /items › Option 1",
        "specs/a.md::GET /items › Option 2",
    ]


def test_an_item_is_selected_by_its_id(suite: Suite) -> None:
    suite.write({"specs/a.md": document(**EXAMPLES), "specs/b.md": document()})
    done = suite.run("specs/a.md::GET /items › Option 1", "--steprun-examples")
    done.assert_outcomes(passed=1)
    assert suite.api.asked == ["GET /items?1"]


def test_ids_hold_nothing_that_means_something_to_pytest(suite: Suite) -> None:
    odd = {
        "Empty [list]": EXAMPLES["Option 1"],
        "a:::b": EXAMPLES["Option 2"],
        "\x1b[1m\u202e": EXAMPLES["Option 2"],
    }
    twice = document(**odd) + document(**odd).split("# Items")[1]
    suite.write({"specs/a.md": twice})
    ids = suite.ids("specs", "--steprun-examples")
    names = [item.partition("::")[2] for item in ids]
    assert len(set(names)) == len(names) == 7
    assert {"GET /items › Empty (list)", "GET /items › a:b", "GET /items › a:b #2"} <= set(names)
    assert all(name.isprintable() and "::" not in name and "[" not in name for name in names)
    suite.run("specs", "--steprun-examples")
    again = suite.run("specs", "--steprun-examples", "--lf", "-v")
    assert again.parseoutcomes()["failed"] == 4  # those of `/2`, and no other
    assert "passed" not in again.parseoutcomes()


SELECTED = {
    "plain.md": document(front='endpoint: "POST /orders"', test="- {id: order, method: POST, path: /orders}"),
    "tagged.md": document(front=FRONT),
    "broken.md": document("- {methd: GET}", front='endpoint: "GET /items"\ndomain: shop'),
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["-k", "smoke"], ["tagged"]),
        (["-k", "shop and not broken"], ["tagged"]),
        (["-k", "verified"], ["tagged"]),
        (["-k", "POST"], ["plain"]),
        (["-k", "order"], ["plain"]),
        (["-k", "orders or smoke"], ["plain", "tagged"]),
        (["-m", "steprun"], ["broken", "plain", "tagged"]),
        (["-m", "not steprun"], []),
        (["-m", "steprun(tag='slow')"], ["tagged"]),
        (["-m", "steprun(tag='slow', domain='shop')"], ["tagged"]),
        (["-m", "steprun(domain='shop')"], ["broken", "tagged"]),
        (["-m", "steprun(method='POST')"], ["plain"]),
        (["-m", "steprun(status='invalid')"], ["broken"]),
    ],
)
def test_what_the_front_matter_says_selects(suite: Suite, words: Sequence[str], found: list[str]) -> None:
    suite.write({f"specs/{name}": text for name, text in SELECTED.items()})
    ids = suite.ids("specs", "--strict-markers", *words)
    assert [Path(item.partition("::")[0]).stem for item in ids] == found


def test_a_tag_is_no_marker_that_would_change_what_pytest_does(suite: Suite) -> None:
    suite.write({"specs/a.md": document(front='endpoint: "GET /items"\ntags: [skip, xfail, timeout]')})
    suite.run("specs").assert_outcomes(passed=1)


def test_the_words_that_a_projects_plugins_bring_are_known(suite: Suite) -> None:
    plugin = "from runner import hookimpl\n\n\n@hookimpl\ndef steprun_checks():\n    return {'lucky': None}\n"
    step = "- {method: GET, path: /items, expect: {lucky: 7}}"
    suite.write({"lucky_words.py": plugin, "specs/a.md": document(step)})
    settings = suite.root / "steprun.yaml"
    settings.write_text(f"plugins: [lucky_words]\n{settings.read_text()}")
    suite.run("specs", "--steprun-env=test", "-rs")
    assert suite.api.asked == ["GET /items"]


def test_the_header_says_who_is_asked(suite: Suite) -> None:
    suite.write({"specs/a.md": document(), "tests/test_c.py": "def test_c(): pass"})
    suite.run("specs", "--steprun-seed=7").stdout.re_match_lines(
        [r"^steprun \d+\.\d+\.\d+\S* · environment test · seed 7$"]
    )
    suite.run("tests").stdout.no_re_match_line("^steprun ")


# ---- settings at fault


@pytest.mark.parametrize(
    ("settings", "words", "said"),
    [
        ("environments: {test: {base_ur: x}}", ["specs"], "ERROR: steprun.yaml cannot be used"),
        ("environments: {test: {base_ur: x}}", ["specs", "-n2"], "ERROR: steprun.yaml cannot be used"),
        ("environments: {test: {base_ur: x}}", ["--steprun"], "ERROR: steprun.yaml cannot be used"),
        ("plugins: [no_such_plugin]", ["specs"], "ERROR: plugin `no_such_plugin` cannot be imported: *"),
        ("", ["specs", "--steprun-env=prod"], "ERROR: environment `prod` is not defined"),
        ("", ["specs", "--steprun-seed=x"], "ERROR: --steprun-seed is a number, not 'x'"),
        ("", ["specs", "--steprun-config=no.yaml"], "ERROR: */no.yaml is not a file"),
        ("", ["specs", "--steprun-base-url=nonsense"], "ERROR: --base-url: a URL is http:// or https:// *"),
    ],
)
def test_settings_at_fault_are_an_error_of_usage(
    suite: Suite, settings: str, words: list[str], said: str
) -> None:
    suite.write({"specs/a.md": document(), "steprun.yaml": settings})
    done = suite.run(*words)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([said])
    assert "Traceback" not in done.stdout.str() + done.stderr.str()


@pytest.mark.parametrize("words", [[], ["tests"], ["tests/test_c.py"]])
def test_settings_at_fault_are_nothing_to_those_who_want_no_specs(suite: Suite, words: list[str]) -> None:
    suite.write(
        {"specs/a.md": document(), "steprun.yaml": "nonsense: 1", "tests/test_c.py": "def test_c(): pass"}
    )
    suite.run(*words).assert_outcomes(passed=1)


# ---- this repository


@pytest.mark.parametrize("words", [["tests/cases"], ["-o", "testpaths=tests/cases specs"]])
def test_our_own_run_collects_no_specs(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--co", "-q", "-p", "no:cacheprovider", *words],
        cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, done.stdout


def test_our_specs_are_as_many_items_as_files(suite: Suite) -> None:
    suite.write({"steprun.yaml": (ROOT / "steprun.yaml").read_text()})
    (suite.root / "specs").symlink_to(ROOT / "specs")
    ids = suite.ids("specs")
    assert len(ids) == len(set(ids)) == 36
