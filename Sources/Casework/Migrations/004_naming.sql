-- What the board takes away, because it is about the reader, is looked up by ids without fetching a case either.
CREATE INDEX cases_open_by_id ON cases (id, organisation_id, restricted, group_id, state, level, next_due_at, is_open)
    WHERE is_open = 1;
