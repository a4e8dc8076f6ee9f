"""The scheduling API: appointments and event registrations of a business, booked and cancelled."""

from runner.sandbox.api import Api
from runner.sandbox.rates import Pace, Quota, Rate
from runner.sandbox.scheduling import (
    appointments,
    cancel_booking,
    clients,
    create_booking,
    event_instances,
    list_bookings,
    services,
)
from runner.sandbox.scheduling.bookings import settle
from runner.sandbox.scheduling.errors import UNAUTHORIZED, error
from runner.sandbox.scheduling.fixtures import FIXTURES
from runner.sandbox.scheduling.roles import API
from runner.sandbox.scheduling.schema import SCHEMA
from runner.sandbox.scheduling.seed import sow

SCHEDULING = Api(
    name=API,
    prefixes=("/platform/", "/v2/"),
    operations=(
        *cancel_booking.OPERATIONS,
        *appointments.OPERATIONS,
        *list_bookings.OPERATIONS,
        *create_booking.OPERATIONS,
        *services.OPERATIONS,
        *clients.OPERATIONS,
        *event_instances.OPERATIONS,
    ),
    error=error,
    unauthorized=UNAUTHORIZED,
    schema=SCHEMA,
    seed=sow,
    fixtures=FIXTURES,
    settle=settle,
    quota=Quota(everyone=Pace(reads=Rate(8, 8), writes=Rate(8, 8))),
)
