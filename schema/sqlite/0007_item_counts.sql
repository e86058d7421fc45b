-- How many items the input of a map run's child holds, as listings show it: more than one where the
-- run batches them.

ALTER TABLE execution ADD COLUMN items INTEGER;  -- NULL: no such child, or older than this column
