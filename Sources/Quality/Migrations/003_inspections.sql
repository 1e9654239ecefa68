-- Inspections and mystery visits; `secret` is sealed.
CREATE TABLE inspections (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('internal', 'residents', 'authority', 'third_party', 'mystery')),
    checklist TEXT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES units (id),
    held_on TEXT NOT NULL,
    is_released BIGINT NOT NULL CHECK (is_released IN (0, 1)),
    reached BIGINT NOT NULL CHECK (reached >= 0),
    possible BIGINT NOT NULL CHECK (possible >= reached),
    made_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    secret TEXT,
    UNIQUE (organisation_id, number),
    CHECK (kind = 'mystery' OR (secret IS NULL AND is_released = 1))
);
CREATE INDEX inspections_by_moment ON inspections (organisation_id, made_at, id);
CREATE INDEX inspections_by_kind ON inspections (organisation_id, kind, made_at, id);
CREATE INDEX inspections_by_unit ON inspections (organisation_id, unit_id, made_at, id);
