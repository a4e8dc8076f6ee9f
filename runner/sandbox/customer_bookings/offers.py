"""The offers: services with their forms and add-ons, and resources, as they are shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import views
from runner.sandbox.customer_bookings.decisions import CURRENCY, TIERS

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.jsontext import Json


def service(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Json]:
    form: Json = None if row["form_id"] is None else {"type": "custom-forms", "id": row["form_id"]}
    return {
        "type": "services",
        "id": row["id"],
        "attributes": {
            "name": row["name"],
            "price_per_hour": views.money(row["hourly_minor"]),
            "currency": CURRENCY,
            "booking_type": row["booking_type"],
            "occurrences": row["occurrences"],
            "canEditServiceOptions": bool(row["options_editable"]),
            "requires_approval": bool(row["needs_approval"]),
            "check_in_minutes": row["check_in_minutes"],
            "meta": {"can_instant_book": bool(row["instant"])},
            "cancellation_policy": [
                {"hours_before_start": hours, "fee_percentage": percentage} for hours, percentage in TIERS
            ],
        },
        "relationships": {
            "custom_form": {"data": form},
            "add_ons": {
                "data": [{"type": "add-ons", "id": one["id"]} for one in add_ons_of(connection, row["id"])]
            },
        },
    }


def resource(row: sqlite3.Row) -> dict[str, Json]:
    return {"type": "resources", "id": row["id"], "attributes": {"name": row["name"]}}


def add_on(row: sqlite3.Row) -> dict[str, Json]:
    price = views.money(row["price_minor"])
    return {
        "type": "add-ons",
        "id": row["id"],
        "attributes": {"name": row["name"], "price": price, "currency": CURRENCY},
    }


def form(connection: sqlite3.Connection, form_id: str) -> dict[str, Json]:
    fields = connection.execute(
        "SELECT * FROM cb_form_field WHERE form_id = ? ORDER BY position", (form_id,)
    ).fetchall()
    return {
        "type": "custom-forms",
        "id": form_id,
        "attributes": {
            "fields": [
                {
                    "id": row["id"],
                    "label": row["label"],
                    "type": row["type"],
                    "required": bool(row["required"]),
                    "options": json.loads(row["options"]),
                }
                for row in fields
            ]
        },
    }


def add_ons_of(connection: sqlite3.Connection, service_id: str) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT * FROM cb_add_on WHERE service_id = ? ORDER BY name, id", (service_id,)
    ).fetchall()
