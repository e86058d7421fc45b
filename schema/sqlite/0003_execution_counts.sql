-- How many executions each state machine has of each status, so that a listing that tells it costs
-- the same with a million of them as with ten.
--
-- sfnd keeps it in the transactions that change executions. Triggers would as well, but a statement
-- that has one keeps what it changes for its own undoing: it takes four times as long.

CREATE TABLE execution_count (
  machine    INTEGER NOT NULL REFERENCES state_machine (id),
  status     INTEGER NOT NULL REFERENCES execution_status (status),
  executions INTEGER NOT NULL,
  PRIMARY KEY (machine, status)
) STRICT, WITHOUT ROWID;

INSERT INTO execution_count
SELECT machine, status, count(*) FROM execution GROUP BY machine, status;
