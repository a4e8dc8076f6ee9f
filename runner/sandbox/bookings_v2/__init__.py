"""The bookings API, version 2: bookings that are created, confirmed or declined, and canceled."""

from runner.sandbox.api import Api
from runner.sandbox.bookings_v2 import (
    calendar,
    cancel_booking,
    confirm_booking,
    confirm_or_decline,
    create_booking,
    decline_booking,
    query_bookings,
)
from runner.sandbox.bookings_v2.errors import UNAUTHENTICATED, error
from runner.sandbox.bookings_v2.fixtures import FIXTURES
from runner.sandbox.bookings_v2.roles import API
from runner.sandbox.bookings_v2.schema import SCHEMA
from runner.sandbox.bookings_v2.seed import sow
from runner.sandbox.rates import Pace, Quota, Rate

BOOKINGS_V2 = Api(
    name=API,
    prefixes=("/bookings/", "/_api/"),
    operations=(
        *create_booking.OPERATIONS,
        *cancel_booking.OPERATIONS,
        *decline_booking.OPERATIONS,
        *confirm_booking.OPERATIONS,
        *confirm_or_decline.OPERATIONS,
        *query_bookings.OPERATIONS,
        *calendar.OPERATIONS,
    ),
    error=error,
    unauthorized=UNAUTHENTICATED,
    schema=SCHEMA,
    seed=sow,
    fixtures=FIXTURES,
    quota=Quota(everyone=Pace(reads=Rate(10, 10), writes=Rate(10, 10))),
)
