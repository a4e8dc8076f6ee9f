from __future__ import annotations

import pytest

from runner.adapters.hosts import address_of, allowed_hosts, is_allowed, normal_entry
from runner.model.environment import AppServer, Environment, Route


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://API.Example.com/v1", "api.example.com:443"),
        ("http://api.example.com.", "api.example.com:80"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("http://[0:0::1]:90", "[::1]:90"),
        ("https://bücher.example", "xn--bcher-kva.example:443"),
    ],
)
def test_an_address_is_a_host_and_a_port(url: str, address: str) -> None:
    assert address_of(url) == address


@pytest.mark.parametrize(
    "url", ["", "api.example.com", "ftp://x/", "file:///etc/passwd", "http://:80", "http://x:99999"]
)
def test_other_urls_have_no_address(url: str) -> None:
    with pytest.raises(ValueError):
        address_of(url)


@pytest.mark.parametrize(
    ("entry", "normal"),
    [("API.example.com.", "api.example.com"), ("127.0.0.1:80", "127.0.0.1:80"), ("[::1]:8", "[::1]:8")],
)
def test_entries_have_one_spelling(entry: str, normal: str) -> None:
    assert normal_entry(entry) == normal


@pytest.mark.parametrize(
    "entry", ["", "*", "*.example.com", "https://x", "x/y", "a b", "u@x", "x:port", "a,b"]
)
def test_other_entries_are_refused(entry: str) -> None:
    with pytest.raises(ValueError):
        normal_entry(entry)


@pytest.mark.parametrize(
    ("host", "port", "allowed"),
    [
        ("api.example.com", 443, True),
        ("API.example.com.", 443, True),
        ("api.example.com", 8443, False),
        ("free.example.com", 8443, True),
        ("evil.example", 443, False),
        ("127.1", 80, False),
        ("2130706433", 80, False),
        ("::1", 80, True),
        ("0:0:0:0:0:0:0:1", 80, True),
    ],
)
def test_a_host_is_allowed_with_its_port_or_with_any(host: str, port: int, *, allowed: bool) -> None:
    entries = frozenset({"api.example.com:443", "free.example.com", "127.0.0.1:80", "[::1]"})
    assert is_allowed(host, port, entries) is allowed


def test_by_default_the_hosts_of_the_urls_are_allowed() -> None:
    environment = Environment(
        "x",
        base_url="https://a.example/v1",
        fallback_url="http://b.example",
        routes=(Route("*", "https://c.example:1"),),
    )
    assert allowed_hosts(environment) == {"a.example:443", "b.example:80", "c.example:1"}


def test_a_list_replaces_them_but_for_what_the_run_started() -> None:
    listed = frozenset({"a.example"})
    assert allowed_hosts(Environment("x", base_url="http://b.example", allow_hosts=listed)) == listed
    started = Environment("x", base_url="http://127.0.0.1:5", allow_hosts=listed, server=AppServer("a:b"))
    assert allowed_hosts(started) == {"a.example", "127.0.0.1:5"}
