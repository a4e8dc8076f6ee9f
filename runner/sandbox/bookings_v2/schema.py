"""The tables of the bookings API. Times are milliseconds since 1970 in UTC."""

# A canceled appointment's session is deleted, and its booking still names it: hence no reference to it.
# A course has no session of its own: its bookings are for the schedule.
SCHEMA = """
CREATE TABLE v2_location (id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE v2_resource (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT, schedule_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE v2_service (
  id TEXT PRIMARY KEY, type TEXT NOT NULL CHECK (type IN ('appointment', 'class', 'course')),
  name TEXT NOT NULL, minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 10000),
  needs_approval INTEGER NOT NULL CHECK (needs_approval IN (0, 1)),
  schedule_id TEXT NOT NULL UNIQUE, resource_id TEXT NOT NULL REFERENCES v2_resource,
  location_id TEXT NOT NULL REFERENCES v2_location,
  price_minor INTEGER NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000), currency TEXT NOT NULL,
  cancel_minutes INTEGER CHECK (cancel_minutes BETWEEN 0 AND 1000000),
  late_fee_minor INTEGER CHECK (late_fee_minor BETWEEN 0 AND 1000000000),
  late_fee_minutes INTEGER CHECK (late_fee_minutes BETWEEN 0 AND 1000000),
  CHECK ((late_fee_minor IS NULL) = (late_fee_minutes IS NULL))
) WITHOUT ROWID;

CREATE TABLE v2_session (
  id TEXT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, service_id TEXT NOT NULL REFERENCES v2_service,
  resource_id TEXT NOT NULL REFERENCES v2_resource,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 10000)
) WITHOUT ROWID;

CREATE TABLE v2_booking (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, payment_status TEXT NOT NULL, payment_option TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  service_id TEXT NOT NULL REFERENCES v2_service, resource_id TEXT NOT NULL REFERENCES v2_resource,
  session_id TEXT, event_id TEXT,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL CHECK (end_ms > start_ms), time_zone TEXT NOT NULL,
  party INTEGER NOT NULL CHECK (party BETWEEN 1 AND 100),
  double_booked INTEGER NOT NULL CHECK (double_booked IN (0, 1)), multi_id TEXT,
  contact TEXT NOT NULL, additional_fields TEXT NOT NULL,
  identity_type TEXT NOT NULL, owner_id TEXT, app_id TEXT,
  fee_minor INTEGER, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  CHECK ((session_id IS NULL) = (event_id IS NULL))
) WITHOUT ROWID;

CREATE INDEX v2_booking_session ON v2_booking (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX v2_booking_course ON v2_booking (service_id) WHERE session_id IS NULL;
CREATE INDEX v2_booking_resource ON v2_booking (resource_id, start_ms);

CREATE TABLE v2_quota (
  operation TEXT PRIMARY KEY, remaining INTEGER NOT NULL CHECK (remaining >= 0)
) WITHOUT ROWID;

CREATE VIEW v2_full_booking AS
  SELECT b.*, s.type AS kind, s.name AS title, s.schedule_id, s.needs_approval, s.price_minor, s.currency,
    s.cancel_minutes, s.late_fee_minor, s.late_fee_minutes,
    r.name AS resource_name, r.email AS resource_email, r.schedule_id AS resource_schedule_id,
    l.id AS location_id, l.name AS location_name, l.type AS location_type
  FROM v2_booking AS b
  JOIN v2_service AS s ON s.id = b.service_id
  JOIN v2_resource AS r ON r.id = b.resource_id
  JOIN v2_location AS l ON l.id = s.location_id;

CREATE VIEW v2_full_session AS
  SELECT e.*, s.name AS title, s.type AS kind, s.schedule_id
  FROM v2_session AS e JOIN v2_service AS s ON s.id = e.service_id;
"""
