-- What the live board counts by: offices complained about, and who reviews. Filled with a case's next step.
CREATE TABLE case_named_roles (
    case_id TEXT NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,
    PRIMARY KEY (case_id, role)
);
ALTER TABLE cases ADD COLUMN reviewer_id TEXT REFERENCES staff (id);
CREATE INDEX cases_board ON cases (organisation_id, next_due_at, id, state, level, restricted) WHERE is_open = 1;

CREATE TABLE saved_views (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    unit_id TEXT REFERENCES units (id),
    list TEXT NOT NULL CHECK (list IN ('register', 'inbox')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query TEXT NOT NULL CHECK (length(query) <= 500),
    made_at BIGINT NOT NULL,
    UNIQUE (organisation_id, staff_id, list, name)
);
CREATE INDEX saved_views_by_unit ON saved_views (organisation_id, unit_id, list, name) WHERE unit_id IS NOT NULL;
