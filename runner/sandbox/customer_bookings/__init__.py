"""The customer bookings API: a customer's own bookings, looked up, booked, edited and canceled."""

from runner.sandbox.api import Api
from runner.sandbox.customer_bookings import (
    administration,
    cancellation,
    catalogue,
    complete_order,
    create_booking,
    edit_base_data,
    edit_participants,
    edit_service_options,
    edits,
    invitations,
    lookup,
    personalization,
)
from runner.sandbox.customer_bookings.errors import UNAUTHENTICATED, error
from runner.sandbox.customer_bookings.expiry import settle
from runner.sandbox.customer_bookings.fixtures import FIXTURES
from runner.sandbox.customer_bookings.roles import ADMIN, API
from runner.sandbox.customer_bookings.schema import SCHEMA
from runner.sandbox.customer_bookings.seed import sow
from runner.sandbox.rates import Pace, Quota, Repeats, per_minute

CUSTOMER_BOOKINGS = Api(
    name=API,
    prefixes=("/api/v1/",),
    # The order is that of the routes: a fixed word before any booking's id.
    operations=(
        *create_booking.OPERATIONS,
        *lookup.OPERATIONS,
        *cancellation.OPERATIONS,
        *invitations.OPERATIONS,
        *personalization.OPERATIONS,
        *edit_participants.OPERATIONS,
        *edit_service_options.OPERATIONS,
        *edit_base_data.OPERATIONS,
        *edits.OPERATIONS,
        *complete_order.OPERATIONS,
        *administration.OPERATIONS,
        *catalogue.OPERATIONS,
    ),
    error=error,
    unauthorized=UNAUTHENTICATED,
    schema=SCHEMA,
    seed=sow,
    fixtures=FIXTURES,
    settle=settle,
    quota=Quota(
        everyone=Pace(reads=per_minute(150), writes=per_minute(60)),
        roles={ADMIN: Pace(reads=per_minute(400), writes=per_minute(100))},
        repeats=Repeats(most=4, within=1.0),
    ),
)
