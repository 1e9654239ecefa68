-- What the board counts stands in the index alone: an engine must not fetch a case to count it.
CREATE INDEX cases_open_counts ON cases (organisation_id, restricted, state, level, next_due_at, is_open)
    WHERE is_open = 1;
CREATE INDEX cases_open_restricted ON cases (
    organisation_id, state, level, next_due_at, holder_id, first_receiver_id, handler_id, offered_to_id, reviewer_id,
    asks_coordinator, group_id, unit_id, secrecy, restricted, is_open, id
) WHERE is_open = 1 AND restricted = 1;

-- Who is named in an open case is found without the closed ones.
ALTER TABLE case_named_staff ADD COLUMN is_open BIGINT NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1));
ALTER TABLE case_named_units ADD COLUMN is_open BIGINT NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1));
ALTER TABLE case_named_roles ADD COLUMN is_open BIGINT NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1));
UPDATE case_named_staff SET is_open = 0 WHERE case_id IN (SELECT id FROM cases WHERE is_open = 0);
UPDATE case_named_units SET is_open = 0 WHERE case_id IN (SELECT id FROM cases WHERE is_open = 0);
UPDATE case_named_roles SET is_open = 0 WHERE case_id IN (SELECT id FROM cases WHERE is_open = 0);
CREATE INDEX case_named_staff_open ON case_named_staff (staff_id, case_id) WHERE is_open = 1;
CREATE INDEX case_named_units_open ON case_named_units (unit_id, case_id) WHERE is_open = 1;
CREATE INDEX case_named_roles_open ON case_named_roles (role, case_id) WHERE is_open = 1;
