-- What a state machine was when an execution of it started, beyond the definition and the role that
-- the execution's row has: its row tells only what the machine is now.
--
-- A revision covers the executions of its machine that are numbered above `after_execution`, up to
-- the next revision's. So it costs an execution nothing, and one that no execution ran is replaced
-- by the next. Those of before this table are taken to be as their machines are now.

CREATE TABLE state_machine_revision (
  machine         INTEGER NOT NULL REFERENCES state_machine (id),
  after_execution INTEGER NOT NULL,
  revision_id     TEXT NOT NULL,    -- empty for the first
  configuration   TEXT NOT NULL,    -- JSON, as in state_machine
  updated         INTEGER NOT NULL,
  PRIMARY KEY (machine, after_execution)
) STRICT, WITHOUT ROWID;

INSERT INTO state_machine_revision
SELECT id, 0, revision_id, configuration, updated FROM state_machine;
