"""The tables of the customer bookings API. Times are milliseconds since 1970 in UTC, money is in cents."""

# The statuses in `cb_live` are those of `states.LIVE`; a test compares them.
SCHEMA = """
CREATE TABLE cb_customer (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE cb_resource (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE cb_form (id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE cb_form_field (
  id TEXT PRIMARY KEY, form_id TEXT NOT NULL REFERENCES cb_form, position INTEGER NOT NULL,
  label TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('text', 'select', 'number')),
  required INTEGER NOT NULL CHECK (required IN (0, 1)), options TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE cb_service (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hourly_minor INTEGER NOT NULL,
  booking_type TEXT NOT NULL CHECK (booking_type IN ('single', 'recurring', 'series')),
  occurrences INTEGER NOT NULL CHECK (occurrences BETWEEN 1 AND 52),
  instant INTEGER NOT NULL, options_editable INTEGER NOT NULL, needs_approval INTEGER NOT NULL,
  check_in_minutes INTEGER NOT NULL, form_id TEXT REFERENCES cb_form
) WITHOUT ROWID;

CREATE TABLE cb_add_on (
  id TEXT PRIMARY KEY, service_id TEXT NOT NULL REFERENCES cb_service,
  name TEXT NOT NULL, price_minor INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE cb_order (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer_id TEXT NOT NULL REFERENCES cb_customer
) WITHOUT ROWID;

CREATE TABLE cb_booking (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, status TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES cb_customer, service_id TEXT NOT NULL REFERENCES cb_service,
  resource_id TEXT NOT NULL REFERENCES cb_resource, order_id TEXT NOT NULL REFERENCES cb_order,
  series_id TEXT, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
  check_in_until_ms INTEGER NOT NULL, checked_in_ms INTEGER, canceled_ms INTEGER,
  price_minor INTEGER NOT NULL, charged_minor INTEGER NOT NULL,
  paid_minor INTEGER NOT NULL, refunded_minor INTEGER NOT NULL, baseline TEXT,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  CHECK (status IN ('reserved', 'requested', 'accepted', 'rejected', 'canceled', 'expired')),
  CHECK (refunded_minor BETWEEN 0 AND paid_minor)
) WITHOUT ROWID;

CREATE TABLE cb_participant (
  booking_id TEXT NOT NULL REFERENCES cb_booking, position INTEGER NOT NULL,
  email TEXT NOT NULL, address TEXT NOT NULL, name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('invited', 'accepted')),
  can_edit INTEGER NOT NULL, attending_virtually INTEGER NOT NULL,
  PRIMARY KEY (booking_id, address)
) WITHOUT ROWID;

CREATE TABLE cb_chosen_add_on (
  booking_id TEXT NOT NULL REFERENCES cb_booking, position INTEGER NOT NULL,
  add_on_id TEXT NOT NULL REFERENCES cb_add_on, quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (booking_id, add_on_id)
) WITHOUT ROWID;

CREATE TABLE cb_answers (
  booking_id TEXT NOT NULL REFERENCES cb_booking, address TEXT NOT NULL, email TEXT NOT NULL,
  content TEXT NOT NULL, PRIMARY KEY (booking_id, address)
) WITHOUT ROWID;

CREATE TABLE cb_adjustment (
  n INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES cb_order,
  booking_id TEXT NOT NULL REFERENCES cb_booking, reason TEXT NOT NULL, amount_minor INTEGER NOT NULL
);

CREATE INDEX cb_booking_of ON cb_booking (customer_id, start_ms);
CREATE INDEX cb_booking_slot ON cb_booking (resource_id, start_ms);
CREATE INDEX cb_booking_order ON cb_booking (order_id);
CREATE INDEX cb_booking_series ON cb_booking (series_id) WHERE series_id IS NOT NULL;
CREATE INDEX cb_booking_due ON cb_booking (check_in_until_ms)
  WHERE status = 'accepted' AND checked_in_ms IS NULL;
CREATE INDEX cb_participant_of ON cb_participant (address);
CREATE INDEX cb_adjustment_of ON cb_adjustment (order_id);

CREATE VIEW cb_live AS
  SELECT * FROM cb_booking WHERE status IN ('reserved', 'requested', 'accepted');
"""
