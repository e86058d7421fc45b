-- The first schema: executions, their journal, the work they have outstanding, and the catalogue.
--
-- The journal is the truth about executions; everything else about them can be made from it.
-- Times are milliseconds since 1970 (UTC), ids are dense integers: what is stored a million times is
-- small. The views at the end show the same to people, with readable times, words and JSON.
--
-- References say what belongs together. They are not enforced while sfnd writes (it looks names up
-- in memory first); `PRAGMA foreign_key_check` verifies them.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,   -- last_commit; last_execution and last_machine: the highest ids, though
                            -- their rows may be gone
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- the catalogue

-- Immutable. A row stays as long as a state machine or an execution refers to it.
CREATE TABLE definition (
  id     INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,     -- SHA-256 of the text, in hexadecimal
  text   TEXT NOT NULL      -- Amazon States Language, to the letter
) STRICT;

-- A deleted machine keeps its row while executions refer to it; its definition may be gone.
CREATE TABLE state_machine (
  id            INTEGER PRIMARY KEY,
  arn           TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  region        TEXT NOT NULL,
  account       TEXT NOT NULL,
  type          TEXT NOT NULL,      -- STANDARD or EXPRESS
  definition    INTEGER NOT NULL,
  role_arn      TEXT NOT NULL,
  revision_id   TEXT NOT NULL,      -- empty until the first update
  configuration TEXT NOT NULL,      -- JSON: logging, tracing, encryption
  created       INTEGER NOT NULL,
  updated       INTEGER NOT NULL,
  deleted       INTEGER NOT NULL    -- 0 or 1
) STRICT;
CREATE INDEX state_machine_by_definition ON state_machine (definition);

CREATE TABLE function (
  arn           TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  region        TEXT NOT NULL,
  account       TEXT NOT NULL,
  configuration TEXT NOT NULL,      -- JSON with the members of FunctionConfiguration
  code_sha256   TEXT NOT NULL       -- in Base64, as Lambda shows it; its package lies under code/
) STRICT;

-- Asynchronous invocations that are acknowledged and not over.
CREATE TABLE invocation (
  request_id    TEXT PRIMARY KEY,
  function_arn  TEXT NOT NULL,
  payload       TEXT NOT NULL,
  accepted      INTEGER NOT NULL,
  attempts      INTEGER NOT NULL,
  due           INTEGER NOT NULL,
  execution_arn TEXT NOT NULL,      -- what caused it; empty for a call from outside
  state         TEXT NOT NULL,
  state_attempt INTEGER NOT NULL
) STRICT;

-- Unnamed starts that an SDK may repeat within 15 minutes.
CREATE TABLE start_request (
  key           TEXT PRIMARY KEY,
  execution_arn TEXT NOT NULL,
  started       INTEGER NOT NULL
) STRICT;
CREATE INDEX start_request_by_started ON start_request (started);

-- Roles, tags and other small things, as the API shows them.
CREATE TABLE resource (
  kind TEXT NOT NULL,
  key  TEXT NOT NULL,
  body TEXT NOT NULL,               -- JSON
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- ---- executions

-- Written when an execution starts and when it ends, never in between.
CREATE TABLE execution (
  id         INTEGER PRIMARY KEY,   -- in the order of the starts
  machine    INTEGER NOT NULL REFERENCES state_machine (id),
  definition INTEGER NOT NULL REFERENCES definition (id),
  name       TEXT NOT NULL,
  role_arn   TEXT NOT NULL,
  status     INTEGER NOT NULL,      -- see execution_status
  started    INTEGER NOT NULL,
  stopped    INTEGER                -- NULL while it runs
) STRICT;
-- Each index ends with the row's id as it is, which orders what the columns leave equal.
CREATE UNIQUE INDEX execution_by_name ON execution (machine, name);
CREATE INDEX execution_by_machine ON execution (machine);
CREATE INDEX execution_by_machine_status ON execution (machine, status);
CREATE INDEX execution_by_status ON execution (status);
CREATE INDEX execution_by_definition ON execution (definition);
CREATE INDEX execution_by_stopped ON execution (stopped) WHERE stopped IS NOT NULL;

CREATE TABLE execution_status (
  status INTEGER PRIMARY KEY,
  word   TEXT NOT NULL
) STRICT;
INSERT INTO execution_status VALUES
  (0, 'RUNNING'), (1, 'SUCCEEDED'), (2, 'FAILED'), (3, 'TIMED_OUT'), (4, 'ABORTED');

-- One row for all the events of one command, appended in the order of the commits.
CREATE TABLE journal (
  id           INTEGER PRIMARY KEY,
  execution    INTEGER NOT NULL REFERENCES execution (id),
  first_seq    INTEGER NOT NULL,    -- of the row's first event, internal events counted
  events       INTEGER NOT NULL,
  first_public INTEGER NOT NULL,    -- number of its first event that AWS shows, or of the next one
  publics      INTEGER NOT NULL,
  time         INTEGER NOT NULL,
  body         TEXT NOT NULL        -- JSON: {"v":1,"docs":[...],"events":[...]}
) STRICT;
CREATE UNIQUE INDEX journal_by_execution ON journal (execution, first_seq);

-- What executions wait for: a projection of the journal.
CREATE TABLE pending_work (
  execution INTEGER NOT NULL REFERENCES execution (id),
  key       TEXT NOT NULL,          -- visit.attempt.kind
  kind      TEXT NOT NULL,
  due       INTEGER,                -- NULL: at once
  PRIMARY KEY (execution, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_work_by_due ON pending_work (due, execution, key);

-- ---- for people

CREATE VIEW executions AS
SELECT e.id,
       m.name AS machine,
       e.name,
       s.word AS status,
       strftime('%Y-%m-%d %H:%M:%f', e.started / 1000.0, 'unixepoch') AS started,
       strftime('%Y-%m-%d %H:%M:%f', e.stopped / 1000.0, 'unixepoch') AS stopped,
       round(coalesce((e.stopped - e.started) / 1000.0,
                      (julianday('now') - 2440587.5) * 86400 - e.started / 1000.0), 3) AS seconds,
       e.role_arn
  FROM execution AS e
  JOIN state_machine AS m ON m.id = e.machine
  JOIN execution_status AS s ON s.status = e.status;

-- One row an event, in order. Internal events (a wait's due time, a retry's back-off) have no id.
-- An event leaves out what its journal row has said before; here it is filled in again, by the rules
-- of src/history/stored_form.h. Ask for one execution: the view is made of its journal alone.
CREATE VIEW history AS
WITH
  stored AS (
    SELECT j.execution, e.name AS execution_name, j.id AS journal_row, event.key, event.value, j.body,
           j.first_seq + event.key AS seq,
           strftime('%Y-%m-%d %H:%M:%f', j.time / 1000.0, 'unixepoch') AS time,
           replace(event.value ->> 't', 'Lambda', 'LambdaFunction') AS type,
           event.value ->> 'visit' AS visit,
           coalesce(event.value ->> 'input', event.value ->> 'output', event.value ->> 'items')
             AS document,
           coalesce(event.value ->> 'next', event.value ->> 'start') AS announced
      FROM journal AS j
      JOIN execution AS e ON e.id = j.execution
      JOIN json_each(j.body, '$.events') AS event
  ),
  complete AS (
    SELECT execution, execution_name, key, value, body, seq, time, type,
           coalesce(value ->> 'id', (body ->> 'id') + key) AS id,
           coalesce(visit, max(visit) OVER so_far) AS visit,
           '$.docs[' || coalesce(document, max(document) OVER so_far) || ']' AS document,
           lag(announced) OVER so_far AS announced,
           type IN ('ScopeFailed', 'RetryScheduled', 'WaitStarted', 'StepsPutOff') AS internal,
           type GLOB '*StateEntered' OR type GLOB '*StateStarted'
             OR (type GLOB '*Scheduled' AND type <> 'RetryScheduled')
             OR type IN ('ExecutionStarted', 'MapIterationStarted') AS has_input,
           type GLOB '*StateExited' OR type IN ('ExecutionSucceeded', 'LambdaFunctionSucceeded',
             'ActivitySucceeded', 'TaskSucceeded') AS has_output
      FROM stored
    WINDOW so_far AS (PARTITION BY execution, execution_name, journal_row ORDER BY key)
  )
SELECT execution,
       execution_name,
       seq,
       time,
       CASE WHEN NOT internal THEN id END AS id,
       CASE WHEN NOT internal THEN coalesce(value ->> 'prev', id - 1) END AS previous,
       type,
       CASE WHEN type NOT GLOB 'Execution*' AND type NOT IN ('ScopeFailed', 'StepsPutOff')
            THEN visit END AS visit,
       CASE WHEN type GLOB '*StateEntered' THEN coalesce(value ->> 'name', announced)
            WHEN type <> 'ExecutionStarted' THEN value ->> 'name' END AS state,
       body ->> ('$.docs[' || (value ->> 'resource') || ']') AS resource,
       CASE WHEN has_input THEN body -> document END AS input,
       CASE WHEN has_output THEN body -> document END AS output,
       value ->> 'error' AS error,
       body ->> ('$.docs[' || (value ->> 'cause') || ']') AS cause,
       strftime('%Y-%m-%d %H:%M:%f', coalesce(value ->> 'due', value ->> 'deadline') / 1000.0,
                'unixepoch') AS due,
       value AS event
  FROM complete;

CREATE VIEW outstanding AS
SELECT m.name AS machine,
       e.name AS execution_name,
       w.kind,
       w.key,
       strftime('%Y-%m-%d %H:%M:%f', w.due / 1000.0, 'unixepoch') AS due
  FROM pending_work AS w
  JOIN execution AS e ON e.id = w.execution
  JOIN state_machine AS m ON m.id = e.machine;
