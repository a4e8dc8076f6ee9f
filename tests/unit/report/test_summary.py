from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from runner.model.about import About, Past, Quarantine, Shard
from runner.model.result import Outcome, RunResult, SpecResult
from runner.report.summary import render
from support.build import (
    make_exchange,
    make_finding,
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
)
from support.hostile import HOSTILE
from support.pages import LIVE, blocks_of, shown, texts_of
from support.stories import (
    broken_promise,
    dead_host,
    every_story,
    failing_body,
    failing_status,
    fixed,
    flaky,
    hostile,
    missing_token,
    passing,
    quarantined,
    skipped,
    still_failing,
    verified,
)

MOST = 900 * 1024


def _page(*specs: SpecResult) -> str:
    return render(make_run(*specs)).decode()


def _heads(page: str) -> list[str]:
    return [line for line in page.split("\n") if line.startswith("#")]


def _summaries(page: str) -> list[str]:
    return [line for line in page.split("\n") if line.startswith("<details>")]


def test_where_all_is_well_it_is_short() -> None:
    assert (
        _page(passing(1), passing(2))
        == """\
## ✓ steprun: 2 passed

`staging` `https://api.staging.example` · 2 specs in 12.3s · run `7f3a91c`

<details><summary>Slowest specs</summary>

| spec | time | where |
| --- | --- | --- |
| `GET /clients/1` | 0.42s | `specs/clients/get_client_1.md` |
| `GET /clients/2` | 0.42s | `specs/clients/get_client_2.md` |

</details>
"""
    )


def test_the_verdict_counts_as_the_console_does_and_quarantine_apart() -> None:
    first, *_ = _page(*every_story()).split("\n")
    assert first == "## ✗ steprun: 5 failed, 5 errors, 4 passed, 1 skipped, 1 flaky, 1 quarantined"
    assert _page(missing_token(1)).startswith("## ! steprun: 1 error\n")
    assert _page(skipped()).startswith("## ○ steprun: 1 skipped\n")
    assert _page(quarantined()).startswith("## ○ steprun: 1 quarantined\n")


def test_it_says_where_the_run_comes_from() -> None:
    about = About(commit="c0ffee1c0ffee1c0", branch="feature/x|y", shard=Shard(2, 4))
    page = render(replace(make_run(passing()), about=about)).decode()
    assert (
        "`staging` `https://api.staging.example` · 1 spec in 12.3s · run `7f3a91c` · "
        "commit `c0ffee1c0ffe` on `feature/x|y` · shard 2/4"
    ) in page.split("\n")


def test_a_run_that_is_not_complete_says_so() -> None:
    page = render(make_run(passing(), interrupted=15, selected=3)).decode()
    assert page.startswith("## ✓ steprun: 1 passed · interrupted by SIGTERM\n")
    assert "**interrupted by signal 15: 1 of 3 scenarios had their turn**" in page
    assert (
        _page()
        == """\
## ○ steprun: no specs ran

`staging` `https://api.staging.example` · 0 specs in 12.3s · run `7f3a91c`

**no spec was run: nothing was selected**
"""
    )


def test_a_failure_is_a_line_with_place_and_change_and_the_block_of_the_console_behind_it() -> None:
    page = _page(failing_status())
    (summary,) = _summaries(page)
    assert summary == (
        "<details><summary>✗ failed · <code>POST /bookings/cancel</code> · <code>status 200 → 404</code> · "
        "<code>specs/scheduling/post_bookings_cancel.md:26</code></summary>"
    )
    assert "```text\nerror[status]: expected status 200, got 404 Not Found\n    ╭─ specs/" in page
    assert "    → POST https://api.staging.example/bookings/cancel\n" in page
    assert '    │ {"status": "Error", "code": "NOT_FOUND"}\n' in page


def test_what_failed_can_be_run_again_with_one_command() -> None:
    page = _page(failing_status(), failing_body(), missing_token(1))
    assert (
        "### Failures\n\n```sh\nsteprun specs/scheduling/post_bookings_cancel.md:18 specs/apps/get_app_1.md:12\n```\n"
        in page
    )
    many = _page(*(_failing(f"specs/{number}.md") for number in range(12)))
    (command,) = [line for line in many.split("\n") if line.startswith("steprun ")]
    assert command.count(".md:7") == 10
    assert command.endswith("specs/9.md:7  # and 2 more")


def test_one_root_is_told_once_with_all_who_suffer() -> None:
    page = _page(*(missing_token(number) for number in range(12)), dead_host(1))
    token, host, *_ = _summaries(page)
    assert token == "<details><summary>! error · 12 specs · <code>token `app` is not set</code></summary>"
    assert "<code>cannot connect to api.staging.example: connection refused</code>" in host
    assert page.count("- `specs/apps/get_app_") == 10
    assert "- `specs/apps/get_app_0.md:12` `GET /apps/0`\n" in page
    assert "- and 2 more\n" in page


def test_what_is_new_comes_first_and_what_still_fails_says_since_when() -> None:
    page = _page(still_failing(), fixed(), failing_body())
    assert "Since the last run: **1 new**, 1 still failing, 1 fixed" in page
    new, still, *_ = _summaries(page)
    assert "✗ failed · <b>new</b> · <code>POST /bookings/cancel</code> · <code>$.data.total" in new
    assert "<code>still failing since 2026-01-02, last passed at c0ffee1</code>" in still
    assert "### Fixed\n\n| spec | failed since |\n| --- | --- |\n| `GET /clients/3` | 2026-01-02 |\n" in page


def test_of_a_first_run_nothing_is_new() -> None:
    page = _page(failing_status())
    assert "Since the last run" not in page
    assert "new" not in _summaries(page)[0]
    assert "Since the last run: nothing changed" in _page(
        replace(passing(), scenario=replace(fixed().scenario, past=_passed_before()))
    )


def test_what_fails_in_quarantine_stands_apart_with_its_reason() -> None:
    page = _page(quarantined())
    assert "### Failures" not in page
    assert (
        "| `POST /bookings/cancel` | until 2026-03-01: waits for the new gateway | "
        '`$.data.total 10 → "10" (+1 more)` | `specs/scheduling/post_bookings_cancel.md:28` |\n'
    ) in page


def test_broken_claims_stand_apart_and_can_be_verified_again() -> None:
    page = _page(verified())
    assert _heads(page) == ["## ✗ steprun: 1 failed", "### Broken claims"]
    assert "```sh\nsteprun verify specs/scheduling/post_bookings_cancel.md\n```\n" in page
    assert _summaries(page)[0] == (
        "<details><summary><code>specs/scheduling/post_bookings_cancel.md:36</code> · "
        "<code>directory: refused: it is not so</code></summary>"
    )
    assert "- claims: 2 hold, 1 broken, 1 not checked" in page


def test_domains_are_compared_where_there_are_several() -> None:
    page = _page(passing(1, domain="a|b"), passing(2, domain="b"), failing_status())
    assert (
        "### Domains\n\n| domain | specs | failed | passed | time |\n| --- | --- | --- | --- | --- |\n"
        "| `a\\|b` | 1 |  | 1 | 0.42s |\n| `b` | 1 |  | 1 | 0.42s |\n| `scheduling` | 1 | 1 |  | 0.81s |\n"
    ) in page
    assert "### Domains" not in _page(passing(1), passing(2))


def test_flaky_and_skipped_specs_say_what_and_why() -> None:
    page = _page(flaky(), skipped(), skipped(), skipped(), skipped())
    assert "| `GET /clients/9` | passed at attempt 2 | `specs/clients/get_client_9.md:9` |\n" in page
    place = "`specs/scheduling/post_bookings_cancel.md:11`"
    assert f"| Nothing to cancel today | 4 | {place}, {place}, {place}, … |\n" in page


def test_the_slowest_come_first() -> None:
    specs = [replace(passing(number), seconds=number / 10) for number in range(1, 9)]
    rows = [line for line in _page(*specs).split("\n") if line.startswith("| `GET")]
    assert [row.split(" | ")[1] for row in rows] == ["0.80s", "0.70s", "0.60s", "0.50s", "0.40s"]


def test_findings_of_the_contract_are_counted() -> None:
    assert "- contract: 1 exchange: 1 not as documented (1 warning)\n" in _page(broken_promise())


# ---- hostile texts


def _hostile(text: str) -> RunResult:
    """Everywhere at once: new and old failures, groups, skips, quarantine, flaky and fixed specs."""
    failing = hostile(text)
    scenario = failing.scenario
    quarantine = Quarantine(date(2026, 3, 1), text)
    trouble = replace(make_trouble(text, hint=text), key="root")
    grouped = replace(failing, steps=(replace(failing.steps[0], troubles=(trouble,)),), claims=())
    return replace(
        make_run(
            failing,
            replace(failing, scenario=replace(scenario, past=_passed_before())),
            grouped,
            grouped,
            replace(failing, scenario=replace(scenario, quarantine=quarantine)),
            replace(failing, outcome=Outcome.SKIPPED, reason=text, steps=failing.steps[2:]),
            replace(failing, outcome=Outcome.PASSED, steps=failing.steps[1:2]),
            make_spec_result(
                Outcome.ERROR,
                scenario=replace(scenario, findings=(make_finding(text, hint=text, line=text),)),
            ),
        ),
        environment=text,
        base_url=text,
        run_id=text,
        about=About(commit=text, branch=text),
    )


def _passed_before() -> Past:
    past = fixed().scenario.past
    return replace(past, turns=past.turns[:1], first_failed=None)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_of_hostile_texts_is_made_as_that_of_harmless_ones(text: str) -> None:
    page = render(_hostile(text)).decode("utf-8", "strict")
    assert blocks_of(page) == blocks_of(render(_hostile("x")).decode())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_it_acts(text: str) -> None:
    page = render(_hostile(text)).decode()
    assert not [live for each in texts_of(page) for live in LIVE.findall(each)]
    assert not [line for line in page.split("\n") if line.lstrip().startswith("::")]
    assert not any(command in page.lower() for command in ("##[", "##vso[", "##teamcity["))
    assert not [char for char in page if char != "\n" and (ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0)]


def test_a_short_hostile_text_is_there_to_be_read() -> None:
    text = "<b>`a|b`</b> @team #12"
    read = shown(render(_hostile(text)).decode()).replace("\u200b", "")
    assert read.count(text) > 20


# ---- size


def _failing(file: str, *, message: str = "expected status 200, got 404", answer: str = "{}") -> SpecResult:
    planned = make_planned(make_step(file=file), owner=make_spec(file=file, domain=file))
    step = make_step_result(
        Outcome.FAILED,
        planned=planned,
        troubles=[make_trouble(message)],
        exchange=make_exchange(404, answer=answer),
    )
    return make_spec_result(
        Outcome.FAILED, scenario=make_scenario(planned.owner, steps=[planned]), steps=[step]
    )


def test_ten_thousand_failures_fit_and_what_does_not_is_counted() -> None:
    run = make_run(*(_failing(f"specs/{number}.md", answer="x" * 3000) for number in range(10_000)))
    before = time.process_time()
    page = render(run).decode()
    assert time.process_time() - before < 20  # 1 s on a small machine
    assert 800 * 1024 < len(page.encode()) <= MOST
    kept = page.count("<details><summary>✗ failed")
    assert 200 < kept < 5000
    assert f"… and {10_000 - kept:} more: `steprun report 7f3a91c --format text`\n" in page
    assert page.count("<details>") == page.count("</details>")
    assert "### Domains" in page


@pytest.mark.parametrize("most", [20_000, 100_000, MOST])
@pytest.mark.parametrize("text", ["&" * 300, "é|" * 300, "\x00" * 300])
def test_no_text_makes_it_too_large(text: str, most: int) -> None:
    specs = []
    for number in range(300):
        name = f"{number}{text}"
        failing = _failing(f"specs/{number}.md", message=name)
        quarantine = Quarantine(date(2026, 3, 1), name)
        owner = make_spec(name, file=name, domain=name)
        specs += [
            failing,
            replace(failing, scenario=replace(failing.scenario, quarantine=quarantine)),
            make_spec_result(Outcome.SKIPPED, reason=name, scenario=make_scenario(owner)),
            replace(flaky(), scenario=make_scenario(owner)),
            replace(fixed(), scenario=replace(fixed().scenario, spec=owner)),
        ]
    page = render(make_run(*specs), most_bytes=most)
    assert len(page) <= most
    assert page.decode().count("… and ") >= 5


def test_the_same_run_makes_the_same_page() -> None:
    run = replace(make_run(*every_story()), about=About(at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert render(run) == render(run)
