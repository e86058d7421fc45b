-- The log database: groups hold streams, streams hold events, as in CloudWatch Logs.
--
-- It is apart from the journal because logs come in bursts and may be lost: nothing here is needed
-- to go on with an execution. Times are milliseconds since 1970 (UTC); the view `logs` shows them as
-- text. What is deleted is marked at once, so that its name is free, and removed little by little.

CREATE TABLE log_groups (
  id             INTEGER PRIMARY KEY,
  region         TEXT    NOT NULL,
  account        TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  created_ms     INTEGER NOT NULL,
  retention_days INTEGER,                       -- NULL: kept for ever
  stored_bytes   INTEGER NOT NULL DEFAULT 0,    -- messages, and 26 bytes for each event
  deleted        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX log_groups_by_name ON log_groups (region, account, name) WHERE deleted = 0;
CREATE INDEX log_groups_deleted ON log_groups (id) WHERE deleted = 1;

CREATE TABLE log_streams (
  id                INTEGER PRIMARY KEY,
  log_group         INTEGER NOT NULL REFERENCES log_groups (id),
  name              TEXT    NOT NULL,
  created_ms        INTEGER NOT NULL,
  first_event_ms    INTEGER,                    -- NULL: no event yet
  last_event_ms     INTEGER,
  last_ingestion_ms INTEGER,
  deleted           INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX log_streams_by_name ON log_streams (log_group, name) WHERE deleted = 0;
CREATE INDEX log_streams_by_last_event ON log_streams (log_group, ifnull(last_event_ms, -1), name)
  WHERE deleted = 0;
CREATE INDEX log_streams_deleted ON log_streams (id) WHERE deleted = 1;

-- The number of an event is never given out twice, since clients know events by it.
CREATE TABLE log_events (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  log_group     INTEGER NOT NULL REFERENCES log_groups (id),
  stream        INTEGER NOT NULL REFERENCES log_streams (id),
  time_ms       INTEGER NOT NULL,
  ingested_ms   INTEGER NOT NULL,
  message       TEXT    NOT NULL,
  request_id    TEXT,                           -- NULL, as below: written by no known work
  execution_arn TEXT,
  state         TEXT,
  attempt       INTEGER
) STRICT;
CREATE INDEX log_events_by_stream ON log_events (stream, time_ms);
CREATE INDEX log_events_by_group ON log_events (log_group, time_ms);
CREATE INDEX log_events_by_request ON log_events (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX log_events_by_execution ON log_events (execution_arn)
  WHERE execution_arn IS NOT NULL;

CREATE VIEW logs AS
SELECT e.id,
       strftime('%Y-%m-%dT%H:%M:%f', e.time_ms / 1000.0, 'unixepoch') || 'Z' AS time,
       g.region,
       g.name AS log_group,
       s.name AS stream,
       rtrim(e.message, char(10)) AS message,
       e.request_id,
       e.execution_arn,
       e.state,
       e.attempt
FROM log_events e
JOIN log_streams s ON s.id = e.stream
JOIN log_groups g ON g.id = e.log_group
WHERE s.deleted = 0 AND g.deleted = 0;
