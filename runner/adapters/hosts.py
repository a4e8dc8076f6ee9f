"""The hosts that requests may go to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from runner.model.environment import Environment

_PORTS = {"http": 80, "https": 443}


def allowed_hosts(environment: Environment) -> frozenset[str]:
    """The hosts that the environment names, else those of its URLs; what it starts itself always counts."""
    own = [environment.base_url, environment.fallback_url, *(route.base_url for route in environment.routes)]
    started = [environment.base_url] if environment.server else []
    if environment.allow_hosts:
        return environment.allow_hosts | _addresses(started)
    return _addresses(own)


def is_allowed(host: str, port: int, allowed: frozenset[str]) -> bool:
    """Whether an entry says `host`, or `host:port`."""
    if f"{host}:{port}" in allowed or host in allowed:
        return True
    name = normal_host(host)
    return name in allowed or f"{name}:{port}" in allowed


def normal_entry(entry: str) -> str:
    """An entry of `allow_hosts` as it is compared. Raises ValueError when it is not `host` or `host:port`."""
    parts = urlsplit(f"//{entry}")
    if not parts.hostname or entry != parts.netloc or "@" in entry or set(entry) & set("*, \\"):
        raise ValueError(entry)
    name = normal_host(parts.hostname)
    return name if parts.port is None else f"{name}:{parts.port}"


def address_of(url: str) -> str:
    """`https://API.example.com/v1` -> `api.example.com:443`. Raises ValueError for what is no such URL."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(url)
    return f"{normal_host(parts.hostname)}:{parts.port or _PORTS[parts.scheme]}"


def normal_host(host: str) -> str:
    """One spelling for each host: lower case, no final dot, ASCII; an IPv6 address in brackets."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    return f"[{address.compressed}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6


def _addresses(urls: list[str]) -> frozenset[str]:
    return frozenset(address_of(url) for url in urls if url)
