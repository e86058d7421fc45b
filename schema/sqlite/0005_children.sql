-- Children: executions that a task of another execution has started.
--
-- A child names its parent and the work of the parent that has started it or waits for it: one child
-- for one piece of work, so that whoever begins the work again after a crash finds the child instead
-- of starting another. Work is named as in pending_work.

ALTER TABLE execution ADD COLUMN parent INTEGER REFERENCES execution (id);  -- NULL: no child
ALTER TABLE execution ADD COLUMN parent_work TEXT;
CREATE UNIQUE INDEX execution_by_parent ON execution (parent, parent_work) WHERE parent IS NOT NULL;

DROP VIEW executions;
CREATE VIEW executions AS
SELECT e.id,
       m.name AS machine,
       e.name,
       s.word AS status,
       strftime('%Y-%m-%d %H:%M:%f', e.started / 1000.0, 'unixepoch') AS started,
       strftime('%Y-%m-%d %H:%M:%f', e.stopped / 1000.0, 'unixepoch') AS stopped,
       round(coalesce((e.stopped - e.started) / 1000.0,
                      (julianday('now') - 2440587.5) * 86400 - e.started / 1000.0), 3) AS seconds,
       e.role_arn,
       e.parent
  FROM execution AS e
  JOIN state_machine AS m ON m.id = e.machine
  JOIN execution_status AS s ON s.status = e.status;

-- With the events that children and task tokens brought.
DROP VIEW history;
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
           type IN ('ScopeFailed', 'RetryScheduled', 'WaitStarted', 'StepsPutOff', 'ChildStopped')
             AS internal,
           type GLOB '*StateEntered' OR type GLOB '*StateStarted'
             OR (type GLOB '*Scheduled' AND type <> 'RetryScheduled')
             OR type IN ('ExecutionStarted', 'MapIterationStarted') AS has_input,
           type GLOB '*StateExited' OR type GLOB '*Submitted' OR type IN ('ExecutionSucceeded',
             'LambdaFunctionSucceeded', 'ActivitySucceeded', 'TaskSucceeded') AS has_output
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
