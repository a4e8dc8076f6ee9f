from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integration.sandbox.conftest import World

ROLES = ("staff", "app", "directory", "client")
ANYBODY = frozenset(ROLES)

# Method, path, what is sent, the status of a success, and who gets it.
MATRIX: list[tuple[str, str, dict[str, Any], int, frozenset[str]]] = [
    (
        "POST",
        "/platform/v1/scheduling/bookings/cancel",
        {"json": {"business_id": "{business_id}", "booking_id": "{appointment_id}"}},
        200,
        ANYBODY,
    ),
    ("GET", "/platform/v1/scheduling/appointments", {}, 200, frozenset({"staff", "app"})),
    ("GET", "/platform/v1/scheduling/appointments/{appointment_id}", {}, 200, frozenset({"staff", "app"})),
    (
        "GET",
        "/platform/v1/scheduling/bookings",
        {"params": {"per_page": "10", "offset": "0", "business_id": "{business_id}"}},
        200,
        frozenset({"client"}),
    ),
    (
        "POST",
        "/platform/v1/scheduling/bookings",
        {
            "json": {
                "business_id": "{business_id}",
                "service_id": "{service_id}",
                "staff_id": "{staff_id}",
                "start_time": "2026-03-02T10:00:00Z",
                "client_id": "{client_id}",
            }
        },
        201,
        frozenset({"staff", "client"}),
    ),
    ("GET", "/platform/v1/services", {}, 200, ANYBODY),
    ("GET", "/platform/v1/businesses/{business_id}/staffs", {}, 200, ANYBODY),
    (
        "GET",
        "/platform/v1/services/availability",
        {"params": {"id": "{service_id}", "start_date": "2026-02-03", "end_date": "2026-02-04"}},
        200,
        ANYBODY,
    ),
    ("POST", "/platform/v1/clients", {"json": {}}, 201, frozenset({"staff"})),
    (
        "POST",
        "/v2/event_instances",
        {"json": {"title": "Talk", "start_time": "2026-03-02T10:00:00Z", "duration": 60}},
        200,
        frozenset({"staff"}),
    ),
    (
        "GET",
        "/platform/v1/scheduling/event_instance/{event_instance_id}",
        {},
        200,
        frozenset({"staff", "directory", "client"}),
    ),
]


def fill(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: fill(member, ids) for name, member in value.items()}
    return value.format_map(ids) if isinstance(value, str) else value


@pytest.mark.parametrize("role", [*ROLES, "expired", "sbx_nobody_00000000", None])
@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "allowed"), MATRIX, ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_cell_of_the_matrix(
    sandbox: World,
    method: str,
    path: str,
    sent: dict[str, Any],
    status: int,
    allowed: frozenset[str],
    role: str | None,
) -> None:
    answer = sandbox.call(method, fill(path, sandbox.ids), role, **fill(sent, sandbox.ids))
    if role in allowed:
        assert answer.status_code == status, answer.text
    else:
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


@pytest.mark.parametrize("business", ["business_id", "business_other_id"])
def test_a_business_out_of_reach_looks_empty_or_absent(sandbox: World, business: str) -> None:
    role = "staff_other" if business == "business_id" else "staff"
    id_ = sandbox.ids[business]
    appointments = sandbox.get("/platform/v1/scheduling/appointments", role, business_id=id_)
    assert appointments.json()["data"]["appointments"] == []
    assert sandbox.get("/platform/v1/services", role, business_id=id_).json()["data"]["services"] == []
    assert sandbox.get(f"/platform/v1/businesses/{id_}/staffs", role).status_code == 404
    assert sandbox.book(role, business_id=id_).status_code == 404
    assert sandbox.post("/platform/v1/clients", role, business_id=id_).status_code == 404
    event = {"title": "Talk", "start_time": "2026-03-02T10:00:00Z", "duration": 60, "business_id": id_}
    assert sandbox.post("/v2/event_instances", role, **event).status_code == 404


def test_single_rows_out_of_reach_are_absent(sandbox: World) -> None:
    ids = sandbox.ids
    assert (
        sandbox.get(f"/platform/v1/scheduling/appointments/{ids['booking_id_other_business']}").status_code
        == 404
    )
    assert sandbox.get(f"/platform/v1/scheduling/appointments/{ids['booking_id_event']}").status_code == 404
    path = f"/platform/v1/scheduling/event_instance/{ids['event_instance_id']}"
    assert sandbox.get(path, "staff_other").status_code == 404
    query = {"id": ids["service_other_id"], "start_date": "2026-02-03", "end_date": "2026-02-03"}
    assert sandbox.get("/platform/v1/services/availability", **query).status_code == 404


def test_a_new_client_gets_a_token_that_works(sandbox: World) -> None:
    made = sandbox.post("/platform/v1/clients", first_name="Åsa", email="asa@example.com").json()["data"]
    assert made["client"]["first_name"] == "Åsa"
    assert sandbox.book(made["token"]).json()["data"]["booking"]["client_id"] == made["client"]["id"]
    query = {"per_page": 10, "offset": 0, "business_id": sandbox.ids["business_id"]}
    rows = sandbox.get("/platform/v1/scheduling/bookings", made["token"], **query).json()["data"]["bookings"]
    assert len(rows) == 1
