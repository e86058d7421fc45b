-- Snapshots: what a long journal amounts to, so that an execution that was evicted from memory need
-- not be made again from its first event.
--
-- A cache and never the truth. A row goes with the end of its execution; all of them may be deleted
-- while sfnd is stopped, and then journals are read from their beginnings again.

CREATE TABLE snapshot (
  execution INTEGER PRIMARY KEY REFERENCES execution (id),
  seq       INTEGER NOT NULL,       -- of the last event in it: journal rows after that come on top
  body      BLOB NOT NULL           -- see src/engine/snapshot.h
) STRICT;
