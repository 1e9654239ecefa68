DROP INDEX promise_measures_by_due;
CREATE INDEX promise_measures_by_due
    ON promise_measures (organisation_id, due_at, code, counted, met_at, ended_at);
