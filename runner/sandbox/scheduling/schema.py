"""The tables of the scheduling API. Times are milliseconds since 1970 in UTC."""

# The states in `sch_live` and in the index are those of `states.LIVE`; a test compares them.
SCHEMA = """
CREATE TABLE sch_business (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, directory_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sch_staff (
  id TEXT PRIMARY KEY, business_id TEXT NOT NULL REFERENCES sch_business, name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sch_service (
  id TEXT PRIMARY KEY, business_id TEXT NOT NULL REFERENCES sch_business,
  type TEXT NOT NULL CHECK (type IN ('appointment', 'event')), name TEXT NOT NULL,
  duration INTEGER NOT NULL CHECK (duration BETWEEN 1 AND 1440),
  needs_approval INTEGER NOT NULL CHECK (needs_approval IN (0, 1)),
  price_minor INTEGER NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000), currency TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sch_client (
  id TEXT PRIMARY KEY, business_id TEXT NOT NULL REFERENCES sch_business,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL, created_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sch_event (
  id TEXT PRIMARY KEY, business_id TEXT NOT NULL REFERENCES sch_business,
  service_id TEXT REFERENCES sch_service, staff_id TEXT NOT NULL REFERENCES sch_staff, title TEXT NOT NULL,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 10000), charge_type TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sch_booking (
  id TEXT PRIMARY KEY, business_id TEXT NOT NULL REFERENCES sch_business,
  type TEXT NOT NULL CHECK (type IN ('appointment', 'event')), state TEXT NOT NULL,
  service_id TEXT REFERENCES sch_service, staff_id TEXT NOT NULL REFERENCES sch_staff,
  client_id TEXT NOT NULL REFERENCES sch_client, event_id TEXT REFERENCES sch_event,
  title TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
  time_zone TEXT NOT NULL, matter_uid TEXT, source TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  CHECK ((type = 'event') = (event_id IS NOT NULL))
) WITHOUT ROWID;

CREATE INDEX sch_booking_list ON sch_booking (business_id, state, start_ms);
CREATE INDEX sch_booking_client ON sch_booking (client_id, start_ms);
CREATE INDEX sch_booking_event ON sch_booking (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX sch_booking_due ON sch_booking (end_ms) WHERE state = 'scheduled';
CREATE UNIQUE INDEX sch_booking_slot ON sch_booking (staff_id, start_ms)
  WHERE type = 'appointment' AND state IN ('pending', 'scheduled', 'pending_reschedule');

CREATE VIEW sch_live AS
  SELECT * FROM sch_booking WHERE state IN ('pending', 'scheduled', 'pending_reschedule');
"""
