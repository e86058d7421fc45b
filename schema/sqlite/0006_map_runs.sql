-- Map runs: executions that start children by the thousand, which have to be found in the order of
-- their starts, page by page.

CREATE INDEX execution_by_parent_in_order ON execution (parent) WHERE parent IS NOT NULL;

-- With the events that map runs brought.
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
           type IN ('ScopeFailed', 'RetryScheduled', 'WaitStarted', 'StepsPutOff', 'ChildStopped',
             'MapRunConfigured', 'ItemsWanted', 'ChildrenStarted', 'MapChildEnded', 'MapRunUpdated',
             'ResultsWanted', 'ChildrenCounted') AS internal,
           type GLOB '*StateEntered' OR type GLOB '*StateStarted'
             OR (type GLOB '*Scheduled' AND type <> 'RetryScheduled')
             OR type IN ('ExecutionStarted', 'MapIterationStarted') AS has_input,
           type GLOB '*StateExited' OR type GLOB '*Submitted' OR type IN ('ExecutionSucceeded',
             'LambdaFunctionSucceeded', 'ActivitySucceeded', 'TaskSucceeded', 'MapRunSucceeded')
             AS has_output
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
